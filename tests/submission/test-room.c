/* test-room.c - what comes in while there is no room for it
 */
#include <string.h>

#include "pickup-fixture.h"
#include "queue/sqlite-queue.h"

static guint n_full_lines, n_again_lines, n_lines; /* of the log */

static GLogWriterOutput
count_lines (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (strcmp (fields[i].key, "COUNTERSIGN_EVENT") == 0)
      {
        n_lines++;
        n_full_lines += strstr (fields[i].value, "for want of room") != NULL;
        n_again_lines += strstr (fields[i].value, "accepted again") != NULL;
      }
  return G_LOG_WRITER_HANDLED;
}

static void
limit_to (TestAcceptance *acceptance, guint64 maximum_messages)
{
  CsQueueLimits limits
      = { .maximum_message_bytes = 2 * 1024 * 1024, .maximum_messages = maximum_messages };

  cs_sqlite_queue_set_limits (CS_SQLITE_QUEUE (acceptance->queue), &limits);
}

static void
set_up (PickupFixture *fixture, gconstpointer data)
{
  pickup_set_up (fixture, data);
  n_full_lines = n_again_lines = n_lines = 0;
}

/* Files stay where they are, under their names; the log says so once, however many there are and
 * however often they are tried; then all of them go. */
static void
pickup_waits (PickupFixture *fixture, gconstpointer data)
{
  limit_to (&fixture->acceptance, 1);
  pickup_drop (fixture, "first", PICKUP_MESSAGE);
  pickup_start (fixture);
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *name = g_strdup_printf ("file-%u", i);

      pickup_drop (fixture, name, PICKUP_MESSAGE);
    }
  for (guint i = 0; i < 3; i++)
    pickup_scan (fixture);
  g_assert_cmpuint (pickup_n_messages (fixture), ==, 1);
  g_assert_cmpuint (pickup_n_files (fixture->folder), ==, 40);
  g_assert_cmpuint (pickup_n_files (fixture->badmail), ==, 0);
  g_assert_cmpuint (n_full_lines, ==, 1);
  g_assert_cmpuint (n_lines, ==, 1);

  limit_to (&fixture->acceptance, 0);
  pickup_scan (fixture);
  pickup_wait_for_files (fixture, 0);
  g_assert_cmpuint (pickup_n_messages (fixture), ==, 41);
  g_assert_cmpuint (n_again_lines, ==, 1);
}

/* What is wrong for good is told all the same. */
static void
bad_files_go (PickupFixture *fixture, gconstpointer data)
{
  limit_to (&fixture->acceptance, 1);
  pickup_drop (fixture, "first", PICKUP_MESSAGE);
  pickup_start (fixture);
  pickup_drop (fixture, "bad", "");
  pickup_scan (fixture);
  pickup_wait_for_files (fixture, 0);
  g_free (pickup_badmail (fixture, "bad"));
}

static void
note (CsAcceptor *acceptor, int code)
{
  g_autoptr (GError) error
      = code < 0 ? NULL : g_error_new_literal (CS_SUBMISSION_ERROR, code, "why");

  cs_acceptor_note (acceptor, error);
}

/* Other refusals say nothing about room. */
static void
noted_once (PickupFixture *fixture, gconstpointer data)
{
  static const struct
  {
    int code; /* -1: accepted */
    guint n_full, n_again;
  } steps[] = {
    { -1, 0, 0 },
    { CS_SUBMISSION_ERROR_FULL, 1, 0 },
    { CS_SUBMISSION_ERROR_FULL, 1, 0 },
    { CS_SUBMISSION_ERROR_TOO_LARGE, 1, 0 },
    { -1, 1, 1 },
    { -1, 1, 1 },
    { CS_SUBMISSION_ERROR_FULL, 2, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      note (fixture->acceptance.acceptor, steps[i].code);
      g_assert_cmpuint (n_full_lines, ==, steps[i].n_full);
      g_assert_cmpuint (n_again_lines, ==, steps[i].n_again);
    }
}

#define ADD(name, func)                                                                            \
  g_test_add ("/submission/room/" name, PickupFixture, NULL, set_up, func, pickup_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  g_log_set_writer_func (count_lines, NULL, NULL);
  ADD ("pickup-waits", pickup_waits);
  ADD ("bad-files-go", bad_files_go);
  ADD ("noted-once", noted_once);

  return g_test_run ();
}
