#include "secrets/memory.h"

struct _CsMemoryStore
{
  GObject parent;
  GHashTable *secrets; /* char * UUID to CsSecret * */
  guint until_failure; /* operations left until they fail, 1: the next; 0: they do not */
  CsSecretsError failure;
};

static void cs_memory_store_iface_init (CsSecretStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CsMemoryStore, cs_memory_store, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CS_TYPE_SECRET_STORE,
                                                      cs_memory_store_iface_init))

static void
cs_memory_store_finalize (GObject *object)
{
  g_hash_table_unref (CS_MEMORY_STORE (object)->secrets);
  G_OBJECT_CLASS (cs_memory_store_parent_class)->finalize (object);
}

static void
cs_memory_store_class_init (CsMemoryStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cs_memory_store_finalize;
}

static void
cs_memory_store_init (CsMemoryStore *self)
{
  self->secrets
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)cs_secret_unref);
}

CsMemoryStore *
cs_memory_store_new (void)
{
  return g_object_new (CS_TYPE_MEMORY_STORE, NULL);
}

/**
 * cs_memory_store_fail:
 * @nth: operations from this one on fail, 1 is the next one; 0: none fails any more
 * @code: with what
 */
void
cs_memory_store_fail (CsMemoryStore *store, guint nth, CsSecretsError code)
{
  store->until_failure = nth;
  store->failure = code;
}

/* Whether this operation fails; returns the error on @task then. */
static gboolean
fail_if_told (CsMemoryStore *self, GTask *task)
{
  if (g_task_return_error_if_cancelled (task))
    return TRUE;
  if (self->until_failure == 0 || --self->until_failure > 0)
    return FALSE;

  self->until_failure = 1;
  g_task_return_new_error (task, CS_SECRETS_ERROR, self->failure, "The store was told to fail");
  return TRUE;
}

static void
lookup_async (CsSecretStore *store, const char *uuid, CsPrompt prompt, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  CsMemoryStore *self = CS_MEMORY_STORE (store);
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  CsSecret *secret = g_hash_table_lookup (self->secrets, uuid);

  if (fail_if_told (self, task))
    return;
  if (secret == NULL)
    g_task_return_new_error (task, CS_SECRETS_ERROR, CS_SECRETS_ERROR_MISSING,
                             "There is no credential %s", uuid);
  else
    g_task_return_pointer (task, cs_secret_ref (secret), (GDestroyNotify)cs_secret_unref);
}

static CsSecret *
lookup_finish (CsSecretStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
store_async (CsSecretStore *store, const char *uuid, const char *label, CsSecret *secret,
             CsPrompt prompt, GCancellable *cancellable, GAsyncReadyCallback callback,
             gpointer user_data)
{
  CsMemoryStore *self = CS_MEMORY_STORE (store);
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);

  if (fail_if_told (self, task))
    return;
  g_hash_table_replace (self->secrets, g_strdup (uuid), cs_secret_ref (secret));
  g_signal_emit_by_name (self, "changed");
  g_task_return_boolean (task, TRUE);
}

static gboolean
boolean_finish (CsSecretStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
remove_async (CsSecretStore *store, const char *uuid, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  CsMemoryStore *self = CS_MEMORY_STORE (store);
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);

  if (fail_if_told (self, task))
    return;
  if (g_hash_table_remove (self->secrets, uuid))
    g_signal_emit_by_name (self, "changed");
  g_task_return_boolean (task, TRUE);
}

static void
list_async (CsSecretStore *store, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
  CsMemoryStore *self = CS_MEMORY_STORE (store);
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  g_autoptr (GHashTable) uuids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer uuid;

  if (fail_if_told (self, task))
    return;
  g_hash_table_iter_init (&iter, self->secrets);
  while (g_hash_table_iter_next (&iter, &uuid, NULL))
    g_hash_table_add (uuids, g_strdup (uuid));
  g_task_return_pointer (task, g_steal_pointer (&uuids), (GDestroyNotify)g_hash_table_unref);
}

static GHashTable *
list_finish (CsSecretStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
cs_memory_store_iface_init (CsSecretStoreInterface *iface)
{
  iface->lookup_async = lookup_async;
  iface->lookup_finish = lookup_finish;
  iface->store_async = store_async;
  iface->store_finish = boolean_finish;
  iface->remove_async = remove_async;
  iface->remove_finish = boolean_finish;
  iface->list_async = list_async;
  iface->list_finish = list_finish;
}
