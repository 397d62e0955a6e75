/* target.h - the addresses that a plan may connect to, in the order in which they are tried
 *
 * RFC 5321 section 5.1. At most CS_TARGETS_MAX of each kind for one attempt,
 * at most two of one host where there are several.
 */
#pragma once

#include "delivery/plan.h"
#include "delivery/protection.h"
#include "delivery/shared.h"

G_BEGIN_DECLS

#define CS_TARGETS_MAX 5

typedef struct
{
  GSocketAddress *address; /* with the port */
  char *host_name; /* what a certificate must name; of a smart host as it is written */
  guint16 port;
  gboolean is_smart_host;
  CsProtection *protection; /* (nullable): what its domain asks for */
} CsTarget;

void cs_target_free (CsTarget *target);
CsTarget *cs_target_copy (const CsTarget *target);
char *cs_target_to_string (const CsTarget *target); /* "relay.example.net[192.0.2.7]:587" */
/* The other way, name and port only. @host: (out) (transfer full) */
gboolean cs_target_parse (const char *text, char **host, guint16 *port);

/* (element-type CsTarget) (transfer full): at least one. Errors: CS_DNS_ERROR, CS_PROTECTION_ERROR,
 * G_IO_ERROR_CANCELLED */
void cs_targets_find_async (CsShared *shared, CsPlan *plan, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *cs_targets_find_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsTarget, cs_target_free)

G_END_DECLS
