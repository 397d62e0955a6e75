/* test-figures.c - what is counted, and the last dialogue of what is not delivered
 */
#include <string.h>

#include "base/when.h"
#include "bed.h"

#define SENDER "ann@sender.example"

static CsFigures
figures_of (Bed *bed)
{
  CsFigures figures;

  cs_engine_get_figures (bed->engine, &figures);
  return figures;
}

static void
run (Bed *bed, guint n_messages)
{
  for (guint i = 0; i < n_messages; i++)
    g_free (bed_accept (bed, SENDER, "bob@example.com"));
  bed_start (bed);
  bed_run (bed);
}

static void
test_connections (Bed *bed, gconstpointer data)
{
  CsFigures figures;

  run (bed, 3);
  figures = figures_of (bed);
  g_assert_cmpuint (figures.delivered, ==, 3);
  g_assert_cmpuint (figures.connections, ==, fake_server_n_connections (bed->server));
  g_assert_cmpuint (figures.failed_connections, ==, 0);
  g_assert_cmpuint (figures.open_connections, ==, 0);
  g_assert_cmpuint (figures.logins, ==, 0);
}

static gboolean
is_connected (Bed *bed)
{
  return figures_of (bed).connections == 1;
}

static void
test_open (Bed *bed, gconstpointer data)
{
  CsDestinationFigures destination;

  fake_server_answer (bed->server, FAKE_MAIL, FAKE_HANG);
  g_free (bed_accept (bed, SENDER, "bob@example.com"));
  bed_start (bed);
  bed_wait (bed, is_connected);
  g_assert_cmpuint (figures_of (bed).open_connections, ==, 1);
  {
    g_autoptr (GPtrArray) rows = bed_rows (bed);

    cs_engine_get_destination (bed->engine, ((CsQueueRow *)rows->pdata[0])->lane, &destination);
  }
  g_assert_cmpuint (destination.connections, ==, 1);
  g_assert_cmpuint (destination.most_connections, ==, 20);
  g_assert_cmpint (destination.rests_until_s, ==, 0);
}

static void
test_unreachable (Bed *bed, gconstpointer data)
{
  CsDestinationFigures destination;
  g_autoptr (GPtrArray) rows = NULL;

  bed_use_smart_host (bed, 1);
  run (bed, 2);
  g_assert_cmpuint (figures_of (bed).connections, ==, 0);
  g_assert_cmpuint (figures_of (bed).failed_connections, >=, 1);
  rows = bed_rows (bed);
  cs_engine_get_destination (bed->engine, ((CsQueueRow *)rows->pdata[0])->lane, &destination);
  g_assert_cmpuint (destination.connections, ==, 0);
  g_assert_cmpint (destination.rests_until_s, >, BED_START_S);
}

static void
test_unknown_destination (Bed *bed, gconstpointer data)
{
  CsDestinationFigures destination;

  bed_start (bed);
  cs_engine_get_destination (bed->engine, "dns:nowhere.example", &destination);
  g_assert_cmpuint (destination.connections, ==, 0);
  g_assert_cmpuint (destination.most_connections, ==, 20);
}

static void
test_logins (Bed *bed, gconstpointer data)
{
  bed_store_secret (bed, BED_UUID, "secret");
  bed_use_login (bed, BED_UUID);
  run (bed, 1);
  g_assert_cmpuint (figures_of (bed).logins, ==, 1);
  g_assert_cmpuint (figures_of (bed).refused_logins, ==, 0);
}

static void
test_refused_logins (Bed *bed, gconstpointer data)
{
  bed_store_secret (bed, BED_UUID, "wrong");
  bed_use_login (bed, BED_UUID);
  run (bed, 3);
  g_assert_cmpuint (figures_of (bed).logins, ==, 0);
  g_assert_cmpuint (figures_of (bed).refused_logins, ==, 1);
  g_assert_cmpuint (figures_of (bed).failed_connections, ==, 1);
}

/* A password that is not there costs no connection. */
static void
test_no_connection (Bed *bed, gconstpointer data)
{
  bed_use_login (bed, BED_UUID);
  run (bed, 1);
  g_assert_cmpuint (figures_of (bed).failed_connections, ==, 0);
}

/* RFC 1047: only what ends after the final dot can have arrived. */
static void
test_possible_duplicates (Bed *bed, gconstpointer data)
{
  static const struct
  {
    FakeStep step;
    const char *answer;
    guint n;
  } steps[] = {
    { FAKE_END, "451 4.3.0 later", 0 },
    { FAKE_DATA, FAKE_CLOSE, 0 },
    { FAKE_END, FAKE_CLOSE, 2 },
  };

  g_free (bed_accept (bed, SENDER, "bob@example.com eve@example.com"));
  bed_start (bed);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      fake_server_answer (bed->server, steps[i].step, steps[i].answer);
      bed_change (bed, CS_QUEUE_RETRY);
      bed_run (bed);
      fake_server_answer (bed->server, steps[i].step, NULL);
      g_assert_cmpuint (figures_of (bed).possible_duplicates, ==, steps[i].n);
    }
}

/* --- dialogues ----------------------------------------------------------------------------- */

/* What comes while a destination rests is told why, though it has no session of its own. */
static void
test_transcript_of_rest (Bed *bed, gconstpointer data)
{
  g_autofree char *first = bed_accept (bed, SENDER, "bob@example.com");
  g_autofree char *second = NULL;
  g_autofree char *of_first = NULL;
  g_autofree char *of_second = NULL;

  fake_server_answer (bed->server, FAKE_GREETING, "421 4.3.2 closed for today");
  bed_start (bed);
  bed_run (bed);
  second = bed_accept (bed, SENDER, "eve@example.com");
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_connections (bed->server), ==, 1);
  of_first = bed_transcript (bed, first);
  of_second = bed_transcript (bed, second);
  g_assert_nonnull (strstr (of_first, "S: 421 4.3.2 closed for today"));
  g_assert_true (g_str_has_prefix (of_second, "-- not tried"));
  g_assert_nonnull (strstr (of_second, "S: 421 4.3.2 closed for today"));
}

static gsize
transcript_bytes (Bed *bed, const char *id)
{
  g_autofree char *transcript = bed_transcript (bed, id);

  return strlen (transcript);
}

/* The dialogue stands once, with the first who waits. */
static void
test_transcript_of_many (Bed *bed, gconstpointer data)
{
  g_autofree char *id
      = bed_accept (bed, SENDER, "good@example.com bob@example.com eve@example.com");
  g_autofree char *of_bob = g_strconcat (id, "/2", NULL);
  g_autofree char *of_eve = g_strconcat (id, "/3", NULL);

  fake_server_answer_rcpt (bed->server, "bob@example.com", "450 4.2.0 busy");
  fake_server_answer_rcpt (bed->server, "eve@example.com", "450 4.2.0 busy");
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (transcript_bytes (bed, id), >, 0);
  g_assert_cmpuint (transcript_bytes (bed, of_bob), ==, transcript_bytes (bed, id));
  g_assert_cmpuint (transcript_bytes (bed, of_eve), ==, transcript_bytes (bed, id));
}

int
main (int argc, char **argv)
{
  static const BedTest tests[] = {
    { "/delivery/figures/connections", test_connections },
    { "/delivery/figures/open", test_open },
    { "/delivery/figures/unreachable", test_unreachable },
    { "/delivery/figures/unknown-destination", test_unknown_destination },
    { "/delivery/figures/logins", test_logins },
    { "/delivery/figures/refused-logins", test_refused_logins },
    { "/delivery/figures/no-connection", test_no_connection },
    { "/delivery/figures/possible-duplicates", test_possible_duplicates },
    { "/delivery/figures/transcript-of-rest", test_transcript_of_rest },
    { "/delivery/figures/transcript-of-many", test_transcript_of_many },
  };

  return bed_test_main (argc, argv, tests, G_N_ELEMENTS (tests));
}
