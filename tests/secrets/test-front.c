#include "secrets/front.h"

#include <string.h>

#include "secrets/memory.h"

/* --- a store that answers when it is told to ----------------------------------------------- */

#define TEST_TYPE_STORE (test_store_get_type ())
G_DECLARE_FINAL_TYPE (TestStore, test_store, TEST, STORE, GObject)

struct _TestStore
{
  GObject parent;
  GQueue lookups; /* (element-type GTask): not answered yet */
  guint n_lookups; /* ever */
};

static void test_store_iface_init (CsSecretStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestStore, test_store, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CS_TYPE_SECRET_STORE, test_store_iface_init))

static void
lookup_async (CsSecretStore *store, const char *uuid, CsPrompt prompt, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  TestStore *self = TEST_STORE (store);

  g_assert_cmpint (prompt, ==, CS_PROMPT_NEVER);
  self->n_lookups++;
  g_queue_push_tail (&self->lookups, g_task_new (store, cancellable, callback, user_data));
}

static CsSecret *
lookup_finish (CsSecretStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_store_iface_init (CsSecretStoreInterface *iface)
{
  iface->lookup_async = lookup_async;
  iface->lookup_finish = lookup_finish;
}

static void
test_store_class_init (TestStoreClass *class)
{
}

static void
test_store_init (TestStore *store)
{
  g_queue_init (&store->lookups);
}

static void
answer_next (TestStore *store, const char *password)
{
  g_autoptr (GTask) task = g_queue_pop_head (&store->lookups);

  g_assert_nonnull (task);
  if (password != NULL)
    g_task_return_pointer (task, cs_secret_new (password, strlen (password)),
                           (GDestroyNotify)cs_secret_unref);
  else
    g_task_return_new_error (task, CS_SECRETS_ERROR, CS_SECRETS_ERROR_LOCKED, "locked");
}

/* --- who asks ------------------------------------------------------------------------------- */

typedef struct
{
  TestStore *store;
  CsSecretStore *front;
} Fixture;

typedef struct
{
  gboolean is_done;
  CsSecret *secret;
  GError *error;
} Answer;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->store = g_object_new (TEST_TYPE_STORE, NULL);
  fixture->front
      = CS_SECRET_STORE (cs_secret_front_new (CS_SECRET_STORE (g_object_ref (fixture->store))));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (fixture->store->lookups.length, ==, 0);
  g_assert_finalize_object (fixture->front);
  g_assert_finalize_object (fixture->store);
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  g_assert_false (answer->is_done);
  answer->is_done = TRUE;
  answer->secret = cs_secret_store_lookup_finish (CS_SECRET_STORE (source), result, &answer->error);
}

static void
ask (Fixture *fixture, const char *uuid, GCancellable *cancellable, Answer *answer)
{
  memset (answer, 0, sizeof *answer);
  cs_secret_store_lookup_async (fixture->front, uuid, CS_PROMPT_NEVER, cancellable, on_answer,
                                answer);
  settle ();
}

static void
expect_password (Answer *answer, const char *password)
{
  gsize size_bytes;

  settle ();
  g_assert_true (answer->is_done);
  g_assert_no_error (answer->error);
  g_assert_cmpstr ((const char *)cs_secret_peek (answer->secret, &size_bytes), ==, password);
  g_clear_pointer (&answer->secret, cs_secret_unref);
}

static void
expect_error (Answer *answer, GQuark domain, int code)
{
  settle ();
  g_assert_true (answer->is_done);
  g_assert_null (answer->secret);
  g_assert_error (answer->error, domain, code);
  g_clear_error (&answer->error);
}

#define ONE "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11"
#define OTHER "0d2c6c5e-5a0e-4d0e-9a49-0a4f5a0d8d12"

/* --- the cases ------------------------------------------------------------------------------ */

static void
test_joined (Fixture *fixture, gconstpointer data)
{
  Answer first, second, other, later;

  ask (fixture, ONE, NULL, &first);
  ask (fixture, ONE, NULL, &second);
  ask (fixture, OTHER, NULL, &other);
  g_assert_cmpuint (fixture->store->n_lookups, ==, 2);

  answer_next (fixture->store, "one");
  expect_password (&first, "one");
  expect_password (&second, "one");
  g_assert_false (other.is_done);
  answer_next (fixture->store, "other");
  expect_password (&other, "other");

  ask (fixture, ONE, NULL, &later);
  expect_password (&later, "one");
  g_assert_cmpuint (fixture->store->n_lookups, ==, 2);
}

static void
test_failure (Fixture *fixture, gconstpointer data)
{
  Answer first, second, later;

  ask (fixture, ONE, NULL, &first);
  ask (fixture, ONE, NULL, &second);
  answer_next (fixture->store, NULL);
  expect_error (&first, CS_SECRETS_ERROR, CS_SECRETS_ERROR_LOCKED);
  expect_error (&second, CS_SECRETS_ERROR, CS_SECRETS_ERROR_LOCKED);

  ask (fixture, ONE, NULL, &later);
  answer_next (fixture->store, "one");
  expect_password (&later, "one");
}

static void
test_changed (Fixture *fixture, gconstpointer data)
{
  Answer before, during, after;

  ask (fixture, ONE, NULL, &before);
  answer_next (fixture->store, "old");
  expect_password (&before, "old");

  g_signal_emit_by_name (fixture->store, "changed");
  ask (fixture, ONE, NULL, &during);
  g_assert_cmpuint (fixture->store->n_lookups, ==, 2);
  g_signal_emit_by_name (fixture->store, "changed");
  ask (fixture, ONE, NULL, &after);
  g_assert_cmpuint (fixture->store->n_lookups, ==, 3);
  answer_next (fixture->store, "stale");
  answer_next (fixture->store, "new");
  expect_password (&during, "stale");
  expect_password (&after, "new");

  ask (fixture, ONE, NULL, &after);
  expect_password (&after, "new");
}

static void
count_signal (guint *n)
{
  ++*n;
}

static void
test_signal (Fixture *fixture, gconstpointer data)
{
  guint n = 0;

  g_signal_connect_swapped (fixture->front, "changed", G_CALLBACK (count_signal), &n);
  g_signal_emit_by_name (fixture->store, "changed");
  g_assert_cmpuint (n, ==, 1);
}

static void
test_few_at_a_time (Fixture *fixture, gconstpointer data)
{
  Answer answers[CS_SECRET_FRONT_MOST_LOOKUPS * 3];

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *uuid = g_uuid_string_random ();

      ask (fixture, uuid, NULL, &answers[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      guint left = G_N_ELEMENTS (answers) - i;

      g_assert_cmpuint (fixture->store->lookups.length, ==,
                        MIN (left, CS_SECRET_FRONT_MOST_LOOKUPS));
      answer_next (fixture->store, "one");
      expect_password (&answers[i], "one");
    }
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) first_cancellable = g_cancellable_new ();
  g_autoptr (GCancellable) second_cancellable = g_cancellable_new ();
  Answer first, second, later;
  GTask *lookup;

  ask (fixture, ONE, first_cancellable, &first);
  ask (fixture, ONE, second_cancellable, &second);
  lookup = fixture->store->lookups.head->data;

  g_cancellable_cancel (first_cancellable);
  expect_error (&first, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (second.is_done);
  g_assert_false (g_cancellable_is_cancelled (g_task_get_cancellable (lookup)));

  g_cancellable_cancel (second_cancellable);
  expect_error (&second, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (g_cancellable_is_cancelled (g_task_get_cancellable (lookup)));

  ask (fixture, ONE, NULL, &later);
  answer_next (fixture->store, "cancelled");
  answer_next (fixture->store, "one");
  expect_password (&later, "one");
}

/* The end of an old lookup leaves the one that has taken its place alone. */
static void
test_cancelled_after_change (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Answer before, after, later;

  ask (fixture, ONE, cancellable, &before);
  g_signal_emit_by_name (fixture->store, "changed");
  ask (fixture, ONE, NULL, &after);
  g_cancellable_cancel (cancellable);
  expect_error (&before, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  ask (fixture, ONE, NULL, &later);
  g_assert_cmpuint (fixture->store->n_lookups, ==, 2);

  answer_next (fixture->store, NULL);
  answer_next (fixture->store, "new");
  expect_password (&after, "new");
  expect_password (&later, "new");

  g_signal_emit_by_name (fixture->store, "changed");
  ask (fixture, ONE, NULL, &later);
  g_assert_cmpuint (fixture->store->n_lookups, ==, 3);
  answer_next (fixture->store, "newer");
  expect_password (&later, "newer");
}

static void
test_cancelled_before_its_turn (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Answer answers[CS_SECRET_FRONT_MOST_LOOKUPS];
  Answer waiting;

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *uuid = g_uuid_string_random ();

      ask (fixture, uuid, NULL, &answers[i]);
    }
  ask (fixture, ONE, cancellable, &waiting);
  g_cancellable_cancel (cancellable);
  expect_error (&waiting, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  ask (fixture, ONE, cancellable, &waiting);
  expect_error (&waiting, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      answer_next (fixture->store, "one");
      expect_password (&answers[i], "one");
    }
  g_assert_cmpuint (fixture->store->n_lookups, ==, G_N_ELEMENTS (answers));
}

/* --- the rest is handed on ------------------------------------------------------------------- */

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  *(gboolean *)user_data = cs_secret_store_store_finish (CS_SECRET_STORE (source), result, &error);
  g_assert_no_error (error);
}

static void
on_removed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  *(gboolean *)user_data = cs_secret_store_remove_finish (CS_SECRET_STORE (source), result, &error);
  g_assert_no_error (error);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GHashTable **)user_data = cs_secret_store_list_finish (CS_SECRET_STORE (source), result, NULL);
}

static void
test_handed_on (void)
{
  g_autoptr (CsSecretFront) front = cs_secret_front_new (CS_SECRET_STORE (cs_memory_store_new ()));
  CsSecretStore *store = CS_SECRET_STORE (front);
  g_autoptr (CsSecret) secret = cs_secret_new ("one", 3);
  g_autoptr (GHashTable) uuids = NULL;
  gboolean was_stored = FALSE, was_removed = FALSE;
  Answer answer = { 0 };

  cs_secret_store_store_async (store, ONE, "label", secret, CS_PROMPT_ALLOWED, NULL, on_stored,
                               &was_stored);
  settle ();
  g_assert_true (was_stored);
  cs_secret_store_lookup_async (store, ONE, CS_PROMPT_ALLOWED, NULL, on_answer, &answer);
  expect_password (&answer, "one");
  cs_secret_store_list_async (store, NULL, on_listed, &uuids);
  settle ();
  g_assert_true (g_hash_table_contains (uuids, ONE));
  cs_secret_store_remove_async (store, ONE, NULL, on_removed, &was_removed);
  settle ();
  g_assert_true (was_removed);
  answer.is_done = FALSE;
  cs_secret_store_lookup_async (store, ONE, CS_PROMPT_ALLOWED, NULL, on_answer, &answer);
  expect_error (&answer, CS_SECRETS_ERROR, CS_SECRETS_ERROR_MISSING);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*function) (Fixture *fixture, gconstpointer data);
  } cases[] = {
    { "joined", test_joined },
    { "failure", test_failure },
    { "changed", test_changed },
    { "signal", test_signal },
    { "few-at-a-time", test_few_at_a_time },
    { "cancelled", test_cancelled },
    { "cancelled-after-change", test_cancelled_after_change },
    { "cancelled-before-its-turn", test_cancelled_before_its_turn },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/secrets/front/%s", cases[i].name);

      g_test_add (path, Fixture, NULL, set_up, cases[i].function, tear_down);
    }
  g_test_add_func ("/secrets/front/handed-on", test_handed_on);
  return g_test_run ();
}
