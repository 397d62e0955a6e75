#define SECRET_API_SUBJECT_TO_CHANGE
#include <string.h>

#include <glib/gstdio.h>
#include <libsecret/secret.h>

#include "secrets/keyring.h"

/* The same store against the service that most desktops run, in a home of its own. */

#define UUID "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11"
#define OTHER_UUID "0d2c7a11-77aa-4c39-8f0e-6f1d6c5e5a0e"
#define MARKER "Marker-Pa\303\237wort-7261"

typedef struct
{
  GDBusConnection *bus; /* the one that the store uses too */
  GSubprocess *daemon;
  CsSecretStore *store;
  GMainLoop *loop;
  GAsyncResult *result;
  guint filter;
  gint n_leaks; /* messages with the marker in them */
  gint n_messages;
} Fixture;

static char *home;

static gboolean
has_owner (GDBusConnection *bus)
{
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (
      bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner",
      g_variant_new ("(s)", "org.freedesktop.secrets"), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL,
      NULL);
  gboolean owned;

  g_variant_get (answer, "(b)", &owned);
  return owned;
}

static void
on_name (GDBusConnection *bus, const char *name, const char *owner, gpointer loop)
{
  g_main_loop_quit (loop);
}

static void
start_daemon (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  guint watch = g_bus_watch_name (G_BUS_TYPE_SESSION, "org.freedesktop.secrets", 0, on_name, NULL,
                                  f->loop, NULL);
  GOutputStream *stdin_stream;

  f->daemon = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE
                                    | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                                &error, "gnome-keyring-daemon", "--unlock", "--foreground",
                                "--components=secrets", NULL);
  g_assert_no_error (error);
  stdin_stream = g_subprocess_get_stdin_pipe (f->daemon);
  g_output_stream_write_all (stdin_stream, "of the keyring", 14, NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (stdin_stream, NULL, NULL);
  g_main_loop_run (f->loop);
  g_bus_unwatch_name (watch);
}

static void
stop_daemon (Fixture *f)
{
  g_subprocess_send_signal (f->daemon, SIGTERM);
  g_subprocess_wait (f->daemon, NULL, NULL);
  g_clear_object (&f->daemon);
}

static GDBusMessage *
look_at_message (GDBusConnection *bus, GDBusMessage *message, gboolean incoming, gpointer user_data)
{
  Fixture *f = user_data;
  g_autofree guchar *blob = NULL;
  gsize size;

  blob = g_dbus_message_to_blob (message, &size, G_DBUS_CAPABILITY_FLAGS_NONE, NULL);
  g_atomic_int_inc (&f->n_messages);
  if (blob != NULL && memmem (blob, size, MARKER, strlen (MARKER)) != NULL)
    g_atomic_int_inc (&f->n_leaks);
  return message;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  f->loop = g_main_loop_new (NULL, FALSE);
  f->store = CS_SECRET_STORE (cs_keyring_new ());
  f->filter = g_dbus_connection_add_filter (f->bus, look_at_message, f, NULL);
  start_daemon (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (g_atomic_int_get (&f->n_messages), >, 0);
  g_assert_cmpint (g_atomic_int_get (&f->n_leaks), ==, 0);
  g_dbus_connection_remove_filter (f->bus, f->filter);
  stop_daemon (f);
  while (has_owner (f->bus))
    g_main_context_iteration (NULL, FALSE);
  g_clear_object (&f->result);
  g_assert_finalize_object (f->store);
  g_object_unref (f->bus);
  g_main_loop_unref (f->loop);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *f = user_data;

  g_set_object (&f->result, result);
  g_main_loop_quit (f->loop);
}

static void
store (Fixture *f, const char *uuid)
{
  g_autoptr (CsSecret) secret = cs_secret_new (MARKER, strlen (MARKER));
  g_autoptr (GError) error = NULL;

  cs_secret_store_store_async (f->store, uuid, "Countersign: office on relay.example.net", secret,
                               CS_PROMPT_NEVER, NULL, on_done, f);
  g_main_loop_run (f->loop);
  g_assert_true (cs_secret_store_store_finish (f->store, f->result, &error));
  g_assert_no_error (error);
}

static CsSecret *
lookup (Fixture *f, const char *uuid, GError **error)
{
  cs_secret_store_lookup_async (f->store, uuid, CS_PROMPT_NEVER, NULL, on_done, f);
  g_main_loop_run (f->loop);
  return cs_secret_store_lookup_finish (f->store, f->result, error);
}

static void
remove_uuid (Fixture *f, const char *uuid)
{
  g_autoptr (GError) error = NULL;

  cs_secret_store_remove_async (f->store, uuid, NULL, on_done, f);
  g_main_loop_run (f->loop);
  g_assert_true (cs_secret_store_remove_finish (f->store, f->result, &error));
  g_assert_no_error (error);
}

static void
assert_marker (CsSecret *secret)
{
  gsize size_bytes;
  const guint8 *bytes = cs_secret_peek (secret, &size_bytes);

  g_assert_cmpmem (bytes, size_bytes, MARKER, strlen (MARKER));
}

static void
test_life (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) uuids = NULL;
  g_autoptr (CsSecret) secret = NULL;

  store (f, UUID);
  store (f, OTHER_UUID);
  secret = lookup (f, UUID, &error);
  g_assert_no_error (error);
  assert_marker (secret);

  remove_uuid (f, OTHER_UUID);
  cs_secret_store_list_async (f->store, NULL, on_done, f);
  g_main_loop_run (f->loop);
  uuids = cs_secret_store_list_finish (f->store, f->result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (uuids), ==, 1);
  g_assert_true (g_hash_table_contains (uuids, UUID));

  remove_uuid (f, UUID);
  g_assert_null (lookup (f, UUID, &error));
  g_assert_error (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_MISSING);
}

static void
test_restart (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CsSecret) secret = NULL;

  store (f, UUID);
  stop_daemon (f);
  start_daemon (f);
  secret = lookup (f, UUID, &error);
  g_assert_no_error (error);
  assert_marker (secret);
  remove_uuid (f, UUID);
}

static void
count_change (guint *n)
{
  ++*n;
}

/* Whatever the service has said until now has arrived with its answer. */
static void
settle (Fixture *f)
{
  g_autoptr (CsSecret) secret = lookup (f, UUID, NULL);

  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* What makes the worker look again at mail that waits for a password. */
static void
test_announces (Fixture *f, gconstpointer data)
{
  const char *paths[] = { "/org/freedesktop/secrets/collection/login", NULL };
  g_autoptr (SecretService) service
      = secret_service_open_sync (SECRET_TYPE_SERVICE, NULL, SECRET_SERVICE_NONE, NULL, NULL);
  g_auto (GStrv) locked = NULL;
  guint n_changed = 0;

  store (f, UUID);
  settle (f);
  g_signal_connect_swapped (f->store, "changed", G_CALLBACK (count_change), &n_changed);
  store (f, OTHER_UUID);
  settle (f);
  g_assert_cmpuint (n_changed, >, 0);

  n_changed = 0;
  remove_uuid (f, OTHER_UUID);
  settle (f);
  g_assert_cmpuint (n_changed, >, 0);

  n_changed = 0;
  g_assert_cmpint (secret_service_lock_dbus_paths_sync (service, paths, NULL, &locked, NULL), ==,
                   1);
  settle (f);
  g_assert_cmpuint (n_changed, >, 0);
  g_signal_handlers_disconnect_by_data (f->store, &n_changed);
}

static void
test_locked (Fixture *f, gconstpointer data)
{
  const char *paths[] = { "/org/freedesktop/secrets/collection/login", NULL };
  g_autoptr (SecretService) service = NULL;
  g_auto (GStrv) locked = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) uuids = NULL;
  g_autoptr (CsSecret) other = cs_secret_new ("x", 1);

  store (f, UUID);
  service = secret_service_open_sync (SECRET_TYPE_SERVICE, NULL, SECRET_SERVICE_NONE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (secret_service_lock_dbus_paths_sync (service, paths, NULL, &locked, &error), ==,
                   1);
  g_assert_no_error (error);

  g_assert_null (lookup (f, UUID, &error));
  g_assert_error (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_LOCKED);
  g_clear_error (&error);
  cs_secret_store_store_async (f->store, OTHER_UUID, "label", other, CS_PROMPT_NEVER, NULL, on_done,
                               f);
  g_main_loop_run (f->loop);
  g_assert_false (cs_secret_store_store_finish (f->store, f->result, &error));
  g_assert_error (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_LOCKED);
  g_clear_error (&error);

  cs_secret_store_list_async (f->store, NULL, on_done, f);
  g_main_loop_run (f->loop);
  uuids = cs_secret_store_list_finish (f->store, f->result, &error);
  g_assert_no_error (error);
  g_assert_true (g_hash_table_contains (uuids, UUID));
}

/* What is on disk: never the secret itself. */
static void
test_file (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (home, "data", "keyrings", NULL);
  g_autoptr (GDir) dir = NULL;
  const char *name;
  guint n = 0;

  store (f, UUID);
  dir = g_dir_open (folder, 0, NULL);
  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *content = NULL;
      gsize size;

      g_assert_true (g_file_get_contents (path, &content, &size, NULL));
      g_assert_null (memmem (content, size, MARKER, strlen (MARKER)));
      n++;
    }
  g_assert_cmpuint (n, >, 0);
  remove_uuid (f, UUID);
}

static void
isolate (void)
{
  static const char *const names[][2]
      = { { "XDG_DATA_HOME", "data" },     { "XDG_CONFIG_HOME", "config" },
          { "XDG_CACHE_HOME", "cache" },   { "XDG_RUNTIME_DIR", "run" },
          { "GNOME_KEYRING_CONTROL", "" }, { "HOME", "" } };

  home = g_dir_make_tmp ("countersign-test-XXXXXX", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (home, names[i][1], NULL);

      g_mkdir_with_parents (path, 0700);
      g_setenv (names[i][0], path, TRUE);
    }
  g_unsetenv ("GNOME_KEYRING_CONTROL");
  g_unsetenv ("DISPLAY");
  g_unsetenv ("WAYLAND_DISPLAY");
}

static void
remove_home (void)
{
  g_autofree char *quoted = g_shell_quote (home);
  g_autofree char *command = g_strconcat ("rm -rf ", quoted, NULL);

  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  g_free (home);
}

int
main (int argc, char **argv)
{
  g_autoptr (GTestDBus) bus = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  isolate ();
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);

#define ADD(name, func)                                                                            \
  g_test_add ("/secrets/gnome-keyring/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("life", test_life);
  ADD ("restart", test_restart);
  ADD ("file", test_file);
  ADD ("locked", test_locked);
  ADD ("announces", test_announces);

  status = g_test_run ();
  g_test_dbus_stop (bus);
  remove_home ();
  return status;
}
