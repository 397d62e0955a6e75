/* keyring-fixture.h - a keyring and a mock service on a private bus
 */
#pragma once

#include "mock-keyring.h"
#include "secrets/keyring-operation.h"

G_BEGIN_DECLS

#define UUID "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11"
#define OTHER_UUID "0d2c7a11-77aa-4c39-8f0e-6f1d6c5e5a0e"
#define SHORT_MS 400 /* instead of 30 seconds, where a test waits for it */

typedef struct
{
  GDBusConnection *bus; /* the mock's own */
  MockKeyring *mock;
  CsKeyring *keyring;
  CsSecretStore *store;
  GMainLoop *loop;
  GAsyncResult *result;
  guint n_changed;
} Fixture;

/* Starts the bus for the whole program, runs the tests, stops it. */
int keyring_fixture_run (void);

void keyring_fixture_set_up (Fixture *f, gconstpointer data);
void keyring_fixture_tear_down (Fixture *f, gconstpointer data);

/* Runs the loop until the operation that was started with keyring_fixture_done is over. */
void keyring_fixture_done (GObject *source, GAsyncResult *result, gpointer fixture);
GAsyncResult *keyring_fixture_wait (Fixture *f);

CsSecret *keyring_fixture_lookup (Fixture *f, CsPrompt prompt, GError **error);
gboolean keyring_fixture_store (Fixture *f, CsPrompt prompt, GError **error); /* "secret" */
void keyring_fixture_add (Fixture *f, const char *uuid, const char *text);
/* Runs the loop until "changed" has been emitted. */
void keyring_fixture_wait_for_change (Fixture *f);

#define ADD_KEYRING_TEST(name, data, func)                                                         \
  g_test_add (name, Fixture, data, keyring_fixture_set_up, func, keyring_fixture_tear_down)

G_END_DECLS
