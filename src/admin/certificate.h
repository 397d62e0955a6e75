/* certificate.h - a server's certificate, in words
 *
 * Whatever stands in it is the server's word: cleaned, and never markup.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Both (transfer full), translated. "Certificate: relay.example.net, valid until 2027-03-01" */
char *cs_certificate_in_short (GTlsCertificate *certificate);
/* A line each: names, issuer, until when, SHA-256 fingerprint */
char *cs_certificate_in_full (GTlsCertificate *certificate);

G_END_DECLS
