/* outbound-security-dialog.h - Outbound Security: which option, which account, which TLS rule
 *
 * Changes a form, which "committed" hands back; nothing else. The draft is changed by whoever
 * opened the dialog, so that cancelling an outer dialog leaves no trace either.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/security-form.h"
#include "app/sheet.h"

G_BEGIN_DECLS

#define CS_TYPE_OUTBOUND_SECURITY_DIALOG (cs_outbound_security_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CsOutboundSecurityDialog, cs_outbound_security_dialog, CS,
                      OUTBOUND_SECURITY_DIALOG, GtkDialog)

/* Whose security it is, and where its mail would go now. Copied. */
typedef struct
{
  const CsPattern *pattern; /* NULL: the site's, or a remote domain without a name yet */
  const CsHost *smart_host; /* NULL: the DNS */
  gboolean helo;
  GPtrArray *several; /* (nullable) (element-type CsRemoteDomain): instead, changed together */
  const char *advice; /* (nullable): said in the dialog, as of a provider that was picked */
} CsOutboundSecurityEntry;

/* Signal "committed": OK was pressed and nothing is missing; the dialog closes itself after it.
 * @form: copied. */
CsOutboundSecurityDialog *cs_outbound_security_dialog_new (GtkWindow *parent, CsSheet *sheet,
                                                           const CsSecurityForm *form,
                                                           const CsOutboundSecurityEntry *entry);
/* (transfer full): what stands in it */
CsSecurityForm *cs_outbound_security_dialog_get_form (CsOutboundSecurityDialog *dialog);
/* What has to be typed next is an account: goes to Change…, or opens it at once. */
void cs_outbound_security_dialog_ask_for_account (CsOutboundSecurityDialog *dialog,
                                                  gboolean at_once);

G_END_DECLS
