/* lookup.h - one DNS question, validated where the machine's name servers allow it
 *
 * Many forwarders (home routers, containers, captive networks) strip DNSSEC;
 * with a trust anchor every answer through them would look forged and no mail
 * would flow. So the keys of the root are asked for first: where they come
 * through and validate, answers are validated, else they are taken as they
 * are, and never called secure. Asked again when resolv.conf changes, after a
 * forged answer (at most once a minute), and now and then while they do not
 * come through, since laptops move. Servers that have validated are taken at
 * that for an hour longer (validation.h).
 *
 * Signal "changed": cs_lookup_validation gives another value.
 */
#pragma once

#include "dns/resolver.h"
#include "dns/unbound-context.h"

G_BEGIN_DECLS

#define CS_TYPE_LOOKUP (cs_lookup_get_type ())
G_DECLARE_FINAL_TYPE (CsLookup, cs_lookup, CS, LOOKUP, GObject)

/* @config: copied. With neither trust anchor nor anchor file nothing is validated. */
CsLookup *cs_lookup_new (const CsUnboundConfig *config, GError **error);
CsValidation cs_lookup_validation (CsLookup *lookup);
/* Before the first question: these servers have validated, in an earlier run.
 * @failing_since_s: when they began to fail; 0: they did not. */
void cs_lookup_expect_validation (CsLookup *lookup, gint64 failing_since_s);
gint64 cs_lookup_failing_since_s (CsLookup *lookup);
gint64 cs_lookup_validated_s (CsLookup *lookup); /* when they last did; 0: not in this run */
/* Finds out now. */
void cs_lookup_probe (CsLookup *lookup);

/* As cs_unbound_query_async. */
void cs_lookup_query_async (CsLookup *lookup, const char *name, guint type,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);
CsDnsAnswer *cs_lookup_query_finish (CsLookup *lookup, GAsyncResult *result, GError **error);

G_END_DECLS
