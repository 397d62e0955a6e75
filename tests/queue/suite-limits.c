#include <string.h>

#include "queue-suite.h"

#define WRITERS 10

static void
reopen_with (QueueFixture *fixture, guint64 maximum_messages, guint64 maximum_content_bytes)
{
  CsQueueLimits limits = { .maximum_message_bytes = QUEUE_MAXIMUM_BYTES,
                           .maximum_messages = maximum_messages,
                           .maximum_content_bytes = maximum_content_bytes };
  g_autoptr (GError) error = NULL;

  test_close (fixture->queue);
  fixture->queue = fixture->open (fixture->folder, &limits, &error);
  g_assert_no_error (error);
}

/* NULL, or what the refusal says. */
static char *
accept_bytes (QueueFixture *fixture, gsize size_bytes)
{
  g_autoptr (CsEnvelope) envelope = test_envelope_to ("ann@example.org a");
  g_autofree char *content = g_strnfill (size_bytes, 'x');
  g_autoptr (GError) error = NULL;
  g_autofree char *id = test_accept_full (fixture->queue, envelope, content, size_bytes, 0, &error);

  if (id != NULL)
    return NULL;
  g_assert_error (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_FULL);
  return g_strdup (error->message);
}

static void
assert_accepted (QueueFixture *fixture, gsize size_bytes)
{
  g_autofree char *refusal = accept_bytes (fixture, size_bytes);

  g_assert_cmpstr (refusal, ==, NULL);
}

static void
assert_refused (QueueFixture *fixture, gsize size_bytes, const char *limit)
{
  g_autofree char *refusal = accept_bytes (fixture, size_bytes);

  g_assert_nonnull (refusal);
  g_assert_nonnull (strstr (refusal, limit));
}

static void
deliver_one (QueueFixture *fixture)
{
  g_autoptr (GPtrArray) claims = test_claim (fixture->queue, 1, 1);

  test_settle_claims (fixture->queue, claims, CS_SETTLE_DELIVERED);
}

static void
messages (QueueFixture *fixture)
{
  reopen_with (fixture, 2, 0);
  assert_accepted (fixture, 3);
  assert_accepted (fixture, 3);
  assert_refused (fixture, 3, "maximum-queued-messages");
  deliver_one (fixture);
  assert_accepted (fixture, 3);
  queue_reopen (fixture);
  reopen_with (fixture, 2, 0);
  assert_refused (fixture, 3, "maximum-queued-messages");
}

static void
bytes (QueueFixture *fixture)
{
  reopen_with (fixture, 0, 1000);
  assert_accepted (fixture, 600);
  assert_refused (fixture, 401, "maximum-queued-bytes");
  assert_accepted (fixture, 400);
  assert_refused (fixture, 1, "maximum-queued-bytes");
  deliver_one (fixture);
  assert_accepted (fixture, 600);
}

/* In chunks: what has come already counts, and is not left behind. */
static void
bytes_of_large_ones (QueueFixture *fixture)
{
  g_autofree char *counts = NULL;

  reopen_with (fixture, 0, 300000);
  assert_refused (fixture, 300001, "maximum-queued-bytes");
  assert_accepted (fixture, 300000);
  deliver_one (fixture);
  assert_accepted (fixture, 300000);
  counts = test_counts (fixture->queue);
  g_assert_cmpstr (counts, ==, "queued 1 active 0 deferred 0 held 0 messages 1");
}

/* --- many at once -------------------------------------------------------------------------- */

typedef struct
{
  CsQueue *queue;
  guint n_waiting, n_accepted;
} Crowd;

static void
on_committed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Crowd *crowd = user_data;
  g_autofree char *id = cs_queue_writer_commit_finish (crowd->queue, result, NULL);

  crowd->n_waiting--;
  crowd->n_accepted += id != NULL;
}

/* Those that are committed together keep to the limit as well. */
static void
group (QueueFixture *fixture)
{
  Crowd crowd = { .n_waiting = WRITERS };

  reopen_with (fixture, 4, 0);
  crowd.queue = fixture->queue;
  for (guint i = 0; i < WRITERS; i++)
    {
      g_autoptr (CsEnvelope) envelope = test_envelope_to ("ann@example.org a");
      CsQueueWriter *writer = cs_queue_writer_new (fixture->queue, envelope);

      cs_queue_writer_append (writer, "x\r\n", 3, NULL);
      cs_queue_writer_commit_async (writer, NULL, on_committed, &crowd);
    }
  while (crowd.n_waiting > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (crowd.n_accepted, ==, 4);
}

/* --- what is not refused ------------------------------------------------------------------- */

/* A report frees its message. */
static void
reports (QueueFixture *fixture)
{
  g_autoptr (GPtrArray) claims = NULL;
  g_autoptr (GPtrArray) settlements
      = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_settlement_free);
  g_autoptr (GPtrArray) reported
      = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_new_message_free);
  g_autoptr (GBytes) content = g_bytes_new_static ("report\r\n", 8);
  g_autofree char *counts = NULL;

  reopen_with (fixture, 1, 3);
  assert_accepted (fixture, 3);
  claims = test_claim (fixture->queue, 1, 1);
  g_ptr_array_add (settlements, cs_settlement_new (test_only (claims)->id, 1, CS_SETTLE_REJECTED));
  g_ptr_array_add (reported, cs_new_message_new (test_envelope_to ("bob@example.org b"), content));
  test_settle_many (fixture->queue, settlements, reported);
  counts = test_counts (fixture->queue);
  g_assert_cmpstr (counts, ==, "queued 1 active 0 deferred 0 held 0 messages 1");
}

static void
asked_before (QueueFixture *fixture)
{
  g_autoptr (GError) by_messages = NULL;
  g_autoptr (GError) by_bytes = NULL;

  reopen_with (fixture, 2, 1000);
  g_assert_true (cs_queue_has_room (fixture->queue, 1000, NULL));
  assert_accepted (fixture, 600);
  g_assert_true (cs_queue_has_room (fixture->queue, 400, NULL));
  g_assert_false (cs_queue_has_room (fixture->queue, 401, &by_bytes));
  g_assert_error (by_bytes, CS_QUEUE_ERROR, CS_QUEUE_ERROR_FULL);
  assert_accepted (fixture, 3);
  g_assert_false (cs_queue_has_room (fixture->queue, 0, &by_messages));
  g_assert_error (by_messages, CS_QUEUE_ERROR, CS_QUEUE_ERROR_FULL);
}

const QueueCase queue_limits_cases[] = {
  { "limits/messages", messages },
  { "limits/bytes", bytes },
  { "limits/bytes-of-large-ones", bytes_of_large_ones },
  { "limits/group", group },
  { "limits/reports", reports },
  { "limits/asked-before", asked_before },
  { NULL, NULL },
};
