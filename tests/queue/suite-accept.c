#include <string.h>

#include "queue-suite.h"

/* Bytes that differ everywhere, so that a chunk out of place shows. */
static char *
pattern (gsize size_bytes)
{
  char *bytes = g_malloc (size_bytes + 1);
  guint32 state = 1;

  for (gsize i = 0; i < size_bytes; i++)
    {
      state = state * 1664525 + 1013904223;
      bytes[i] = 'a' + (state >> 24) % 26;
    }
  bytes[size_bytes] = '\0';
  return bytes;
}

static void
check_content (CsQueue *queue, const char *content, gsize size_bytes)
{
  g_autoptr (GPtrArray) claims = test_claim (queue, 10, 10);
  CsClaim *claim = test_only (claims);
  g_autofree char *read = NULL;
  gsize read_bytes;

  g_assert_cmpuint (claim->size_bytes, ==, size_bytes);
  read = test_read_all (claim, &read_bytes);
  g_assert_cmpmem (read, read_bytes, content, size_bytes);
  if (claim->content != NULL)
    g_assert_cmpmem (g_bytes_get_data (claim->content, NULL), g_bytes_get_size (claim->content),
                     content, size_bytes);
}

/* Every size around the borders of a chunk, written in pieces of every kind. */
static void
sizes (QueueFixture *fixture)
{
  static const gsize sizes_bytes[] = { 0, 1, 65535, 65536, 65537, 131072, 131073, 300000 };
  static const gsize pieces[] = { 0, 4096, 65536, 100000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes_bytes); i++)
    for (guint j = 0; j < G_N_ELEMENTS (pieces); j++)
      {
        g_autofree char *content = pattern (sizes_bytes[i]);
        g_autoptr (CsEnvelope) envelope = test_envelope_to ("ann@example.org lane");
        g_autoptr (GError) error = NULL;
        g_autofree char *id = test_accept_full (fixture->queue, envelope, content, sizes_bytes[i],
                                                pieces[j], &error);

        g_assert_no_error (error);
        check_content (fixture->queue, content, sizes_bytes[i]);
        test_change_id (fixture->queue, id, CS_QUEUE_REMOVE);
        queue_reopen (fixture);
      }
}

static void
survives_reopening (QueueFixture *fixture)
{
  g_autofree char *content = pattern (200000);
  g_autoptr (CsEnvelope) envelope = test_envelope ("sender@example.net");
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autofree char *counts = NULL;

  test_envelope_add (envelope, "ann@example.org lane");
  id = test_accept_full (fixture->queue, envelope, content, 200000, 1000, &error);
  g_assert_no_error (error);

  queue_reopen (fixture);
  counts = test_counts (fixture->queue);
  g_assert_cmpstr (counts, ==, "queued 1 active 0 deferred 0 held 0 messages 1");
  check_content (fixture->queue, content, 200000);
}

static CsEnvelope *
full_envelope (void)
{
  CsEnvelope *envelope = test_envelope ("<>");
  CsEnvelopeRecipient *recipient;

  test_envelope_add (envelope, "ann@example.org lane");
  recipient = envelope->recipients->pdata[0];
  recipient->notify = 6;
  recipient->original_recipient = g_strdup ("rfc822;ann@example.com");
  envelope->envelope_id = g_strdup ("QQ314159");
  envelope->dsn_return = g_strdup ("HDRS");
  envelope->subject = g_strdup ("Grüße");
  return envelope;
}

static void
envelope_comes_back (QueueFixture *fixture)
{
  g_autoptr (CsEnvelope) envelope = full_envelope ();
  g_autoptr (GPtrArray) claims = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = test_accept_full (fixture->queue, envelope, "x\r\n", 3, 0, &error);
  CsClaim *claim;
  CsClaimRecipient *recipient;

  g_assert_no_error (error);
  claims = test_claim (fixture->queue, 10, 10);
  claim = test_only (claims);
  g_assert_cmpstr (claim->id, ==, id);
  g_assert_cmpstr (claim->lane, ==, "lane");
  g_assert_cmpint (claim->arrived_s, ==, QUEUE_NOW_S);
  g_assert_true (cs_address_is_null (claim->envelope->sender));
  g_assert_cmpstr (claim->envelope->envelope_id, ==, "QQ314159");
  g_assert_cmpstr (claim->envelope->dsn_return, ==, "HDRS");
  g_assert_cmpstr (claim->envelope->origin, ==, "test");
  g_assert_cmpstr (claim->envelope->subject, ==, "Grüße");
  g_assert_false (claim->envelope->is_8bit);
  g_assert_cmpuint (claim->envelope->recipients->len, ==, 0);

  recipient = claim->recipients->pdata[0];
  g_assert_cmpuint (recipient->number, ==, 1);
  g_assert_cmpstr (cs_address_text (recipient->address), ==, "ann@example.org");
  g_assert_cmpuint (recipient->notify, ==, 6);
  g_assert_cmpstr (recipient->original_recipient, ==, "rfc822;ann@example.com");
  g_assert_cmpuint (recipient->attempts, ==, 0);
}

static void
high_bytes_are_noticed (QueueFixture *fixture)
{
  g_autoptr (CsEnvelope) envelope = test_envelope_to ("ann@example.org lane");
  g_autoptr (GPtrArray) claims = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = test_accept_full (fixture->queue, envelope, "a\xe4z\r\n", 5, 1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (id);
  claims = test_claim (fixture->queue, 1, 1);
  g_assert_true (test_only (claims)->envelope->is_8bit);
}

static void
too_large (QueueFixture *fixture)
{
  g_autofree char *content = pattern (QUEUE_MAXIMUM_BYTES + 1);
  g_autoptr (CsEnvelope) envelope = test_envelope_to ("ann@example.org lane");
  g_autoptr (GError) error = NULL;
  g_autofree char *counts = NULL;
  g_autofree char *id = test_accept_full (fixture->queue, envelope, content,
                                          QUEUE_MAXIMUM_BYTES + 1, 70000, &error);

  g_assert_error (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_TOO_LARGE);
  g_assert_null (id);
  g_clear_error (&error);

  id = test_accept_full (fixture->queue, envelope, content, QUEUE_MAXIMUM_BYTES, 70000, &error);
  g_assert_no_error (error);
  counts = test_counts (fixture->queue);
  g_assert_cmpstr (counts, ==, "queued 1 active 0 deferred 0 held 0 messages 1");
}

/* An error that was not looked at must not end in half a message. */
static void
too_large_sticks (QueueFixture *fixture)
{
  g_autofree char *content = pattern (QUEUE_MAXIMUM_BYTES + 1);
  g_autoptr (CsEnvelope) envelope = test_envelope_to ("ann@example.org lane");
  CsQueueWriter *writer = cs_queue_writer_new (fixture->queue, envelope);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (cs_queue_writer_append (writer, content, QUEUE_MAXIMUM_BYTES + 1, NULL));
  g_assert_false (cs_queue_writer_append (writer, "x", 1, NULL));
  cs_queue_writer_commit_async (writer, NULL, test_keep_result, &result);
  g_assert_null (
      cs_queue_writer_commit_finish (fixture->queue, test_wait_result (&result), &error));
  g_assert_error (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_TOO_LARGE);
}

static void
abandoned (QueueFixture *fixture)
{
  g_autofree char *content = pattern (500000);
  g_autoptr (CsEnvelope) envelope = test_envelope_to ("ann@example.org lane");
  CsQueueWriter *writer = cs_queue_writer_new (fixture->queue, envelope);
  g_autofree char *counts = NULL;

  g_assert_true (cs_queue_writer_append (writer, content, 500000, NULL));
  cs_queue_writer_abandon (writer);
  queue_reopen (fixture);
  counts = test_counts (fixture->queue);
  g_assert_cmpstr (counts, ==, "queued 0 active 0 deferred 0 held 0 messages 0");
}

static void
cancelled (QueueFixture *fixture)
{
  g_autoptr (CsEnvelope) envelope = test_envelope_to ("ann@example.org lane");
  CsQueueWriter *writer = cs_queue_writer_new (fixture->queue, envelope);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *counts = NULL;

  g_cancellable_cancel (cancellable);
  cs_queue_writer_commit_async (writer, cancellable, test_keep_result, &result);
  g_assert_null (
      cs_queue_writer_commit_finish (fixture->queue, test_wait_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  counts = test_counts (fixture->queue);
  g_assert_cmpstr (counts, ==, "queued 0 active 0 deferred 0 held 0 messages 0");
}

/* A writer that is faster than the disk is told so, and told when it may go on. */
static void
back_pressure (QueueFixture *fixture)
{
  g_autofree char *content = pattern (QUEUE_MAXIMUM_BYTES);
  g_autoptr (CsEnvelope) envelope = test_envelope_to ("ann@example.org lane");
  CsQueueWriter *writer = cs_queue_writer_new (fixture->queue, envelope);

  g_assert_false (cs_queue_writer_is_behind (writer));
  g_assert_true (cs_queue_writer_append (writer, content, QUEUE_MAXIMUM_BYTES, NULL));
  g_assert_true (cs_queue_writer_is_behind (writer));
  while (cs_queue_writer_is_behind (writer))
    g_main_context_iteration (NULL, TRUE);
  cs_queue_writer_abandon (writer);
}

static void
many_recipients (QueueFixture *fixture)
{
  g_autoptr (CsEnvelope) envelope = test_envelope ("sender@example.net");
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autofree char *counts = NULL;

  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *who = g_strdup_printf ("u%u@d%u.example lane-%u", i, i % 7, i % 7);

      test_envelope_add (envelope, who);
    }

  id = test_accept_full (fixture->queue, envelope, "x\r\n", 3, 0, &error);
  g_assert_no_error (error);
  counts = test_counts (fixture->queue);
  g_assert_cmpstr (counts, ==, "queued 5000 active 0 deferred 0 held 0 messages 1");
}

static void
after_closing (QueueFixture *fixture)
{
  g_autoptr (CsQueue) queue = g_object_ref (fixture->queue);
  g_autoptr (CsEnvelope) envelope = test_envelope_to ("ann@example.org lane");
  g_autoptr (GError) error = NULL;

  test_close (g_steal_pointer (&fixture->queue));
  g_assert_null (test_accept_full (queue, envelope, "x\r\n", 3, 0, &error));
  g_assert_error (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_CLOSED);
}

static void
ids_sort (QueueFixture *fixture)
{
  g_autofree char *before = test_accept (fixture->queue, "ann@example.org lane");

  for (guint i = 0; i < 50; i++)
    {
      char *id = test_accept (fixture->queue, "ann@example.org lane");

      g_assert_cmpstr (before, <, id);
      g_free (before);
      before = id;
    }
}

const QueueCase queue_accept_cases[] = {
  { "accept/sizes", sizes },
  { "accept/survives-reopening", survives_reopening },
  { "accept/envelope-comes-back", envelope_comes_back },
  { "accept/high-bytes-are-noticed", high_bytes_are_noticed },
  { "accept/too-large", too_large },
  { "accept/too-large-sticks", too_large_sticks },
  { "accept/abandoned", abandoned },
  { "accept/cancelled", cancelled },
  { "accept/back-pressure", back_pressure },
  { "accept/many-recipients", many_recipients },
  { "accept/after-closing", after_closing },
  { "accept/ids-sort", ids_sort },
  { NULL, NULL },
};
