#include "base/host.h"

typedef struct
{
  const char *text;
  const char *name; /* NULL: refused with code */
  guint16 port;
  gboolean is_address;
  CsHostError code;
} Case;

static const Case cases[] = {
  { "relay.example.net", "relay.example.net", 0, FALSE },
  { "Relay.Example.NET.:587", "relay.example.net", 587, FALSE },
  { "localhost", "localhost", 0, FALSE },
  { "localhost:1", "localhost", 1, FALSE },
  { "relay:65535", "relay", 65535, FALSE },
  { "bücher.de:25", "xn--bcher-kva.de", 25, FALSE },
  { "192.0.2.7", "192.0.2.7", 0, TRUE },
  { "192.0.2.7:2525", "192.0.2.7", 2525, TRUE },
  { "[192.0.2.7]", "192.0.2.7", 0, TRUE },
  { "[192.0.2.7]:25", "192.0.2.7", 25, TRUE },
  { "[2001:DB8::7]", "2001:db8::7", 0, TRUE },
  { "[::1]:587", "::1", 587, TRUE },
  { "[IPv6:::1]", "::1", 0, TRUE },

  { "", NULL, .code = CS_HOST_ERROR_EMPTY },
  { ":587", NULL, .code = CS_HOST_ERROR_EMPTY },
  { "host:0", NULL, .code = CS_HOST_ERROR_PORT },
  { "host:", NULL, .code = CS_HOST_ERROR_PORT },
  { "host:99999", NULL, .code = CS_HOST_ERROR_PORT },
  { "host:65536", NULL, .code = CS_HOST_ERROR_PORT },
  { "host:025", NULL, .code = CS_HOST_ERROR_PORT },
  { "host:+25", NULL, .code = CS_HOST_ERROR_PORT },
  { "host:-1", NULL, .code = CS_HOST_ERROR_PORT },
  { "host:4294967321", NULL, .code = CS_HOST_ERROR_PORT },
  { "host:submission", NULL, .code = CS_HOST_ERROR_PORT },
  { "[192.0.2.7]:", NULL, .code = CS_HOST_ERROR_PORT },
  { "[192.0.2.7]25", NULL, .code = CS_HOST_ERROR_PORT },
  { "::1", NULL, .code = CS_HOST_ERROR_BRACKETS },
  { "::1:25", NULL, .code = CS_HOST_ERROR_BRACKETS },
  { "2001:db8::7:587", NULL, .code = CS_HOST_ERROR_BRACKETS },
  { "2001:db8:1:2:3:4:5:6:587", NULL, .code = CS_HOST_ERROR_BRACKETS },
  { "[::1", NULL, .code = CS_HOST_ERROR_BRACKETS },
  { "[", NULL, .code = CS_HOST_ERROR_BRACKETS },
  { "[]", NULL, .code = CS_HOST_ERROR_NAME },
  { "[relay.example.net]", NULL, .code = CS_HOST_ERROR_NAME },
  { "[fe80::1%eth0]", NULL, .code = CS_HOST_ERROR_NAME },
  { "a:b:c", NULL, .code = CS_HOST_ERROR_NAME },
  { "10.1", NULL, .code = CS_HOST_ERROR_NAME },
  { "256.1.1.1", NULL, .code = CS_HOST_ERROR_NAME },
  { "host name", NULL, .code = CS_HOST_ERROR_NAME },
  { "host ", NULL, .code = CS_HOST_ERROR_NAME },
  { " host", NULL, .code = CS_HOST_ERROR_NAME },
  { "host\r\n", NULL, .code = CS_HOST_ERROR_NAME },
  { "*.example.com", NULL, .code = CS_HOST_ERROR_NAME },
  { "a..b", NULL, .code = CS_HOST_ERROR_NAME },
  { "smtp://relay.example.net", NULL, .code = CS_HOST_ERROR_URL },
  { "relay.example.net/", NULL, .code = CS_HOST_ERROR_URL },
  { "office@relay.example.net", NULL, .code = CS_HOST_ERROR_URL },
};

static void
test_parse (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CsHost) host = cs_host_parse (c->text, -1, &error);

  if (c->name == NULL)
    {
      g_assert_null (host);
      g_assert_error (error, CS_HOST_ERROR, (int)c->code);
      return;
    }

  g_assert_no_error (error);
  g_assert_cmpstr (host->name, ==, c->name);
  g_assert_cmpuint (host->port, ==, c->port);
  g_assert_cmpint (host->is_address, ==, c->is_address);
}

static void
test_write_and_read (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (cases[i].name != NULL)
      {
        g_autoptr (CsHost) host = cs_host_parse (cases[i].text, -1, NULL);
        g_autofree char *text = cs_host_to_string (host);
        g_autoptr (CsHost) again = cs_host_parse (text, -1, NULL);
        g_autofree char *text_again = cs_host_to_string (again);

        g_assert_true (cs_host_equal (host, again));
        g_assert_cmpstr (text, ==, text_again);
      }
}

static void
test_nul (void)
{
  g_assert_null (cs_host_parse ("host\0name", 9, NULL));
}

static void
test_given_length (void)
{
  g_autoptr (CsHost) host = cs_host_parse ("relay:587 and more", 9, NULL);

  g_assert_cmpstr (host->name, ==, "relay");
  g_assert_cmpuint (host->port, ==, 587);
}

static void
test_bracket_form_is_shown (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cs_host_parse ("2001:db8::7", -1, &error));
  g_assert_nonnull (g_strrstr (error->message, "[2001:db8::7]:587"));
}

static void
test_equal (void)
{
  g_autoptr (CsHost) a = cs_host_parse ("relay:587", -1, NULL);
  g_autoptr (CsHost) b = cs_host_parse ("relay:25", -1, NULL);
  g_autoptr (CsHost) copy = cs_host_copy (a);

  g_assert_true (cs_host_equal (a, copy));
  g_assert_false (cs_host_equal (a, b));
  g_assert_false (cs_host_equal (a, NULL));
  g_assert_false (cs_host_equal (NULL, a));
  g_assert_true (cs_host_equal (NULL, NULL));
  g_assert_null (cs_host_copy (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strescape (cases[i].text, "");
      g_autofree char *path = NULL;

      g_strdelimit (name, "/", '|');
      path = g_strdup_printf ("/base/host/parse/%u: %s", i, name);
      g_test_add_data_func (path, &cases[i], test_parse);
    }
  g_test_add_func ("/base/host/write-and-read", test_write_and_read);
  g_test_add_func ("/base/host/nul", test_nul);
  g_test_add_func ("/base/host/given-length", test_given_length);
  g_test_add_func ("/base/host/bracket-form-is-shown", test_bracket_form_is_shown);
  g_test_add_func ("/base/host/equal", test_equal);

  return g_test_run ();
}
