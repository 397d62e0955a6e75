#include "keyring-fixture.h"

#include <string.h>

int
keyring_fixture_run (void)
{
  g_autoptr (GTestDBus) bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  int status;

  g_test_dbus_up (bus);
  status = g_test_run ();
  g_test_dbus_down (bus);
  return status;
}

static void
count (CsSecretStore *store, gpointer user_data)
{
  Fixture *f = user_data;

  f->n_changed++;
  g_main_loop_quit (f->loop);
}

void
keyring_fixture_set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->bus = g_dbus_connection_new_for_address_sync (
      g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, &error);
  g_assert_no_error (error);
  f->mock = mock_keyring_new (f->bus);
  f->keyring = cs_keyring_new ();
  f->store = CS_SECRET_STORE (f->keyring);
  f->loop = g_main_loop_new (NULL, FALSE);
  g_signal_connect (f->store, "changed", G_CALLBACK (count), f);
}

void
keyring_fixture_tear_down (Fixture *f, gconstpointer data)
{
  g_clear_pointer (&f->mock, mock_keyring_free);
  g_clear_object (&f->result);
  g_assert_finalize_object (f->keyring);
  g_dbus_connection_close_sync (f->bus, NULL, NULL);
  g_object_unref (f->bus);
  g_main_loop_unref (f->loop);
}

void
keyring_fixture_done (GObject *source, GAsyncResult *result, gpointer fixture)
{
  Fixture *f = fixture;

  g_set_object (&f->result, result);
  g_main_loop_quit (f->loop);
}

GAsyncResult *
keyring_fixture_wait (Fixture *f)
{
  g_clear_object (&f->result);
  while (f->result == NULL)
    g_main_loop_run (f->loop);
  return f->result;
}

CsSecret *
keyring_fixture_lookup (Fixture *f, CsPrompt prompt, GError **error)
{
  cs_secret_store_lookup_async (f->store, UUID, prompt, NULL, keyring_fixture_done, f);
  return cs_secret_store_lookup_finish (f->store, keyring_fixture_wait (f), error);
}

gboolean
keyring_fixture_store (Fixture *f, CsPrompt prompt, GError **error)
{
  g_autoptr (CsSecret) secret = cs_secret_new ("secret", 6);

  cs_secret_store_store_async (f->store, UUID, "Countersign: office on relay", secret, prompt, NULL,
                               keyring_fixture_done, f);
  return cs_secret_store_store_finish (f->store, keyring_fixture_wait (f), error);
}

void
keyring_fixture_add (Fixture *f, const char *uuid, const char *text)
{
  mock_keyring_add (f->mock, uuid, text, strlen (text), "text/plain", 1000);
}

void
keyring_fixture_wait_for_change (Fixture *f)
{
  guint before = f->n_changed;

  while (f->n_changed == before)
    g_main_loop_run (f->loop);
}
