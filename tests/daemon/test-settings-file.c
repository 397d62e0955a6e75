#include "daemon/settings-file.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define GOOD "{ \"version\": 1, \"site\": { \"name\": \"One\" } }\n"
#define BETTER "{ \"version\": 1, \"site\": { \"name\": \"Two\" } }\n"
#define BAD "{ \"version\": 1, \"site\": { \"smart-hots\": \"x\" } }\n"

typedef struct
{
  char *root, *folder, *path;
  CsSettingsFile *file;
  guint n_changes;
} Fixture;

static void
on_changed (Fixture *f)
{
  f->n_changes++;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->root = g_dir_make_tmp ("countersign-settings-XXXXXX", NULL);
  f->folder = g_build_filename (f->root, "config", "countersign", NULL);
  f->path = g_build_filename (f->folder, "delivery.json", NULL);
  f->file = cs_settings_file_new (f->path);
  g_signal_connect_swapped (f->file, "changed", G_CALLBACK (on_changed), f);
}

static void
remove_folders (Fixture *f)
{
  g_autofree char *config = g_build_filename (f->root, "config", NULL);
  g_autofree char *elsewhere = g_build_filename (f->root, "elsewhere.json", NULL);

  g_unlink (f->path);
  g_unlink (elsewhere);
  g_rmdir (f->folder);
  g_rmdir (config);
  g_rmdir (f->root);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  /* A load under way has a reference. */
  while (G_OBJECT (f->file)->ref_count > 1)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (f->file);
  remove_folders (f);
  g_free (f->root);
  g_free (f->folder);
  g_free (f->path);
}

static void
make_folder (Fixture *f)
{
  g_assert_cmpint (g_mkdir_with_parents (f->folder, 0700), ==, 0);
}

static void
put (Fixture *f, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (f->path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error);
  g_assert_no_error (error);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean *is_loaded = user_data;

  cs_settings_file_load_finish (CS_SETTINGS_FILE (source), result);
  *is_loaded = TRUE;
}

static void
load (Fixture *f)
{
  gboolean is_loaded = FALSE;

  cs_settings_file_load_async (f->file, on_loaded, &is_loaded);
  while (!is_loaded)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_changes (Fixture *f, guint n)
{
  while (f->n_changes < n)
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_name (Fixture *f, const char *name)
{
  g_assert_cmpstr (cs_settings_site_name (cs_settings_file_settings (f->file)), ==, name);
}

static void
test_no_file (Fixture *f, gconstpointer data)
{
  load (f);
  g_assert_nonnull (cs_settings_file_settings (f->file));
  g_assert_cmpstr (cs_settings_file_revision (f->file), ==, "");
  g_assert_cmpstr (cs_settings_file_fault (f->file), ==, "");
}

static void
test_good (Fixture *f, gconstpointer data)
{
  make_folder (f);
  put (f, GOOD);
  load (f);
  assert_name (f, "One");
  g_assert_cmpuint (strlen (cs_settings_file_revision (f->file)), ==, 64);
}

static void
test_bad_from_the_start (Fixture *f, gconstpointer data)
{
  make_folder (f);
  put (f, BAD);
  load (f);
  g_assert_null (cs_settings_file_settings (f->file));
  g_assert_nonnull (strstr (cs_settings_file_fault (f->file), "delivery.json:1:"));
  g_assert_nonnull (strstr (cs_settings_file_fault (f->file), "unknown-key \"smart-hots\""));
}

/* As data too, for those who have words for it; gone with the fault. */
static void
test_faults_as_data (Fixture *f, gconstpointer data)
{
  const char *path, *code, *value, *expected;
  guint32 line, column, other_line;

  make_folder (f);
  put (f, BAD);
  load (f);
  g_assert_cmpuint (g_variant_n_children (cs_settings_file_faults (f->file)), ==, 1);
  g_variant_get_child (cs_settings_file_faults (f->file), 0, "(uuu&s&s&s&s)", &line, &column,
                       &other_line, &path, &code, &value, &expected);
  g_assert_cmpuint (line, ==, 1);
  g_assert_cmpuint (column, >, 1);
  g_assert_cmpuint (other_line, ==, 0);
  g_assert_cmpstr (path, ==, "site.smart-hots");
  g_assert_cmpstr (code, ==, "unknown-key");
  g_assert_cmpstr (value, ==, "smart-hots");
  g_assert_cmpstr (expected, ==, "smart-host");

  put (f, GOOD);
  load (f);
  g_assert_cmpuint (g_variant_n_children (cs_settings_file_faults (f->file)), ==, 0);
}

static void
test_bad_keeps_last_good (Fixture *f, gconstpointer data)
{
  g_autofree char *revision = NULL;

  test_good (f, data);
  revision = g_strdup (cs_settings_file_revision (f->file));
  put (f, BAD);
  load (f);
  assert_name (f, "One");
  g_assert_cmpstr (cs_settings_file_revision (f->file), ==, revision);
  g_assert_cmpstr (cs_settings_file_fault (f->file), !=, "");
  put (f, BETTER);
  load (f);
  assert_name (f, "Two");
  g_assert_cmpstr (cs_settings_file_fault (f->file), ==, "");
}

static void
test_gone_keeps_last_good (Fixture *f, gconstpointer data)
{
  test_good (f, data);
  g_unlink (f->path);
  load (f);
  assert_name (f, "One");
  g_assert_nonnull (strstr (cs_settings_file_fault (f->file), "gone"));
}

static void
test_writable_by_others (Fixture *f, gconstpointer data)
{
  make_folder (f);
  put (f, GOOD);
  g_chmod (f->path, 0666);
  load (f);
  g_assert_null (cs_settings_file_settings (f->file));
  g_assert_nonnull (strstr (cs_settings_file_fault (f->file), "chmod"));
}

static void
test_same_again_is_no_change (Fixture *f, gconstpointer data)
{
  test_good (f, data);
  g_assert_cmpuint (f->n_changes, ==, 1);
  put (f, GOOD);
  load (f);
  g_assert_cmpuint (f->n_changes, ==, 1);
}

/* --- watching ----------------------------------------------------------------------------- */

static void
test_watch_replaced (Fixture *f, gconstpointer data)
{
  test_good (f, data);
  cs_settings_file_watch (f->file);
  put (f, BETTER);
  wait_for_changes (f, 2);
  assert_name (f, "Two");
}

static void
test_watch_rewritten_in_place (Fixture *f, gconstpointer data)
{
  FILE *stream;

  test_good (f, data);
  cs_settings_file_watch (f->file);
  stream = fopen (f->path, "w");
  fputs (BETTER, stream);
  fclose (stream);
  wait_for_changes (f, 2);
  assert_name (f, "Two");
}

static void
test_watch_folder_comes_later (Fixture *f, gconstpointer data)
{
  load (f);
  cs_settings_file_watch (f->file);
  make_folder (f);
  put (f, GOOD);
  wait_for_changes (f, 2);
  assert_name (f, "One");
}

static void
test_watch_behind_link (Fixture *f, gconstpointer data)
{
  g_autofree char *elsewhere = g_build_filename (f->root, "elsewhere.json", NULL);

  make_folder (f);
  g_file_set_contents_full (elsewhere, GOOD, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
  g_assert_cmpint (symlink (elsewhere, f->path), ==, 0);
  load (f);
  cs_settings_file_watch (f->file);
  g_file_set_contents_full (elsewhere, BETTER, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
  wait_for_changes (f, 2);
  assert_name (f, "Two");
}

/* Caught half-written: nobody is told, and the rest is read when it is there. */
static void
test_watch_half_written (Fixture *f, gconstpointer data)
{
  FILE *stream;

  test_good (f, data);
  cs_settings_file_watch (f->file);
  stream = fopen (f->path, "w");
  fwrite (BETTER, 1, 10, stream);
  fflush (stream);
  while (G_OBJECT (f->file)->ref_count == 1) /* until it is being read */
    g_main_context_iteration (NULL, TRUE);
  fputs (BETTER + 10, stream);
  fclose (stream);
  wait_for_changes (f, 2);
  assert_name (f, "Two");
  g_assert_cmpstr (cs_settings_file_fault (f->file), ==, "");
}

static void
test_watch_flapping (Fixture *f, gconstpointer data)
{
  test_good (f, data);
  cs_settings_file_watch (f->file);
  for (guint i = 0; i < 100; i++)
    {
      put (f, i % 2 == 0 ? BAD : GOOD);
      g_main_context_iteration (NULL, FALSE);
    }
  put (f, BETTER);
  while (!g_str_equal (cs_settings_site_name (cs_settings_file_settings (f->file)), "Two"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (cs_settings_file_fault (f->file), ==, "");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/daemon/settings-file/no-file", test_no_file },
    { "/daemon/settings-file/good", test_good },
    { "/daemon/settings-file/bad-from-the-start", test_bad_from_the_start },
    { "/daemon/settings-file/faults-as-data", test_faults_as_data },
    { "/daemon/settings-file/bad-keeps-last-good", test_bad_keeps_last_good },
    { "/daemon/settings-file/gone-keeps-last-good", test_gone_keeps_last_good },
    { "/daemon/settings-file/writable-by-others", test_writable_by_others },
    { "/daemon/settings-file/same-again-is-no-change", test_same_again_is_no_change },
    { "/daemon/settings-file/watch/replaced", test_watch_replaced },
    { "/daemon/settings-file/watch/rewritten-in-place", test_watch_rewritten_in_place },
    { "/daemon/settings-file/watch/folder-comes-later", test_watch_folder_comes_later },
    { "/daemon/settings-file/watch/behind-link", test_watch_behind_link },
    { "/daemon/settings-file/watch/half-written", test_watch_half_written },
    { "/daemon/settings-file/watch/flapping", test_watch_flapping },
  };

  g_test_init (&argc, &argv, NULL);
  /* Bad files are reported as warnings, here as in real life. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].test, tear_down);

  return g_test_run ();
}
