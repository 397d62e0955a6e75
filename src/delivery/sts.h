/* sts.h - the MTA-STS policy of a mail domain as it is now, RFC 8461
 *
 * Asks the DNS whether there is one and which, fetches it where it is not known
 * yet or has changed, and remembers it until it ends: neither a DNS record that
 * is missing nor a web server that is silent ends it sooner (section 5.1).
 * What a policy asks of a host is protection.h's business.
 */
#pragma once

#include "delivery/sts-cache.h"
#include "dns/resolver.h"

G_BEGIN_DECLS

#define CS_TYPE_STS (cs_sts_get_type ())
G_DECLARE_FINAL_TYPE (CsSts, cs_sts, CS, STS, GObject)

/* @path: (nullable): of the file that keeps the policies. @database: (nullable): the system's trust
 * store. @server: (nullable): as cs_sts_fetch_session_new. */
CsSts *cs_sts_new (CsResolver *resolver, const char *path, GTlsDatabase *database,
                   GSocketConnectable *server);
/* Ends what goes on in the background. */
void cs_sts_stop (CsSts *sts);

/* @domain: canonical. finish: (transfer full) (nullable): NULL without @error: it has none.
 * Error: G_IO_ERROR_CANCELLED */
void cs_sts_find_async (CsSts *sts, const char *domain, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data);
CsStsPolicy *cs_sts_find_finish (CsSts *sts, GAsyncResult *result, GError **error);
/* Without asking anybody. (transfer none) (nullable): until the next is fetched */
const CsStsEntry *cs_sts_known (CsSts *sts, const char *domain);

G_END_DECLS
