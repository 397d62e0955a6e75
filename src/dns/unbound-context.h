/* unbound-context.h - one libunbound context, driven by a GMainContext
 *
 * Thread mode: libunbound resolves in a thread of its own and says through a
 * descriptor that answers are there (its other mode forks, which would copy
 * secrets). Which servers are asked and what is believed is settled at
 * construction; lookup.h chooses between contexts.
 */
#pragma once

#include "dns/answer.h"

G_BEGIN_DECLS

#define CS_UNBOUND_QUERY_TIMEOUT_S 30

typedef struct
{
  const char *forwarder; /* (nullable): "127.0.0.1@5353"; else as resolv.conf says */
  const char *resolv_conf; /* (nullable) */
  const char *hosts; /* (nullable) */
  const char *trust_anchor; /* (nullable): a DS or DNSKEY record in zone-file form */
  const char *anchor_file; /* (nullable): a file of such records */
} CsUnboundConfig;

#define CS_TYPE_UNBOUND (cs_unbound_get_type ())
G_DECLARE_FINAL_TYPE (CsUnbound, cs_unbound, CS, UNBOUND, GObject)

/* Starts the thread. Error: CS_DNS_ERROR_TEMPORARY. */
CsUnbound *cs_unbound_new (const CsUnboundConfig *config, GError **error);

/* Every answer is a value, also "nobody answered"; the only error is G_IO_ERROR_CANCELLED. */
void cs_unbound_query_async (CsUnbound *unbound, const char *name, guint type, guint timeout_s,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);
CsDnsAnswer *cs_unbound_query_finish (CsUnbound *unbound, GAsyncResult *result, GError **error);

G_END_DECLS
