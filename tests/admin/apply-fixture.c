#include "apply-fixture.h"

#include <string.h>

#include <glib/gstdio.h>

void
apply_fixture_set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("countersign-test-XXXXXX", NULL);
  f->instance.settings_file = g_build_filename (f->folder, "made", "delivery.json", NULL);
  f->instance.settings_lock = g_build_filename (f->folder, "made", "lock", NULL);
  f->instance.settings_journal = g_build_filename (f->folder, "made", "journal", NULL);
  f->memory = cs_memory_store_new ();
  f->store = CS_SECRET_STORE (f->memory);
  f->loop = g_main_loop_new (NULL, FALSE);
}

void
apply_fixture_tear_down (Fixture *f, gconstpointer data)
{
  g_autofree char *made = g_build_filename (f->folder, "made", NULL);
  g_autoptr (GDir) dir = g_dir_open (made, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (made, name, NULL);

      /* no temporary file may be left behind by an apply that ended */
      g_assert_true (strcmp (name, "delivery.json") == 0 || strcmp (name, "lock") == 0
                     || strcmp (name, "journal") == 0);
      g_unlink (path);
    }
  g_rmdir (made);
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  g_free (f->folder);
  g_free (f->instance.settings_file);
  g_free (f->instance.settings_lock);
  g_free (f->instance.settings_journal);
  g_clear_object (&f->result);
  g_assert_finalize_object (f->memory);
  g_main_loop_unref (f->loop);
}

void
apply_fixture_write (Fixture *f, const char *text)
{
  g_autofree char *made = g_path_get_dirname (f->instance.settings_file);

  g_mkdir_with_parents (made, 0700);
  g_assert_true (g_file_set_contents (f->instance.settings_file, text, -1, NULL));
  g_assert_cmpint (g_chmod (f->instance.settings_file, 0600), ==, 0);
}

char *
apply_fixture_read (Fixture *f)
{
  char *text = NULL;

  g_file_get_contents (f->instance.settings_file, &text, NULL, NULL);
  return text;
}

gboolean
apply_fixture_has_journal (Fixture *f)
{
  return g_file_test (f->instance.settings_journal, G_FILE_TEST_EXISTS);
}

void
apply_fixture_done (GObject *source, GAsyncResult *result, gpointer fixture)
{
  Fixture *f = fixture;

  g_set_object (&f->result, result);
  g_main_loop_quit (f->loop);
}

GAsyncResult *
apply_fixture_wait (Fixture *f)
{
  g_clear_object (&f->result);
  while (f->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return f->result;
}

CsDraft *
apply_fixture_load (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  CsDraft *draft = cs_draft_load (&f->instance, NULL, &error);

  g_assert_no_error (error);
  return draft;
}

gboolean
apply_fixture_apply (Fixture *f, CsDraft *draft, CsApplyFlags flags, GError **error)
{
  cs_draft_apply_async (draft, f->store, CS_PROMPT_NEVER, flags, NULL, apply_fixture_done, f);
  return cs_draft_apply_finish (draft, apply_fixture_wait (f), error);
}

gboolean
apply_fixture_recover (Fixture *f, GError **error)
{
  cs_apply_recover_async (&f->instance, f->store, NULL, apply_fixture_done, f);
  return cs_apply_recover_finish (apply_fixture_wait (f), error);
}

static CsSecurity *
new_security (CsDraft *draft, const char *account, const char *password)
{
  g_autoptr (CsSecret) secret = cs_secret_new (password, strlen (password));
  CsSecurity *security = cs_security_new ();

  security->authentication = CS_AUTHENTICATION_CLEAR_TEXT;
  security->tls = CS_TLS_REQUIRED;
  security->account = g_strdup (account);
  security->credential = g_strdup (cs_draft_add_password (draft, secret));
  return security;
}

const char *
apply_fixture_type (CsDraft *draft, const char *account, const char *password)
{
  g_autoptr (CsSecurity) security = new_security (draft, account, password);

  cs_settings_set_security (cs_draft_settings (draft), security);
  return cs_settings_security (cs_draft_settings (draft))->credential;
}

const char *
apply_fixture_type_for (CsDraft *draft, const char *name, const char *account, const char *password)
{
  CsRemoteDomain *domain = cs_remote_domain_new (cs_pattern_parse (name, -1, NULL));
  const char *uuid;

  domain->security = new_security (draft, account, password);
  uuid = domain->security->credential;
  cs_settings_put_remote_domain (cs_draft_settings (draft), domain);
  cs_remote_domain_unref (domain);
  return uuid;
}

gboolean
apply_fixture_is_stored (Fixture *f, const char *uuid)
{
  g_autoptr (CsSecret) secret = NULL;

  cs_secret_store_lookup_async (f->store, uuid, CS_PROMPT_NEVER, NULL, apply_fixture_done, f);
  secret = cs_secret_store_lookup_finish (f->store, apply_fixture_wait (f), NULL);
  return secret != NULL;
}

guint
apply_fixture_count (Fixture *f)
{
  g_autoptr (GHashTable) uuids = NULL;

  cs_secret_store_list_async (f->store, NULL, apply_fixture_done, f);
  uuids = cs_secret_store_list_finish (f->store, apply_fixture_wait (f), NULL);
  return g_hash_table_size (uuids);
}

void
apply_fixture_store (Fixture *f, const char *uuid)
{
  g_autoptr (CsSecret) secret = cs_secret_new ("stored before", 13);

  cs_secret_store_store_async (f->store, uuid, "label", secret, CS_PROMPT_NEVER, NULL,
                               apply_fixture_done, f);
  g_assert_true (cs_secret_store_store_finish (f->store, apply_fixture_wait (f), NULL));
}
