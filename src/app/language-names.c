#include "app/language-names.h"

#include <stdlib.h>
#include <string.h>

/* Not to be translated: who looks for a language knows how it calls itself. */
static const struct
{
  const char *code, *name;
} names[] = {
  { "ar", "العربية" },
  { "bg", "Български" },
  { "ca", "Català" },
  { "cs", "Čeština" },
  { "da", "Dansk" },
  { "de", "Deutsch" },
  { "el", "Ελληνικά" },
  { "en", "English" },
  { "es", "Español" },
  { "eu", "Euskara" },
  { "fi", "Suomi" },
  { "fr", "Français" },
  { "gl", "Galego" },
  { "he", "עברית" },
  { "hu", "Magyar" },
  { "it", "Italiano" },
  { "ja", "日本語" },
  { "ko", "한국어" },
  { "nb", "Norsk bokmål" },
  { "nl", "Nederlands" },
  { "pl", "Polski" },
  { "pt", "Português" },
  { "pt_BR", "Português do Brasil" },
  { "ro", "Română" },
  { "ru", "Русский" },
  { "sv", "Svenska" },
  { "tr", "Türkçe" },
  { "uk", "Українська" },
  { "zh_CN", "简体中文" },
  { "zh_TW", "繁體中文" },
};

const char *
cs_language_name (const char *language)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i].code, language) == 0)
      return names[i].name;
  return language;
}

static int
compare (const void *a, const void *b)
{
  const char *const *first = a;
  const char *const *second = b;

  return g_utf8_collate (cs_language_name (*first), cs_language_name (*second));
}

GStrv
cs_languages (void)
{
  GStrv languages = g_strsplit ("en " CS_LANGUAGES, " ", -1);

  qsort (languages, g_strv_length (languages), sizeof *languages, compare);
  return languages;
}
