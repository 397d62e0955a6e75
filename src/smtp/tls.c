#include "smtp/tls.h"

#include <string.h>

#include "smtp/line.h"

#define MAX_SHOWN_BYTES 400

GSocketConnectable *
cs_tls_identity (const char *host_name)
{
  if (g_hostname_is_ip_address (host_name))
    return G_SOCKET_CONNECTABLE (g_inet_socket_address_new_from_string (host_name, 0));

  return g_network_address_new (host_name, 0);
}

static void
append_names (GString *text, GTlsCertificate *certificate)
{
  g_autoptr (GPtrArray) names = g_tls_certificate_get_dns_names (certificate);
  g_autoptr (GPtrArray) addresses = g_tls_certificate_get_ip_addresses (certificate);
  const char *separator = "";

  for (guint i = 0; names != NULL && i < names->len; i++)
    {
      gsize size_bytes;
      const char *bytes = g_bytes_get_data (names->pdata[i], &size_bytes);

      g_string_append (text, separator);
      g_string_append_len (text, bytes, (gssize)size_bytes);
      separator = ", ";
    }
  for (guint i = 0; addresses != NULL && i < addresses->len; i++)
    {
      g_autofree char *address = g_inet_address_to_string (addresses->pdata[i]);

      g_string_append (text, separator);
      g_string_append (text, address);
      separator = ", ";
    }
}

static gboolean
has_alternative_name (GTlsCertificate *certificate)
{
  g_autoptr (GPtrArray) names = g_tls_certificate_get_dns_names (certificate);
  g_autoptr (GPtrArray) addresses = g_tls_certificate_get_ip_addresses (certificate);

  return (names != NULL && names->len > 0) || (addresses != NULL && addresses->len > 0);
}

/* (transfer full): the names that count, or a word for there being none. */
static char *
certificate_names (GTlsCertificate *certificate)
{
  g_autoptr (GString) names = g_string_new (NULL);

  append_names (names, certificate);
  if (names->len == 0)
    return g_strdup ("no name but its subject");

  return cs_line_clean (names->str, names->len, MAX_SHOWN_BYTES);
}

static char *
date_text (GDateTime *date)
{
  return date != NULL ? g_date_time_format (date, "%Y-%m-%d") : g_strdup ("?");
}

/* @fault: completes "the server's certificate …" */
static void
append_fault (GString *text, const char *fault)
{
  g_string_append (text, text->len > 0 ? "; it " : "the server's certificate ");
  g_string_append (text, fault);
}

static void
append_identity_fault (GString *text, GTlsCertificate *certificate, const char *host_name)
{
  g_autofree char *names = certificate_names (certificate);
  g_autofree char *fault = g_strdup_printf ("is for %s, not for %s", names, host_name);

  append_fault (text, fault);
}

static void
append_date_fault (GString *text, GTlsCertificate *certificate, GTlsCertificateFlags flag)
{
  gboolean is_expired = flag == G_TLS_CERTIFICATE_EXPIRED;
  g_autoptr (GDateTime) date = is_expired ? g_tls_certificate_get_not_valid_after (certificate)
                                          : g_tls_certificate_get_not_valid_before (certificate);
  g_autofree char *day = date_text (date);
  g_autofree char *fault
      = g_strdup_printf (is_expired ? "expired on %s" : "is not valid before %s", day);

  append_fault (text, fault);
}

static gboolean
is_self_signed (GTlsCertificate *certificate)
{
  g_autofree char *subject = g_tls_certificate_get_subject_name (certificate);
  g_autofree char *issuer = g_tls_certificate_get_issuer_name (certificate);

  return g_tls_certificate_get_issuer (certificate) == NULL && g_strcmp0 (subject, issuer) == 0;
}

static void
append_authority_fault (GString *text, GTlsCertificate *certificate)
{
  g_autofree char *issuer = g_tls_certificate_get_issuer_name (certificate);
  g_autofree char *cleaned
      = issuer != NULL ? cs_line_clean (issuer, strlen (issuer), MAX_SHOWN_BYTES) : g_strdup ("?");
  g_autofree char *fault = NULL;

  if (is_self_signed (certificate))
    append_fault (text, "is signed by itself, not by an authority");
  else
    {
      fault = g_strdup_printf ("has an issuer that is not trusted here (%s)", cleaned);
      append_fault (text, fault);
    }
}

static char *
describe_faults (GTlsCertificate *certificate, GTlsCertificateFlags faults, const char *host_name)
{
  GString *text = g_string_new (NULL);

  if (faults & G_TLS_CERTIFICATE_UNKNOWN_CA)
    append_authority_fault (text, certificate);
  if (faults & G_TLS_CERTIFICATE_BAD_IDENTITY)
    append_identity_fault (text, certificate, host_name);
  if (faults & G_TLS_CERTIFICATE_NOT_ACTIVATED)
    append_date_fault (text, certificate, G_TLS_CERTIFICATE_NOT_ACTIVATED);
  if (faults & G_TLS_CERTIFICATE_EXPIRED)
    append_date_fault (text, certificate, G_TLS_CERTIFICATE_EXPIRED);
  if (faults & G_TLS_CERTIFICATE_REVOKED)
    append_fault (text, "was revoked");
  if (faults & G_TLS_CERTIFICATE_INSECURE)
    append_fault (text, "is signed in a way that is not secure any more");
  if (text->len == 0)
    append_fault (text, "could not be checked");

  return g_string_free (text, FALSE);
}

/* Again, and not only what the handshake found: a resumed session of TLS was perhaps begun under
 * another rule, and its certificate is not looked at by the library. */
static GTlsCertificateFlags
verify_chain (GTlsConnection *connection, GTlsCertificate *certificate, const char *host_name)
{
  GTlsDatabase *database = g_tls_connection_get_database (connection);
  g_autoptr (GSocketConnectable) identity = cs_tls_identity (host_name);

  if (database == NULL)
    return G_TLS_CERTIFICATE_GENERIC_ERROR;

  return g_tls_database_verify_chain (database, certificate,
                                      G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER, identity, NULL,
                                      G_TLS_DATABASE_VERIFY_NONE, NULL, NULL);
}

char *
cs_tls_certificate_fault (GTlsConnection *connection, GTlsCertificate *certificate,
                          GTlsCertificateFlags known_faults, const char *host_name)
{
  GTlsCertificateFlags faults = known_faults;

  if (certificate == NULL)
    return g_strdup ("the server sent no certificate");
  if (faults == G_TLS_CERTIFICATE_NO_FLAGS)
    faults = verify_chain (connection, certificate, host_name);

  /* GnuTLS still takes the common name where nothing better is; RFC 9525 section 2 does not. */
  if (faults == G_TLS_CERTIFICATE_NO_FLAGS && !has_alternative_name (certificate))
    faults = G_TLS_CERTIFICATE_BAD_IDENTITY;

  return faults != G_TLS_CERTIFICATE_NO_FLAGS ? describe_faults (certificate, faults, host_name)
                                              : NULL;
}

const char *
cs_tls_version_name (GTlsProtocolVersion version)
{
  switch (version)
    {
    case G_TLS_PROTOCOL_VERSION_SSL_3_0:
      return "SSL 3.0";
    case G_TLS_PROTOCOL_VERSION_TLS_1_0:
      return "TLS 1.0";
    case G_TLS_PROTOCOL_VERSION_TLS_1_1:
      return "TLS 1.1";
    case G_TLS_PROTOCOL_VERSION_TLS_1_2:
      return "TLS 1.2";
    case G_TLS_PROTOCOL_VERSION_TLS_1_3:
      return "TLS 1.3";
    default:
      return "TLS of an unknown version";
    }
}

gboolean
cs_tls_version_is_old (GTlsProtocolVersion version)
{
  return version != G_TLS_PROTOCOL_VERSION_TLS_1_2 && version != G_TLS_PROTOCOL_VERSION_TLS_1_3;
}

char *
cs_tls_certificate_summary (GTlsCertificate *certificate)
{
  g_autofree char *names = certificate_names (certificate);
  g_autoptr (GDateTime) end = g_tls_certificate_get_not_valid_after (certificate);
  g_autofree char *day = date_text (end);

  return g_strdup_printf ("certificate for %s, valid until %s", names, day);
}
