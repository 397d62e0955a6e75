/* How long somebody who hands over a message waits for its 250 while others search the queue by
 * text: messages one by one, each durable, beside nothing, beside lists and beside counts that
 * never end. A line of text and a line of JSON for each row. BENCH_RECIPIENTS sets how many wait,
 * 300000 unless told; BENCH_SECONDS how long each row takes. */
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "queue/sqlite-queue.h"

#define CONTENT_BYTES 1024
#define IN_HAND 64 /* while the queue is filled */

typedef enum
{
  NOTHING,
  LISTS,
  COUNTS,
} Beside;

typedef struct
{
  CsQueue *queue;
  guint to_start, to_finish; /* while it is filled */
  guint number; /* of the next message */
  Beside beside;
  gint64 until_us;
  gint64 asked_us; /* of the accept under way */
  GArray *waits_us;
  guint n_searches;
  guint under_way;
} Run;

static char content[CONTENT_BYTES];

static CsEnvelope *
next_envelope (Run *run)
{
  guint number = run->number++;
  g_autofree char *text = g_strdup_printf ("user%u@d%u.example", number, number % 50);
  g_autofree char *lane = g_strdup_printf ("lane-%u", number % 50);
  g_autoptr (CsAddress) sender
      = cs_address_parse ("sender@example.net", -1, CS_ADDRESS_DEFAULT, NULL, NULL);
  g_autoptr (CsAddress) address = cs_address_parse (text, -1, CS_ADDRESS_DEFAULT, NULL, NULL);
  CsEnvelope *envelope = cs_envelope_new (sender);

  envelope->origin = g_strdup ("bench");
  cs_envelope_add_recipient (envelope, address, lane);
  return envelope;
}

static void
accept_one (Run *run, GAsyncReadyCallback callback)
{
  g_autoptr (CsEnvelope) envelope = next_envelope (run);
  CsQueueWriter *writer = cs_queue_writer_new (run->queue, envelope);

  cs_queue_writer_append (writer, content, CONTENT_BYTES, NULL);
  cs_queue_writer_commit_async (writer, NULL, callback, run);
}

static void
take_id (GObject *source, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;

  g_free (cs_queue_writer_commit_finish (CS_QUEUE (source), result, &error));
  g_assert_no_error (error);
}

/* --- filling ------------------------------------------------------------------------------ */

static void
on_filled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;

  take_id (source, result);
  run->to_finish--;
  if (run->to_start > 0)
    {
      run->to_start--;
      accept_one (run, on_filled);
    }
}

static void
fill (Run *run, guint n)
{
  run->to_finish = n;
  run->to_start = n - MIN (n, IN_HAND);
  for (guint i = 0; i < MIN (n, IN_HAND); i++)
    accept_one (run, on_filled);
  while (run->to_finish > 0)
    g_main_context_iteration (NULL, TRUE);
}

/* --- measuring ---------------------------------------------------------------------------- */

static void
on_alone (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

/* How long one search takes when nothing else happens. */
static void
measure_alone (Run *run)
{
  CsQueueSelection selection = { .text = "nobody" };
  g_autoptr (GAsyncResult) listed = NULL;
  g_autoptr (GAsyncResult) counted = NULL;
  gint64 since_us = g_get_monotonic_time (), between_us;

  cs_queue_list_async (run->queue, &selection, "", 200, NULL, on_alone, &listed);
  while (listed == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_ptr_array_unref (cs_queue_list_finish (run->queue, listed, NULL));
  between_us = g_get_monotonic_time ();
  cs_queue_count_async (run->queue, &selection, NULL, on_alone, &counted);
  while (counted == NULL)
    g_main_context_iteration (NULL, TRUE);

  printf ("alone          list %.0f ms, count %.0f ms\n", (between_us - since_us) / 1e3,
          (g_get_monotonic_time () - between_us) / 1e3);
}

static gboolean
is_over (const Run *run)
{
  return g_get_monotonic_time () >= run->until_us;
}

static void search (Run *run);

static void
on_searched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  g_autoptr (GPtrArray) rows = NULL;

  if (run->beside == LISTS)
    rows = cs_queue_list_finish (run->queue, result, NULL);
  else
    cs_queue_count_finish (run->queue, result, NULL);
  run->under_way--;
  run->n_searches++;
  if (!is_over (run))
    search (run);
}

/* Nobody has it, so that everybody is looked at. */
static void
search (Run *run)
{
  CsQueueSelection selection = { .text = "nobody" };

  run->under_way++;
  if (run->beside == LISTS)
    cs_queue_list_async (run->queue, &selection, "", 200, NULL, on_searched, run);
  else
    cs_queue_count_async (run->queue, &selection, NULL, on_searched, run);
}

static void start_accept (Run *run);

static void
on_accepted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  gint64 wait_us = g_get_monotonic_time () - run->asked_us;

  take_id (source, result);
  g_array_append_val (run->waits_us, wait_us);
  run->under_way--;
  if (!is_over (run))
    start_accept (run);
}

static void
start_accept (Run *run)
{
  run->under_way++;
  run->asked_us = g_get_monotonic_time ();
  accept_one (run, on_accepted);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *)a, second = *(const gint64 *)b;

  return (first > second) - (first < second);
}

static double
wait_ms (const Run *run, double part)
{
  guint last = run->waits_us->len - 1;

  return g_array_index (run->waits_us, gint64, (guint)(last * part)) / 1e3;
}

static guint64
size_kib (const char *path)
{
  GStatBuf status;

  return g_stat (path, &status) == 0 ? status.st_size / 1024 : 0;
}

static void
measure (Run *run, const char *name, Beside beside, guint seconds, const char *wal)
{
  gint64 since_us = g_get_monotonic_time ();
  double passed_s;

  run->beside = beside;
  run->until_us = since_us + seconds * G_USEC_PER_SEC;
  run->n_searches = 0;
  run->waits_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (beside != NOTHING)
    search (run);
  start_accept (run);
  while (run->under_way > 0)
    g_main_context_iteration (NULL, TRUE);

  passed_s = (g_get_monotonic_time () - since_us) / 1e6;
  g_array_sort (run->waits_us, compare);
  printf ("%-14s accepted %6.0f/s, waited %.2f ms (median) %.2f ms (99 %%) %.2f ms (longest);"
          " %.2f searches/s; WAL %" G_GUINT64_FORMAT " KiB\n",
          name, run->waits_us->len / passed_s, wait_ms (run, 0.5), wait_ms (run, 0.99),
          wait_ms (run, 1), run->n_searches / passed_s, size_kib (wal));
  printf ("{\"row\": \"look/%s\", \"per-s\": %.0f, \"median-ms\": %.3f, \"p99-ms\": %.3f,"
          " \"longest-ms\": %.3f, \"searches-per-s\": %.2f}\n",
          name, run->waits_us->len / passed_s, wait_ms (run, 0.5), wait_ms (run, 0.99),
          wait_ms (run, 1), run->n_searches / passed_s);
  fflush (stdout);
  g_array_unref (run->waits_us);
}

static guint
number_from (const char *variable, guint otherwise)
{
  const char *text = g_getenv (variable);

  return text != NULL ? (guint)g_ascii_strtoull (text, NULL, 10) : otherwise;
}

int
main (int argc, char **argv)
{
  CsQueueLimits limits = { .maximum_message_bytes = 1024 * 1024 };
  guint seconds = number_from ("BENCH_SECONDS", 8);
  g_autofree char *folder = g_dir_make_tmp ("countersign-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "queue.sqlite", NULL);
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  g_autofree char *lock = g_strconcat (path, ".lock", NULL);
  g_autoptr (GError) error = NULL;
  Run run = { .queue = cs_sqlite_queue_open (path, &limits, &error) };

  g_assert_no_error (error);
  memset (content, 'x', sizeof content);
  fill (&run, number_from ("BENCH_RECIPIENTS", 300000));
  measure_alone (&run);
  measure (&run, "beside-nothing", NOTHING, seconds, wal);
  measure (&run, "beside-lists", LISTS, seconds, wal);
  measure (&run, "beside-counts", COUNTS, seconds, wal);
  g_object_unref (run.queue);

  g_unlink (path);
  g_unlink (wal);
  g_unlink (lock);
  g_rmdir (folder);
  return 0;
}
