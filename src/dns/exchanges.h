/* exchanges.h - the hosts that a set of MX records names, in the order of RFC 5321 section 5.1
 *
 * Pure: the answer in, hosts without addresses out.
 */
#pragma once

#include "dns/answer.h"
#include "dns/resolver.h"

G_BEGIN_DECLS

/* @answer: of kind DATA.
 * @own_name: this machine; it and all that is not preferred to it is left out.
 * Returns: (element-type CsMailHost): best first, equal ones shuffled, at most CS_DNS_MAX_HOSTS.
 * Errors of CS_DNS_ERROR: NULL_MX, LOOP, NO_HOST (no record names a host), TEMPORARY (bytes that
 * are no MX record: whoever sent them cannot be trusted with the mail) */
GPtrArray *cs_exchanges_from_answer (const CsDnsAnswer *answer, const char *own_name,
                                     GError **error);

CsMailHost *cs_mail_host_new (const char *name, guint preference, gboolean is_secure);

G_END_DECLS
