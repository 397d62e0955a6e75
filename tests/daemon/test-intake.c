/* test-intake.c - what the ways in follow while they are open
 */
#include "daemon/intake.h"

#include <glib/gstdio.h>

#include "queue/sqlite-queue.h"
#include "submission-helper.h"

typedef struct
{
  char *folder, *aliases_file;
  CsInstance instance;
  CsQueue *queue;
  CsIntake *intake;
  gboolean is_stopped;
} Fixture;

static void
on_done (gpointer user_data)
{
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  CsQueueLimits limits = { .maximum_message_bytes = 1024 * 1024 };
  CsIntakeConfig config = { .machine_name = "host.example", .done = on_done };
  g_autoptr (GError) error = NULL;

  fixture->folder = test_folder_new ();
  fixture->aliases_file = g_build_filename (fixture->folder, "aliases", NULL);
  fixture->instance.pickup_dir = g_build_filename (fixture->folder, "pickup", NULL);
  fixture->instance.badmail_dir = g_build_filename (fixture->folder, "badmail", NULL);
  fixture->instance.queue_file = g_build_filename (fixture->folder, "queue.sqlite", NULL);
  fixture->queue = cs_sqlite_queue_open (fixture->instance.queue_file, &limits, &error);
  g_assert_no_error (error);

  config.instance = &fixture->instance;
  config.queue = fixture->queue;
  config.aliases_file = fixture->aliases_file;
  fixture->intake = cs_intake_new (&config, &error);
  g_assert_no_error (error);
}

static void
on_stopped (gpointer user_data)
{
  ((Fixture *)user_data)->is_stopped = TRUE;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  cs_intake_stop (fixture->intake, on_stopped, fixture);
  test_wait_for (&fixture->is_stopped);
  cs_intake_free (fixture->intake);
  test_close (fixture->queue);
  g_free (fixture->instance.pickup_dir);
  g_free (fixture->instance.badmail_dir);
  g_free (fixture->instance.queue_file);
  g_free (fixture->aliases_file);
  test_folder_remove (fixture->folder);
}

/* (transfer full): where mail for root goes; NULL: nowhere. */
static char *
redirection (Fixture *fixture)
{
  g_autoptr (CsAddress) root
      = cs_address_parse ("root@host.example", -1, CS_ADDRESS_DEFAULT, NULL, NULL);
  g_autoptr (GPtrArray) addresses = cs_intake_redirect (fixture->intake, root);

  return addresses != NULL ? g_strdup (cs_address_text (addresses->pdata[0])) : NULL;
}

static void
wait_for_redirection (Fixture *fixture, const char *expected)
{
  g_autofree char *now = redirection (fixture);

  while (g_strcmp0 (now, expected) != 0)
    {
      g_main_context_iteration (NULL, TRUE);
      g_free (now);
      now = redirection (fixture);
    }
}

/* The file comes, changes and goes, without a restart. */
static void
follows_aliases (Fixture *fixture, gconstpointer data)
{
  wait_for_redirection (fixture, NULL);
  g_assert_true (g_file_set_contents (fixture->aliases_file, "root: a@else.example\n", -1, NULL));
  wait_for_redirection (fixture, "a@else.example");
  g_assert_true (g_file_set_contents (fixture->aliases_file, "root: bb@else.example\n", -1, NULL));
  wait_for_redirection (fixture, "bb@else.example");
  g_assert_cmpint (g_unlink (fixture->aliases_file), ==, 0);
  wait_for_redirection (fixture, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/daemon/intake/follows-aliases", Fixture, NULL, set_up, follows_aliases, tear_down);

  return g_test_run ();
}
