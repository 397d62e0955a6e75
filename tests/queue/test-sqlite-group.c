#include <string.h>

#include "fault-vfs.h"
#include "workload.h"

#define WRITERS 64

typedef struct
{
  CsQueue *queue;
  guint left;
  guint syncs_at_first; /* when the first was told */
} Group;

static void
on_accepted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Group *group = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = cs_queue_writer_commit_finish (group->queue, result, &error);

  g_assert_no_error (error);
  g_assert_nonnull (id);
  if (group->left-- == WRITERS)
    group->syncs_at_first = fault_vfs_syncs ();
}

static void
start (Group *group)
{
  g_autoptr (CsEnvelope) envelope = test_envelope_to ("ann@example.org lane");
  CsQueueWriter *writer = cs_queue_writer_new (group->queue, envelope);

  g_assert_true (cs_queue_writer_append (writer, "x\r\n", 3, NULL));
  cs_queue_writer_commit_async (writer, NULL, on_accepted, group);
}

/* What waits together is synced together, and told only then. */
static void
shares_syncs (void)
{
  char *folder = test_folder_new ();
  g_autoptr (GError) error = NULL;
  Group group = { .queue = workload_open (folder, &error), .left = WRITERS };

  g_assert_no_error (error);
  fault_vfs_reset ();
  for (guint i = 0; i < WRITERS; i++)
    start (&group);
  while (group.left > 0)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (group.syncs_at_first, >=, 1);
  g_assert_cmpuint (fault_vfs_syncs (), <=, WRITERS / 4);
  test_close (group.queue);
  test_folder_remove (folder);
}

/* One that comes alone is not kept waiting, and has a sync of its own before it is told. */
static void
alone (void)
{
  char *folder = test_folder_new ();
  g_autoptr (GError) error = NULL;
  CsQueue *queue = workload_open (folder, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < 5; i++)
    {
      fault_vfs_reset ();
      g_free (test_accept (queue, "ann@example.org lane"));
      g_assert_cmpuint (fault_vfs_syncs (), >=, 1);
    }
  test_close (queue);
  test_folder_remove (folder);
}

/* Claims cost no sync: with the worker they are gone, and nothing has to be undone. */
static void
claims_are_free (void)
{
  char *folder = test_folder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) claims = NULL;
  CsQueue *queue = workload_open (folder, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < 5; i++)
    g_free (test_accept (queue, "ann@example.org lane"));
  fault_vfs_reset ();
  claims = test_claim (queue, 3, 3);
  g_assert_cmpuint (claims->len, ==, 3);
  g_assert_cmpuint (fault_vfs_operations (), ==, 0);
  test_close (queue);
  test_folder_remove (folder);
}

/* A deferral that a power cut takes back is only another attempt: it does not wait for the disk.
 * What is delivered does, and the disk then has all that came before. */
static void
deferrals_wait_for_nothing (void)
{
  char *folder = test_folder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) deferred = NULL;
  g_autoptr (GPtrArray) delivered = NULL;
  CsQueue *queue = workload_open (folder, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < 4; i++)
    g_free (test_accept (queue, "ann@example.org lane"));
  deferred = test_claim (queue, 2, 2);
  delivered = test_claim (queue, 2, 2);

  fault_vfs_reset ();
  g_assert_true (test_settle_claims (queue, deferred, CS_SETTLE_DEFERRED));
  g_assert_cmpuint (fault_vfs_operations (), >, 0);
  g_assert_cmpuint (fault_vfs_syncs (), ==, 0);
  g_assert_true (test_settle_claims (queue, delivered, CS_SETTLE_DELIVERED));
  g_assert_cmpuint (fault_vfs_syncs (), >=, 1);
  test_close (queue);
  test_folder_remove (folder);
}

/* One operation of a group that cannot be done does not take the others with it. */
static void
one_fails (void)
{
  char *folder = test_folder_new ();
  g_autoptr (GError) error = NULL;
  Group group = { .queue = workload_open (folder, &error), .left = 3 };
  g_autoptr (GAsyncResult) result = NULL;

  g_assert_no_error (error);
  start (&group);
  cs_queue_show_async (group.queue, "no-such-message", NULL, test_keep_result, &result);
  start (&group);
  start (&group);
  while (group.left > 0)
    g_main_context_iteration (NULL, TRUE);

  g_assert_null (cs_queue_show_finish (group.queue, test_wait_result (&result), &error));
  g_assert_error (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_UNKNOWN);
  test_close (group.queue);
  test_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fault_vfs_install ();
  g_test_add_func ("/queue/sqlite-group/shares-syncs", shares_syncs);
  g_test_add_func ("/queue/sqlite-group/alone", alone);
  g_test_add_func ("/queue/sqlite-group/claims-are-free", claims_are_free);
  g_test_add_func ("/queue/sqlite-group/deferrals-wait-for-nothing", deferrals_wait_for_nothing);
  g_test_add_func ("/queue/sqlite-group/one-fails", one_fails);

  return g_test_run ();
}
