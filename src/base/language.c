#include "base/language.h"

#include <string.h>

#define COUNTRY_BYTES 2
#define SCRIPT_BYTES 4
#define MAX_PART_BYTES 8
#define MAX_MODIFIER_BYTES 16

static gboolean
is_made_of (const char *text, gsize least, gsize most, gboolean digits_too)
{
  gsize size_bytes = strlen (text);

  for (const char *at = text; *at != '\0'; at++)
    if (!(digits_too ? g_ascii_isalnum (*at) : g_ascii_isalpha (*at)))
      return FALSE;
  return size_bytes >= least && size_bytes <= most;
}

/* Country "BR", script "Hant", anything else in lower case. */
static void
append_part (GString *out, const char *part)
{
  g_autofree char *lower = g_ascii_strdown (part, -1);
  g_autofree char *upper = g_ascii_strup (part, -1);

  g_string_append_c (out, '_');
  if (strlen (part) == COUNTRY_BYTES)
    g_string_append (out, upper);
  else if (strlen (part) == SCRIPT_BYTES)
    g_string_append_printf (out, "%c%s", *upper, lower + 1);
  else
    g_string_append (out, lower);
}

static gboolean
append_language (GString *out, char *text)
{
  g_auto (GStrv) parts = g_strsplit (g_strdelimit (text, "-", '_'), "_", -1);
  g_autofree char *language = NULL;

  if (parts[0] == NULL || !is_made_of (parts[0], 2, 3, FALSE))
    return FALSE;

  language = g_ascii_strdown (parts[0], -1);
  g_string_append (out, language);
  for (char **part = parts + 1; *part != NULL; part++)
    {
      if (!is_made_of (*part, 2, MAX_PART_BYTES, TRUE))
        return FALSE;
      append_part (out, *part);
    }
  return TRUE;
}

/* Between '.' and '@', if anything is. */
static gboolean
is_character_set_right (const char *text)
{
  const char *dot = strchr (text, '.');
  gsize size_bytes = dot != NULL ? strcspn (dot + 1, "@") : 1;

  for (gsize i = 0; dot != NULL && i < size_bytes; i++)
    if (!g_ascii_isalnum (dot[1 + i]) && dot[1 + i] != '-')
      return FALSE;
  return size_bytes >= 1 && size_bytes <= MAX_MODIFIER_BYTES;
}

char *
cs_language_normalize (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *language = g_strndup (text, strcspn (text, ".@"));
  const char *modifier = strchr (text, '@');

  if (strlen (text) > CS_LANGUAGE_MAX_BYTES || !append_language (out, language)
      || !is_character_set_right (text))
    return NULL;

  if (modifier != NULL && !is_made_of (modifier + 1, 2, MAX_MODIFIER_BYTES, FALSE))
    return NULL;
  if (modifier != NULL)
    g_string_append (out, modifier);
  return g_string_free (g_steal_pointer (&out), FALSE);
}
