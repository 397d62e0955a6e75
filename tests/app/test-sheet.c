#include <glib/gstdio.h>

#include "app/sheet.h"
#include "base/file.h"
#include "secrets/memory.h"

typedef struct
{
  char *folder;
  CsSheet *sheet;
  CsMemoryStore *store;
  guint n_loaded;
  guint n_changed_on_disk;
  gboolean is_applied;
  GError *error;
} Fixture;

static void
on_loaded (Fixture *fixture)
{
  fixture->n_loaded++;
}

static void
on_changed_on_disk (Fixture *fixture)
{
  fixture->n_changed_on_disk++;
}

static const char *
settings_file (Fixture *fixture)
{
  return cs_sheet_instance (fixture->sheet)->settings_file;
}

static void
write_settings (const char *path, const char *text)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_true (cs_file_make_folder (folder, 0700, NULL));
  g_assert_true (cs_file_replace (path, text, strlen (text), 0600, NULL));
}

static void
wait_for (const guint *counter, guint value)
{
  while (*counter < value)
    g_main_context_iteration (NULL, TRUE);
}

static void
open_sheet (Fixture *fixture, const char *text)
{
  CsInstance *instance = cs_instance_new (FALSE);

  if (text != NULL)
    write_settings (instance->settings_file, text);
  fixture->store = cs_memory_store_new ();
  fixture->sheet = cs_sheet_new (instance, CS_SECRET_STORE (fixture->store));
  g_signal_connect_swapped (fixture->sheet, "loaded", G_CALLBACK (on_loaded), fixture);
  g_signal_connect_swapped (fixture->sheet, "changed-on-disk", G_CALLBACK (on_changed_on_disk),
                            fixture);
  cs_sheet_open (fixture->sheet);
  g_assert_cmpint (cs_sheet_state (fixture->sheet), ==, CS_SHEET_LOADING);
  wait_for (&fixture->n_loaded, 1);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("countersign-XXXXXX", NULL);
  g_setenv ("XDG_CONFIG_HOME", fixture->folder, TRUE);
  g_setenv ("XDG_RUNTIME_DIR", fixture->folder, TRUE);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_folder (child);
    }
  g_remove (path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_signal_handlers_disconnect_by_data (fixture->sheet, fixture);
  g_clear_object (&fixture->sheet);
  g_clear_object (&fixture->store);
  g_clear_error (&fixture->error);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
}

static void
on_applied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->is_applied = TRUE;
  cs_sheet_apply_finish (CS_SHEET (source), result, &fixture->error);
}

static void
apply (Fixture *fixture, CsApplyFlags flags)
{
  fixture->is_applied = FALSE;
  g_clear_error (&fixture->error);
  cs_sheet_apply_async (fixture->sheet, flags, NULL, on_applied, fixture);
  while (!fixture->is_applied)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_no_file (Fixture *fixture, gconstpointer data)
{
  open_sheet (fixture, NULL);
  g_assert_cmpint (cs_sheet_state (fixture->sheet), ==, CS_SHEET_READY);
  g_assert_false (cs_sheet_is_changed (fixture->sheet));
}

static void
edit_hops (Fixture *fixture, gint64 hops)
{
  cs_settings_set_integer (cs_sheet_settings (fixture->sheet), CS_OPTION_MAXIMUM_HOP_COUNT, hops);
  cs_sheet_touch (fixture->sheet);
}

static void
test_apply (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  open_sheet (fixture, NULL);
  edit_hops (fixture, 20);
  g_assert_true (cs_sheet_is_changed (fixture->sheet));
  apply (fixture, CS_APPLY_DEFAULT);
  g_assert_no_error (fixture->error);
  g_assert_false (cs_sheet_is_changed (fixture->sheet));
  g_assert_true (g_file_get_contents (settings_file (fixture), &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\"maximum-hop-count\": 20"));
}

/* Changed and changed back is not changed. */
static void
test_back_to_default (Fixture *fixture, gconstpointer data)
{
  open_sheet (fixture, NULL);
  edit_hops (fixture, 20);
  edit_hops (fixture, 15);
  g_assert_false (cs_sheet_is_changed (fixture->sheet));
}

#define ONE "{\"version\": 1, \"site\": {\"name\": \"One\"}}\n"
#define TWO "{\"version\": 1, \"site\": {\"name\": \"Two\"}}\n"

static void
test_follows_the_file (Fixture *fixture, gconstpointer data)
{
  open_sheet (fixture, ONE);
  write_settings (settings_file (fixture), TWO);
  wait_for (&fixture->n_loaded, 2);
  g_assert_cmpstr (cs_settings_site_name (cs_sheet_settings (fixture->sheet)), ==, "Two");
}

static void
test_keeps_own_changes (Fixture *fixture, gconstpointer data)
{
  open_sheet (fixture, ONE);
  edit_hops (fixture, 20);
  write_settings (settings_file (fixture), TWO);
  wait_for (&fixture->n_changed_on_disk, 1);
  g_assert_cmpstr (cs_settings_site_name (cs_sheet_settings (fixture->sheet)), ==, "One");

  apply (fixture, CS_APPLY_DEFAULT);
  g_assert_error (fixture->error, CS_APPLY_ERROR, CS_APPLY_ERROR_CHANGED_ON_DISK);
  g_assert_true (cs_sheet_is_changed (fixture->sheet));

  apply (fixture, CS_APPLY_OVERWRITE);
  g_assert_no_error (fixture->error);
  g_assert_false (cs_sheet_is_changed (fixture->sheet));
}

static void
test_reload_drops_changes (Fixture *fixture, gconstpointer data)
{
  open_sheet (fixture, ONE);
  edit_hops (fixture, 20);
  cs_sheet_load (fixture->sheet);
  wait_for (&fixture->n_loaded, 2);
  g_assert_false (cs_sheet_is_changed (fixture->sheet));
}

static void
test_bad_file (Fixture *fixture, gconstpointer data)
{
  open_sheet (fixture, "{\"version\": 1, \"site\": {\"nmae\": \"One\"}}\n");
  g_assert_cmpint (cs_sheet_state (fixture->sheet), ==, CS_SHEET_FAULTY);
  g_assert_error (cs_sheet_error (fixture->sheet), CS_APPLY_ERROR, CS_APPLY_ERROR_BAD_DRAFT);
  g_assert_cmpuint (cs_sheet_faults (fixture->sheet)->len, ==, 1);
  g_assert_false (cs_sheet_is_changed (fixture->sheet));

  write_settings (settings_file (fixture), ONE);
  wait_for (&fixture->n_loaded, 2);
  g_assert_cmpint (cs_sheet_state (fixture->sheet), ==, CS_SHEET_READY);
}

/* An open dialog goes on with the draft, and what it changes is not lost when the file is mended.
 */
static void
test_breaks_while_open (Fixture *fixture, gconstpointer data)
{
  open_sheet (fixture, ONE);
  write_settings (settings_file (fixture), "{");
  wait_for (&fixture->n_loaded, 2);
  g_assert_cmpint (cs_sheet_state (fixture->sheet), ==, CS_SHEET_FAULTY);
  g_assert_cmpstr (cs_settings_site_name (cs_sheet_settings (fixture->sheet)), ==, "One");

  edit_hops (fixture, 20);
  write_settings (settings_file (fixture), TWO);
  wait_for (&fixture->n_changed_on_disk, 1);
  g_assert_cmpint (cs_sheet_state (fixture->sheet), ==, CS_SHEET_READY);
  g_assert_true (cs_sheet_is_changed (fixture->sheet));
}

/* Broken and mended to what it was: nobody needs to be told. */
static void
test_mended_as_it_was (Fixture *fixture, gconstpointer data)
{
  open_sheet (fixture, ONE);
  write_settings (settings_file (fixture), "{");
  wait_for (&fixture->n_loaded, 2);
  write_settings (settings_file (fixture), ONE);
  wait_for (&fixture->n_loaded, 3);
  g_assert_cmpint (cs_sheet_state (fixture->sheet), ==, CS_SHEET_READY);
  g_assert_cmpuint (fixture->n_changed_on_disk, ==, 0);
}

static void
test_newer_file (Fixture *fixture, gconstpointer data)
{
  open_sheet (fixture, "{\"version\": 2}\n");
  g_assert_cmpint (cs_sheet_state (fixture->sheet), ==, CS_SHEET_FAULTY);
  g_assert_error (cs_sheet_error (fixture->sheet), CS_APPLY_ERROR, CS_APPLY_ERROR_NEWER_FILE);
}

static void
type_password (Fixture *fixture)
{
  g_autoptr (CsSecurityForm) form = cs_security_form_new (NULL, FALSE);
  g_autoptr (CsSecret) password = cs_secret_new ("geheim", 6);
  g_autoptr (CsSecurity) security = NULL;

  form->authentication = CS_AUTHENTICATION_CLEAR_TEXT;
  cs_account_form_take (form->clear_text, form->authentication, "office", NULL, password);
  security = cs_security_form_commit (form, cs_sheet_draft (fixture->sheet));
  cs_settings_set_security (cs_sheet_settings (fixture->sheet), security);
  cs_sheet_touch (fixture->sheet);
}

/* A password that cannot be stored stays in the draft, and works the next time. */
static void
test_store_fails_once (Fixture *fixture, gconstpointer data)
{
  CsStoredPasswords *passwords;
  const char *uuid;

  open_sheet (fixture, NULL);
  type_password (fixture);
  cs_memory_store_fail (fixture->store, 1, CS_SECRETS_ERROR_DISMISSED);
  apply (fixture, CS_APPLY_DEFAULT);
  g_assert_error (fixture->error, CS_APPLY_ERROR, CS_APPLY_ERROR_SECRET);
  g_assert_false (g_file_test (settings_file (fixture), G_FILE_TEST_EXISTS));

  cs_memory_store_fail (fixture->store, 0, CS_SECRETS_ERROR_FAILED);
  apply (fixture, CS_APPLY_DEFAULT);
  g_assert_no_error (fixture->error);

  uuid = cs_settings_security (cs_sheet_settings (fixture->sheet))->credential;
  passwords = cs_sheet_stored_passwords (fixture->sheet);
  while (cs_stored_passwords_get (passwords, uuid) != CS_STORED_YES)
    g_main_context_iteration (NULL, TRUE);
}

/* Closing the window while something is under way. */
static void
test_dropped_while_loading (void)
{
  Fixture fixture = { 0 };
  CsInstance *instance;

  set_up (&fixture, NULL);
  instance = cs_instance_new (FALSE);
  fixture.store = cs_memory_store_new ();
  fixture.sheet = cs_sheet_new (instance, CS_SECRET_STORE (fixture.store));
  cs_sheet_open (fixture.sheet);
  g_object_run_dispose (G_OBJECT (fixture.sheet));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  tear_down (&fixture, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)
  ADD ("/app/sheet/no-file", test_no_file);
  ADD ("/app/sheet/apply", test_apply);
  ADD ("/app/sheet/back-to-default", test_back_to_default);
  ADD ("/app/sheet/follows-the-file", test_follows_the_file);
  ADD ("/app/sheet/keeps-own-changes", test_keeps_own_changes);
  ADD ("/app/sheet/reload-drops-changes", test_reload_drops_changes);
  ADD ("/app/sheet/bad-file", test_bad_file);
  ADD ("/app/sheet/breaks-while-open", test_breaks_while_open);
  ADD ("/app/sheet/mended-as-it-was", test_mended_as_it_was);
  ADD ("/app/sheet/newer-file", test_newer_file);
  ADD ("/app/sheet/store-fails-once", test_store_fails_once);
  g_test_add_func ("/app/sheet/dropped-while-loading", test_dropped_while_loading);

  return g_test_run ();
}
