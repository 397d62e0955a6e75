/* remote-domain-dialog.h - the properties of a remote domain: name, route, outbound security, HELO
 *
 * Changes the draft of the sheet when OK is pressed, and not before.
 */
#pragma once

#include <gtk/gtk.h>

#include "admin/cure.h"
#include "app/sheet.h"

G_BEGIN_DECLS

#define CS_TYPE_REMOTE_DOMAIN_DIALOG (cs_remote_domain_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CsRemoteDomainDialog, cs_remote_domain_dialog, CS, REMOTE_DOMAIN_DIALOG,
                      GtkDialog)

/* Signal "committed": the draft has been changed; the dialog closes itself after it.
 * @name: (nullable): the key of a remote domain to be changed; or what to fill a new one with */
CsRemoteDomainDialog *cs_remote_domain_dialog_new (GtkWindow *parent, CsSheet *sheet,
                                                   const char *name);
/* (transfer none): in a handler of "committed", the key of the remote domain */
const char *cs_remote_domain_dialog_get_key (CsRemoteDomainDialog *dialog);
/* Goes on to Outbound Security… at once. */
void cs_remote_domain_dialog_open_security (CsRemoteDomainDialog *dialog);
/* Fills in what @cure proposes, and goes on to where the account is typed. */
void cs_remote_domain_dialog_cure (CsRemoteDomainDialog *dialog, const CsCure *cure);

G_END_DECLS
