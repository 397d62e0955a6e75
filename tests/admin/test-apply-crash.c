#include <dlfcn.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "admin/apply.h"
#include "file-store.h"

/* A child applies and is killed: at each of its changes to the disk in turn, and at random
 * instants. Whatever happened, the settings are whole, each password that they name is there, and
 * after recovering no other is. */

#define RANDOM_KILLS 100

static char *program;

/* --- the child ----------------------------------------------------------------------------- */

static gint die_at; /* the nth change to the disk; 0: never */
static gint n_changes;

static void
count_change (void)
{
  gint nth = g_atomic_int_add (&n_changes, 1) + 1;

  if (nth == g_atomic_int_get (&die_at))
    kill (getpid (), SIGKILL);
}

#define REAL(name) ((__typeof__ (name) *)dlsym (RTLD_NEXT, #name))

/* What the C library is called for everywhere in this program. */
int
rename (const char *from, const char *to)
{
  count_change ();
  return REAL (rename) (from, to);
}

int
unlink (const char *path)
{
  count_change ();
  return REAL (unlink) (path);
}

int
fsync (int fd)
{
  count_change ();
  return REAL (fsync) (fd);
}

int
fchmod (int fd, mode_t mode)
{
  count_change ();
  return REAL (fchmod) (fd, mode);
}

int
linkat (int from_fd, const char *from, int to_fd, const char *to, int flags)
{
  count_change ();
  return REAL (linkat) (from_fd, from, to_fd, to, flags);
}

typedef struct
{
  CsInstance instance;
  CsSecretStore *store;
  GMainLoop *loop;
  GAsyncResult *result;
} Place;

static void
place_init (Place *place, const char *folder)
{
  g_autofree char *secrets = g_build_filename (folder, "secrets", NULL);

  place->instance = (CsInstance){
    .settings_file = g_build_filename (folder, "settings", "delivery.json", NULL),
    .settings_lock = g_build_filename (folder, "settings", "lock", NULL),
    .settings_journal = g_build_filename (folder, "settings", "journal", NULL),
  };
  g_mkdir_with_parents (secrets, 0700);
  place->store = file_store_new (secrets);
  place->loop = g_main_loop_new (NULL, FALSE);
  place->result = NULL;
}

static void
place_clear (Place *place)
{
  g_free (place->instance.settings_file);
  g_free (place->instance.settings_lock);
  g_free (place->instance.settings_journal);
  g_object_unref (place->store);
  g_main_loop_unref (place->loop);
  g_clear_object (&place->result);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Place *place = user_data;

  g_set_object (&place->result, result);
  g_main_loop_quit (place->loop);
}

static void
type_password (CsDraft *draft, const char *domain_name)
{
  g_autoptr (CsSecret) password = cs_secret_new ("secret", 6);
  g_autoptr (CsSecurity) security = cs_security_new ();
  g_autoptr (CsRemoteDomain) domain = NULL;

  security->authentication = CS_AUTHENTICATION_CLEAR_TEXT;
  security->account = g_strdup ("office");
  security->credential = g_strdup (cs_draft_add_password (draft, password));
  if (domain_name == NULL)
    {
      cs_settings_set_security (cs_draft_settings (draft), security);
      return;
    }
  domain = cs_remote_domain_new (cs_pattern_parse (domain_name, -1, NULL));
  domain->security = g_steal_pointer (&security);
  cs_settings_put_remote_domain (cs_draft_settings (draft), domain);
}

/* New passwords for the site and for a domain: two to store, two to remove. */
static void
apply_once (Place *place)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CsDraft) draft = cs_draft_load (&place->instance, NULL, &error);

  g_assert_no_error (error);
  type_password (draft, NULL);
  type_password (draft, "example.com");
  cs_draft_apply_async (draft, place->store, CS_PROMPT_NEVER, 0, NULL, on_done, place);
  g_main_loop_run (place->loop);
  cs_draft_apply_finish (draft, place->result, &error);
  g_assert_no_error (error);
}

static void
recover (Place *place)
{
  g_autoptr (GError) error = NULL;

  cs_apply_recover_async (&place->instance, place->store, NULL, on_done, place);
  g_main_loop_run (place->loop);
  cs_apply_recover_finish (place->result, &error);
  g_assert_no_error (error);
}

/* argv: --child FOLDER NTH, NTH 0: for ever */
static int
run_child (char **argv)
{
  Place place;
  int nth = atoi (argv[3]);

  place_init (&place, argv[2]);
  if (nth > 0)
    {
      g_atomic_int_set (&die_at, nth);
      apply_once (&place);
      g_atomic_int_set (&die_at, 0);
      place_clear (&place);
      return 0; /* through without dying */
    }
  if (write (STDOUT_FILENO, "r", 1) != 1)
    return 1;
  for (;;)
    apply_once (&place);
}

/* --- the judge ----------------------------------------------------------------------------- */

static void
assert_named_are_stored (Place *place)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CsDraft) draft = cs_draft_load (&place->instance, NULL, &error);
  g_autoptr (GHashTable) named = NULL;
  g_autoptr (GHashTable) stored = NULL;
  GHashTableIter iter;
  gpointer uuid;

  g_assert_no_error (error); /* whole */
  named = cs_settings_credentials (cs_draft_original (draft));
  cs_secret_store_list_async (place->store, NULL, on_done, place);
  g_main_loop_run (place->loop);
  stored = cs_secret_store_list_finish (place->store, place->result, NULL);
  g_hash_table_iter_init (&iter, named);
  while (g_hash_table_iter_next (&iter, &uuid, NULL))
    g_assert_true (g_hash_table_contains (stored, uuid));
}

static guint
count_orphans (Place *place)
{
  g_autoptr (CsDraft) draft = cs_draft_load (&place->instance, NULL, NULL);
  g_autoptr (GHashTable) named = cs_settings_credentials (cs_draft_original (draft));
  g_autoptr (GHashTable) stored = NULL;

  cs_secret_store_list_async (place->store, NULL, on_done, place);
  g_main_loop_run (place->loop);
  stored = cs_secret_store_list_finish (place->store, place->result, NULL);
  return g_hash_table_size (stored) - g_hash_table_size (named);
}

static void
judge (Place *place)
{
  assert_named_are_stored (place);
  recover (place);
  assert_named_are_stored (place);
  g_assert_cmpuint (count_orphans (place), ==, 0);
  g_assert_false (g_file_test (place->instance.settings_journal, G_FILE_TEST_EXISTS));
}

static GSubprocess *
start_child (const char *folder, guint nth)
{
  g_autofree char *number = g_strdup_printf ("%u", nth);
  g_autoptr (GError) error = NULL;
  GSubprocess *child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--child",
                                         folder, number, NULL);

  g_assert_no_error (error);
  return child;
}

static void
remove_folder (const char *folder)
{
  g_autofree char *quoted = g_shell_quote (folder);
  g_autofree char *command = g_strconcat ("rm -rf ", quoted, NULL);

  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
}

static void
test_every_change (void)
{
  g_autofree char *folder = g_dir_make_tmp ("countersign-test-XXXXXX", NULL);
  gboolean died = TRUE;
  Place place;
  guint nth;

  place_init (&place, folder);
  apply_once (&place);
  for (nth = 1; died; nth++)
    {
      g_autoptr (GSubprocess) child = start_child (folder, nth);

      g_subprocess_wait (child, NULL, NULL);
      died = g_subprocess_get_if_signaled (child);
      if (died)
        g_assert_cmpint (g_subprocess_get_term_sig (child), ==, SIGKILL);
      else
        g_assert_cmpint (g_subprocess_get_exit_status (child), ==, 0);
      judge (&place);
    }
  g_test_message ("killed at each of %u changes", nth - 2);
  g_assert_cmpuint (nth, >, 10);
  place_clear (&place);
  remove_folder (folder);
}

static void
test_random_instants (void)
{
  g_autofree char *folder = g_dir_make_tmp ("countersign-test-XXXXXX", NULL);
  Place place;

  place_init (&place, folder);
  apply_once (&place);
  for (guint i = 0; i < RANDOM_KILLS; i++)
    {
      g_autoptr (GSubprocess) child = start_child (folder, 0);
      char ready;

      g_assert_cmpint (
          g_input_stream_read (g_subprocess_get_stdout_pipe (child), &ready, 1, NULL, NULL), ==, 1);
      g_usleep (g_test_rand_int_range (0, 30000));
      g_subprocess_force_exit (child);
      g_subprocess_wait (child, NULL, NULL);
      judge (&place);
    }
  place_clear (&place);
  remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  if (argc == 4 && strcmp (argv[1], "--child") == 0)
    return run_child (argv);

  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/admin/apply-crash/every-change", test_every_change);
  g_test_add_func ("/admin/apply-crash/random-instants", test_random_instants);
  return g_test_run ();
}
