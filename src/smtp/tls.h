/* tls.h - what a server's certificate is worth, and in which words
 *
 * Checks a chain against a trust store and the name that the administrator
 * wrote (never one from a greeting or the DNS), RFC 9525, RFC 8314. Facts in
 * English for transcript and failure; sentences are made elsewhere. Private
 * to the layer.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* (transfer full): the name, or the address if @host_name is one. */
GSocketConnectable *cs_tls_identity (const char *host_name);

/* (transfer full) (nullable): what is wrong with the peer's certificate, NULL: verified.
 * @known_faults: what the library has found itself. */
char *cs_tls_certificate_fault (GTlsConnection *connection, GTlsCertificate *certificate,
                                GTlsCertificateFlags known_faults, const char *host_name);

const char *cs_tls_version_name (GTlsProtocolVersion version); /* "TLS 1.3" */
gboolean cs_tls_version_is_old (GTlsProtocolVersion version); /* below 1.2, RFC 8996 */

/* (transfer full): names and end date of a certificate, for people. */
char *cs_tls_certificate_summary (GTlsCertificate *certificate);

G_END_DECLS
