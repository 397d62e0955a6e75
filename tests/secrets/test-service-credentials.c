#include "secrets/service-credentials.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#define UUID "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11"
#define FILE_NAME "countersign." UUID

typedef struct
{
  char *folder;
  char *file;
  CsSecretStore *store;
  GMainLoop *loop;
  GAsyncResult *result;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("countersign-test-XXXXXX", NULL);
  f->file = g_build_filename (f->folder, FILE_NAME, NULL);
  f->store = CS_SECRET_STORE (cs_service_credentials_new (f->folder));
  f->loop = g_main_loop_new (NULL, FALSE);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_unlink (f->file);
  g_rmdir (f->file);
  g_rmdir (f->folder);
  g_free (f->folder);
  g_free (f->file);
  g_main_loop_unref (f->loop);
  g_clear_object (&f->result);
  g_object_unref (f->store); /* the thread may still hold it for a moment */
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *f = user_data;

  g_set_object (&f->result, result);
  g_main_loop_quit (f->loop);
}

static CsSecret *
lookup (Fixture *f, GError **error)
{
  cs_secret_store_lookup_async (f->store, UUID, CS_PROMPT_ALLOWED, NULL, on_done, f);
  g_main_loop_run (f->loop);
  return cs_secret_store_lookup_finish (f->store, f->result, error);
}

typedef struct
{
  const char *name;
  const char *content; /* NULL: no file */
  gsize size_bytes;
  mode_t mode;
  const char *secret; /* NULL: an error of this code */
  CsSecretsError code;
} Case;

static const Case cases[] = {
  { "plain", "secret", 6, 0400, "secret" },
  { "newline-at-end", "secret\n", 7, 0400, "secret" },
  { "group-may-read", "secret", 6, 0440, "secret" },
  { "two-newlines", "secret\n\n", 8, 0400, NULL, CS_SECRETS_ERROR_INVALID },
  { "carriage-return", "secret\r\n", 8, 0400, NULL, CS_SECRETS_ERROR_INVALID },
  { "empty", "", 0, 0400, NULL, CS_SECRETS_ERROR_INVALID },
  { "only-newline", "\n", 1, 0400, NULL, CS_SECRETS_ERROR_INVALID },
  { "nul", "a\0b", 3, 0400, NULL, CS_SECRETS_ERROR_INVALID },
  { "world-readable", "secret", 6, 0444, NULL, CS_SECRETS_ERROR_INVALID },
  { "missing", NULL, 0, 0, NULL, CS_SECRETS_ERROR_MISSING },
};

static void
test_case (Fixture *f, gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CsSecret) secret = NULL;
  gsize size_bytes;

  if (c->content != NULL)
    {
      g_assert_true (g_file_set_contents (f->file, c->content, c->size_bytes, NULL));
      g_assert_cmpint (g_chmod (f->file, c->mode), ==, 0);
    }
  secret = lookup (f, &error);
  if (c->secret == NULL)
    g_assert_error (error, CS_SECRETS_ERROR, (int)c->code);
  else
    {
      const guint8 *bytes;

      g_assert_no_error (error);
      bytes = cs_secret_peek (secret, &size_bytes);
      g_assert_cmpmem (bytes, size_bytes, c->secret, strlen (c->secret));
    }
}

static void
test_missing_says_what_to_run (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lookup (f, &error));
  g_assert_nonnull (strstr (error->message, "systemd-creds encrypt --name=" FILE_NAME));
}

static void
test_too_large (Fixture *f, gconstpointer data)
{
  g_autofree char *content = g_strnfill (CS_SECRET_MAX_BYTES + 1, 'x');
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (f->file, content, -1, NULL));
  g_assert_cmpint (g_chmod (f->file, 0400), ==, 0);
  g_assert_null (lookup (f, &error));
  g_assert_error (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_INVALID);
}

static void
test_not_a_file (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) folder = NULL;
  g_autoptr (GError) link = NULL;
  g_autoptr (GError) fifo = NULL;

  g_assert_cmpint (g_mkdir (f->file, 0700), ==, 0);
  g_assert_null (lookup (f, &folder));
  g_assert_error (folder, CS_SECRETS_ERROR, CS_SECRETS_ERROR_INVALID);
  g_rmdir (f->file);

  g_assert_cmpint (symlink ("/etc/hostname", f->file), ==, 0);
  g_assert_null (lookup (f, &link));
  g_assert_error (link, CS_SECRETS_ERROR, CS_SECRETS_ERROR_UNAVAILABLE);
  g_unlink (f->file);

  g_assert_cmpint (mkfifo (f->file, 0600), ==, 0); /* must not wait for a writer */
  g_assert_null (lookup (f, &fifo));
  g_assert_error (fifo, CS_SECRETS_ERROR, CS_SECRETS_ERROR_INVALID);
}

static void
test_no_directory (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_object_unref (f->store);
  g_unsetenv ("CREDENTIALS_DIRECTORY");
  f->store = CS_SECRET_STORE (cs_service_credentials_new (NULL));
  g_assert_null (lookup (f, &error));
  g_assert_error (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_UNAVAILABLE);
}

static void
test_read_only (Fixture *f, gconstpointer data)
{
  g_autoptr (CsSecret) secret = cs_secret_new ("secret", 6);
  g_autoptr (GError) stored = NULL;
  g_autoptr (GError) removed = NULL;

  cs_secret_store_store_async (f->store, UUID, "label", secret, CS_PROMPT_ALLOWED, NULL, on_done,
                               f);
  g_main_loop_run (f->loop);
  g_assert_false (cs_secret_store_store_finish (f->store, f->result, &stored));
  g_assert_error (stored, CS_SECRETS_ERROR, CS_SECRETS_ERROR_READ_ONLY);
  g_assert_nonnull (strstr (stored->message, "systemd-creds encrypt"));

  cs_secret_store_remove_async (f->store, UUID, NULL, on_done, f); /* not there: fine */
  g_main_loop_run (f->loop);
  g_assert_true (cs_secret_store_remove_finish (f->store, f->result, NULL));

  g_assert_true (g_file_set_contents (f->file, "secret", -1, NULL));
  cs_secret_store_remove_async (f->store, UUID, NULL, on_done, f);
  g_main_loop_run (f->loop);
  g_assert_false (cs_secret_store_remove_finish (f->store, f->result, &removed));
  g_assert_error (removed, CS_SECRETS_ERROR, CS_SECRETS_ERROR_READ_ONLY);
}

static void
test_list (Fixture *f, gconstpointer data)
{
  g_autofree char *other = g_build_filename (f->folder, "countersign.other", NULL);
  g_autoptr (GHashTable) uuids = NULL;

  g_assert_true (g_file_set_contents (f->file, "secret", -1, NULL));
  g_assert_true (g_file_set_contents (other, "", 0, NULL));
  cs_secret_store_list_async (f->store, NULL, on_done, f);
  g_main_loop_run (f->loop);
  uuids = cs_secret_store_list_finish (f->store, f->result, NULL);
  g_assert_cmpuint (g_hash_table_size (uuids), ==, 1);
  g_assert_true (g_hash_table_contains (uuids, UUID));
  g_unlink (other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/secrets/service/%s", cases[i].name);

      g_test_add (path, Fixture, &cases[i], set_up, test_case, tear_down);
    }
#define ADD(name, func)                                                                            \
  g_test_add ("/secrets/service/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("missing-says-what-to-run", test_missing_says_what_to_run);
  ADD ("too-large", test_too_large);
  ADD ("not-a-file", test_not_a_file);
  ADD ("no-directory", test_no_directory);
  ADD ("read-only", test_read_only);
  ADD ("list", test_list);

  return g_test_run ();
}
