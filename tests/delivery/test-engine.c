#include <string.h>

#include "bed.h"

static void
test_delivers (Bed *bed, gconstpointer data)
{
  g_autofree char *id = bed_accept (bed, "ann@sender.example", "bob@example.com");
  const FakeMessage *message;
  g_autofree char *state = NULL;

  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 1);
  message = fake_server_message (bed->server, 0);
  g_assert_cmpstr (message->sender, ==, "ann@sender.example");
  g_assert_cmpstr (message->recipients, ==, "bob@example.com");
  g_assert_nonnull (strstr (message->content, "Hello."));
  g_assert_null (message->account);
  state = bed_state (bed);
  g_assert_cmpstr (state, ==, "");
  g_assert_cmpuint (cs_engine_n_delivered (bed->engine), ==, 1);
}

static void
test_logs_in (Bed *bed, gconstpointer data)
{
  g_autofree char *id = NULL;

  bed_store_secret (bed, BED_UUID, "secret");
  bed_use_login (bed, BED_UUID);
  id = bed_accept (bed, "ann@sender.example", "bob@example.com");
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 1);
  g_assert_cmpstr (fake_server_message (bed->server, 0)->account, ==, "office");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (Bed *, gconstpointer);
  } tests[] = {
    { "/delivery/engine/delivers", test_delivers },
    { "/delivery/engine/logs-in", test_logs_in },
  };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Bed, NULL, bed_set_up, tests[i].test, bed_tear_down);

  return g_test_run ();
}
