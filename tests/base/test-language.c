#include "base/language.h"

typedef struct
{
  const char *name, *text, *normal;
} Case;

static const Case cases[] = {
  { "/base/language/plain", "de", "de" },
  { "/base/language/upper", "DE", "de" },
  { "/base/language/country", "pt-br", "pt_BR" },
  { "/base/language/locale", "de_DE.UTF-8", "de_DE" },
  { "/base/language/script", "zh_hant_TW", "zh_Hant_TW" },
  { "/base/language/modifier", "sr@latin", "sr@latin" },
  { "/base/language/modifier-behind-a-character-set", "ca_ES.UTF-8@valencia", "ca_ES@valencia" },
  { "/base/language/three-letters", "ast", "ast" },
  { "/base/language/number", "es_419", "es_419" },
  { "/base/language/empty", "", NULL },
  { "/base/language/c", "C", NULL },
  { "/base/language/a-word", "German", NULL },
  { "/base/language/a-path", "../de", NULL },
  { "/base/language/a-list", "de:fr", NULL },
  { "/base/language/nothing-behind-the-line", "de_", NULL },
  { "/base/language/nothing-behind-the-at", "de@", NULL },
  { "/base/language/too-long", "de_aaaaaaaa_aaaaaaaa_aaaaaaaa_aaaaaaaa", NULL },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *normal = cs_language_normalize (c->text);

  g_assert_cmpstr (normal, ==, c->normal);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].name, &cases[i], test_case);

  return g_test_run ();
}
