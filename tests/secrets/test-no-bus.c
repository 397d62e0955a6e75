#include "secrets/keyring.h"

/* K1 without even a session bus, as in cron: an error of its own, at once, for every operation. */

#define UUID "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11"

typedef struct
{
  CsSecretStore *store;
  GMainLoop *loop;
  GAsyncResult *result;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->store = CS_SECRET_STORE (cs_keyring_new ());
  f->loop = g_main_loop_new (NULL, FALSE);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->result);
  g_assert_finalize_object (f->store);
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
test_lookup (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  cs_secret_store_lookup_async (f->store, UUID, CS_PROMPT_ALLOWED, NULL, on_done, f);
  g_main_loop_run (f->loop);
  g_assert_null (cs_secret_store_lookup_finish (f->store, f->result, &error));
  g_assert_error (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_UNAVAILABLE);
}

static void
test_store (Fixture *f, gconstpointer data)
{
  g_autoptr (CsSecret) secret = cs_secret_new ("secret", 6);
  g_autoptr (GError) error = NULL;

  cs_secret_store_store_async (f->store, UUID, "label", secret, CS_PROMPT_ALLOWED, NULL, on_done,
                               f);
  g_main_loop_run (f->loop);
  g_assert_false (cs_secret_store_store_finish (f->store, f->result, &error));
  g_assert_error (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_UNAVAILABLE);
}

static void
test_list (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  cs_secret_store_list_async (f->store, NULL, on_done, f);
  g_main_loop_run (f->loop);
  g_assert_null (cs_secret_store_list_finish (f->store, f->result, &error));
  g_assert_error (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_UNAVAILABLE);
}

int
main (int argc, char **argv)
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/secrets/no-bus/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("lookup", test_lookup);
  ADD ("store", test_store);
  ADD ("list", test_list);

  return g_test_run ();
}
