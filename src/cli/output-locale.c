#include "cli/output-locale.h"

#include <stdio.h>

/* What iconv's own tables have no nearest for. */
static const struct
{
  const char *from, *to;
} nearest[] = { { "✓", "+" }, { "✗", "!" }, { "–", "-" }, { "…", "..." } };

static char *
to_locale (const char *text, const char *charset)
{
  g_autofree char *wanted = g_strconcat (charset, "//TRANSLIT", NULL);
  g_autoptr (GString) simpler = g_string_new (text);
  char *result;

  for (guint i = 0; i < G_N_ELEMENTS (nearest); i++)
    g_string_replace (simpler, nearest[i].from, nearest[i].to, 0);
  result = g_convert (simpler->str, simpler->len, wanted, "UTF-8", NULL, NULL, NULL);
  return result != NULL ? result : g_str_to_ascii (simpler->str, "C");
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
