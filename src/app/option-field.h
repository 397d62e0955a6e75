/* option-field.h - ties a control to an option of the site
 *
 * Shows the option of a sheet's draft, or of settings that a dialog keeps until OK, and takes over
 * what is typed or picked as soon as it is right; until then the error stands beside the field. The
 * control is a GtkEntry (texts), a GtkComboBoxText (texts, the ID of each item; "" for none), a
 * GtkSpinButton (numbers), a GtkToggleButton (yes or no) or a CsQuantityField (times and sizes).
 *
 * Signal "edited": after every change of a person, right or wrong.
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
/* Before it is shown: @check says whether the option, of which 0 means none, has a value at all,
 * and names the control. @suggestion: what stands there when it is ticked; @why: why the control is
 * insensitive until then. */
void cs_option_field_set_check (CsOptionField *field, GtkToggleButton *check, gint64 suggestion,
                                const char *why);
CsOption cs_option_field_get_option (CsOptionField *field);
void cs_option_field_show (CsOptionField *field, CsSheet *sheet);
/* Changes @settings. What stands in @original holds while something wrong is typed. */
void cs_option_field_show_settings (CsOptionField *field, CsSettings *settings,
                                    CsSettings *original);
/* (transfer none) (nullable): what to focus if there is an error. */
GtkWidget *cs_option_field_error (CsOptionField *field);

G_END_DECLS
