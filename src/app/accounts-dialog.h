/* accounts-dialog.h - Accounts: each one with its password, where it is used and whether it works
 *
 * Shows the draft, the secret store and what a running worker remembers. Changes nothing but what
 * is deleted: passwords that no entry uses, at once and after a question.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/sheet.h"

G_BEGIN_DECLS

#define CS_TYPE_ACCOUNTS_DIALOG (cs_accounts_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CsAccountsDialog, cs_accounts_dialog, CS, ACCOUNTS_DIALOG, GtkDialog)

CsAccountsDialog *cs_accounts_dialog_new (GtkWindow *parent, CsSheet *sheet);

G_END_DECLS
