/* certificates.h - a test authority and the certificates it signs, well and badly
 *
 * Made in memory anew for each run, so nothing expires in the tree.
 */
#pragma once

#include <gio/gio.h>
#include <gnutls/gnutls.h>

G_BEGIN_DECLS

#define TEST_HOST_NAME "relay.example.net"

/* Kinds: "good" (for TEST_HOST_NAME and 127.0.0.1), "expired", "future", "other-name",
 * "common-name" (no alternative name), "self-signed", "stranger" (signed by another authority),
 * "chain" (signed by an intermediate authority, which is sent too), "chain-other-name",
 * "expired-chain". "KIND@NAME" is for another name. A kind is the same certificate for the whole
 * run. */
gnutls_certificate_credentials_t test_certificate (const char *kind);

/* (transfer full): what a client gets to see of it. */
GTlsCertificate *test_chain (const char *kind);
/* (transfer full): what a server over GIO needs of it. */
GTlsCertificate *test_server_certificate (const char *kind);
/* (transfer full): data of a TLSA record, made with GnuTLS. @numbers: usage, selector and matching:
 * "311". Of the certificate itself, with usages 0 and 2 of its issuer. */
GBytes *test_tlsa (const char *kind, const char *numbers);
/* (element-type GBytes) (transfer full): several; @text: words "KIND:NUMBERS", or hexadecimal data
 * behind "=". */
GPtrArray *test_tlsa_records (const char *text);

/* (transfer full): trusts the test authority alone. */
GTlsDatabase *test_trust (void);
/* (transfer full): trusts an authority that signed nothing. */
GTlsDatabase *test_trust_elsewhere (void);

/* (transfer full): tls-server-end-point of the certificate of @credentials, RFC 5929. */
GBytes *test_certificate_binding (gnutls_certificate_credentials_t credentials);

G_END_DECLS
