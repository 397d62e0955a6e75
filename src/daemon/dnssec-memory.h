/* dnssec-memory.h - that the machine's name servers have validated, over restarts
 *
 * Without it, who drops the questions of a worker that starts would switch
 * DANE off: what is not found out yet is not waited for (dns/validation.h).
 * Believed for a month, of the same resolv.conf only; and since when they fail
 * is kept, too, so that the patience with them has an end.
 */
#pragma once

#include "dns/resolver.h"

G_BEGIN_DECLS

#define CS_DNSSEC_MEMORY_S (30 * 24 * 3600)

typedef struct _CsDnssecMemory CsDnssecMemory;

/* Tells @resolver what is remembered, and follows it. @path: of the file. @resolv_conf: that of the
 * machine. Blocks briefly. */
CsDnssecMemory *cs_dnssec_memory_new (CsResolver *resolver, const char *path,
                                      const char *resolv_conf);
void cs_dnssec_memory_free (CsDnssecMemory *memory); /* saves first */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsDnssecMemory, cs_dnssec_memory_free)

G_END_DECLS
