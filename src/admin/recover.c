#include "admin/credential.h"

#include <glib/gi18n-lib.h>

#include "admin/apply.h"
#include "admin/journal.h"
#include "admin/place.h"
#include "admin/worker.h"

typedef struct
{
  CsPlaceFiles *files;
  CsSecretStore *store;
  CsFileLock *lock; /* NULL: nothing to do */
  char *revision; /* of the settings on disk */
  char *unused; /* (nullable): a credential to be removed beside what the journal names */
  GHashTable *journal;
  GPtrArray *to_remove;
  guint next;
  GError *failure; /* the first one */
} Recovering;

static void remove_next (GTask *task);

static void
recovering_free (Recovering *recovering)
{
  cs_place_files_free (recovering->files);
  g_object_unref (recovering->store);
  g_clear_pointer (&recovering->lock, cs_file_unlock);
  g_free (recovering->revision);
  g_free (recovering->unused);
  g_clear_pointer (&recovering->journal, g_hash_table_unref);
  g_ptr_array_unref (recovering->to_remove);
  g_clear_error (&recovering->failure);
  g_free (recovering);
}

/* Returns: (nullable): the UUIDs that the settings name; NULL without good settings on disk */
static GHashTable *
read_named (Recovering *recovering)
{
  g_autoptr (CsSettings) settings
      = cs_place_files_read (recovering->files, &recovering->revision, NULL, NULL);
  GHashTable *named;
  GHashTable *copy;
  GHashTableIter iter;
  gpointer uuid;

  if (settings == NULL || *recovering->revision == '\0')
    return NULL;
  named = cs_settings_credentials (settings);
  copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_iter_init (&iter, named);
  while (g_hash_table_iter_next (&iter, &uuid, NULL))
    g_hash_table_add (copy, g_strdup (uuid));
  g_hash_table_unref (named);
  return copy;
}

/* In the journal first, as whatever is about to be deleted. */
static gboolean
take_unused (Recovering *recovering, GHashTable *named, GError **error)
{
  if (named == NULL)
    {
      g_set_error_literal (error, CS_APPLY_ERROR, CS_APPLY_ERROR_FILE,
                           _ ("The settings cannot be read, so nothing was deleted."));
      return FALSE;
    }
  if (g_hash_table_contains (named, recovering->unused))
    {
      g_set_error_literal (error, CS_APPLY_ERROR, CS_APPLY_ERROR_CHANGED_ON_DISK,
                           _ ("An entry uses this password by now, so it was not deleted."));
      return FALSE;
    }
  g_hash_table_add (recovering->journal, g_strdup (recovering->unused));
  return cs_journal_write (recovering->files->journal_file, recovering->journal, error);
}

static gboolean
look (Recovering *recovering, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) named = NULL;
  GHashTableIter iter;
  gpointer uuid;

  if (recovering->unused == NULL && !cs_journal_exists (recovering->files->journal_file))
    return TRUE;
  recovering->lock = cs_place_files_lock (recovering->files, cancellable, error);
  if (recovering->lock == NULL)
    return FALSE;
  recovering->journal = cs_journal_read (recovering->files->journal_file, error);
  if (recovering->journal == NULL)
    return FALSE;
  named = read_named (recovering);
  if (recovering->unused != NULL && !take_unused (recovering, named, error))
    return FALSE;
  if (named == NULL)
    return TRUE;

  g_hash_table_iter_init (&iter, recovering->journal);
  while (g_hash_table_iter_next (&iter, &uuid, NULL))
    if (g_hash_table_contains (named, uuid))
      g_hash_table_iter_remove (&iter);
    else
      g_ptr_array_add (recovering->to_remove, g_strdup (uuid));
  return TRUE;
}

static void
look_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (look (task_data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
tidy_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Recovering *recovering = task_data;
  GError *error = NULL;

  if (recovering->journal != NULL
      && !cs_journal_write (recovering->files->journal_file, recovering->journal, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_tidied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Recovering *recovering = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_pointer (&recovering->lock, cs_file_unlock);
  if (recovering->failure != NULL)
    g_task_return_error (task, g_steal_pointer (&recovering->failure));
  else if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
run (GTask *task, GTaskThreadFunc step, GAsyncReadyCallback next)
{
  g_autoptr (GTask) sub = g_task_new (NULL, g_task_get_cancellable (task), next, task);

  g_task_set_task_data (sub, g_task_get_task_data (task), NULL);
  g_task_set_check_cancellable (sub, FALSE);
  g_task_run_in_thread (sub, step);
}

static void
on_removed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Recovering *recovering = g_task_get_task_data (task);
  const char *uuid = g_ptr_array_index (recovering->to_remove, recovering->next++);
  g_autoptr (GError) error = NULL;

  if (cs_secret_store_remove_finish (recovering->store, result, &error)
      || g_error_matches (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_READ_ONLY))
    g_hash_table_remove (recovering->journal, uuid);
  else if (recovering->failure == NULL)
    recovering->failure = g_steal_pointer (&error);
  remove_next (task);
}

static void
remove_next (GTask *task)
{
  Recovering *recovering = g_task_get_task_data (task);

  if (recovering->next == recovering->to_remove->len)
    run (task, tidy_in_thread, on_tidied);
  else
    cs_secret_store_remove_async (recovering->store,
                                  g_ptr_array_index (recovering->to_remove, recovering->next),
                                  g_task_get_cancellable (task), on_removed, task);
}

/* A worker that goes on with older settings needs their secrets still. */
static void
on_worker_told (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Recovering *recovering = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gboolean is_running;

  if (cs_worker_load_settings_finish (result, &is_running, &error))
    {
      remove_next (task);
      return;
    }
  if (recovering->unused != NULL)
    recovering->failure = g_steal_pointer (&error);
  run (task, tidy_in_thread, on_tidied);
}

static void
ask_worker (GTask *task)
{
  Recovering *recovering = g_task_get_task_data (task);
  CsInstance instance = cs_place_files_instance (recovering->files);

  cs_worker_load_settings_async (&instance, recovering->revision, g_task_get_cancellable (task),
                                 on_worker_told, task);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Recovering *recovering = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_error (task, error);
  else if (recovering->journal == NULL)
    g_task_return_boolean (task, TRUE);
  else if (recovering->to_remove->len == 0)
    run (g_steal_pointer (&task), tidy_in_thread, on_tidied);
  else
    ask_worker (g_steal_pointer (&task));
}

static void
begin (const CsInstance *instance, CsSecretStore *store, const char *unused,
       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Recovering *recovering = g_new0 (Recovering, 1);

  recovering->files = cs_place_files_new (instance);
  recovering->store = g_object_ref (store);
  recovering->unused = g_strdup (unused);
  recovering->to_remove = g_ptr_array_new_with_free_func (g_free);
  g_task_set_task_data (task, recovering, (GDestroyNotify)recovering_free);
  run (task, look_in_thread, on_looked);
}

void
cs_apply_recover_async (const CsInstance *instance, CsSecretStore *store, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  begin (instance, store, NULL, cancellable, callback, user_data);
}

void
cs_credential_remove_async (const CsInstance *instance, CsSecretStore *store, const char *uuid,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  begin (instance, store, uuid, cancellable, callback, user_data);
}

gboolean
cs_credential_remove_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
cs_apply_recover_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
