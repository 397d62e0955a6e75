#include "keyring-fixture.h"

#include <string.h>

typedef struct
{
  const char *name;
  gboolean is_locked, has_no_default, is_corrupting;
  CsPrompt prompt;
  MockAnswer answer;
  const char *broken, *error;
  int code;
  guint n_prompts;
} Case;

#define OK -1

/* clang-format off */
static const Case cases[] = {
  { "stored", FALSE, FALSE, FALSE, CS_PROMPT_NEVER, 0, NULL, NULL, OK, 0 },
  { "k2-locked-nobody", TRUE, FALSE, FALSE, CS_PROMPT_NEVER, 0, NULL, NULL, CS_SECRETS_ERROR_LOCKED, 0 },
  { "k2-locked-window", TRUE, FALSE, FALSE, CS_PROMPT_ALLOWED, MOCK_ANSWER_ACCEPT, NULL, NULL, OK, 1 },
  { "k3-dismissed", TRUE, FALSE, FALSE, CS_PROMPT_ALLOWED, MOCK_ANSWER_DISMISS, NULL, NULL, CS_SECRETS_ERROR_DISMISSED, 1 },
  { "k4-no-default-nobody", FALSE, TRUE, FALSE, CS_PROMPT_NEVER, 0, NULL, NULL, CS_SECRETS_ERROR_UNAVAILABLE, 0 },
  { "k4-no-default-window", FALSE, TRUE, FALSE, CS_PROMPT_ALLOWED, MOCK_ANSWER_ACCEPT, NULL, NULL, OK, 1 },
  { "k4-no-default-dismissed", FALSE, TRUE, FALSE, CS_PROMPT_ALLOWED, MOCK_ANSWER_DISMISS, NULL, NULL, CS_SECRETS_ERROR_DISMISSED, 1 },
  { "not-kept", FALSE, FALSE, TRUE, CS_PROMPT_NEVER, 0, NULL, NULL, CS_SECRETS_ERROR_NOT_STORED, 0 },
  { "k9-alias-hangs", FALSE, FALSE, FALSE, CS_PROMPT_NEVER, 0, "ReadAlias", "", CS_SECRETS_ERROR_TIMED_OUT, 0 },
  { "k9-create-hangs", FALSE, FALSE, FALSE, CS_PROMPT_NEVER, 0, "CreateItem", "", CS_SECRETS_ERROR_TIMED_OUT, 0 },
  { "k10-refused", FALSE, FALSE, FALSE, CS_PROMPT_NEVER, 0, "CreateItem", "org.freedesktop.DBus.Error.AccessDenied", CS_SECRETS_ERROR_FAILED, 0 },
  { "locked-between", FALSE, FALSE, FALSE, CS_PROMPT_NEVER, 0, "CreateItem", "org.freedesktop.Secret.Error.IsLocked", CS_SECRETS_ERROR_LOCKED, 0 },
};
/* clang-format on */

static void
test_case (Fixture *f, gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GError) error = NULL;
  gboolean ok;

  mock_keyring_set_locked (f->mock, c->is_locked);
  mock_keyring_set_default (f->mock, !c->has_no_default);
  mock_keyring_set_corrupting (f->mock, c->is_corrupting);
  mock_keyring_set_answer (f->mock, c->answer);
  if (c->broken != NULL)
    mock_keyring_break (f->mock, c->broken, c->error);
  if (c->code == CS_SECRETS_ERROR_TIMED_OUT)
    cs_keyring_set_limit_ms (f->keyring, SHORT_MS);

  ok = keyring_fixture_store (f, c->prompt, &error);
  g_assert_cmpuint (mock_keyring_prompts (f->mock), ==, c->n_prompts);
  if (c->code != OK)
    {
      g_assert_false (ok);
      g_assert_error (error, CS_SECRETS_ERROR, c->code);
      return;
    }
  g_assert_no_error (error);
  g_assert_true (ok);
  g_assert_cmpmem (g_bytes_get_data (mock_keyring_secret (f->mock, UUID), NULL), 6, "secret", 6);
  g_assert_cmpstr (mock_keyring_label (f->mock, UUID), ==, "Countersign: office on relay");
}

static void
test_no_service (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&f->mock, mock_keyring_free);
  g_assert_false (keyring_fixture_store (f, CS_PROMPT_ALLOWED, &error));
  g_assert_error (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_UNAVAILABLE);
}

static gboolean
remove_uuid (Fixture *f, GError **error)
{
  cs_secret_store_remove_async (f->store, UUID, NULL, keyring_fixture_done, f);
  return cs_secret_store_remove_finish (f->store, keyring_fixture_wait (f), error);
}

static void
test_remove (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  keyring_fixture_add (f, UUID, "one");
  keyring_fixture_add (f, UUID, "and another of the same name");
  keyring_fixture_add (f, OTHER_UUID, "stays");
  g_assert_true (remove_uuid (f, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (mock_keyring_count (f->mock), ==, 1);
  g_assert_true (remove_uuid (f, &error));
  g_assert_no_error (error);
}

static void
test_remove_locked (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  keyring_fixture_add (f, UUID, "secret");
  mock_keyring_set_locked (f->mock, TRUE);
  g_assert_false (remove_uuid (f, &error));
  g_assert_error (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_LOCKED);
  g_assert_cmpuint (mock_keyring_count (f->mock), ==, 1);
  g_assert_cmpuint (mock_keyring_prompts (f->mock), ==, 0);
}

static GHashTable *
list (Fixture *f, GError **error)
{
  cs_secret_store_list_async (f->store, NULL, keyring_fixture_done, f);
  return cs_secret_store_list_finish (f->store, keyring_fixture_wait (f), error);
}

static void
test_list (Fixture *f, gconstpointer data)
{
  gboolean is_locked = GPOINTER_TO_INT (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) uuids = NULL;

  keyring_fixture_add (f, "not a uuid", "x");
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *uuid = g_uuid_string_random ();

      keyring_fixture_add (f, uuid, "x");
    }
  keyring_fixture_add (f, UUID, "secret");
  keyring_fixture_add (f, UUID, "twice");
  mock_keyring_set_locked (f->mock, is_locked);
  mock_keyring_break (f->mock, "GetSecrets", "org.example.MustNotBeRead");

  uuids = list (f, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (uuids), ==, 301);
  g_assert_true (g_hash_table_contains (uuids, UUID));
  g_assert_cmpuint (mock_keyring_prompts (f->mock), ==, 0);
}

static void
test_list_empty (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) uuids = list (f, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (uuids), ==, 0);
}

/* Whenever it is cancelled, what is stored is either nothing or the whole secret. */
static void
test_cancelled_anywhere (Fixture *f, gconstpointer data)
{
  g_autoptr (CsSecret) secret = cs_secret_new ("secret", 6);
  gboolean is_through = FALSE;
  /* a cancelled request may still create its item, beside the next one: a warning, and right */
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK);

  for (guint n = 0; !is_through; n++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      GBytes *stored;

      g_clear_object (&f->result);
      cs_secret_store_store_async (f->store, UUID, "label", secret, CS_PROMPT_NEVER, cancellable,
                                   keyring_fixture_done, f);
      for (guint i = 0; i < n && f->result == NULL; i++)
        g_main_context_iteration (NULL, TRUE);
      is_through = f->result != NULL;
      if (!is_through)
        g_cancellable_cancel (cancellable);
      while (f->result == NULL)
        g_main_context_iteration (NULL, TRUE);
      if (!cs_secret_store_store_finish (f->store, f->result, &error))
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      stored = mock_keyring_secret (f->mock, UUID);
      if (stored != NULL)
        g_assert_cmpmem (g_bytes_get_data (stored, NULL), g_bytes_get_size (stored), "secret", 6);
      mock_keyring_remove (f->mock, UUID);
    }
  g_log_set_always_fatal (fatal);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/secrets/keyring-store/%s", cases[i].name);

      ADD_KEYRING_TEST (path, &cases[i], test_case);
    }
  ADD_KEYRING_TEST ("/secrets/keyring-store/k1-no-service", NULL, test_no_service);
  ADD_KEYRING_TEST ("/secrets/keyring-store/remove", NULL, test_remove);
  ADD_KEYRING_TEST ("/secrets/keyring-store/remove-locked", NULL, test_remove_locked);
  ADD_KEYRING_TEST ("/secrets/keyring-store/list", GINT_TO_POINTER (FALSE), test_list);
  ADD_KEYRING_TEST ("/secrets/keyring-store/list-locked", GINT_TO_POINTER (TRUE), test_list);
  ADD_KEYRING_TEST ("/secrets/keyring-store/list-empty", NULL, test_list_empty);
  ADD_KEYRING_TEST ("/secrets/keyring-store/cancelled-anywhere", NULL, test_cancelled_anywhere);

  return keyring_fixture_run ();
}
