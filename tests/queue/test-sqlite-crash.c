#include <gio/gio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "fault-vfs.h"
#include "workload.h"

#define ROUNDS 4

static const char *program;

/* --- killed --- */

/* Works until it is killed before the @kill_at-th operation, and tells what was promised. */
static int
run_child (const char *folder, guint kill_at)
{
  g_autoptr (Ledger) ledger = ledger_new (STDOUT_FILENO);
  g_autoptr (GError) error = NULL;
  CsQueue *queue;

  fault_vfs_install ();
  fault_vfs_kill_at (kill_at);
  queue = workload_open (folder, &error);
  g_assert_no_error (error);
  workload_run (queue, ledger, ROUNDS);
  test_close (queue);
  return 0;
}

/* Returns FALSE when the child came to its end. */
static gboolean
run_and_check (guint kill_at)
{
  char *folder = test_folder_new ();
  g_autofree char *number = g_strdup_printf ("%u", kill_at);
  g_autoptr (Ledger) ledger = ledger_new (-1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program,
                                                    "--child", folder, number, NULL);
  g_autofree char *output = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean was_killed;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (child, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  was_killed = g_subprocess_get_if_signaled (child);
  g_assert_true (was_killed ? g_subprocess_get_term_sig (child) == SIGKILL
                            : g_subprocess_get_successful (child));

  lines = g_strsplit (output, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    ledger_read_line (ledger, lines[i]);
  ledger_check (ledger, folder);
  test_folder_remove (folder);
  return was_killed;
}

/* At every operation that changes the disk with --long, else at every thirty-first. */
static void
killed (void)
{
  guint step = g_test_slow () ? 1 : 31;
  guint at = 1;

  while (run_and_check (at))
    at += step;
  g_assert_cmpuint (at, >, 100);
}

/* --- without power, and with a failing disk --- */

/* Returns FALSE when the workload came to its end without the fault. */
static gboolean
work_until_fault (const char *folder, Ledger *ledger)
{
  g_autoptr (GError) error = NULL;
  CsQueue *queue = workload_open (folder, &error);

  if (queue == NULL)
    return TRUE;

  workload_run (queue, ledger, ROUNDS);
  test_close (queue);
  return fault_vfs_is_cut ();
}

static void
power_lost (void)
{
  guint step = g_test_slow () ? 1 : 13;
  gboolean is_cut = TRUE;

  for (guint at = 1; is_cut; at += step)
    {
      char *folder = test_folder_new ();
      g_autoptr (Ledger) ledger = ledger_new (-1);

      fault_vfs_reset ();
      fault_vfs_cut_at (at);
      is_cut = work_until_fault (folder, ledger);
      fault_vfs_lose (at);
      ledger_check (ledger, folder);
      test_folder_remove (folder);
    }
}

typedef struct
{
  const char *name;
  int code;
  gboolean for_ever;
} Fault;

static const Fault faults[] = {
  { "/queue/sqlite-crash/disk-full-once", SQLITE_FULL, FALSE },
  { "/queue/sqlite-crash/disk-full", SQLITE_FULL, TRUE },
  { "/queue/sqlite-crash/io-error-once", 0, FALSE },
  { "/queue/sqlite-crash/io-error", 0, TRUE },
};

/* The disk fails at the nth operation; what was promised before and after is kept. */
static void
disk_fails (gconstpointer data)
{
  const Fault *fault = data;
  guint step = g_test_slow () ? 1 : 17;
  gboolean has_failed = TRUE;
  guint at;

  for (at = 1; has_failed; at += step)
    {
      char *folder = test_folder_new ();
      g_autoptr (Ledger) ledger = ledger_new (-1);

      fault_vfs_reset ();
      fault_vfs_fail_at (at, fault->code, fault->for_ever);
      work_until_fault (folder, ledger);
      has_failed = fault_vfs_operations () >= at;
      fault_vfs_reset ();
      ledger_check (ledger, folder);
      test_folder_remove (folder);
    }
  g_assert_cmpuint (at, >, 100);
}

/* When the disk has room again the same queue goes on. */
static void
room_again (void)
{
  char *folder = test_folder_new ();
  g_autoptr (Ledger) ledger = ledger_new (-1);
  g_autoptr (GError) error = NULL;
  g_autoptr (CsEnvelope) envelope = test_envelope_to ("ann@example.org lane");
  CsQueue *queue;
  g_autofree char *id = NULL;

  fault_vfs_reset ();
  queue = workload_open (folder, &error);
  g_assert_no_error (error);
  fault_vfs_fail_at (1, SQLITE_FULL, TRUE);
  g_assert_null (test_accept_full (queue, envelope, "x\r\n", 3, 0, &error));
  g_assert_error (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_FULL);
  g_clear_error (&error);

  fault_vfs_fail_at (0, 0, FALSE);
  id = test_accept_full (queue, envelope, "x\r\n", 3, 0, &error);
  g_assert_no_error (error);
  workload_run (queue, ledger, 1);
  g_assert_cmpuint (g_hash_table_size (ledger->accepted), ==, 3);
  test_close (queue);
  test_folder_remove (folder);
}

/* A part of a message that was lost when it was to be committed: what comes after it is not taken,
 * although the disk has room again before anybody heard of it. */
static void
part_lost (void)
{
  char *folder = test_folder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CsEnvelope) envelope = test_envelope_to ("ann@example.org lane");
  g_autofree char *content = g_strnfill (200000, 'x');
  g_autofree char *counts = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  CsQueueWriter *writer;
  CsQueue *queue;

  fault_vfs_reset ();
  queue = workload_open (folder, &error);
  g_assert_no_error (error);
  writer = cs_queue_writer_new (queue, envelope);
  fault_vfs_reset ();
  fault_vfs_fail_at (1, SQLITE_FULL, TRUE);
  g_assert_true (cs_queue_writer_append (writer, content, 70000, NULL));
  while (fault_vfs_operations () < 2) /* in its group, and apart */
    g_thread_yield ();
  fault_vfs_fail_at (0, 0, FALSE);
  g_assert_true (cs_queue_writer_append (writer, content, 130000, NULL));
  cs_queue_writer_commit_async (writer, NULL, test_keep_result, &result);

  g_assert_null (cs_queue_writer_commit_finish (queue, test_wait_result (&result), &error));
  g_assert_error (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_FULL);
  counts = test_counts (queue);
  g_assert_cmpstr (counts, ==, "queued 0 active 0 deferred 0 held 0 messages 0");
  test_close (queue);
  test_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  program = argv[0];
  /* What survives a cut is decided by the VFS; real syncs would only take time. */
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  if (argc == 4 && g_str_equal (argv[1], "--child"))
    return run_child (argv[2], g_ascii_strtoull (argv[3], NULL, 10));

  g_test_init (&argc, &argv, NULL);
  fault_vfs_install ();
  g_test_add_func ("/queue/sqlite-crash/killed", killed);
  g_test_add_func ("/queue/sqlite-crash/power-lost", power_lost);
  g_test_add_func ("/queue/sqlite-crash/room-again", room_again);
  g_test_add_func ("/queue/sqlite-crash/part-lost", part_lost);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    g_test_add_data_func (faults[i].name, &faults[i], disk_fails);

  return g_test_run ();
}
