/* option-field.h - ties a control to an option of the site
 *
 * Shows the option of a sheet's draft, and takes over what is typed or picked as soon as it is
 * right; until then the error stands beside the field. The control is a GtkEntry (texts), a
 * GtkSpinButton (numbers), a GtkToggleButton (yes or no) or a CsDurationField (times).
 */
#pragma once

#include "app/field-message.h"
#include "app/sheet.h"

G_BEGIN_DECLS

#define CS_TYPE_OPTION_FIELD (cs_option_field_get_type ())
G_DECLARE_FINAL_TYPE (CsOptionField, cs_option_field, CS, OPTION_FIELD, GObject)

/* @message: (nullable): where errors are said; a toggle button needs none. The field lives as long
 * as @control. (transfer none) */
CsOptionField *cs_option_field_new (CsOption option, GtkWidget *control, CsFieldMessage *message);
void cs_option_field_show (CsOptionField *field, CsSheet *sheet);
/* (transfer none) (nullable): what to focus if there is an error. */
GtkWidget *cs_option_field_error (CsOptionField *field);

G_END_DECLS
