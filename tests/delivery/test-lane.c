#include "delivery/lane.h"

#include <string.h>

static CsSettings *
settings_with (const char *smart_host, CsAuthentication authentication, const char *credential)
{
  CsSettings *settings = cs_settings_new ();
  g_autoptr (CsSecurity) security = cs_security_new ();

  if (smart_host != NULL)
    {
      g_autoptr (CsHost) host = cs_host_parse (smart_host, -1, NULL);

      cs_settings_set_smart_host (settings, host);
    }
  security->authentication = authentication;
  security->account = authentication == CS_AUTHENTICATION_NONE ? NULL : g_strdup ("office");
  security->credential = g_strdup (credential);
  cs_settings_set_security (settings, security);
  return settings;
}

static char *
lane_of (CsSettings *settings, const char *address_text)
{
  g_autoptr (CsAddress) address
      = cs_address_parse (address_text, -1, CS_ADDRESS_DEFAULT, NULL, NULL);

  return cs_lane_name_for (settings, address);
}

static void
test_dns (void)
{
  g_autoptr (CsSettings) settings = settings_with (NULL, CS_AUTHENTICATION_NONE, NULL);
  g_autofree char *lane = lane_of (settings, "ann@Example.com");

  g_assert_cmpstr (lane, ==, "dns:example.com");
}

static void
test_smart_host (void)
{
  g_autoptr (CsSettings) settings
      = settings_with ("relay.example.net:587", CS_AUTHENTICATION_NONE, NULL);
  g_autofree char *one = lane_of (settings, "ann@example.com");
  g_autofree char *other = lane_of (settings, "bob@example.org");

  g_assert_cmpstr (one, ==, "relay.example.net:587");
  g_assert_cmpstr (one, ==, other);
}

static void
test_default_port_is_written (void)
{
  g_autoptr (CsSettings) implied
      = settings_with ("relay.example.net", CS_AUTHENTICATION_NONE, NULL);
  g_autoptr (CsSettings) written
      = settings_with ("relay.example.net:25", CS_AUTHENTICATION_NONE, NULL);
  g_autofree char *one = lane_of (implied, "ann@example.com");
  g_autofree char *other = lane_of (written, "ann@example.com");

  g_assert_cmpstr (one, ==, other);
}

static void
test_credentials_never_share (void)
{
  static const char first[] = "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11";
  static const char second[] = "0d2c6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11";
  g_autoptr (CsSettings) a
      = settings_with ("relay.example.net", CS_AUTHENTICATION_CLEAR_TEXT, first);
  g_autoptr (CsSettings) b
      = settings_with ("relay.example.net", CS_AUTHENTICATION_CLEAR_TEXT, second);
  g_autoptr (CsSettings) c
      = settings_with ("relay.example.net", CS_AUTHENTICATION_CHALLENGE_RESPONSE, first);
  g_autofree char *one = lane_of (a, "ann@example.com");
  g_autofree char *two = lane_of (b, "ann@example.com");
  g_autofree char *three = lane_of (c, "ann@example.com");

  g_assert_cmpstr (one, !=, two);
  g_assert_cmpstr (one, !=, three);
  g_assert_null (strstr (one, "office"));
}

static void
test_direct_first (void)
{
  g_autoptr (CsSettings) settings
      = settings_with ("relay.example.net:587", CS_AUTHENTICATION_NONE, NULL);
  g_autofree char *lane = NULL;

  cs_settings_set_integer (settings, CS_OPTION_TRY_DIRECT_DELIVERY_FIRST, TRUE);
  lane = lane_of (settings, "ann@example.com");
  g_assert_cmpstr (lane, ==, "dns:example.com,relay.example.net:587");
}

static void
test_address_literal (void)
{
  g_autoptr (CsSettings) settings = settings_with (NULL, CS_AUTHENTICATION_NONE, NULL);
  g_autofree char *lane = lane_of (settings, "ann@[192.0.2.7]");

  g_assert_cmpstr (lane, ==, "dns:[192.0.2.7]");
}

static void
test_display_name (void)
{
  static const struct
  {
    const char *lane, *name;
  } rows[] = {
    { "dns:example.com", "example.com" },
    { "dns:example.com/0123456789abcdef", "example.com" },
    { "relay.example.net:587/0123456789abcdef", "relay.example.net:587" },
    { "[2001:db8::1]:25", "[2001:db8::1]:25" },
    { "dns:example.com,relay.example.net:587", "example.com,relay.example.net:587" },
    { "expired", "expired" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *name = cs_lane_display_name (rows[i].lane);

      g_assert_cmpstr (name, ==, rows[i].name);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/delivery/lane/dns", test_dns);
  g_test_add_func ("/delivery/lane/smart-host", test_smart_host);
  g_test_add_func ("/delivery/lane/default-port-is-written", test_default_port_is_written);
  g_test_add_func ("/delivery/lane/credentials-never-share", test_credentials_never_share);
  g_test_add_func ("/delivery/lane/direct-first", test_direct_first);
  g_test_add_func ("/delivery/lane/address-literal", test_address_literal);
  g_test_add_func ("/delivery/lane/display-name", test_display_name);

  return g_test_run ();
}
