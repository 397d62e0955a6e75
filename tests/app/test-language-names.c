#include <string.h>

#include "app/language-names.h"
#include "base/language.h"

/* Each is one that the settings may have, and those that there are translations for have names. */
static void
test_all (void)
{
  g_auto (GStrv) languages = cs_languages ();

  g_assert_true (g_strv_contains ((const char *const *)languages, "en"));
  for (guint i = 0; languages[i] != NULL; i++)
    {
      g_autofree char *normal = cs_language_normalize (languages[i]);

      g_assert_cmpstr (normal, ==, languages[i]);
      g_assert_cmpstr (cs_language_name (languages[i]), !=, languages[i]);
    }
}

static void
test_name (void)
{
  g_assert_cmpstr (cs_language_name ("de"), ==, "Deutsch");
  g_assert_cmpstr (cs_language_name ("tlh"), ==, "tlh");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/language-names/all", test_all);
  g_test_add_func ("/app/language-names/name", test_name);
  return g_test_run ();
}
