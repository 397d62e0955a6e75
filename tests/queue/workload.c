#include "workload.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "queue/sqlite-queue.h"

static const gsize sizes_bytes[] = { 12, 4096, 150000 };

Ledger *
ledger_new (int fd)
{
  Ledger *ledger = g_new0 (Ledger, 1);

  ledger->accepted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ledger->leaving = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ledger->gone = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ledger->fd = fd;
  return ledger;
}

void
ledger_free (Ledger *ledger)
{
  g_hash_table_unref (ledger->accepted);
  g_hash_table_unref (ledger->leaving);
  g_hash_table_unref (ledger->gone);
  g_free (ledger);
}

static void
record (Ledger *ledger, const char *what, const char *id, gsize size_bytes)
{
  g_autofree char *line = g_strdup_printf ("%s %s %" G_GSIZE_FORMAT "\n", what, id, size_bytes);

  ledger_read_line (ledger, line);
  if (ledger->fd >= 0)
    g_assert_cmpint (write (ledger->fd, line, strlen (line)), ==, (gssize)strlen (line));
}

void
ledger_read_line (Ledger *ledger, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);

  if (g_strv_length (words) != 3)
    return; /* the last words of a dying process */

  if (g_str_equal (words[0], "accepted"))
    g_hash_table_insert (ledger->accepted, g_strdup (words[1]),
                         GSIZE_TO_POINTER (g_ascii_strtoull (words[2], NULL, 10)));
  else if (g_str_equal (words[0], "leaving"))
    g_hash_table_add (ledger->leaving, g_strdup (words[1]));
  else if (g_str_equal (words[0], "gone"))
    g_hash_table_add (ledger->gone, g_strdup (words[1]));
}

static char *
content_of (gsize size_bytes)
{
  char *content = g_malloc (size_bytes);
  guint32 state = size_bytes;

  for (gsize i = 0; i < size_bytes; i++)
    {
      state = state * 1664525 + 1013904223;
      content[i] = 'a' + (state >> 24) % 26;
    }
  return content;
}

CsQueue *
workload_open (const char *folder, GError **error)
{
  CsQueueLimits limits = { .maximum_message_bytes = 1024 * 1024 };
  g_autofree char *path = g_build_filename (folder, "queue.sqlite", NULL);

  return cs_sqlite_queue_open (path, &limits, error);
}

/* --- the work --- */

/* Several at once, as they come when the queue is busy. */
static void
accept_some (CsQueue *queue, Ledger *ledger)
{
  GAsyncResult *results[G_N_ELEMENTS (sizes_bytes)] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (sizes_bytes); i++)
    {
      g_autoptr (CsEnvelope) envelope = test_envelope_to ("ann@example.org lane");
      CsQueueWriter *writer = cs_queue_writer_new (queue, envelope);
      g_autofree char *content = content_of (sizes_bytes[i]);

      cs_queue_writer_append (writer, content, sizes_bytes[i], NULL);
      cs_queue_writer_commit_async (writer, NULL, test_keep_result, &results[i]);
    }

  for (guint i = 0; i < G_N_ELEMENTS (sizes_bytes); i++)
    {
      g_autoptr (GAsyncResult) result = test_wait_result (&results[i]);
      g_autofree char *id = cs_queue_writer_commit_finish (queue, result, NULL);

      if (id != NULL)
        record (ledger, "accepted", id, sizes_bytes[i]);
    }
}

static void
settle_some (CsQueue *queue, Ledger *ledger, GPtrArray *claims)
{
  g_autoptr (GPtrArray) settlements
      = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_settlement_free);
  g_autoptr (GAsyncResult) result = NULL;

  for (guint i = 0; i < claims->len; i++)
    {
      CsClaim *claim = claims->pdata[i];
      CsSettlement *settlement
          = cs_settlement_new (claim->id, 1, i % 2 == 0 ? CS_SETTLE_DELIVERED : CS_SETTLE_DEFERRED);

      settlement->cause = CS_CAUSE_DNS;
      settlement->transcript = g_strdup ("> EHLO\n< 250 ok\n");
      g_ptr_array_add (settlements, settlement);
      if (settlement->kind == CS_SETTLE_DELIVERED)
        record (ledger, "leaving", claim->id, 0);
    }

  cs_queue_settle_async (queue, settlements, NULL, test_keep_result, &result);
  if (!cs_queue_settle_finish (queue, test_wait_result (&result), NULL))
    return;
  for (guint i = 0; i < claims->len; i += 2)
    record (ledger, "gone", ((CsClaim *)claims->pdata[i])->id, 0);
}

void
workload_run (CsQueue *queue, Ledger *ledger, guint rounds)
{
  CsClaimRequest request = { .most = 2, .most_per_lane = 2 };

  for (guint i = 0; i < rounds; i++)
    {
      g_autoptr (GPtrArray) claims = NULL;
      g_autoptr (GAsyncResult) result = NULL;

      accept_some (queue, ledger);
      cs_queue_claim_async (queue, &request, NULL, test_keep_result, &result);
      claims = cs_queue_claim_finish (queue, test_wait_result (&result), NULL);
      if (claims != NULL)
        settle_some (queue, ledger, claims);
    }
}

/* --- the check --- */

static void
check_claim (CsClaim *claim)
{
  g_autofree char *expected = content_of (claim->size_bytes);
  g_autofree char *read = NULL;
  gsize read_bytes;

  read = test_read_all (claim, &read_bytes);
  g_assert_cmpmem (read, read_bytes, expected, claim->size_bytes);
  g_assert_cmpuint (claim->recipients->len, ==, 1);
}

static void
check_promises (Ledger *ledger, GHashTable *present)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, ledger->accepted);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!g_hash_table_contains (present, id) && !g_hash_table_contains (ledger->leaving, id))
      g_error ("%s was acknowledged and is lost", (char *)id);

  g_hash_table_iter_init (&iter, ledger->gone);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (g_hash_table_contains (present, id))
      g_error ("%s was delivered, and it is back", (char *)id);
}

static void
check_counts (CsQueue *queue, guint n_messages)
{
  g_autoptr (GPtrArray) lanes = test_busiest (queue, 1000);
  guint64 in_lanes = 0;
  CsQueueCounts counts;

  for (guint i = 0; i < lanes->len; i++)
    in_lanes += ((CsQueueLane *)lanes->pdata[i])->active;
  g_assert_cmpuint (in_lanes, ==, n_messages);

  cs_queue_get_counts (queue, &counts);
  g_assert_cmpuint (counts.messages, ==, n_messages);
  g_assert_cmpuint (counts.queued + counts.active + counts.deferred + counts.held, ==, n_messages);
}

void
ledger_check (Ledger *ledger, const char *folder)
{
  g_autoptr (GHashTable) present = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;
  CsQueue *queue = workload_open (folder, &error);
  guint n = 1;

  g_assert_no_error (error);
  while (n > 0)
    {
      g_autoptr (GPtrArray) claims = test_claim (queue, 100, 100);

      n = claims->len;
      for (guint i = 0; i < n; i++)
        {
          CsClaim *claim = claims->pdata[i];

          check_claim (claim);
          g_assert_true (g_hash_table_add (present, g_strdup (claim->id)));
        }
    }

  check_promises (ledger, present);
  check_counts (queue, g_hash_table_size (present));
  test_close (queue);
}
