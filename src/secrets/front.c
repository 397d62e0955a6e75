#include "secrets/front.h"

struct _CsSecretFront
{
  GObject parent;
  CsSecretStore *store;
  GHashTable *wanted; /* char * UUID to Wanted *: those that may still be joined */
  GQueue waiting; /* (element-type Wanted): for their turn */
  guint n_running;
};

/* One secret that somebody asked for. */
typedef struct
{
  CsSecretFront *front; /* with a reference while is_running */
  char *uuid;
  GPtrArray *askers; /* (element-type Asker) */
  GCancellable *cancellable; /* of the lookup: when nobody wants it any more */
  gboolean is_running;
  gboolean is_stale; /* its answer serves those who asked before, nobody else */
  CsSecret *secret; /* kept */
  guint forget_source;
} Wanted;

typedef struct
{
  Wanted *wanted;
  GTask *task;
  GSource *cancelled;
} Asker;

static void cs_secret_front_iface_init (CsSecretStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CsSecretFront, cs_secret_front, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CS_TYPE_SECRET_STORE,
                                                      cs_secret_front_iface_init))

static void
asker_free (Asker *asker)
{
  if (asker->cancelled != NULL)
    {
      g_source_destroy (asker->cancelled);
      g_source_unref (asker->cancelled);
    }
  g_object_unref (asker->task);
  g_free (asker);
}

static void
wanted_free (Wanted *wanted)
{
  g_clear_handle_id (&wanted->forget_source, g_source_remove);
  g_clear_pointer (&wanted->secret, cs_secret_unref);
  g_ptr_array_unref (wanted->askers);
  g_object_unref (wanted->cancellable);
  g_free (wanted->uuid);
  g_free (wanted);
}

static Wanted *
wanted_new (CsSecretFront *front, const char *uuid)
{
  Wanted *wanted = g_new0 (Wanted, 1);

  wanted->front = front;
  wanted->uuid = g_strdup (uuid);
  wanted->askers = g_ptr_array_new_with_free_func ((GDestroyNotify)asker_free);
  wanted->cancellable = g_cancellable_new ();
  return wanted;
}

/* --- looking up --------------------------------------------------------------------------- */

static void run_next (CsSecretFront *front);

/* Another one may have taken its place: whoever asks after a change does not join it. */
static void
leave_table (Wanted *wanted)
{
  if (g_hash_table_lookup (wanted->front->wanted, wanted->uuid) == wanted)
    g_hash_table_remove (wanted->front->wanted, wanted->uuid);
}

static void
forget (Wanted *wanted)
{
  leave_table (wanted);
  wanted_free (wanted);
}

static gboolean
on_kept_long_enough (gpointer user_data)
{
  Wanted *wanted = user_data;

  wanted->forget_source = 0;
  forget (wanted);
  return G_SOURCE_REMOVE;
}

static void
make_stale (Wanted *wanted)
{
  leave_table (wanted);
  wanted->is_stale = TRUE;
}

/* Their callbacks may ask again, so the list is taken away first. */
static void
answer (GPtrArray *askers, CsSecret *secret, const GError *error)
{
  for (guint i = 0; i < askers->len; i++)
    {
      Asker *asker = askers->pdata[i];

      if (secret != NULL)
        g_task_return_pointer (asker->task, cs_secret_ref (secret),
                               (GDestroyNotify)cs_secret_unref);
      else
        g_task_return_error (asker->task, g_error_copy (error));
    }
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wanted *wanted = user_data;
  g_autoptr (CsSecretFront) front = wanted->front;
  g_autoptr (GError) error = NULL;
  g_autoptr (CsSecret) secret
      = cs_secret_store_lookup_finish (CS_SECRET_STORE (source), result, &error);
  g_autoptr (GPtrArray) askers = g_steal_pointer (&wanted->askers);

  wanted->askers = g_ptr_array_new_with_free_func ((GDestroyNotify)asker_free);
  wanted->is_running = FALSE;
  front->n_running--;
  if (wanted->is_stale)
    wanted_free (wanted);
  else if (secret == NULL)
    forget (wanted);
  else
    {
      wanted->secret = cs_secret_ref (secret);
      wanted->forget_source
          = g_timeout_add_seconds (CS_SECRET_FRONT_KEEP_S, on_kept_long_enough, wanted);
    }
  answer (askers, secret, error);
  run_next (front);
}

static void
run_next (CsSecretFront *front)
{
  Wanted *wanted;

  while (front->n_running < CS_SECRET_FRONT_MOST_LOOKUPS
         && (wanted = g_queue_pop_head (&front->waiting)) != NULL)
    {
      front->n_running++;
      wanted->is_running = TRUE;
      g_object_ref (front);
      cs_secret_store_lookup_async (front->store, wanted->uuid, CS_PROMPT_NEVER,
                                    wanted->cancellable, on_looked_up, wanted);
    }
}

/* Nobody wants it any more: the lookup ends, if it has begun. */
static void
lose_interest (Wanted *wanted)
{
  if (wanted->is_running)
    {
      make_stale (wanted);
      g_cancellable_cancel (wanted->cancellable);
      return;
    }
  g_queue_remove (&wanted->front->waiting, wanted);
  forget (wanted);
}

static gboolean
on_asker_cancelled (GCancellable *cancellable, gpointer user_data)
{
  Asker *asker = user_data;
  Wanted *wanted = asker->wanted;
  g_autoptr (GTask) task = g_object_ref (asker->task);

  g_ptr_array_remove_fast (wanted->askers, asker);
  if (wanted->askers->len == 0)
    lose_interest (wanted);
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
join (Wanted *wanted, GTask *task /* (transfer full) */)
{
  Asker *asker = g_new0 (Asker, 1);
  GCancellable *cancellable = g_task_get_cancellable (task);

  asker->wanted = wanted;
  asker->task = task;
  g_ptr_array_add (wanted->askers, asker);
  if (cancellable == NULL)
    return;
  asker->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (asker->cancelled, G_SOURCE_FUNC (on_asker_cancelled), asker, NULL);
  g_source_attach (asker->cancelled, g_task_get_context (task));
}

static void
look_up (CsSecretFront *front, GTask *task /* (transfer full) */, const char *uuid)
{
  Wanted *wanted = g_hash_table_lookup (front->wanted, uuid);

  if (wanted != NULL && wanted->secret != NULL)
    {
      g_task_return_pointer (task, cs_secret_ref (wanted->secret), (GDestroyNotify)cs_secret_unref);
      g_object_unref (task);
      return;
    }
  if (wanted == NULL)
    {
      wanted = wanted_new (front, uuid);
      g_hash_table_insert (front->wanted, wanted->uuid, wanted);
      g_queue_push_tail (&front->waiting, wanted);
    }
  join (wanted, task);
  run_next (front);
}

static void
on_changed (CsSecretFront *front)
{
  g_autoptr (GList) all = g_hash_table_get_values (front->wanted);

  for (GList *l = all; l != NULL; l = l->next)
    {
      Wanted *wanted = l->data;

      if (wanted->is_running)
        make_stale (wanted);
      else if (wanted->secret != NULL)
        forget (wanted);
    }
  g_signal_emit_by_name (front, "changed");
}

/* --- the interface ------------------------------------------------------------------------ */

/* What is handed on is answered by the other store: its results need no wrapping, and either of the
 * two can finish them. */

static void
lookup_async (CsSecretStore *store, const char *uuid, CsPrompt prompt, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  CsSecretFront *front = CS_SECRET_FRONT (store);
  GTask *task;

  if (prompt != CS_PROMPT_NEVER)
    {
      cs_secret_store_lookup_async (front->store, uuid, prompt, cancellable, callback, user_data);
      return;
    }
  task = g_task_new (store, cancellable, callback, user_data);
  if (g_task_return_error_if_cancelled (task))
    g_object_unref (task);
  else
    look_up (front, task, uuid);
}

static CsSecret *
lookup_finish (CsSecretStore *store, GAsyncResult *result, GError **error)
{
  if (g_task_is_valid (result, store))
    return g_task_propagate_pointer (G_TASK (result), error);
  return cs_secret_store_lookup_finish (CS_SECRET_FRONT (store)->store, result, error);
}

static void
store_async (CsSecretStore *store, const char *uuid, const char *label, CsSecret *secret,
             CsPrompt prompt, GCancellable *cancellable, GAsyncReadyCallback callback,
             gpointer user_data)
{
  cs_secret_store_store_async (CS_SECRET_FRONT (store)->store, uuid, label, secret, prompt,
                               cancellable, callback, user_data);
}

static gboolean
store_finish (CsSecretStore *store, GAsyncResult *result, GError **error)
{
  return cs_secret_store_store_finish (CS_SECRET_FRONT (store)->store, result, error);
}

static void
remove_async (CsSecretStore *store, const char *uuid, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  cs_secret_store_remove_async (CS_SECRET_FRONT (store)->store, uuid, cancellable, callback,
                                user_data);
}

static gboolean
remove_finish (CsSecretStore *store, GAsyncResult *result, GError **error)
{
  return cs_secret_store_remove_finish (CS_SECRET_FRONT (store)->store, result, error);
}

static void
list_async (CsSecretStore *store, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
  cs_secret_store_list_async (CS_SECRET_FRONT (store)->store, cancellable, callback, user_data);
}

static GHashTable *
list_finish (CsSecretStore *store, GAsyncResult *result, GError **error)
{
  return cs_secret_store_list_finish (CS_SECRET_FRONT (store)->store, result, error);
}

static void
cs_secret_front_iface_init (CsSecretStoreInterface *iface)
{
  iface->lookup_async = lookup_async;
  iface->lookup_finish = lookup_finish;
  iface->store_async = store_async;
  iface->store_finish = store_finish;
  iface->remove_async = remove_async;
  iface->remove_finish = remove_finish;
  iface->list_async = list_async;
  iface->list_finish = list_finish;
}

static void
cs_secret_front_finalize (GObject *object)
{
  CsSecretFront *front = CS_SECRET_FRONT (object);
  g_autoptr (GList) kept = g_hash_table_get_values (front->wanted);

  for (GList *l = kept; l != NULL; l = l->next)
    wanted_free (l->data);
  g_hash_table_unref (front->wanted);
  g_signal_handlers_disconnect_by_data (front->store, front);
  g_object_unref (front->store);
  G_OBJECT_CLASS (cs_secret_front_parent_class)->finalize (object);
}

static void
cs_secret_front_class_init (CsSecretFrontClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cs_secret_front_finalize;
}

static void
cs_secret_front_init (CsSecretFront *front)
{
  front->wanted = g_hash_table_new (g_str_hash, g_str_equal);
  g_queue_init (&front->waiting);
}

CsSecretFront *
cs_secret_front_new (CsSecretStore *store)
{
  CsSecretFront *front = g_object_new (CS_TYPE_SECRET_FRONT, NULL);

  front->store = store;
  g_signal_connect_swapped (store, "changed", G_CALLBACK (on_changed), front);
  return front;
}
