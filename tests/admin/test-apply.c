#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include <glib/gstdio.h>

#include "apply-fixture.h"
#include "base/file.h"
#include "model/fault.h"

#define UUID "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11"
#define LEFT_OVER "0d2c7a11-77aa-4c39-8f0e-6f1d6c5e5a0e"

/* --- loading ------------------------------------------------------------------------------- */

static void
test_load_without_file (Fixture *f, gconstpointer data)
{
  g_autoptr (CsDraft) draft = apply_fixture_load (f);

  g_assert_cmpstr (cs_draft_revision (draft), ==, "");
  g_assert_false (cs_draft_is_changed (draft));
  g_assert_cmpstr (cs_settings_site_name (cs_draft_settings (draft)), ==, "Default SMTP Site");
}

typedef struct
{
  const char *name;
  const char *text;
  int code; /* of CS_APPLY_ERROR; -1: it loads */
} LoadCase;

static const LoadCase load_cases[] = {
  { "good", "{ \"version\": 1 }", -1 },
  { "warning",
    "{\"version\":1,\"site\":{\"outbound-security\":"
    "{\"authentication\":\"clear-text\",\"account\":\"a\"}}}",
    -1 },
  { "newer", "{ \"version\": 2 }", CS_APPLY_ERROR_NEWER_FILE },
  { "truncated", "{ \"version\": 1", CS_APPLY_ERROR_BAD_DRAFT },
  { "empty", "", CS_APPLY_ERROR_BAD_DRAFT },
  { "faulty", "{\"version\":1,\"site\":{\"names\":\"x\"}}", CS_APPLY_ERROR_BAD_DRAFT },
};

static void
test_load (Fixture *f, gconstpointer data)
{
  const LoadCase *c = data;
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_fault_free);
  g_autoptr (GPtrArray) again = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_fault_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) error_again = NULL;
  g_autoptr (CsDraft) draft = NULL;
  g_autoptr (CsDraft) draft_again = NULL;

  apply_fixture_write (f, c->text);
  draft = cs_draft_load (&f->instance, faults, &error);
  cs_draft_load_async (&f->instance, NULL, apply_fixture_done, f);
  draft_again = cs_draft_load_finish (apply_fixture_wait (f), again, &error_again);

  if (c->code < 0)
    {
      g_assert_no_error (error);
      g_assert_no_error (error_again);
      g_assert_false (cs_faults_have_errors (faults));
    }
  else
    {
      g_assert_error (error, CS_APPLY_ERROR, c->code);
      g_assert_error (error_again, CS_APPLY_ERROR, c->code);
      g_assert_true (cs_faults_have_errors (faults));
    }
  g_assert_cmpuint (faults->len, ==, again->len);
}

static void
test_load_untrusted (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  apply_fixture_write (f, "{ \"version\": 1 }");
  g_assert_cmpint (g_chmod (f->instance.settings_file, 0666), ==, 0);
  g_assert_null (cs_draft_load (&f->instance, NULL, &error));
  g_assert_error (error, CS_FILE_ERROR, CS_FILE_ERROR_UNTRUSTED);
}

/* --- applying ------------------------------------------------------------------------------ */

static void
test_first_apply (Fixture *f, gconstpointer data)
{
  g_autoptr (CsDraft) draft = apply_fixture_load (f);
  g_autoptr (GError) error = NULL;
  g_autofree char *uuid = g_strdup (apply_fixture_type (draft, "office", "secret"));
  g_autofree char *text = NULL;

  g_assert_true (cs_draft_is_changed (draft));
  g_assert_nonnull (cs_draft_typed_password (draft, uuid));
  g_assert_true (apply_fixture_apply (f, draft, 0, &error));
  g_assert_no_error (error);

  text = apply_fixture_read (f);
  g_assert_nonnull (strstr (text, uuid));
  g_assert_null (strstr (text, "secret\""));
  g_assert_true (apply_fixture_is_stored (f, uuid));
  g_assert_false (apply_fixture_has_journal (f));
  g_assert_false (cs_draft_is_changed (draft));
  g_assert_null (cs_draft_typed_password (draft, uuid));
  g_assert_false (cs_draft_is_in_force (draft)); /* no worker runs */
}

static void
test_mode (Fixture *f, gconstpointer data)
{
  g_autoptr (CsDraft) draft = apply_fixture_load (f);
  GStatBuf status;

  cs_settings_set_site_name (cs_draft_settings (draft), "x");
  g_assert_true (apply_fixture_apply (f, draft, 0, NULL));
  g_assert_cmpint (g_stat (f->instance.settings_file, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 07777, ==, 0600);
}

static void
test_change_removes_old (Fixture *f, gconstpointer data)
{
  g_autoptr (CsDraft) draft = apply_fixture_load (f);
  g_autofree char *first = g_strdup (apply_fixture_type (draft, "office", "one"));
  g_autofree char *second = NULL;

  g_assert_true (apply_fixture_apply (f, draft, 0, NULL));
  second = g_strdup (apply_fixture_type (draft, "office", "two"));
  g_assert_true (apply_fixture_apply (f, draft, 0, NULL));
  g_assert_false (apply_fixture_is_stored (f, first));
  g_assert_true (apply_fixture_is_stored (f, second));
  g_assert_cmpuint (apply_fixture_count (f), ==, 1);
}

static void
share_credential (CsDraft *draft, const char *name, const char *uuid)
{
  CsRemoteDomain *domain = cs_remote_domain_new (cs_pattern_parse (name, -1, NULL));

  domain->security = cs_security_copy (cs_settings_security (cs_draft_settings (draft)));
  g_free (domain->security->credential);
  domain->security->credential = g_strdup (uuid);
  cs_settings_put_remote_domain (cs_draft_settings (draft), domain);
  cs_remote_domain_unref (domain);
}

static void
test_shared_stays (Fixture *f, gconstpointer data)
{
  g_autoptr (CsDraft) draft = apply_fixture_load (f);
  g_autofree char *shared = g_strdup (apply_fixture_type (draft, "office", "one"));

  share_credential (draft, "example.com", shared);
  g_assert_true (apply_fixture_apply (f, draft, 0, NULL));
  apply_fixture_type (draft, "office", "two");
  g_assert_true (apply_fixture_apply (f, draft, 0, NULL));
  g_assert_true (apply_fixture_is_stored (f, shared));
  g_assert_cmpuint (apply_fixture_count (f), ==, 2);
  cs_settings_remove_remote_domain (cs_draft_settings (draft), "example.com");
  g_assert_true (apply_fixture_apply (f, draft, 0, NULL));
  g_assert_false (apply_fixture_is_stored (f, shared));
}

/* What the settings never named is not ours to remove: another program's, or another file's. */
static void
test_foreign_stays (Fixture *f, gconstpointer data)
{
  g_autoptr (CsDraft) draft = apply_fixture_load (f);

  apply_fixture_store (f, UUID);
  apply_fixture_type (draft, "office", "one");
  g_assert_true (apply_fixture_apply (f, draft, 0, NULL));
  g_assert_true (apply_fixture_is_stored (f, UUID));
}

static void
test_unnamed_is_not_stored (Fixture *f, gconstpointer data)
{
  g_autoptr (CsDraft) draft = apply_fixture_load (f);
  g_autofree char *forgotten = g_strdup (apply_fixture_type (draft, "office", "typo"));

  apply_fixture_type (draft, "office", "right");
  g_assert_true (apply_fixture_apply (f, draft, 0, NULL));
  g_assert_false (apply_fixture_is_stored (f, forgotten));
  g_assert_cmpuint (apply_fixture_count (f), ==, 1);
  g_assert_null (cs_draft_typed_password (draft, forgotten));
}

static void
test_unchanged_writes_nothing (Fixture *f, gconstpointer data)
{
  static const char by_hand[] = "{\n\n  \"version\":1, \"site\" : { \"name\": \"by hand\" } }";
  g_autoptr (CsDraft) draft = NULL;
  g_autofree char *text = NULL;

  apply_fixture_write (f, by_hand);
  draft = apply_fixture_load (f);
  g_assert_true (apply_fixture_apply (f, draft, 0, NULL));
  text = apply_fixture_read (f);
  g_assert_cmpstr (text, ==, by_hand);
}

static void
test_no_file_stays_no_file (Fixture *f, gconstpointer data)
{
  g_autoptr (CsDraft) draft = apply_fixture_load (f);

  g_assert_true (apply_fixture_apply (f, draft, 0, NULL));
  g_assert_null (apply_fixture_read (f));
}

static void
test_bad_draft (Fixture *f, gconstpointer data)
{
  g_autoptr (CsDraft) draft = apply_fixture_load (f);
  g_autoptr (GError) error = NULL;

  apply_fixture_type (draft, "", "secret");
  g_assert_false (apply_fixture_apply (f, draft, 0, &error));
  g_assert_error (error, CS_APPLY_ERROR, CS_APPLY_ERROR_BAD_DRAFT);
  g_assert_null (apply_fixture_read (f));
  g_assert_cmpuint (apply_fixture_count (f), ==, 0);
}

/* --- somebody else changed the file -------------------------------------------------------- */

#define OTHER                                                                                      \
  "{\"version\":1,\"site\":{\"name\":\"other\",\"outbound-security\":{\"authentication\":"         \
  "\"clear-text\",\"account\":\"a\",\"credential\":\"" UUID "\"}}}"

static void
test_changed_on_disk (Fixture *f, gconstpointer data)
{
  g_autoptr (CsDraft) draft = apply_fixture_load (f);
  g_autofree char *uuid = g_strdup (apply_fixture_type (draft, "office", "secret"));
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  apply_fixture_store (f, UUID);
  apply_fixture_write (f, OTHER);
  g_assert_false (apply_fixture_apply (f, draft, 0, &error));
  g_assert_error (error, CS_APPLY_ERROR, CS_APPLY_ERROR_CHANGED_ON_DISK);
  text = apply_fixture_read (f);
  g_assert_cmpstr (text, ==, OTHER);
  g_assert_false (apply_fixture_is_stored (f, uuid));
  g_assert_nonnull (cs_draft_typed_password (draft, uuid));

  g_clear_error (&error);
  g_assert_true (apply_fixture_apply (f, draft, CS_APPLY_OVERWRITE, &error));
  g_assert_no_error (error);
  g_assert_true (apply_fixture_is_stored (f, uuid));
  g_assert_false (apply_fixture_is_stored (f, UUID)); /* the overwritten file's */
}

static void
test_overwrite_faulty (Fixture *f, gconstpointer data)
{
  g_autoptr (CsDraft) draft = apply_fixture_load (f);
  g_autoptr (GError) error = NULL;

  apply_fixture_store (f, UUID);
  apply_fixture_type (draft, "office", "secret");
  apply_fixture_write (f, "{ \"credential\": \"" UUID "\" this is not JSON");
  g_assert_false (apply_fixture_apply (f, draft, 0, &error));
  g_assert_error (error, CS_APPLY_ERROR, CS_APPLY_ERROR_CHANGED_ON_DISK);
  g_assert_true (apply_fixture_apply (f, draft, CS_APPLY_OVERWRITE, NULL));
  g_assert_true (apply_fixture_is_stored (f, UUID)); /* who knows what it was for */
}

static void
test_never_overwrite_newer (Fixture *f, gconstpointer data)
{
  static const char newer[] = "{ \"version\": 2, \"site\": { \"new\": true } }";
  g_autoptr (CsDraft) draft = apply_fixture_load (f);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  cs_settings_set_site_name (cs_draft_settings (draft), "x");
  apply_fixture_write (f, newer);
  g_assert_false (apply_fixture_apply (f, draft, CS_APPLY_OVERWRITE, &error));
  g_assert_error (error, CS_APPLY_ERROR, CS_APPLY_ERROR_NEWER_FILE);
  text = apply_fixture_read (f);
  g_assert_cmpstr (text, ==, newer);
}

/* --- failures ------------------------------------------------------------------------------ */

/* Three passwords; the store fails at its nth operation. Storing one is two operations. */
static void
test_store_fails (Fixture *f, gconstpointer data)
{
  for (guint nth = 1; nth <= 6; nth++)
    {
      g_autoptr (CsDraft) draft = apply_fixture_load (f);
      g_autoptr (GError) error = NULL;
      CsSecretsError cause;

      apply_fixture_type (draft, "office", "one");
      apply_fixture_type_for (draft, "a.example", "a", "two");
      apply_fixture_type_for (draft, "b.example", "b", "three");
      cs_memory_store_fail (f->memory, nth, CS_SECRETS_ERROR_LOCKED);
      g_assert_false (apply_fixture_apply (f, draft, 0, &error));
      cs_memory_store_fail (f->memory, 0, 0);

      g_assert_error (error, CS_APPLY_ERROR, CS_APPLY_ERROR_SECRET);
      g_assert_true (cs_apply_error_secret_cause (error, &cause));
      g_assert_cmpint (cause, ==, CS_SECRETS_ERROR_LOCKED);
      g_assert_null (apply_fixture_read (f));
      g_assert_true (cs_draft_is_changed (draft));

      /* the store was still failing when they were to be taken back: the journal knows them */
      if (apply_fixture_count (f) > 0)
        g_assert_true (apply_fixture_has_journal (f));
      g_assert_true (apply_fixture_apply (f, draft, 0, NULL));
      g_assert_cmpuint (apply_fixture_count (f), ==, 3);
      g_assert_false (apply_fixture_has_journal (f));
      g_unlink (f->instance.settings_file);
      g_object_unref (f->memory);
      f->memory = cs_memory_store_new ();
      f->store = CS_SECRET_STORE (f->memory);
    }
}

static void
test_removal_fails (Fixture *f, gconstpointer data)
{
  g_autoptr (CsDraft) draft = apply_fixture_load (f);
  g_autofree char *old = g_strdup (apply_fixture_type (draft, "office", "one"));
  g_autoptr (GError) error = NULL;

  g_assert_true (apply_fixture_apply (f, draft, 0, NULL));
  apply_fixture_type (draft, "office", "two");
  cs_memory_store_fail (f->memory, 3, CS_SECRETS_ERROR_LOCKED); /* store, read back, remove */
  g_assert_true (apply_fixture_apply (f, draft, 0, &error));
  g_assert_no_error (error);
  cs_memory_store_fail (f->memory, 0, 0);
  g_assert_true (apply_fixture_is_stored (f, old));
  g_assert_true (apply_fixture_has_journal (f));

  g_assert_true (apply_fixture_recover (f, &error));
  g_assert_no_error (error);
  g_assert_false (apply_fixture_is_stored (f, old));
  g_assert_cmpuint (apply_fixture_count (f), ==, 1);
  g_assert_false (apply_fixture_has_journal (f));
}

/* A disk that takes the journal and not the settings. */
static void
test_disk_full (Fixture *f, gconstpointer data)
{
  g_autoptr (CsDraft) draft = apply_fixture_load (f);
  g_autofree char *old = g_strdup (apply_fixture_type (draft, "office", "one"));
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *uuid = NULL;
  g_autoptr (GError) error = NULL;
  struct rlimit limit, small;

  g_assert_true (apply_fixture_apply (f, draft, 0, NULL));
  before = apply_fixture_read (f);
  uuid = g_strdup (apply_fixture_type (draft, "office", "two"));

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  small = (struct rlimit){ 100, limit.rlim_max };
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  g_assert_false (apply_fixture_apply (f, draft, 0, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);

  g_assert_error (error, CS_APPLY_ERROR, CS_APPLY_ERROR_FILE);
  after = apply_fixture_read (f);
  g_assert_cmpstr (before, ==, after);
  g_assert_true (apply_fixture_is_stored (f, old));
  g_assert_false (apply_fixture_is_stored (f, uuid));
  g_assert_false (apply_fixture_has_journal (f));
  g_assert_nonnull (cs_draft_typed_password (draft, uuid));
}

static void
test_folder_cannot_be_made (Fixture *f, gconstpointer data)
{
  g_autoptr (CsDraft) draft = apply_fixture_load (f);
  g_autofree char *made = g_path_get_dirname (f->instance.settings_file);
  g_autoptr (GError) error = NULL;

  cs_settings_set_site_name (cs_draft_settings (draft), "x");
  g_assert_true (g_file_set_contents (made, "", 0, NULL)); /* a file where a folder should be */
  g_assert_false (apply_fixture_apply (f, draft, 0, &error));
  g_assert_error (error, CS_APPLY_ERROR, CS_APPLY_ERROR_FILE);
  g_unlink (made);
}

/* --- two at once --------------------------------------------------------------------------- */

static gboolean
unlock (gpointer lock)
{
  cs_file_unlock (lock);
  return G_SOURCE_REMOVE;
}

static void
test_waits_for_lock (Fixture *f, gconstpointer data)
{
  g_autoptr (CsDraft) draft = apply_fixture_load (f);
  g_autoptr (GError) error = NULL;
  g_autofree char *made = g_path_get_dirname (f->instance.settings_file);
  CsFileLock *lock;

  g_mkdir_with_parents (made, 0700);
  lock = cs_file_lock (f->instance.settings_lock, TRUE, NULL);
  g_timeout_add (100, unlock, lock);
  cs_settings_set_site_name (cs_draft_settings (draft), "x");
  g_assert_true (apply_fixture_apply (f, draft, 0, &error));
  g_assert_no_error (error);
}

static gboolean
cancel (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

static void
test_cancelled_while_waiting (Fixture *f, gconstpointer data)
{
  g_autoptr (CsDraft) draft = apply_fixture_load (f);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *made = g_path_get_dirname (f->instance.settings_file);
  g_autoptr (CsFileLock) lock = NULL;

  g_mkdir_with_parents (made, 0700);
  lock = cs_file_lock (f->instance.settings_lock, TRUE, NULL);
  cs_settings_set_site_name (cs_draft_settings (draft), "x");
  g_timeout_add (100, cancel, cancellable);
  cs_draft_apply_async (draft, f->store, CS_PROMPT_NEVER, 0, cancellable, apply_fixture_done, f);
  g_assert_false (cs_draft_apply_finish (draft, apply_fixture_wait (f), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (apply_fixture_read (f));
}

static void
test_twice_at_once (Fixture *f, gconstpointer data)
{
  g_autoptr (CsDraft) draft = apply_fixture_load (f);
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) second = NULL;

  cs_settings_set_site_name (cs_draft_settings (draft), "x");
  cs_draft_apply_async (draft, f->store, CS_PROMPT_NEVER, 0, NULL, apply_fixture_done, f);
  cs_draft_apply_async (draft, f->store, CS_PROMPT_NEVER, 0, NULL, apply_fixture_done, f);
  second = g_object_ref (apply_fixture_wait (f)); /* refused at once */
  g_assert_false (cs_draft_apply_finish (draft, second, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  g_assert_true (cs_draft_apply_finish (draft, apply_fixture_wait (f), NULL));
}

/* Typing goes on while the apply is under way: what was typed since stays in the draft. */
static void
test_edited_meanwhile (Fixture *f, gconstpointer data)
{
  g_autoptr (CsDraft) draft = apply_fixture_load (f);
  g_autofree char *first = g_strdup (apply_fixture_type (draft, "office", "one"));
  g_autofree char *second = NULL;

  cs_draft_apply_async (draft, f->store, CS_PROMPT_NEVER, 0, NULL, apply_fixture_done, f);
  second = g_strdup (apply_fixture_type (draft, "office", "two"));
  g_assert_true (cs_draft_apply_finish (draft, apply_fixture_wait (f), NULL));
  g_assert_true (apply_fixture_is_stored (f, first));
  g_assert_true (cs_draft_is_changed (draft));
  g_assert_nonnull (cs_draft_typed_password (draft, second));
  g_assert_true (apply_fixture_apply (f, draft, 0, NULL));
  g_assert_true (apply_fixture_is_stored (f, second));
  g_assert_cmpuint (apply_fixture_count (f), ==, 1);
}

/* Cancelled at each iteration of the main loop: applied whole, or not at all. What was applied
 * without an answer of the worker keeps the old secret until somebody looks again. */
static void
test_cancelled_anywhere (Fixture *f, gconstpointer data)
{
  gboolean is_through = FALSE;

  for (guint n = 0; !is_through; n++)
    {
      g_autoptr (CsDraft) draft = apply_fixture_load (f);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      g_autofree char *uuid = g_strdup (apply_fixture_type (draft, "office", "secret"));
      g_autofree char *text = NULL;

      g_clear_object (&f->result);
      cs_draft_apply_async (draft, f->store, CS_PROMPT_NEVER, 0, cancellable, apply_fixture_done,
                            f);
      for (guint i = 0; i < n && f->result == NULL; i++)
        g_main_context_iteration (NULL, TRUE);
      is_through = f->result != NULL;
      g_cancellable_cancel (cancellable);
      while (f->result == NULL)
        g_main_context_iteration (NULL, TRUE);
      if (!cs_draft_apply_finish (draft, f->result, &error)
          && g_error_matches (error, CS_APPLY_ERROR, CS_APPLY_ERROR_NOT_IN_FORCE))
        g_assert_true (apply_fixture_recover (f, NULL));

      text = apply_fixture_read (f);
      g_assert_cmpint (text != NULL && strstr (text, uuid) != NULL, ==,
                       apply_fixture_is_stored (f, uuid));
      g_assert_cmpint (cs_draft_is_changed (draft), ==, !apply_fixture_is_stored (f, uuid));
      g_assert_cmpuint (apply_fixture_count (f), ==, text != NULL ? 1 : 0);
      g_assert_false (apply_fixture_has_journal (f));
    }
}

/* --- recovering ---------------------------------------------------------------------------- */

static void
write_journal (Fixture *f, const char *text)
{
  g_assert_true (g_file_set_contents (f->instance.settings_journal, text, -1, NULL));
  g_assert_cmpint (g_chmod (f->instance.settings_journal, 0600), ==, 0);
}

static void
test_recover (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  apply_fixture_write (f, OTHER);
  apply_fixture_store (f, UUID);
  apply_fixture_store (f, LEFT_OVER);
  write_journal (f, UUID "\n" LEFT_OVER "\nnot a uuid\n");
  g_assert_true (apply_fixture_recover (f, &error));
  g_assert_no_error (error);
  g_assert_true (apply_fixture_is_stored (f, UUID));
  g_assert_false (apply_fixture_is_stored (f, LEFT_OVER));
  g_assert_false (apply_fixture_has_journal (f));
}

static void
test_recover_without_journal (Fixture *f, gconstpointer data)
{
  apply_fixture_write (f, OTHER);
  apply_fixture_store (f, LEFT_OVER);
  g_assert_true (apply_fixture_recover (f, NULL));
  g_assert_true (apply_fixture_is_stored (f, LEFT_OVER));
}

static void
test_recover_knows_nothing (Fixture *f, gconstpointer data)
{
  const char *text = data;

  apply_fixture_write (f, text != NULL ? text : "");
  if (text == NULL)
    g_unlink (f->instance.settings_file);
  apply_fixture_store (f, LEFT_OVER);
  write_journal (f, LEFT_OVER "\n");
  g_assert_true (apply_fixture_recover (f, NULL));
  g_assert_true (apply_fixture_is_stored (f, LEFT_OVER));
  g_assert_true (apply_fixture_has_journal (f));
}

static void
test_apply_takes_left_over (Fixture *f, gconstpointer data)
{
  g_autoptr (CsDraft) draft = NULL;

  apply_fixture_write (f, OTHER);
  apply_fixture_store (f, UUID);
  apply_fixture_store (f, LEFT_OVER);
  write_journal (f, LEFT_OVER "\n");
  draft = apply_fixture_load (f);
  apply_fixture_type_for (draft, "a.example", "a", "two");
  g_assert_true (apply_fixture_apply (f, draft, 0, NULL));
  g_assert_false (apply_fixture_is_stored (f, LEFT_OVER));
  g_assert_cmpuint (apply_fixture_count (f), ==, 2);
  g_assert_false (apply_fixture_has_journal (f));
}

static void
test_many_domains (Fixture *f, gconstpointer data)
{
  g_autoptr (CsDraft) draft = apply_fixture_load (f);
  g_autoptr (CsDraft) again = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *name = g_strdup_printf ("d%u.example", i);

      if (i % 100 == 0)
        apply_fixture_type_for (draft, name, "a", "x");
      else
        {
          CsRemoteDomain *domain = cs_remote_domain_new (cs_pattern_parse (name, -1, NULL));

          cs_settings_put_remote_domain (cs_draft_settings (draft), domain);
          cs_remote_domain_unref (domain);
        }
    }
  g_assert_true (apply_fixture_apply (f, draft, 0, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (apply_fixture_count (f), ==, 50);

  cs_draft_load_async (&f->instance, NULL, apply_fixture_done, f);
  again = cs_draft_load_finish (apply_fixture_wait (f), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cs_settings_n_remote_domains (cs_draft_original (again)), ==, 5000);
}

int
main (int argc, char **argv)
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  g_test_init (&argc, &argv, NULL);

#define ADD_DATA(name, data, func)                                                                 \
  g_test_add (name, Fixture, data, apply_fixture_set_up, func, apply_fixture_tear_down)
#define ADD(name, func) ADD_DATA ("/admin/apply/" name, NULL, func)
  ADD ("load-without-file", test_load_without_file);
  for (guint i = 0; i < G_N_ELEMENTS (load_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/admin/apply/load-%s", load_cases[i].name);

      ADD_DATA (path, &load_cases[i], test_load);
    }
  ADD ("load-untrusted", test_load_untrusted);
  ADD ("first", test_first_apply);
  ADD ("mode", test_mode);
  ADD ("change-removes-old", test_change_removes_old);
  ADD ("shared-stays", test_shared_stays);
  ADD ("foreign-stays", test_foreign_stays);
  ADD ("unnamed-is-not-stored", test_unnamed_is_not_stored);
  ADD ("unchanged-writes-nothing", test_unchanged_writes_nothing);
  ADD ("no-file-stays-no-file", test_no_file_stays_no_file);
  ADD ("bad-draft", test_bad_draft);
  ADD ("changed-on-disk", test_changed_on_disk);
  ADD ("overwrite-faulty", test_overwrite_faulty);
  ADD ("never-overwrite-newer", test_never_overwrite_newer);
  ADD ("store-fails", test_store_fails);
  ADD ("removal-fails", test_removal_fails);
  ADD ("disk-full", test_disk_full);
  ADD ("folder-cannot-be-made", test_folder_cannot_be_made);
  ADD ("waits-for-lock", test_waits_for_lock);
  ADD ("cancelled-while-waiting", test_cancelled_while_waiting);
  ADD ("twice-at-once", test_twice_at_once);
  ADD ("edited-meanwhile", test_edited_meanwhile);
  ADD ("cancelled-anywhere", test_cancelled_anywhere);
  ADD ("recover", test_recover);
  ADD ("recover-without-journal", test_recover_without_journal);
  ADD_DATA ("/admin/apply/recover-missing-settings", NULL, test_recover_knows_nothing);
  ADD_DATA ("/admin/apply/recover-bad-settings", "{", test_recover_knows_nothing);
  ADD_DATA ("/admin/apply/recover-newer-settings", "{\"version\":2}", test_recover_knows_nothing);
  ADD ("apply-takes-left-over", test_apply_takes_left_over);
  ADD ("many-domains", test_many_domains);

  return g_test_run ();
}
