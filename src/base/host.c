#include "base/host.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/domain.h"

#define PORT_MAX_DIGITS 5
#define LITERAL_TAG "IPv6:"

G_DEFINE_QUARK (cs - host - error - quark, cs_host_error)

static gboolean
parse_port (const char *text, guint16 *port, GError **error)
{
  gsize digits = strspn (text, "0123456789");
  guint64 value = 0;

  if (digits > 0 && digits <= PORT_MAX_DIGITS && text[digits] == '\0' && text[0] != '0')
    value = g_ascii_strtoull (text, NULL, 10);

  if (value == 0 || value > G_MAXUINT16)
    {
      g_set_error_literal (error, CS_HOST_ERROR, CS_HOST_ERROR_PORT,
                           "the port must be a number from 1 to 65535");
      return FALSE;
    }

  *port = value;
  return TRUE;
}

/* The canonical writing of an address, or NULL. */
static char *
canonical_address (const char *text)
{
  char canonical[INET6_ADDRSTRLEN];
  guint8 binary[sizeof (struct in6_addr)];

  if (inet_pton (AF_INET, text, binary) == 1)
    return g_strdup (inet_ntop (AF_INET, binary, canonical, sizeof canonical));
  if (inet_pton (AF_INET6, text, binary) == 1)
    return g_strdup (inet_ntop (AF_INET6, binary, canonical, sizeof canonical));

  return NULL;
}

static gboolean
parse_bracketed (CsHost *host, char *text, GError **error)
{
  char *end = strchr (text, ']');
  const char *address = text + 1;

  if (end == NULL)
    {
      g_set_error_literal (error, CS_HOST_ERROR, CS_HOST_ERROR_BRACKETS,
                           "the closing bracket is missing: [192.0.2.7] or [2001:db8::7]:587");
      return FALSE;
    }

  *end = '\0';
  if (g_ascii_strncasecmp (address, LITERAL_TAG, strlen (LITERAL_TAG)) == 0)
    address += strlen (LITERAL_TAG);
  host->is_address = TRUE;
  host->name = canonical_address (address);
  if (host->name == NULL)
    {
      g_set_error_literal (error, CS_HOST_ERROR, CS_HOST_ERROR_NAME,
                           "what stands in the brackets is not an address; a name has none");
      return FALSE;
    }

  if (end[1] == '\0')
    return TRUE;
  if (end[1] == ':')
    return parse_port (end + 2, &host->port, error);

  g_set_error_literal (error, CS_HOST_ERROR, CS_HOST_ERROR_PORT,
                       "only “:” and a port can follow the closing bracket");
  return FALSE;
}

/* More than one colon: an IPv6 address without brackets, perhaps with a port behind it.
 * "::1:25" can be either, so both are shown. */
static gboolean
set_colons_error (GError **error, const char *text)
{
  const char *port = strrchr (text, ':') + 1;
  g_autofree char *front = g_strndup (text, port - 1 - text);
  g_autofree char *whole_address = canonical_address (text);
  g_autofree char *front_address = canonical_address (front);

  if (front_address != NULL && whole_address != NULL)
    g_set_error (error, CS_HOST_ERROR, CS_HOST_ERROR_BRACKETS,
                 "an IPv6 address stands in brackets: [%s]:%s or [%s]", front, port, text);
  else if (front_address != NULL)
    g_set_error (error, CS_HOST_ERROR, CS_HOST_ERROR_BRACKETS,
                 "an IPv6 address stands in brackets: [%s]:%s", front, port);
  else if (whole_address != NULL)
    g_set_error (error, CS_HOST_ERROR, CS_HOST_ERROR_BRACKETS,
                 "an IPv6 address stands in brackets: [%s] or [%s]:587", text, text);
  else
    g_set_error_literal (error, CS_HOST_ERROR, CS_HOST_ERROR_NAME,
                         "a host has at most one “:”, in front of the port");
  return FALSE;
}

static gboolean
parse_name (CsHost *host, const char *name, GError **error)
{
  g_autoptr (GError) why = NULL;

  if (*name == '\0')
    {
      g_set_error_literal (error, CS_HOST_ERROR, CS_HOST_ERROR_EMPTY, "the host name is missing");
      return FALSE;
    }

  host->name = canonical_address (name);
  host->is_address = host->name != NULL;
  if (host->name == NULL)
    host->name = cs_domain_normalize (name, -1, &why);
  if (host->name != NULL)
    return TRUE;

  if (g_error_matches (why, CS_DOMAIN_ERROR, CS_DOMAIN_ERROR_ADDRESS))
    g_set_error_literal (error, CS_HOST_ERROR, CS_HOST_ERROR_NAME, "this is not a whole address");
  else
    g_set_error_literal (error, CS_HOST_ERROR, CS_HOST_ERROR_NAME, why->message);
  return FALSE;
}

static gboolean
parse_unbracketed (CsHost *host, char *text, GError **error)
{
  char *colon = strchr (text, ':');

  if (colon != NULL && strchr (colon + 1, ':') != NULL)
    return set_colons_error (error, text);
  if (colon != NULL)
    *colon = '\0';

  return parse_name (host, text, error)
         && (colon == NULL || parse_port (colon + 1, &host->port, error));
}

static gboolean
check_text (const char *text, gsize size_bytes, GError **error)
{
  if (size_bytes == 0)
    {
      g_set_error_literal (error, CS_HOST_ERROR, CS_HOST_ERROR_EMPTY, "the host is empty");
      return FALSE;
    }

  for (gsize i = 0; i < size_bytes; i++)
    if (text[i] == ' ' || g_ascii_iscntrl (text[i]))
      {
        g_set_error_literal (error, CS_HOST_ERROR, CS_HOST_ERROR_NAME,
                             "a host has no white space or control characters");
        return FALSE;
      }

  if (memchr (text, '/', size_bytes) != NULL || memchr (text, '@', size_bytes) != NULL)
    {
      g_set_error_literal (error, CS_HOST_ERROR, CS_HOST_ERROR_URL,
                           "only the host belongs here, and a port: relay.example.net:587");
      return FALSE;
    }

  return TRUE;
}

/**
 * cs_host_parse:
 * @text: a smart host as written
 * @size_bytes: length of @text, or -1
 * @error: a #CsHostError
 *
 * Returns: (transfer full) (nullable): the host
 */
CsHost *
cs_host_parse (const char *text, gssize size_bytes, GError **error)
{
  gsize size = size_bytes < 0 ? strlen (text) : (gsize)size_bytes;
  g_autoptr (CsHost) host = NULL;
  g_autofree char *copy = NULL;
  gboolean is_good;

  if (!check_text (text, size, error))
    return NULL;

  copy = g_strndup (text, size);
  host = g_new0 (CsHost, 1);
  is_good = copy[0] == '[' ? parse_bracketed (host, copy, error)
                           : parse_unbracketed (host, copy, error);

  return is_good ? g_steal_pointer (&host) : NULL;
}

CsHost *
cs_host_copy (const CsHost *host)
{
  CsHost *copy;

  if (host == NULL)
    return NULL;

  copy = g_new0 (CsHost, 1);
  copy->name = g_strdup (host->name);
  copy->port = host->port;
  copy->is_address = host->is_address;
  return copy;
}

void
cs_host_free (CsHost *host)
{
  if (host == NULL)
    return;

  g_free (host->name);
  g_free (host);
}

gboolean
cs_host_equal (const CsHost *a, const CsHost *b)
{
  if (a == NULL || b == NULL)
    return a == b;

  return a->port == b->port && a->is_address == b->is_address && strcmp (a->name, b->name) == 0;
}

char *
cs_host_to_string (const CsHost *host)
{
  const char *before = host->is_address ? "[" : "";
  const char *after = host->is_address ? "]" : "";

  if (host->port == 0)
    return g_strconcat (before, host->name, after, NULL);

  return g_strdup_printf ("%s%s%s:%u", before, host->name, after, host->port);
}
