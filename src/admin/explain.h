/* explain.h - which entry an address has, which hosts, which account, and why
 *
 * `countersign explain` and "What happens to mail for…" show the same thing.
 */
#pragma once

#include "admin/policy.h"
#include "model/route.h"
#include "secrets/store.h"

G_BEGIN_DECLS

typedef struct
{
  char *name;
  guint16 port;
  gboolean is_direct; /* tried before the smart host, and never shown the account */
} CsExplainedHost;

typedef struct
{
  CsAddress *address;
  CsSettings *settings; /* a reference: route points into it */
  CsRoute route;
  /* (element-type CsExplainedHost) (nullable): in the order in which they are tried; NULL when
   * nothing was looked up. Offline the smart host alone. */
  GPtrArray *hosts;
  GError *hosts_error; /* (nullable): of the DNS */
  gboolean is_direct_first; /* the DNS's hosts are tried before the smart host */
  CsPolicy *policy; /* (nullable): of the domain, where its own hosts are tried; as last seen */
  gboolean credential_known; /* whether credential_stored was found out */
  gboolean credential_stored;
} CsExplanation;
void cs_explanation_free (CsExplanation *explanation);

/* @instance: (nullable): whose worker is asked what it remembers of the domain, if it runs.
 * @offline: nothing is looked up: no hosts but a written smart host. @store: (nullable).
 * @own_name: canonical name of this machine. Never prompts. */
void cs_explain_async (const CsInstance *instance, CsSettings *settings, CsAddress *address,
                       gboolean offline, CsSecretStore *store, const char *own_name,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
CsExplanation *cs_explain_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsExplanation, cs_explanation_free)

G_END_DECLS
