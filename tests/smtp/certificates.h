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
 * "common-name" (no alternative name), "self-signed", "stranger" (signed by another authority). */
gnutls_certificate_credentials_t test_certificate (const char *kind);

/* (transfer full): trusts the test authority alone. */
GTlsDatabase *test_trust (void);
/* (transfer full): trusts an authority that signed nothing. */
GTlsDatabase *test_trust_elsewhere (void);

/* (transfer full): tls-server-end-point of the certificate of @credentials, RFC 5929. */
GBytes *test_certificate_binding (gnutls_certificate_credentials_t credentials);

G_END_DECLS
