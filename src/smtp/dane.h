/* dane.h - whether a server's certificate is one that its TLSA records speak of
 *
 * RFC 6698, RFC 7671 and RFC 7672 section 3: record data and certificates in,
 * a fault or none out. Nothing is looked up here: whoever hands the records in
 * knows that DNSSEC vouches for them. Of the four usages mail knows two: the
 * server's own key (DANE-EE, where names and dates do not count) and an
 * authority of its choice (DANE-TA, where they do).
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CsDane CsDane;

/* @records: (element-type GBytes): data of TLSA records.
 * @names: names that a certificate may be for, RFC 7672 section 3.2.2: the host under which the
 * records were found first, then the host as the MX record calls it, the mail domain; ends with
 * NULL. */
CsDane *cs_dane_new (GPtrArray *records, const char *const *names);
CsDane *cs_dane_ref (CsDane *dane);
void cs_dane_unref (CsDane *dane);

/* Whether any record can be used. Where none can, TLS is required all the same, but who is at the
 * other end is not known, RFC 7672 section 2.2. */
gboolean cs_dane_is_usable (const CsDane *dane);
/* What the server is asked for (SNI), RFC 7672 section 8.1. */
const char *cs_dane_server_name (const CsDane *dane);

/* @certificate: (nullable): with the chain that the server sent.
 * Returns: (transfer full) (nullable): what is wrong with it, in English; NULL: it is right, or no
 * record can be used */
char *cs_dane_fault (const CsDane *dane, GTlsCertificate *certificate);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsDane, cs_dane_unref)

G_END_DECLS
