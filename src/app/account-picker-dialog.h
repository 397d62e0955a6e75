/* account-picker-dialog.h - Existing Accounts: picks one that another entry has
 */
#pragma once

#include <gtk/gtk.h>

#include "app/account-choices.h"

G_BEGIN_DECLS

#define CS_TYPE_ACCOUNT_PICKER_DIALOG (cs_account_picker_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CsAccountPickerDialog, cs_account_picker_dialog, CS, ACCOUNT_PICKER_DIALOG,
                      GtkDialog)

/* Signal "committed": one was picked; the dialog closes itself after it.
 * @choices: (element-type CsAccountChoice): at least one */
CsAccountPickerDialog *cs_account_picker_dialog_new (GtkWindow *parent, CsAuthentication option,
                                                     GPtrArray *choices);
/* (transfer none): in a handler of "committed" */
const CsAccountChoice *cs_account_picker_dialog_get_choice (CsAccountPickerDialog *dialog);

G_END_DECLS
