/* test-ledger.c - verdicts while the store cannot be written
 *
 * A real queue, whose settling is made to fail for a while.
 */
#include <string.h>

#include "bed.h"
#include "queue/queue-class.h"

#define SENDER "ann@sender.example"

static gint failures_left; /* also read in the storage thread */
static gboolean (*real_settle) (CsQueue *queue, const CsSettlement *settlement, GError **error);

static gboolean
failing_settle (CsQueue *queue, const CsSettlement *settlement, GError **error)
{
  if (g_atomic_int_get (&failures_left) == 0)
    return real_settle (queue, settlement, error);
  if (g_atomic_int_get (&failures_left) > 0)
    g_atomic_int_add (&failures_left, -1);
  g_set_error (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_FULL, "the disk is full");
  return FALSE;
}

static void
break_store (Bed *bed, gint n_failures)
{
  CsQueueClass *class = CS_QUEUE_GET_CLASS (bed->queue);

  if (real_settle == NULL)
    real_settle = class->settle;
  class->settle = failing_settle;
  g_atomic_int_set (&failures_left, n_failures);
}

/* What was delivered is recorded when there is room again, and sent once. */
static void
test_recorded_later (Bed *bed, gconstpointer data)
{
  g_autofree char *state = NULL;

  g_free (bed_accept (bed, SENDER, "bob@example.com"));
  bed_start (bed);
  break_store (bed, 2);
  bed_run (bed);
  g_assert_cmpint (g_atomic_int_get (&failures_left), ==, 0);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 1);
  state = bed_state (bed);
  g_assert_cmpstr (state, ==, "");
}

static gboolean
has_delivered (Bed *bed)
{
  return fake_server_n_messages (bed->server) == 1 && cs_engine_n_delivered (bed->engine) == 1;
}

/* Meanwhile nothing new is begun: what could not be recorded might be sent twice. */
static void
test_nothing_new (Bed *bed, gconstpointer data)
{
  g_free (bed_accept (bed, SENDER, "bob@example.com"));
  bed_start (bed);
  break_store (bed, -1);
  bed_wait (bed, has_delivered);
  while (!cs_engine_is_stuck (bed->engine))
    g_main_context_iteration (NULL, TRUE);
  g_free (bed_accept (bed, SENDER, "eve@example.com"));
  cs_engine_wake (bed->engine);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 1);

  break_store (bed, 0);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 2);
}

/* --- what the store never takes ------------------------------------------------------------ */

static gboolean
poisoned_settle (CsQueue *queue, const CsSettlement *settlement, GError **error)
{
  if (settlement->text == NULL || strstr (settlement->text, "poison") == NULL)
    return real_settle (queue, settlement, error);
  g_set_error (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_DAMAGED, "never");
  return FALSE;
}

/* One verdict that cannot be recorded does not keep the others from it. */
static void
test_one_put_aside (Bed *bed, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;

  break_store (bed, 0);
  CS_QUEUE_GET_CLASS (bed->queue)->settle = poisoned_settle;
  fake_server_answer_rcpt (bed->server, "bad@example.com", "450 4.2.0 poison");
  g_free (bed_accept (bed, SENDER, "bob@example.com bad@example.com eve@example.com"));
  bed_start (bed);
  bed_run (bed);
  break_store (bed, 0);
  rows = bed_rows (bed);
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_cmpstr (((CsQueueRow *)rows->pdata[0])->recipient, ==, "bad@example.com");
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 1);
}

int
main (int argc, char **argv)
{
  static const BedTest tests[] = {
    { "/delivery/ledger/recorded-later", test_recorded_later },
    { "/delivery/ledger/nothing-new", test_nothing_new },
    { "/delivery/ledger/one-put-aside", test_one_put_aside },
  };

  return bed_test_main (argc, argv, tests, G_N_ELEMENTS (tests));
}
