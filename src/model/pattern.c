#include "model/pattern.h"

#include <string.h>

#include "base/domain.h"
#include "model/pattern-private.h"

G_DEFINE_QUARK (cs - pattern - error - quark, cs_pattern_error)

static CsPattern *
fail (GError **error, CsPatternError code, const char *message)
{
  g_set_error_literal (error, CS_PATTERN_ERROR, code, message);
  return NULL;
}

/* @key: (transfer full) */
static CsPattern *
new_pattern (CsPatternKind kind, const char *local, char *key, gsize domain_size)
{
  CsPattern *pattern = g_new0 (CsPattern, 1);

  pattern->kind = kind;
  pattern->local = g_strdup (local);
  pattern->key = key;
  pattern->domain = key + strlen (key) - domain_size;
  return pattern;
}

static CsPattern *
parse_domain (const char *text, gsize size, CsPatternKind kind, GError **error)
{
  g_autoptr (GError) why = NULL;
  char *domain = cs_domain_normalize (text, size, &why);
  gsize domain_size;

  if (domain == NULL)
    return fail (error, CS_PATTERN_ERROR_INVALID, why->message);

  domain_size = strlen (domain);
  if (kind == CS_PATTERN_WILDCARD)
    {
      char *key = g_strconcat ("*.", domain, NULL);

      g_free (domain);
      return new_pattern (kind, NULL, key, domain_size);
    }

  return new_pattern (kind, NULL, domain, domain_size);
}

static char *
fold_local (const CsAddress *address)
{
  if (!cs_address_needs_smtputf8 (address))
    return g_ascii_strdown (cs_address_local (address), -1);

  return g_utf8_casefold (cs_address_local (address), -1);
}

char *
cs_pattern_key_of_address (const CsAddress *address)
{
  g_autofree char *local = fold_local (address);

  return g_strconcat (local, "@", cs_address_domain (address), NULL);
}

gboolean
cs_pattern_is_plain_address (const char *text, gsize size_bytes)
{
  return size_bytes > 0 && text[0] != '<' && text[0] != '@' && !g_ascii_isspace (text[0])
         && !g_ascii_isspace (text[size_bytes - 1]);
}

static CsPattern *
parse_address (const char *text, gsize size, GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autoptr (CsAddress) address = NULL;

  if (!cs_pattern_is_plain_address (text, size))
    return fail (error, CS_PATTERN_ERROR_INVALID, "only the address belongs here");

  address = cs_address_parse (text, size, CS_ADDRESS_DEFAULT, NULL, &why);
  if (address == NULL)
    return fail (error, CS_PATTERN_ERROR_INVALID, why->message);

  return new_pattern (CS_PATTERN_ADDRESS, cs_address_local (address),
                      cs_pattern_key_of_address (address), strlen (cs_address_domain (address)));
}

/**
 * cs_pattern_parse:
 * @text: what a person wrote
 * @size_bytes: length of @text, or -1
 * @error: a #CsPatternError
 *
 * Returns: (transfer full) (nullable): the pattern
 */
CsPattern *
cs_pattern_parse (const char *text, gssize size_bytes, GError **error)
{
  gsize size = size_bytes < 0 ? strlen (text) : (gsize)size_bytes;
  CsPatternKind kind = CS_PATTERN_DOMAIN;

  if (size >= 2 && text[0] == '*' && text[1] == '.')
    {
      kind = CS_PATTERN_WILDCARD;
      text += 2;
      size -= 2;
    }

  if (memchr (text, '*', size) != NULL)
    return fail (error, CS_PATTERN_ERROR_WILDCARD,
                 "“*” stands only in front: *.example.com is everything below example.com");
  if (memchr (text, '@', size) == NULL)
    return parse_domain (text, size, kind, error);
  if (kind == CS_PATTERN_WILDCARD)
    return fail (error, CS_PATTERN_ERROR_WILDCARD, "an address has no “*”");

  return parse_address (text, size, error);
}

CsPattern *
cs_pattern_copy (const CsPattern *pattern)
{
  return new_pattern (pattern->kind, pattern->local, g_strdup (pattern->key),
                      strlen (pattern->domain));
}

void
cs_pattern_free (CsPattern *pattern)
{
  if (pattern == NULL)
    return;

  g_free (pattern->local);
  g_free (pattern->key);
  g_free (pattern);
}

gboolean
cs_pattern_matches (const CsPattern *pattern, const CsAddress *address)
{
  g_autofree char *key = NULL;

  switch (pattern->kind)
    {
    case CS_PATTERN_DOMAIN:
      return strcmp (pattern->domain, cs_address_domain (address)) == 0;
    case CS_PATTERN_WILDCARD:
      return cs_domain_is_below (cs_address_domain (address), pattern->domain);
    case CS_PATTERN_ADDRESS:
      key = cs_pattern_key_of_address (address);
      return strcmp (pattern->key, key) == 0;
    default:
      g_return_val_if_reached (FALSE);
    }
}

static char *
compose (const CsPattern *pattern, const char *domain)
{
  switch (pattern->kind)
    {
    case CS_PATTERN_WILDCARD:
      return g_strconcat ("*.", domain, NULL);
    case CS_PATTERN_ADDRESS:
      return g_strconcat (pattern->local, "@", domain, NULL);
    default:
      return g_strdup (domain);
    }
}

char *
cs_pattern_to_string (const CsPattern *pattern)
{
  return compose (pattern, pattern->domain);
}

char *
cs_pattern_to_display (const CsPattern *pattern)
{
  g_autofree char *domain = cs_domain_to_display (pattern->domain);

  return compose (pattern, domain);
}
