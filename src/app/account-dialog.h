/* account-dialog.h - Account on Remote Host, and Windows NT Account on Remote Host
 *
 * Two forms of one dialog: the second one has a domain. A password is masked, can be looked at
 * while it is typed, and is never read back: a stored one shows as "unchanged", and leaving the
 * field alone keeps it.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/security-form.h"
#include "app/sheet.h"

G_BEGIN_DECLS

#define CS_TYPE_ACCOUNT_DIALOG (cs_account_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CsAccountDialog, cs_account_dialog, CS, ACCOUNT_DIALOG, GtkDialog)

/* Signal "committed": OK was pressed and nothing is missing; the dialog closes itself after it.
 * @option: clear text or challenge/response. @form: copied. */
CsAccountDialog *cs_account_dialog_new (GtkWindow *parent, CsSheet *sheet, CsAuthentication option,
                                        const CsAccountForm *form);
/* In a handler of "committed": moves what was typed into @form. */
void cs_account_dialog_take_form (CsAccountDialog *dialog, CsAccountForm *form);

G_END_DECLS
