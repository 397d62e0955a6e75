#include "cli/output-locale.h"

#include <stdio.h>
#include <string.h>

#include "base/domain.h"

/* What iconv's own tables have no nearest for. */
static const struct
{
  const char *from, *to;
} nearest[] = { { "✓", "+" }, { "✗", "!" }, { "–", "-" }, { "…", "..." } };

static gboolean
fits (const char *text, gssize size_bytes, const char *charset)
{
  g_autofree char *converted = g_convert (text, size_bytes, charset, "UTF-8", NULL, NULL, NULL);

  return converted != NULL;
}

/* Letters, which a name may consist of; signs have something near that says the same. */
static gboolean
is_of_name (gunichar character)
{
  return g_unichar_isalnum (character) || g_unichar_ismark (character) || character == '-'
         || character == '_' || character == '.';
}

static const char *
end_of_name (const char *text)
{
  if (*text == '.') /* behind the asterisk of "*.example.com" */
    return text;
  while (*text != '\0' && is_of_name (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  return text;
}

/* The nearest letters would be another name: "bücher.example" is not bucher.example. */
static void
append_name (GString *result, const char *name, gsize size_bytes)
{
  const char *dot = memchr (name, '.', size_bytes);
  g_autofree char *ascii = dot != NULL ? cs_domain_normalize (name, size_bytes, NULL) : NULL;

  if (ascii != NULL)
    {
      g_string_append (result, ascii);
      return;
    }
  for (const char *at = name; at < name + size_bytes; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (character < 0x80)
        g_string_append_c (result, (char)character);
      else
        g_string_append_printf (result, "\\u{%x}", character);
    }
}

static char *
spell_out_names (const char *text, const char *charset)
{
  GString *result = g_string_new (NULL);

  while (*text != '\0')
    {
      const char *end = end_of_name (text);

      if (end == text)
        end = g_utf8_next_char (text);
      else if (!fits (text, end - text, charset))
        {
          append_name (result, text, end - text);
          text = end;
          continue;
        }
      g_string_append_len (result, text, end - text);
      text = end;
    }
  return g_string_free (result, FALSE);
}

static char *
to_locale (const char *text, const char *charset)
{
  g_autofree char *wanted = g_strconcat (charset, "//TRANSLIT", NULL);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr (GString) simpler = g_string_new (NULL);
  g_autofree char *spelled = NULL;
  char *result;

  g_string_append (simpler, valid);
  for (guint i = 0; i < G_N_ELEMENTS (nearest); i++)
    g_string_replace (simpler, nearest[i].from, nearest[i].to, 0);
  spelled = spell_out_names (simpler->str, charset);
  result = g_convert (spelled, -1, wanted, "UTF-8", NULL, NULL, NULL);
  return result != NULL ? result : g_str_to_ascii (spelled, "C");
}

static void
print_to (FILE *file, const char *text)
{
  g_autofree char *converted = NULL;
  const char *charset;

  if (!g_get_charset (&charset))
    text = converted = to_locale (text, charset);
  fputs (text, file);
}

static void
print (const char *text)
{
  print_to (stdout, text);
}

static void
print_error (const char *text)
{
  print_to (stderr, text);
  fflush (stderr);
}

void
cs_output_use_locale (void)
{
  g_set_print_handler (print);
  g_set_printerr_handler (print_error);
}
