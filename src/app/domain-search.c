#include "app/domain-search.h"

#include <string.h>

#define TYPICAL_BYTES 40 /* of one remote domain */
#define END_OF_FIELD '\x1f'
#define END_OF_DOMAIN '\x1e'

struct _CsDomainSearch
{
  GString *text; /* lower case: name, other form of the name, account of each in turn */
  GArray *ends; /* of gsize: where the text of each ends */
};

static void
append_folded (GString *text, const char *field)
{
  g_autofree char *folded = NULL;

  if (g_str_is_ascii (field))
    {
      gsize start = text->len;

      g_string_append (text, field);
      for (gsize i = start; i < text->len; i++)
        text->str[i] = g_ascii_tolower (text->str[i]);
    }
  else
    {
      folded = g_utf8_strdown (field, -1);
      g_string_append (text, folded);
    }
}

/* Canonical names are lower-case ASCII; only an internationalised one has another form to find. */
static void
append_display_name (GString *text, const CsPattern *pattern)
{
  g_autofree char *display = NULL;

  if (strstr (pattern->key, "xn--") == NULL)
    return;

  display = cs_pattern_to_display (pattern);
  g_string_append_c (text, END_OF_FIELD);
  append_folded (text, display);
}

static void
append_account (GString *text, const CsSecurity *security)
{
  if (security == NULL || security->account == NULL)
    return;

  g_string_append_c (text, END_OF_FIELD);
  if (security->nt_domain != NULL)
    {
      append_folded (text, security->nt_domain);
      g_string_append_c (text, '\\');
    }
  append_folded (text, security->account);
}

CsDomainSearch *
cs_domain_search_new (const CsSettings *settings)
{
  CsDomainSearch *search = g_new (CsDomainSearch, 1);
  guint n = cs_settings_n_remote_domains (settings);

  search->text = g_string_sized_new (n * TYPICAL_BYTES);
  search->ends = g_array_sized_new (FALSE, FALSE, sizeof (gsize), n);
  for (guint i = 0; i < n; i++)
    {
      const CsRemoteDomain *domain = cs_settings_remote_domain (settings, i);

      g_string_append (search->text, domain->pattern->key);
      append_display_name (search->text, domain->pattern);
      append_account (search->text, domain->security);
      g_string_append_c (search->text, END_OF_DOMAIN);
      g_array_append_val (search->ends, search->text->len);
    }
  return search;
}

void
cs_domain_search_free (CsDomainSearch *search)
{
  g_string_free (search->text, TRUE);
  g_array_unref (search->ends);
  g_free (search);
}

guint8 *
cs_domain_search_find (const CsDomainSearch *search, const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree char *needle = g_utf8_strdown (stripped, -1);
  guint n = search->ends->len;
  guint8 *found = g_malloc0 (MAX (n, 1));
  const char *at = search->text->str;
  guint i = 0;

  if (*needle == '\0')
    {
      memset (found, 1, n);
      return found;
    }

  while ((at = strstr (at, needle)) != NULL)
    {
      gsize place = at - search->text->str;

      while (g_array_index (search->ends, gsize, i) <= place)
        i++;
      found[i] = 1;
      at = search->text->str + g_array_index (search->ends, gsize, i);
    }
  return found;
}
