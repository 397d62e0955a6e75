/* option-dialog.h - a dialog over a few options of the site
 *
 * Abstract: a class of its own template adds its fields. They change settings that the dialog
 * keeps, and with OK the draft of the sheet; Cancel leaves no trace.
 */
#pragma once

#include "app/option-field.h"

G_BEGIN_DECLS

#define CS_TYPE_OPTION_DIALOG (cs_option_dialog_get_type ())
G_DECLARE_DERIVABLE_TYPE (CsOptionDialog, cs_option_dialog, CS, OPTION_DIALOG, GtkDialog)

struct _CsOptionDialogClass
{
  GtkDialogClass parent_class;
  const char *help_topic;
};

/* By an instance's init, in reading order. */
void cs_option_dialog_add (CsOptionDialog *dialog, CsOption option, GtkWidget *control,
                           CsFieldMessage *message);
/* Signal "committed" follows OK. @type: of the class */
CsOptionDialog *cs_option_dialog_new (GType type, GtkWindow *parent, CsSheet *sheet);

G_END_DECLS
