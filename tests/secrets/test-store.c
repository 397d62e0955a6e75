#include "secrets/memory.h"

#include <string.h>

typedef struct
{
  GMainLoop *loop;
  GAsyncResult *result;
} Wait;

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;

  wait->result = g_object_ref (result);
  g_main_loop_quit (wait->loop);
}

#define UUID "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11"

/* --- the content of a secret --------------------------------------------------------------- */

typedef struct
{
  const char *name;
  const char *bytes;
  gsize size_bytes;
  gboolean is_good;
} ContentCase;

static const ContentCase content_cases[] = {
  { "plain", "secret", 6, TRUE },
  { "utf-8", "Pa\xc3\x9fwort\xe2\x82\xac", 11, TRUE },
  { "one-space", " ", 1, TRUE },
  { "tab", "a\tb", 3, TRUE },
  { "empty", "", 0, FALSE },
  { "nul", "a\0b", 3, FALSE },
  { "nul-at-end", "ab\0", 3, FALSE },
  { "line-feed", "ab\n", 3, FALSE },
  { "carriage-return", "a\rb", 3, FALSE },
  { "latin-1", "Pa\xdfwort", 7, FALSE },
  { "cut-utf-8", "a\xc3", 2, FALSE },
  { "surrogate", "\xed\xa0\x80", 3, FALSE },
};

static void
test_content (gconstpointer data)
{
  const ContentCase *c = data;
  g_autoptr (CsSecret) secret = cs_secret_new (c->bytes, c->size_bytes);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (cs_secrets_check (secret, &error), ==, c->is_good);
  if (c->is_good)
    g_assert_no_error (error);
  else
    g_assert_error (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_INVALID);
}

static void
test_too_large (void)
{
  guint8 *bytes;
  g_autoptr (CsSecret) most = cs_secret_new_sized (CS_SECRET_MAX_PASSWORD_BYTES, &bytes);
  g_autoptr (CsSecret) more = NULL;

  memset (bytes, 'x', CS_SECRET_MAX_PASSWORD_BYTES);
  g_assert_true (cs_secrets_check (most, NULL));
  more = cs_secret_new_sized (CS_SECRET_MAX_PASSWORD_BYTES + 1, &bytes);
  memset (bytes, 'x', CS_SECRET_MAX_PASSWORD_BYTES + 1);
  g_assert_false (cs_secrets_check (more, NULL));
}

/* --- any store ----------------------------------------------------------------------------- */

typedef struct
{
  CsMemoryStore *memory;
  CsSecretStore *store;
  Wait wait;
  guint n_changed;
} Fixture;

static void
count (CsSecretStore *store, gpointer user_data)
{
  ((Fixture *)user_data)->n_changed++;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->memory = cs_memory_store_new ();
  f->store = CS_SECRET_STORE (f->memory);
  f->wait.loop = g_main_loop_new (NULL, FALSE);
  g_signal_connect (f->store, "changed", G_CALLBACK (count), f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_main_loop_unref (f->wait.loop);
  g_clear_object (&f->wait.result);
  g_assert_finalize_object (f->memory);
}

static GAsyncResult *
run (Fixture *f)
{
  g_clear_object (&f->wait.result);
  g_main_loop_run (f->wait.loop);
  return f->wait.result;
}

static gboolean
store (Fixture *f, const char *uuid, const char *text, GError **error)
{
  g_autoptr (CsSecret) secret = cs_secret_new (text, strlen (text));

  cs_secret_store_store_async (f->store, uuid, "label", secret, CS_PROMPT_NEVER, NULL, on_done,
                               &f->wait);
  return cs_secret_store_store_finish (f->store, run (f), error);
}

static CsSecret *
lookup (Fixture *f, const char *uuid, GCancellable *cancellable, GError **error)
{
  cs_secret_store_lookup_async (f->store, uuid, CS_PROMPT_NEVER, cancellable, on_done, &f->wait);
  return cs_secret_store_lookup_finish (f->store, run (f), error);
}

static void
test_store_and_look_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CsSecret) found = NULL;

  g_assert_true (store (f, UUID, "secret", &error));
  g_assert_no_error (error);
  g_assert_cmpuint (f->n_changed, ==, 1);
  found = lookup (f, UUID, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (cs_secret_peek (found, NULL), 6, "secret", 6);
}

static void
test_missing (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lookup (f, UUID, NULL, &error));
  g_assert_error (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_MISSING);
}

static void
test_bad_names (Fixture *f, gconstpointer data)
{
  static const char *const names[] = { "", "x", "../../etc/passwd", UUID "x" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) missing = NULL;
      g_autoptr (GError) invalid = NULL;

      g_assert_null (lookup (f, names[i], NULL, &missing));
      g_assert_error (missing, CS_SECRETS_ERROR, CS_SECRETS_ERROR_MISSING);
      g_assert_false (store (f, names[i], "secret", &invalid));
      g_assert_error (invalid, CS_SECRETS_ERROR, CS_SECRETS_ERROR_INVALID);
    }
}

static void
test_bad_content_is_not_stored (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (store (f, UUID, "two\nlines", &error));
  g_assert_error (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_INVALID);
  g_assert_cmpuint (f->n_changed, ==, 0);
}

static void
test_read_back_fails (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) locked = NULL;
  g_autoptr (GError) missing = NULL;

  cs_memory_store_fail (f->memory, 2, CS_SECRETS_ERROR_LOCKED);
  g_assert_false (store (f, UUID, "secret", &locked));
  g_assert_error (locked, CS_SECRETS_ERROR, CS_SECRETS_ERROR_LOCKED);
  cs_memory_store_fail (f->memory, 2, CS_SECRETS_ERROR_MISSING);
  g_assert_false (store (f, UUID, "secret", &missing));
  g_assert_error (missing, CS_SECRETS_ERROR, CS_SECRETS_ERROR_NOT_STORED);
}

static void
test_remove (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (store (f, UUID, "secret", NULL));
  for (guint i = 0; i < 2; i++) /* the second time it is not there any more */
    {
      cs_secret_store_remove_async (f->store, UUID, NULL, on_done, &f->wait);
      g_assert_true (cs_secret_store_remove_finish (f->store, run (f), &error));
      g_assert_no_error (error);
    }
  g_assert_null (lookup (f, UUID, NULL, NULL));
}

static void
test_list (Fixture *f, gconstpointer data)
{
  g_autoptr (GHashTable) uuids = NULL;

  g_assert_true (store (f, UUID, "secret", NULL));
  cs_secret_store_list_async (f->store, NULL, on_done, &f->wait);
  uuids = cs_secret_store_list_finish (f->store, run (f), NULL);
  g_assert_cmpuint (g_hash_table_size (uuids), ==, 1);
  g_assert_true (g_hash_table_contains (uuids, UUID));
}

static void
test_cancelled (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (lookup (f, UUID, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (content_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/secrets/content/%s", content_cases[i].name);

      g_test_add_data_func (path, &content_cases[i], test_content);
    }
  g_test_add_func ("/secrets/content/too-large", test_too_large);

#define ADD(name, func) g_test_add ("/secrets/store/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("store-and-look-up", test_store_and_look_up);
  ADD ("missing", test_missing);
  ADD ("bad-names", test_bad_names);
  ADD ("bad-content-is-not-stored", test_bad_content_is_not_stored);
  ADD ("read-back-fails", test_read_back_fails);
  ADD ("remove", test_remove);
  ADD ("list", test_list);
  ADD ("cancelled", test_cancelled);

  return g_test_run ();
}
