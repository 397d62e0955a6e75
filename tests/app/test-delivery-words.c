#include "app/delivery-words.h"

static void
test_connections (void)
{
  g_autoptr (CsSettings) settings = cs_settings_new ();
  g_autofree char *usual = cs_delivery_words_connections (settings);
  g_autofree char *one = NULL;

  cs_settings_set_integer (settings, CS_OPTION_MAXIMUM_CONNECTIONS, 1);
  one = cs_delivery_words_connections (settings);
  g_assert_cmpstr (usual, ==, "At most 200 connections at once, and 20 to one destination.");
  g_assert_cmpstr (one, ==, "At most 1 connection at once, and 1 to one destination.");
}

static void
test_advanced (void)
{
  g_autoptr (CsSettings) settings = cs_settings_new ();
  g_autofree char *usual = cs_delivery_words_advanced (settings);
  g_autofree char *other = NULL;

  cs_settings_set_integer (settings, CS_OPTION_MAXIMUM_HOP_COUNT, 1);
  cs_settings_set_text (settings, CS_OPTION_MASQUERADE_DOMAIN, "example.com");
  other = cs_delivery_words_advanced (settings);
  g_assert_cmpstr (usual, ==, "Senders keep the domain of their addresses.");
  g_assert_cmpstr (
      other, ==,
      "Senders of this machine appear as senders of example.com. Mail with more than 1 "
      "hop is returned.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/delivery-words/connections", test_connections);
  g_test_add_func ("/app/delivery-words/advanced", test_advanced);
  return g_test_run ();
}
