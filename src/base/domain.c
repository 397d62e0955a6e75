#include "base/domain.h"

#include <arpa/inet.h>
#include <idn2.h>
#include <string.h>

#define LABEL_MAX_BYTES 63
/* 253 bytes of A-labels stand for at most so many bytes of UTF-8. */
#define INPUT_MAX_BYTES 1024

#define IDN_FLAGS (IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL)

G_DEFINE_QUARK (cs - domain - error - quark, cs_domain_error)

static gboolean
set_error (GError **error, CsDomainError code, const char *message)
{
  g_set_error_literal (error, CS_DOMAIN_ERROR, code, message);
  return FALSE;
}

static gboolean
set_character_error (GError **error, const char *at)
{
  gunichar c = g_utf8_get_char (at);

  if (g_unichar_isgraph (c))
    g_set_error (error, CS_DOMAIN_ERROR, CS_DOMAIN_ERROR_CHARACTER,
                 "“%.*s” cannot be in a domain name", (int)(g_utf8_next_char (at) - at), at);
  else
    g_set_error (error, CS_DOMAIN_ERROR, CS_DOMAIN_ERROR_CHARACTER,
                 "the character U+%04X cannot be in a domain name", c);
  return FALSE;
}

static gboolean
check_label (const char *label, gsize size_bytes, GError **error)
{
  if (size_bytes == 0)
    return set_error (error, CS_DOMAIN_ERROR_EMPTY_LABEL, "nothing stands between two dots");
  if (size_bytes > LABEL_MAX_BYTES)
    return set_error (error, CS_DOMAIN_ERROR_LABEL_TOO_LONG,
                      "a part between two dots is longer than 63 bytes");

  for (gsize i = 0; i < size_bytes; i++)
    if (!g_ascii_isalnum (label[i]) && label[i] != '-' && label[i] != '_')
      return set_character_error (error, label + i);

  if (label[0] == '-' || label[size_bytes - 1] == '-')
    return set_error (error, CS_DOMAIN_ERROR_CHARACTER, "a part cannot begin or end with a hyphen");
  return TRUE;
}

/* No top-level domain is a number, and getaddrinfo () takes "10.1" for an address. */
static gboolean
is_number (const char *label)
{
  if (g_str_has_prefix (label, "0x"))
    return label[2 + strspn (label + 2, "0123456789abcdef")] == '\0';

  return label[strspn (label, "0123456789")] == '\0';
}

/* @name: lower case, without the trailing dot. */
static gboolean
check_ascii (const char *name, GError **error)
{
  const char *label = name;
  const char *dot;

  if (*name == '\0')
    return set_error (error, CS_DOMAIN_ERROR_EMPTY, "the domain is empty");

  while ((dot = strchr (label, '.')) != NULL)
    {
      if (!check_label (label, dot - label, error))
        return FALSE;
      label = dot + 1;
    }
  if (!check_label (label, strlen (label), error))
    return FALSE;

  if (strlen (name) > CS_DOMAIN_MAX_BYTES)
    return set_error (error, CS_DOMAIN_ERROR_TOO_LONG, "the domain is longer than 253 bytes");
  if (is_number (label))
    return set_error (error, CS_DOMAIN_ERROR_ADDRESS, "this is an address and not a domain");
  return TRUE;
}

static void
strip_trailing_dot (char *name)
{
  gsize size = strlen (name);

  if (size > 0 && name[size - 1] == '.')
    name[size - 1] = '\0';
}

static gboolean
is_address (const char *name)
{
  guint8 binary[sizeof (struct in6_addr)];

  return *name == '[' || inet_pton (AF_INET6, name, binary) == 1
         || inet_pton (AF_INET, name, binary) == 1;
}

static gboolean
set_idna_error (GError **error, int result)
{
  switch (result)
    {
    case IDN2_TOO_BIG_DOMAIN:
      return set_error (error, CS_DOMAIN_ERROR_TOO_LONG, "the domain is longer than 253 bytes");
    case IDN2_TOO_BIG_LABEL:
      return set_error (error, CS_DOMAIN_ERROR_LABEL_TOO_LONG,
                        "a part between two dots is longer than 63 bytes");
    default:
      g_set_error (error, CS_DOMAIN_ERROR, CS_DOMAIN_ERROR_IDNA,
                   "this is not an internationalised domain name: %s", idn2_strerror (result));
      return FALSE;
    }
}

/* @name: valid UTF-8, ASCII letters in lower case. */
static char *
to_a_labels (const char *name, GError **error)
{
  guint8 *found = NULL;
  char *ascii;
  int result = idn2_lookup_u8 ((const guint8 *)name, &found, IDN_FLAGS);

  if (result != IDN2_OK)
    {
      set_idna_error (error, result);
      return NULL;
    }

  ascii = g_ascii_strdown ((const char *)found, -1);
  idn2_free (found);
  return ascii;
}

static gboolean
is_plain (const char *name)
{
  for (const char *c = name; *c != '\0'; c++)
    if (*c & 0x80)
      return FALSE;

  return strstr (name, "xn--") == NULL;
}

static gboolean
check_input (const char *text, gsize size_bytes, GError **error)
{
  const char *nul = memchr (text, '\0', size_bytes);

  if (size_bytes > INPUT_MAX_BYTES)
    return set_error (error, CS_DOMAIN_ERROR_TOO_LONG, "the domain is longer than 253 bytes");
  if (nul != NULL)
    return set_character_error (error, nul);
  if (!g_utf8_validate_len (text, size_bytes, NULL))
    return set_error (error, CS_DOMAIN_ERROR_NOT_UTF8, "the domain is not UTF-8 text");
  return TRUE;
}

/**
 * cs_domain_normalize:
 * @text: a domain as a person or a server wrote it
 * @size_bytes: length of @text, or -1
 * @error: a #CsDomainError
 *
 * Only names that are not plain ASCII, or hold an A-label that could be a
 * forged one, go through libidn2.
 *
 * Returns: (transfer full) (nullable): the canonical form
 */
char *
cs_domain_normalize (const char *text, gssize size_bytes, GError **error)
{
  gsize size = size_bytes < 0 ? strlen (text) : (gsize)size_bytes;
  g_autofree char *name = NULL;

  if (!check_input (text, size, error))
    return NULL;

  name = g_ascii_strdown (text, size);
  if (is_address (name))
    {
      set_error (error, CS_DOMAIN_ERROR_ADDRESS, "this is an address and not a domain");
      return NULL;
    }

  if (!is_plain (name))
    {
      char *ascii = to_a_labels (name, error);

      if (ascii == NULL)
        return NULL;
      g_free (name);
      name = ascii;
    }

  strip_trailing_dot (name);
  return check_ascii (name, error) ? g_steal_pointer (&name) : NULL;
}

char *
cs_domain_to_display (const char *domain)
{
  g_autofree char *display = NULL;
  g_autofree char *back = NULL;
  char *unicode = NULL;

  if (strstr (domain, "xn--") == NULL
      || idn2_to_unicode_8z8z (domain, &unicode, IDN2_NONTRANSITIONAL) != IDN2_OK)
    return g_strdup (domain);

  display = g_strdup (unicode);
  idn2_free (unicode);
  back = cs_domain_normalize (display, -1, NULL);
  return g_strcmp0 (back, domain) == 0 ? g_steal_pointer (&display) : g_strdup (domain);
}

gboolean
cs_domain_is_below (const char *domain, const char *parent)
{
  gsize size = strlen (domain);
  gsize parent_size = strlen (parent);

  return size > parent_size + 1 && domain[size - parent_size - 1] == '.'
         && strcmp (domain + size - parent_size, parent) == 0;
}
