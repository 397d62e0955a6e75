#include "file-store.h"

#include <glib/gstdio.h>

struct _FileStore
{
  GObject parent;
  char *folder;
};

static void file_store_iface_init (CsSecretStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FileStore, file_store, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CS_TYPE_SECRET_STORE, file_store_iface_init))

static void
file_store_finalize (GObject *object)
{
  g_free (FILE_STORE (object)->folder);
  G_OBJECT_CLASS (file_store_parent_class)->finalize (object);
}

static void
file_store_class_init (FileStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = file_store_finalize;
}

static void
file_store_init (FileStore *self)
{
}

CsSecretStore *
file_store_new (const char *folder)
{
  FileStore *self = g_object_new (FILE_TYPE_STORE, NULL);

  self->folder = g_strdup (folder);
  return CS_SECRET_STORE (self);
}

static char *
path_of (CsSecretStore *store, const char *uuid)
{
  return g_build_filename (FILE_STORE (store)->folder, uuid, NULL);
}

static void
lookup_async (CsSecretStore *store, const char *uuid, CsPrompt prompt, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  g_autofree char *path = path_of (store, uuid);
  g_autofree char *text = NULL;
  gsize size;

  if (g_file_get_contents (path, &text, &size, NULL))
    g_task_return_pointer (task, cs_secret_new (text, size), (GDestroyNotify)cs_secret_unref);
  else
    g_task_return_new_error (task, CS_SECRETS_ERROR, CS_SECRETS_ERROR_MISSING, "no %s", uuid);
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
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  g_autofree char *path = path_of (store, uuid);
  GError *error = NULL;
  gsize size;
  const guint8 *bytes = cs_secret_peek (secret, &size);

  if (g_file_set_contents_full (path, (const char *)bytes, size, G_FILE_SET_CONTENTS_CONSISTENT,
                                0600, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
remove_async (CsSecretStore *store, const char *uuid, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  g_autofree char *path = path_of (store, uuid);

  g_unlink (path);
  g_task_return_boolean (task, TRUE);
}

static gboolean
boolean_finish (CsSecretStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
list_async (CsSecretStore *store, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  GHashTable *uuids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GDir) dir = g_dir_open (FILE_STORE (store)->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_uuid_string_is_valid (name)) /* not GLib's temporary file of a killed process */
      g_hash_table_add (uuids, g_strdup (name));
  g_task_return_pointer (task, uuids, (GDestroyNotify)g_hash_table_unref);
}

static GHashTable *
list_finish (CsSecretStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
file_store_iface_init (CsSecretStoreInterface *iface)
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
