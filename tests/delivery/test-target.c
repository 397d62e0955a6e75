#include "delivery/target.h"

typedef struct
{
  const char *name;
  const char *text;
  const char *host; /* NULL: it is none */
  guint16 port;
} Case;

static const Case cases[] = {
  { "/delivery/target/name", "relay.example.net[192.0.2.7]:587", "relay.example.net", 587 },
  { "/delivery/target/name-6", "relay.example.net[2001:db8::7]:25", "relay.example.net", 25 },
  { "/delivery/target/address", "[192.0.2.7]:587", "192.0.2.7", 587 },
  { "/delivery/target/address-6", "[2001:db8::7]:25", "2001:db8::7", 25 },
  { "/delivery/target/no-port", "relay.example.net[192.0.2.7]", NULL, 0 },
  { "/delivery/target/port-0", "relay.example.net[192.0.2.7]:0", NULL, 0 },
  { "/delivery/target/port-too-high", "relay.example.net[192.0.2.7]:65536", NULL, 0 },
  { "/delivery/target/brackets-turned", "relay]192.0.2.7[:25", NULL, 0 },
  { "/delivery/target/empty", "", NULL, 0 },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *host = NULL;
  guint16 port = 0;

  g_assert_cmpint (cs_target_parse (c->text, &host, &port), ==, c->host != NULL);
  g_assert_cmpstr (host, ==, c->host);
  g_assert_cmpuint (port, ==, c->port);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].name, &cases[i], test_case);

  return g_test_run ();
}
