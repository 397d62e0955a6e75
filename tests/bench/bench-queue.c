/* How fast the queue is by itself: 4 KiB messages, every figure with full syncs. A line of text
 * and a line of JSON for each row. BENCH_MESSAGES sets the number, 20000 unless told. */
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "queue/sqlite-queue.h"

#define CONTENT_BYTES 4096
#define LANES 50

typedef struct
{
  CsQueue *queue;
  guint to_start, to_finish;
  guint in_hand; /* operations at once */
} Run;

static char content[CONTENT_BYTES];
static CsEnvelope *envelopes[LANES];

/* --- measuring --- */

static double
cpu_s (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
         + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static guint64
resident_kib (void)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return 0;
  line = strstr (status, "VmRSS:");
  return line != NULL ? g_ascii_strtoull (line + 6, NULL, 10) : 0;
}

static void
report (const char *name, guint n, gint64 since_us, double cpu_before_s)
{
  double seconds = (g_get_monotonic_time () - since_us) / 1e6;
  double cpu = cpu_s () - cpu_before_s;

  printf ("%-28s %8.0f/s  %.3f CPU s per 1,000  %6" G_GUINT64_FORMAT " KiB resident\n", name,
          n / seconds, cpu * 1000 / n, resident_kib ());
  printf ("{\"row\": \"queue/%s\", \"n\": %u, \"per-s\": %.0f, \"cpu-s-per-1000\": %.4f}\n", name,
          n, n / seconds, cpu * 1000 / n);
  fflush (stdout);
}

/* --- the work --- */

static void start_accept (Run *run);

static void
on_accepted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = cs_queue_writer_commit_finish (run->queue, result, &error);

  g_assert_no_error (error);
  run->to_finish--;
  start_accept (run);
}

static void
start_accept (Run *run)
{
  CsQueueWriter *writer;

  if (run->to_start == 0)
    return;

  writer = cs_queue_writer_new (run->queue, envelopes[run->to_start-- % LANES]);
  cs_queue_writer_append (writer, content, CONTENT_BYTES, NULL);
  cs_queue_writer_commit_async (writer, NULL, on_accepted, run);
}

static void
bench_accept (CsQueue *queue, const char *name, guint n, guint in_hand)
{
  Run run = { .queue = queue, .to_start = n, .to_finish = n, .in_hand = in_hand };
  gint64 since_us = g_get_monotonic_time ();
  double cpu_before_s = cpu_s ();

  for (guint i = 0; i < in_hand; i++)
    start_accept (&run);
  while (run.to_finish > 0)
    g_main_context_iteration (NULL, TRUE);
  report (name, n, since_us, cpu_before_s);
}

static void start_claim (Run *run);

static void
on_settled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  g_autoptr (GError) error = NULL;

  cs_queue_settle_finish (CS_QUEUE (source), result, &error);
  g_assert_no_error (error);
  run->to_start = run->to_finish > 0;
  if (run->to_start)
    start_claim (run);
}

static void
on_claimed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) claims = cs_queue_claim_finish (run->queue, result, &error);
  g_autoptr (GPtrArray) settlements
      = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_settlement_free);

  g_assert_no_error (error);
  if (claims->len == 0)
    {
      run->to_start = 0;
      return;
    }

  for (guint i = 0; i < claims->len; i++)
    g_ptr_array_add (settlements,
                     cs_settlement_new (((CsClaim *)claims->pdata[i])->id, 1, CS_SETTLE_DELIVERED));
  run->to_finish -= MIN (run->to_finish, claims->len);
  cs_queue_settle_async (run->queue, settlements, NULL, on_settled, run);
}

static void
start_claim (Run *run)
{
  CsClaimRequest request = { .most = run->in_hand, .most_per_lane = run->in_hand };

  cs_queue_claim_async (run->queue, &request, NULL, on_claimed, run);
}

static void
bench_drain (CsQueue *queue, const char *name, guint n, guint in_hand)
{
  Run run = { .queue = queue, .to_start = 1, .to_finish = n, .in_hand = in_hand };
  gint64 since_us = g_get_monotonic_time ();
  double cpu_before_s = cpu_s ();

  start_claim (&run);
  while (run.to_start > 0)
    g_main_context_iteration (NULL, TRUE);
  report (name, n, since_us, cpu_before_s);
}

static CsQueue *
bench_open (const char *path, guint n)
{
  CsQueueLimits limits = { .maximum_message_bytes = 1024 * 1024 };
  gint64 since_us = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  CsQueue *queue = cs_sqlite_queue_open (path, &limits, &error);

  g_assert_no_error (error);
  printf ("%-28s %8.1f ms for %u messages\n", "open", (g_get_monotonic_time () - since_us) / 1e3,
          n);
  return queue;
}

static void
close_queue (CsQueue *queue)
{
  Run run = { .to_start = 1 };

  g_object_add_weak_pointer (G_OBJECT (queue), (gpointer *)&run.queue);
  run.queue = queue;
  g_object_unref (queue);
  while (run.queue != NULL)
    g_main_context_iteration (NULL, FALSE);
}

static void
make_envelopes (void)
{
  g_autoptr (CsAddress) sender
      = cs_address_parse ("sender@example.net", -1, CS_ADDRESS_DEFAULT, NULL, NULL);

  memset (content, 'x', sizeof content);
  for (guint i = 0; i < LANES; i++)
    {
      g_autofree char *text = g_strdup_printf ("ann@d%u.example", i);
      g_autofree char *lane = g_strdup_printf ("lane-%u", i);
      g_autoptr (CsAddress) address = cs_address_parse (text, -1, CS_ADDRESS_DEFAULT, NULL, NULL);

      envelopes[i] = cs_envelope_new (sender);
      envelopes[i]->origin = g_strdup ("bench");
      cs_envelope_add_recipient (envelopes[i], address, lane);
    }
}

int
main (int argc, char **argv)
{
  const char *wanted = g_getenv ("BENCH_MESSAGES");
  guint n = wanted != NULL ? (guint)g_ascii_strtoull (wanted, NULL, 10) : 20000;
  g_autofree char *folder = g_dir_make_tmp ("countersign-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "queue.sqlite", NULL);
  g_autofree char *lock = g_strconcat (path, ".lock", NULL);
  CsQueue *queue;

  make_envelopes ();
  queue = bench_open (path, 0);
  bench_accept (queue, "accept-1", n / 4, 1);
  bench_accept (queue, "accept-4", n / 2, 4);
  bench_accept (queue, "accept-16", n, 16);
  bench_accept (queue, "accept-64", n, 64);
  close_queue (queue);
  queue = bench_open (path, n * 11 / 4);
  bench_drain (queue, "claim-and-settle-20", n, 20);
  bench_drain (queue, "claim-and-settle-100", n * 7 / 4, 100);
  close_queue (queue);

  g_unlink (path);
  g_unlink (lock);
  g_rmdir (folder);
  return 0;
}
