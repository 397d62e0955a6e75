/* test-connections.c - how many connections there are: no more end than are wanted elsewhere, and
 * as many are opened as may be while there is mail for them
 */
#include "bed.h"

#include "delivery/engine-private.h"

#define SENDER "ann@sender.example"
#define IN_TIME_US (G_USEC_PER_SEC / 2) /* before idle sessions end by themselves */

/* --- making room -------------------------------------------------------------------------- */

/* Four lanes to one server. */
static void
add_lane (Bed *bed, const char *pattern, gboolean helo, CsTlsRule tls)
{
  g_autoptr (CsSecurity) security = cs_security_new ();
  CsRemoteDomain *domain = cs_remote_domain_new (cs_pattern_parse (pattern, -1, NULL));

  security->tls = tls;
  domain->helo = helo;
  domain->security = g_steal_pointer (&security);
  cs_settings_put_remote_domain (bed->settings, domain);
  cs_remote_domain_unref (domain);
}

static guint
count_ending (Bed *bed)
{
  GHashTableIter iter;
  CsDestination *destination;
  guint n = 0;

  g_hash_table_iter_init (&iter, bed->engine->destinations);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&destination))
    n += cs_destination_n_ending (destination);
  return n;
}

static gboolean
is_any_ending (Bed *bed)
{
  return count_ending (bed) > 0;
}

static void
wait_for_delivered (Bed *bed, guint64 n)
{
  while (cs_engine_n_delivered (bed->engine) < n || bed->engine->n_in_hand > 0)
    g_main_context_iteration (NULL, TRUE);
}

/* Three idle sessions are all that may be, and a fourth lane wants one: however often it asks
 * before the first is gone, one ends. Returns: whether it went so fast that none ended by itself.
 */
static gboolean
try_to_make_room (Bed *bed)
{
  guint64 n_before = cs_engine_n_delivered (bed->engine);
  gint64 start_us = g_get_monotonic_time ();
  gboolean is_in_time;

  g_free (bed_accept (bed, SENDER, "a@example.com b@example.org c@example.net"));
  wait_for_delivered (bed, n_before + 3);
  g_free (bed_accept (bed, SENDER, "d@example.edu"));
  bed_wait (bed, is_any_ending);
  for (guint i = 0; i < 3; i++)
    cs_engine_wake (bed->engine);
  is_in_time = g_get_monotonic_time () - start_us < IN_TIME_US;
  if (is_in_time)
    g_assert_cmpuint (count_ending (bed), ==, 1);
  wait_for_delivered (bed, n_before + 4);
  return is_in_time;
}

static void
test_makes_room (Bed *bed, gconstpointer data)
{
  add_lane (bed, "example.org", TRUE, CS_TLS_WHEN_OFFERED);
  add_lane (bed, "example.net", FALSE, CS_TLS_NEVER);
  add_lane (bed, "example.edu", TRUE, CS_TLS_NEVER);
  cs_settings_set_integer (bed->settings, CS_OPTION_MAXIMUM_CONNECTIONS, 3);
  bed->stays = TRUE;
  bed_start (bed);
  while (!try_to_make_room (bed))
    bed_run (bed);
}

/* --- growing ------------------------------------------------------------------------------ */

#define MOST_CONNECTIONS 40

static gboolean
has_most_connections (Bed *bed)
{
  return fake_server_most_at_once (bed->server) >= MOST_CONNECTIONS;
}

/* A server that takes its time gets as many connections as may be, also where there are more of
 * them than messages of one destination that are taken in hand. */
static void
test_grows (Bed *bed, gconstpointer data)
{
  fake_server_answer (bed->server, FAKE_RCPT, FAKE_HANG);
  cs_settings_set_integer (bed->settings, CS_OPTION_MAXIMUM_CONNECTIONS_PER_DESTINATION,
                           MOST_CONNECTIONS);
  for (guint i = 0; i < 120; i++)
    g_free (bed_accept (bed, SENDER, "a@example.com"));
  bed_start (bed);
  bed_wait (bed, has_most_connections);
  g_assert_cmpuint (fake_server_most_at_once (bed->server), ==, MOST_CONNECTIONS);
}

int
main (int argc, char **argv)
{
  static const BedTest tests[] = {
    { "/delivery/connections/makes-room", test_makes_room },
    { "/delivery/connections/grows", test_grows },
  };

  return bed_test_main (argc, argv, tests, G_N_ELEMENTS (tests));
}
