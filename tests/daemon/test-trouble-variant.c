#include "daemon/trouble-variant.h"

/* What makes it another trouble, and what does not. */
static void
test_key (void)
{
  static const char *const texts[][2] = {
    { "{'cause': <'tls-required'>, 'lane': <'a'>, 'host': <'mx1.example'>, 'port': <@u 25>}",
      "tls-required a" },
    { "{'cause': <'tls-required'>, 'lane': <'a'>, 'host': <'mx2.example'>, 'port': <@u 25>}",
      "tls-required a" },
    { "{'cause': <'tls-required'>, 'lane': <'a'>}", "tls-required a" },
    { "{'cause': <'tls-required'>, 'lane': <'b'>}", "tls-required b" },
    { "{'cause': <'credential-missing'>, 'lane': <'a'>, 'credential': <'uuid'>}",
      "credential-missing uuid" },
    { "{'cause': <'credential-missing'>, 'lane': <'b'>, 'credential': <'uuid'>}",
      "credential-missing uuid" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GVariant) trouble = g_variant_ref_sink (g_variant_new_parsed (texts[i][0]));
      g_autofree char *key = cs_trouble_key (trouble);

      g_assert_cmpstr (key, ==, texts[i][1]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/daemon/trouble-variant/key", test_key);
  return g_test_run ();
}
