#include "keyring-fixture.h"

#include <string.h>

static void
assert_secret (CsSecret *secret, const char *text)
{
  gsize size_bytes;
  const guint8 *bytes;

  g_assert_nonnull (secret);
  bytes = cs_secret_peek (secret, &size_bytes);
  g_assert_cmpmem (bytes, size_bytes, text, strlen (text));
}

/* --- one state of the service, one answer --------------------------------------------------- */

typedef struct
{
  const char *name;
  gboolean has_item, is_locked;
  CsPrompt prompt;
  MockAnswer answer;
  const char *broken, *error;
  int code; /* of CS_SECRETS_ERROR; -1: the secret */
  guint n_prompts;
} StateCase;

#define OK -1
#define DBUS "org.freedesktop.DBus.Error."

/* clang-format off */
static const StateCase state_cases[] = {
  { "there", TRUE, FALSE, CS_PROMPT_NEVER, 0, NULL, NULL, OK, 0 },
  { "k5-missing", FALSE, FALSE, CS_PROMPT_NEVER, 0, NULL, NULL, CS_SECRETS_ERROR_MISSING, 0 },
  { "k5-missing-while-locked", FALSE, TRUE, CS_PROMPT_NEVER, 0, NULL, NULL, CS_SECRETS_ERROR_MISSING, 0 },
  { "k2-locked-worker", TRUE, TRUE, CS_PROMPT_NEVER, 0, NULL, NULL, CS_SECRETS_ERROR_LOCKED, 0 },
  { "k2-locked-window", TRUE, TRUE, CS_PROMPT_ALLOWED, MOCK_ANSWER_ACCEPT, NULL, NULL, OK, 1 },
  { "k3-dismissed", TRUE, TRUE, CS_PROMPT_ALLOWED, MOCK_ANSWER_DISMISS, NULL, NULL, CS_SECRETS_ERROR_DISMISSED, 1 },
  { "k9-search-hangs", TRUE, FALSE, CS_PROMPT_NEVER, 0, "SearchItems", "", CS_SECRETS_ERROR_TIMED_OUT, 0 },
  { "k9-session-hangs", TRUE, FALSE, CS_PROMPT_NEVER, 0, "OpenSession", "", CS_SECRETS_ERROR_TIMED_OUT, 0 },
  { "k9-secret-hangs", TRUE, FALSE, CS_PROMPT_NEVER, 0, "GetSecrets", "", CS_SECRETS_ERROR_TIMED_OUT, 0 },
  { "k9-unlock-hangs", TRUE, TRUE, CS_PROMPT_ALLOWED, 0, "Unlock", "", CS_SECRETS_ERROR_TIMED_OUT, 0 },
  { "k10-access-denied", TRUE, FALSE, CS_PROMPT_NEVER, 0, "GetSecrets", DBUS "AccessDenied", CS_SECRETS_ERROR_FAILED, 0 },
  { "k10-own-error", TRUE, FALSE, CS_PROMPT_NEVER, 0, "SearchItems", "org.kde.Odd.Error", CS_SECRETS_ERROR_FAILED, 0 },
  { "k8-no-session-for-ever", TRUE, FALSE, CS_PROMPT_NEVER, 0, "GetSecrets", "org.freedesktop.Secret.Error.NoSession", CS_SECRETS_ERROR_FAILED, 0 },
  { "locked-between", TRUE, FALSE, CS_PROMPT_NEVER, 0, "GetSecrets", "org.freedesktop.Secret.Error.IsLocked", CS_SECRETS_ERROR_LOCKED, 0 },
  { "gone-between", TRUE, FALSE, CS_PROMPT_NEVER, 0, "GetSecrets", "org.freedesktop.Secret.Error.NoSuchObject", CS_SECRETS_ERROR_MISSING, 0 },
  { "no-reply", TRUE, FALSE, CS_PROMPT_NEVER, 0, "GetSecrets", DBUS "NoReply", CS_SECRETS_ERROR_TIMED_OUT, 0 },
  { "prompt-fails", TRUE, TRUE, CS_PROMPT_ALLOWED, 0, "Prompt", DBUS "Failed", CS_SECRETS_ERROR_FAILED, 0 },
};
/* clang-format on */

static void
test_state (Fixture *f, gconstpointer data)
{
  const StateCase *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CsSecret) secret = NULL;

  if (c->has_item)
    keyring_fixture_add (f, UUID, "secret");
  keyring_fixture_add (f, OTHER_UUID, "of another credential");
  mock_keyring_set_locked (f->mock, c->is_locked);
  mock_keyring_set_answer (f->mock, c->answer);
  if (c->broken != NULL)
    mock_keyring_break (f->mock, c->broken, c->error);
  if (c->code == CS_SECRETS_ERROR_TIMED_OUT)
    cs_keyring_set_limit_ms (f->keyring, SHORT_MS);

  secret = keyring_fixture_lookup (f, c->prompt, &error);
  if (c->code == OK)
    {
      g_assert_no_error (error);
      assert_secret (secret, "secret");
    }
  else
    g_assert_error (error, CS_SECRETS_ERROR, c->code);
  g_assert_cmpuint (mock_keyring_prompts (f->mock), ==, c->n_prompts);
}

/* --- K7: what is stored there --------------------------------------------------------------- */

typedef struct
{
  const char *name;
  const char *bytes;
  gsize size_bytes;
  const char *content_type;
  gboolean is_good;
} ContentCase;

static const ContentCase content_cases[] = {
  { "text-with-charset", "secret", 6, "text/plain; charset=utf8", TRUE },
  { "no-type", "secret", 6, "", TRUE },
  { "other-type", "secret", 6, "application/pkcs12", FALSE },
  { "empty", "", 0, "text/plain", FALSE },
  { "line-break", "a\nb", 3, "text/plain", FALSE },
  { "nul", "a\0b", 3, "text/plain", FALSE },
  { "latin-1", "\xdf", 1, "text/plain", FALSE },
};

static void
test_content (Fixture *f, gconstpointer data)
{
  const ContentCase *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CsSecret) secret = NULL;

  mock_keyring_add (f->mock, UUID, c->bytes, c->size_bytes, c->content_type, 1);
  secret = keyring_fixture_lookup (f, CS_PROMPT_NEVER, &error);
  if (c->is_good)
    assert_secret (secret, c->bytes);
  else
    g_assert_error (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_INVALID);
}

static void
test_large (Fixture *f, gconstpointer data)
{
  g_autofree char *largest = g_strnfill (CS_SECRET_MAX_PASSWORD_BYTES, 'x');
  g_autofree char *larger = g_strnfill (CS_SECRET_MAX_PASSWORD_BYTES + 1, 'x');
  g_autoptr (GError) error = NULL;
  g_autoptr (CsSecret) secret = NULL;

  keyring_fixture_add (f, UUID, largest);
  secret = keyring_fixture_lookup (f, CS_PROMPT_NEVER, &error);
  assert_secret (secret, largest);
  mock_keyring_remove (f->mock, UUID);
  keyring_fixture_add (f, UUID, larger);
  g_assert_null (keyring_fixture_lookup (f, CS_PROMPT_NEVER, &error));
  g_assert_error (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_INVALID);
}

/* --- K6, K8, K9 ----------------------------------------------------------------------------- */

static void
test_newest (Fixture *f, gconstpointer data)
{
  g_autoptr (CsSecret) secret = NULL;
  GLogLevelFlags fatal;

  mock_keyring_add (f->mock, UUID, "old", 3, "text/plain", 5);
  mock_keyring_add (f->mock, UUID, "newest", 6, "text/plain", 9);
  mock_keyring_add (f->mock, UUID, "older", 5, "text/plain", 7);
  fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK); /* it warns, as it should */
  secret = keyring_fixture_lookup (f, CS_PROMPT_NEVER, NULL);
  g_log_set_always_fatal (fatal);
  assert_secret (secret, "newest");
}

static void
test_restart (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CsSecret) before = NULL;
  g_autoptr (CsSecret) after = NULL;

  keyring_fixture_add (f, UUID, "secret");
  before = keyring_fixture_lookup (f, CS_PROMPT_NEVER, &error);
  g_assert_no_error (error);
  mock_keyring_forget_sessions (f->mock);
  after = keyring_fixture_lookup (f, CS_PROMPT_NEVER, &error);
  g_assert_no_error (error);
  assert_secret (after, "secret");
}

static void
test_another_service (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CsSecret) before = NULL;
  g_autoptr (CsSecret) after = NULL;

  keyring_fixture_add (f, UUID, "of the first");
  before = keyring_fixture_lookup (f, CS_PROMPT_NEVER, &error);
  g_assert_no_error (error);
  g_clear_pointer (&f->mock, mock_keyring_free);
  f->mock = mock_keyring_new (f->bus);
  keyring_fixture_add (f, UUID, "of the second");
  after = keyring_fixture_lookup (f, CS_PROMPT_NEVER, &error);
  g_assert_no_error (error);
  assert_secret (after, "of the second");
}

static void
test_no_service (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&f->mock, mock_keyring_free);
  g_assert_null (keyring_fixture_lookup (f, CS_PROMPT_ALLOWED, &error));
  g_assert_error (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_UNAVAILABLE);
}

static gboolean
drop_service (gpointer user_data)
{
  Fixture *f = user_data;

  g_clear_pointer (&f->mock, mock_keyring_free);
  g_dbus_connection_close_sync (f->bus, NULL, NULL);
  return G_SOURCE_REMOVE;
}

static void
test_service_vanishes (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  keyring_fixture_add (f, UUID, "secret");
  mock_keyring_break (f->mock, "SearchItems", "");
  g_timeout_add (SHORT_MS, drop_service, f);
  g_assert_null (keyring_fixture_lookup (f, CS_PROMPT_NEVER, &error));
  g_assert_true (g_error_matches (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_UNAVAILABLE)
                 || g_error_matches (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_TIMED_OUT));
}

static gboolean
cancel (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

/* A person who thinks for longer than the limit is not cut off, but may cancel. */
static void
test_prompt_has_no_limit (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  keyring_fixture_add (f, UUID, "secret");
  mock_keyring_set_locked (f->mock, TRUE);
  mock_keyring_set_answer (f->mock, MOCK_ANSWER_NONE);
  cs_keyring_set_limit_ms (f->keyring, SHORT_MS);
  g_timeout_add (4 * SHORT_MS, cancel, cancellable);

  cs_secret_store_lookup_async (f->store, UUID, CS_PROMPT_ALLOWED, cancellable,
                                keyring_fixture_done, f);
  g_assert_null (cs_secret_store_lookup_finish (f->store, keyring_fixture_wait (f), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 4 * SHORT_MS * 1000);
}

/* --- cancelled at every iteration of the main loop ------------------------------------------- */

static void
test_cancelled_anywhere (Fixture *f, gconstpointer data)
{
  gboolean is_through = FALSE;

  keyring_fixture_add (f, UUID, "secret");
  for (guint n = 0; !is_through; n++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (CsSecret) secret = NULL;

      g_clear_object (&f->result);
      cs_secret_store_lookup_async (f->store, UUID, CS_PROMPT_NEVER, cancellable,
                                    keyring_fixture_done, f);
      for (guint i = 0; i < n && f->result == NULL; i++)
        g_main_context_iteration (NULL, TRUE);
      is_through = f->result != NULL;
      if (!is_through)
        g_cancellable_cancel (cancellable);
      while (f->result == NULL)
        g_main_context_iteration (NULL, TRUE);
      secret = cs_secret_store_lookup_finish (f->store, f->result, &error);
      if (is_through)
        assert_secret (secret, "secret");
      else if (secret == NULL)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static void
count_secret (GObject *source, GAsyncResult *result, gpointer n_done)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CsSecret) secret
      = cs_secret_store_lookup_finish (CS_SECRET_STORE (source), result, &error);

  g_assert_no_error (error);
  assert_secret (secret, "secret");
  ++*(guint *)n_done;
}

static void
test_at_once (Fixture *f, gconstpointer data)
{
  guint n_done = 0;

  keyring_fixture_add (f, UUID, "secret");
  for (guint i = 0; i < 50; i++)
    cs_secret_store_lookup_async (f->store, UUID, CS_PROMPT_NEVER, NULL, count_secret, &n_done);
  while (n_done < 50)
    g_main_context_iteration (NULL, TRUE);
}

/* --- watching ------------------------------------------------------------------------------- */

static void
test_watch (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CsSecret) secret = NULL;

  mock_keyring_set_locked (f->mock, TRUE);
  keyring_fixture_add (f, UUID, "secret");
  g_assert_null (keyring_fixture_lookup (f, CS_PROMPT_NEVER, &error));
  g_assert_error (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_LOCKED);

  mock_keyring_set_locked (f->mock, FALSE);
  keyring_fixture_wait_for_change (f);
  secret = keyring_fixture_lookup (f, CS_PROMPT_NEVER, NULL);
  assert_secret (secret, "secret");

  keyring_fixture_add (f, OTHER_UUID, "new");
  keyring_fixture_wait_for_change (f);
  mock_keyring_remove (f->mock, OTHER_UUID);
  keyring_fixture_wait_for_change (f);
  g_clear_pointer (&f->mock, mock_keyring_free);
  keyring_fixture_wait_for_change (f);
  f->mock = mock_keyring_new (f->bus);
  keyring_fixture_wait_for_change (f);
}

/* One announcement for a thousand signals that came together. */
static void
test_watch_in_bulk (Fixture *f, gconstpointer data)
{
  g_autoptr (CsSecret) secret = NULL;

  keyring_fixture_add (f, UUID, "secret");
  secret = keyring_fixture_lookup (f, CS_PROMPT_NEVER, NULL);
  f->n_changed = 0;
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *uuid = g_uuid_string_random ();

      keyring_fixture_add (f, uuid, "x");
    }
  g_dbus_connection_flush_sync (f->bus, NULL, NULL);
  keyring_fixture_wait_for_change (f);
  g_assert_cmpuint (f->n_changed, <, 100);
}

/* --- what is none of our business ------------------------------------------------------------ */

typedef struct
{
  const char *name;
  const char *path, *interface, *signal;
  const char *parameters; /* GVariant text */
} ForeignSignal;

#define SERVICE_PATH "/org/freedesktop/secrets"

static const ForeignSignal foreign_signals[] = {
  { "prompt", SERVICE_PATH "/prompt/1", "org.freedesktop.Secret.Prompt", "Completed",
    "(true, <''>)" },
  { "item", SERVICE_PATH "/collection/login/1", "org.freedesktop.DBus.Properties",
    "PropertiesChanged", "('org.freedesktop.Secret.Item', {'Label': <'x'>}, @as [])" },
  { "other", SERVICE_PATH, "org.gnome.keyring.Other", "Something", "()" },
};

static GDBusMessage *
count_signal (GDBusConnection *bus, GDBusMessage *message, gboolean incoming, gpointer user_data)
{
  gint *n = user_data;

  if (incoming && g_strcmp0 (g_dbus_message_get_member (message), "Last") != 0
      && g_dbus_message_get_message_type (message) == G_DBUS_MESSAGE_TYPE_SIGNAL)
    g_atomic_int_inc (n);
  return message;
}

static void
on_last (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
         const char *signal, GVariant *parameters, gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
}

/* Neither announced nor even sent to us: signals of one sender come in the order of sending, so
 * after the last one there is no more. */
static void
test_foreign_signal (Fixture *f, gconstpointer data)
{
  const ForeignSignal *c = data;
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  gboolean is_over = FALSE;
  gint n_signals = 0;
  guint filter, last;

  g_assert_null (keyring_fixture_lookup (f, CS_PROMPT_NEVER, NULL)); /* connects */
  last = g_dbus_connection_signal_subscribe (bus, NULL, "org.example.Test", "Last", NULL, NULL, 0,
                                             on_last, &is_over, NULL);
  f->n_changed = 0;
  filter = g_dbus_connection_add_filter (bus, count_signal, &n_signals, NULL);
  g_dbus_connection_emit_signal (f->bus, NULL, c->path, c->interface, c->signal,
                                 g_variant_new_parsed (c->parameters), NULL);
  g_dbus_connection_emit_signal (f->bus, NULL, "/", "org.example.Test", "Last", NULL, NULL);
  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_dbus_connection_remove_filter (bus, filter);
  g_dbus_connection_signal_unsubscribe (bus, last);
  g_assert_cmpint (g_atomic_int_get (&n_signals), ==, 0);
  g_assert_cmpuint (f->n_changed, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (state_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/secrets/keyring/%s", state_cases[i].name);

      ADD_KEYRING_TEST (path, &state_cases[i], test_state);
    }
  for (guint i = 0; i < G_N_ELEMENTS (content_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/secrets/keyring/k7-%s", content_cases[i].name);

      ADD_KEYRING_TEST (path, &content_cases[i], test_content);
    }
  ADD_KEYRING_TEST ("/secrets/keyring/k7-large", NULL, test_large);
  ADD_KEYRING_TEST ("/secrets/keyring/k6-newest", NULL, test_newest);
  ADD_KEYRING_TEST ("/secrets/keyring/k8-restart", NULL, test_restart);
  ADD_KEYRING_TEST ("/secrets/keyring/k8-another-service", NULL, test_another_service);
  ADD_KEYRING_TEST ("/secrets/keyring/k1-no-service", NULL, test_no_service);
  ADD_KEYRING_TEST ("/secrets/keyring/k1-service-vanishes", NULL, test_service_vanishes);
  ADD_KEYRING_TEST ("/secrets/keyring/k9-prompt-has-no-limit", NULL, test_prompt_has_no_limit);
  ADD_KEYRING_TEST ("/secrets/keyring/cancelled-anywhere", NULL, test_cancelled_anywhere);
  ADD_KEYRING_TEST ("/secrets/keyring/at-once", NULL, test_at_once);
  ADD_KEYRING_TEST ("/secrets/keyring/watch", NULL, test_watch);
  ADD_KEYRING_TEST ("/secrets/keyring/watch-in-bulk", NULL, test_watch_in_bulk);

  for (guint i = 0; i < G_N_ELEMENTS (foreign_signals); i++)
    {
      g_autofree char *path
          = g_strdup_printf ("/secrets/keyring/watch-not-%s", foreign_signals[i].name);

      ADD_KEYRING_TEST (path, &foreign_signals[i], test_foreign_signal);
    }

  return keyring_fixture_run ();
}
