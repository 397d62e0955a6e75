/* tlsa.h - the TLSA records of one port of a mail host, RFC 7672 section 2.2
 *
 * They say which keys the host may have, and are as good as DNSSEC: they are
 * asked for only where MX and address records were secure (or, if the host is
 * an alias, that was), and count only if they are secure themselves. What is in them is
 * smtp/dane.h's business.
 */
#pragma once

#include "dns/lookup.h"
#include "dns/resolver.h"

G_BEGIN_DECLS

/* Looks at the end of the host's aliases first, then at its own name (section 2.2.3). */
void cs_tlsa_lookup_async (CsLookup *lookup, const CsMailHost *host, guint16 port,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
/* Error: CS_DNS_ERROR_TEMPORARY or BOGUS */
CsTlsaSet *cs_tlsa_lookup_finish (CsLookup *lookup, GAsyncResult *result, GError **error);

G_END_DECLS
