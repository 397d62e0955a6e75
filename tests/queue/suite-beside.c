/* suite-beside.c - looking goes on beside the work, and ends when nobody waits for it */
#include "queue-suite.h"
#include "queue/queue-class.h"

typedef gboolean (*List) (CsQueue *queue, const CsQueueSelection *selection, guint limit,
                          CsQueueSearch *search, GError **error);

static struct
{
  List list; /* the store's own */
  GMutex mutex;
  GCond changed;
  gboolean is_looking; /* somebody is in the middle of it */
  gboolean may_go_on;
} gate;

static void
wait_for (const gboolean *what)
{
  g_mutex_lock (&gate.mutex);
  while (!*what)
    g_cond_wait (&gate.changed, &gate.mutex);
  g_mutex_unlock (&gate.mutex);
}

static void
set (gboolean *what)
{
  g_mutex_lock (&gate.mutex);
  *what = TRUE;
  g_cond_signal (&gate.changed);
  g_mutex_unlock (&gate.mutex);
}

static gboolean
list_when_let (CsQueue *queue, const CsQueueSelection *selection, guint limit,
               CsQueueSearch *search, GError **error)
{
  set (&gate.is_looking);
  wait_for (&gate.may_go_on);
  return gate.list (queue, selection, limit, search, error);
}

/* A search that would never end by itself. */
static gboolean
list_for_ever (CsQueue *queue, const CsQueueSelection *selection, guint limit,
               CsQueueSearch *search, GError **error)
{
  set (&gate.is_looking);
  while (!cs_queue_is_look_over (queue))
    g_thread_yield ();
  return gate.list (queue, selection, limit, search, error);
}

static void
exchange_list (CsQueue *queue, List list)
{
  CsQueueClass *klass = CS_QUEUE_GET_CLASS (queue);

  gate.list = klass->list;
  gate.is_looking = gate.may_go_on = FALSE;
  klass->list = list;
}

static void
restore_list (CsQueue *queue)
{
  CS_QUEUE_GET_CLASS (queue)->list = gate.list;
}

/* Whatever looks, and however long: mail is accepted, claimed and settled meanwhile. */
static void
work_goes_on (QueueFixture *fixture)
{
  CsQueue *queue = fixture->queue;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) claims = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) later = NULL;

  g_free (test_accept (queue, "ann@example.org a"));
  exchange_list (queue, list_when_let);
  cs_queue_list_async (queue, NULL, "", 10, NULL, test_keep_result, &result);
  wait_for (&gate.is_looking);

  g_free (test_accept (queue, "bob@example.org b"));
  claims = test_claim (queue, 10, 10);
  g_assert_cmpuint (claims->len, ==, 2);
  test_settle_claims (queue, claims, CS_SETTLE_DELIVERED);
  g_free (test_accept (queue, "cat@example.org c"));
  g_assert_null (result);

  set (&gate.may_go_on);
  rows = cs_queue_list_finish (queue, test_wait_result (&result), NULL);
  restore_list (queue);
  g_assert_nonnull (rows);
  later = test_list (queue, NULL, "", 10);
  g_assert_cmpuint (later->len, ==, 1);
}

/* A question sees what was asked of the queue before it, though nobody has waited for that. */
static void
in_order (QueueFixture *fixture)
{
  CsQueueSelection all = { .lane = "a" };
  g_autoptr (CsEnvelope) envelope = test_envelope_to ("ann@example.org a");
  g_autoptr (GAsyncResult) accepted = NULL;
  g_autoptr (GAsyncResult) held = NULL;
  g_autoptr (GAsyncResult) listed = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  CsQueueWriter *writer = cs_queue_writer_new (fixture->queue, envelope);

  g_assert_true (cs_queue_writer_append (writer, "x\r\n", 3, NULL));
  cs_queue_writer_commit_async (writer, NULL, test_keep_result, &accepted);
  cs_queue_change_async (fixture->queue, &all, CS_QUEUE_HOLD, NULL, NULL, test_keep_result, &held);
  cs_queue_list_async (fixture->queue, NULL, "", 10, NULL, test_keep_result, &listed);

  rows = cs_queue_list_finish (fixture->queue, test_wait_result (&listed), NULL);
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_cmpint (((CsQueueRow *)rows->pdata[0])->state, ==, CS_RECIPIENT_HELD);
  g_free (cs_queue_writer_commit_finish (fixture->queue, test_wait_result (&accepted), NULL));
  g_assert_cmpint (cs_queue_change_finish (fixture->queue, test_wait_result (&held), NULL), ==, 1);
}

static CsRecipientState
state_of_only (CsQueue *queue)
{
  g_autoptr (GPtrArray) rows = test_list (queue, NULL, "", 10);

  g_assert_cmpuint (rows->len, ==, 1);
  return ((CsQueueRow *)rows->pdata[0])->state;
}

/* Who is claimed is told as of the same moment as all else. */
static void
claims_are_seen (QueueFixture *fixture)
{
  g_autoptr (GPtrArray) claims = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (GPtrArray) lanes = NULL;
  CsQueue *queue = fixture->queue;

  g_free (test_accept (queue, "ann@example.org a"));
  g_assert_cmpint (state_of_only (queue), ==, CS_RECIPIENT_QUEUED);
  claims = test_claim (queue, 1, 1);
  g_assert_cmpint (state_of_only (queue), ==, CS_RECIPIENT_ACTIVE);
  test_reroute (queue, "ann@example.org", "b", FALSE);
  lanes = test_busiest (queue, 10);
  g_assert_cmpuint (lanes->len, ==, 1);
  g_assert_cmpstr (((CsQueueLane *)lanes->pdata[0])->name, ==, "b");
  g_assert_cmpuint (((CsQueueLane *)lanes->pdata[0])->active, ==, 1);
  test_settle_claims (queue, claims, CS_SETTLE_UNTRIED);
  g_assert_cmpint (state_of_only (queue), ==, CS_RECIPIENT_QUEUED);
  again = test_claim (queue, 1, 1);
  g_assert_cmpuint (again->len, ==, 1);
  g_assert_cmpint (state_of_only (queue), ==, CS_RECIPIENT_ACTIVE);
}

static void
assert_ended (CsQueue *queue, GAsyncResult **result, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cs_queue_list_finish (queue, test_wait_result (result), &error));
  g_assert_error (error, domain, code);
}

/* One under way ends at once, one that waits does not begin, and the next one is answered. */
static void
cancelled (QueueFixture *fixture)
{
  CsQueue *queue = fixture->queue;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) running = NULL;
  g_autoptr (GAsyncResult) waiting = NULL;

  g_free (test_accept (queue, "ann@example.org a"));
  exchange_list (queue, list_for_ever);
  cs_queue_list_async (queue, NULL, "", 10, cancellable, test_keep_result, &running);
  cs_queue_list_async (queue, NULL, "", 10, cancellable, test_keep_result, &waiting);
  wait_for (&gate.is_looking);
  g_cancellable_cancel (cancellable);
  assert_ended (queue, &running, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_ended (queue, &waiting, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  restore_list (queue);
  g_assert_cmpint (state_of_only (queue), ==, CS_RECIPIENT_QUEUED);
}

/* Nobody who looks keeps the queue open. */
static void
closed (QueueFixture *fixture)
{
  CsQueue *queue = fixture->queue;
  g_autoptr (GAsyncResult) running = NULL;
  g_autoptr (GAsyncResult) waiting = NULL;
  g_autoptr (GAsyncResult) late = NULL;
  g_autoptr (GAsyncResult) closing = NULL;

  exchange_list (queue, list_for_ever);
  cs_queue_list_async (queue, NULL, "", 10, NULL, test_keep_result, &running);
  cs_queue_list_async (queue, NULL, "", 10, NULL, test_keep_result, &waiting);
  wait_for (&gate.is_looking);
  cs_queue_close_async (queue, test_keep_result, &closing);
  assert_ended (queue, &running, CS_QUEUE_ERROR, CS_QUEUE_ERROR_CLOSED);
  assert_ended (queue, &waiting, CS_QUEUE_ERROR, CS_QUEUE_ERROR_CLOSED);
  g_assert_true (cs_queue_close_finish (queue, test_wait_result (&closing), NULL));

  restore_list (queue);
  cs_queue_list_async (queue, NULL, "", 10, NULL, test_keep_result, &late);
  assert_ended (queue, &late, CS_QUEUE_ERROR, CS_QUEUE_ERROR_CLOSED);
  g_clear_object (&fixture->queue);
}

const QueueCase queue_beside_cases[] = {
  { "beside/work-goes-on", work_goes_on },
  { "beside/in-order", in_order },
  { "beside/claims-are-seen", claims_are_seen },
  { "beside/cancelled", cancelled },
  { "beside/closed", closed },
  { NULL, NULL },
};
