/* mail-lookup.h - MX, implicit MX and addresses of one mail domain: the questions and their order
 */
#pragma once

#include "dns/lookup.h"
#include "dns/resolver.h"

G_BEGIN_DECLS

/* @takes_any_address: for tests, whose hosts are on this machine.
 * finish: (element-type CsMailHost) (transfer full) */
void cs_mail_lookup_async (CsLookup *lookup, const char *domain, const char *own_name,
                           gboolean takes_any_address, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *cs_mail_lookup_finish (CsLookup *lookup, GAsyncResult *result, GError **error);

G_END_DECLS
