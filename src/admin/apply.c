#include "admin/apply.h"

#include <glib/gi18n-lib.h>

#include "admin/apply-steps.h"
#include "admin/words.h"
#include "admin/worker.h"
#include "secrets/keyring.h"
#include "secrets/service-credentials.h"

/* The order of the steps. Each ends in the next one or in fail (), which puts back what has been
 * done. Once the file is written there is no way back: cancelling ends the waiting for the worker,
 * nothing else. */

static void store_next (CsApplying *applying);
static void remove_next (CsApplying *applying);
static void take_back_next (CsApplying *applying);

typedef struct
{
  CsSecretsError cause;
} CsApplyErrorPrivate;

static void
cs_apply_error_private_init (CsApplyErrorPrivate *priv)
{
  priv->cause = CS_SECRETS_ERROR_FAILED;
}

static void
cs_apply_error_private_copy (const CsApplyErrorPrivate *source, CsApplyErrorPrivate *copy)
{
  *copy = *source;
}

static void
cs_apply_error_private_clear (CsApplyErrorPrivate *priv)
{
}

G_DEFINE_EXTENDED_ERROR (CsApplyError, cs_apply_error)

gboolean
cs_apply_error_secret_cause (const GError *error, CsSecretsError *cause)
{
  if (!g_error_matches (error, CS_APPLY_ERROR, CS_APPLY_ERROR_SECRET))
    return FALSE;
  *cause = cs_apply_error_get_private (error)->cause;
  return TRUE;
}

GError *
cs_apply_error_not_in_force (const GError *worker_error)
{
  return g_error_new (CS_APPLY_ERROR, CS_APPLY_ERROR_NOT_IN_FORCE,
                      /* Translators: %s is the answer of the delivery worker */
                      _ ("The settings are saved, but the delivery worker has not taken them: %s"),
                      worker_error->message);
}

/* The store's own words only where they say more than its code does. */
static const char *
words_for (const GError *store_error)
{
  if (store_error->domain != CS_SECRETS_ERROR)
    return store_error->message;
  switch (store_error->code)
    {
    case CS_SECRETS_ERROR_INVALID:
    case CS_SECRETS_ERROR_READ_ONLY:
    case CS_SECRETS_ERROR_FAILED:
      return store_error->message;
    default:
      return cs_words_secrets_error (store_error->code);
    }
}

static GError *
new_secret_error (const GError *store_error)
{
  GError *error;

  if (g_error_matches (store_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (store_error);
  error = g_error_new (CS_APPLY_ERROR, CS_APPLY_ERROR_SECRET,
                       /* Translators: %s is why, a sentence */
                       _ ("The password could not be stored: %s"), words_for (store_error));
  if (store_error->domain == CS_SECRETS_ERROR)
    cs_apply_error_get_private (error)->cause = store_error->code;
  return error;
}

/* --- the thread ---------------------------------------------------------------------------- */

typedef gboolean (*BlockingStep) (CsApplying *applying, GCancellable *cancellable, GError **error);

static void
run_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  BlockingStep step = (BlockingStep)g_task_get_source_tag (task);
  GError *error = NULL;

  if (step (task_data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
start_blocking (CsApplying *applying, BlockingStep step, GCancellable *cancellable,
                GAsyncReadyCallback next)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, next, applying);

  g_task_set_source_tag (task, step);
  g_task_set_task_data (task, applying, NULL);
  /* what the thread did has to be known also when it was cancelled meanwhile */
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, run_in_thread);
}

static gboolean
write_step (CsApplying *applying, GCancellable *cancellable, GError **error)
{
  return cs_applying_write (applying, error);
}

static gboolean
close_step (CsApplying *applying, GCancellable *cancellable, GError **error)
{
  cs_applying_close (applying);
  return TRUE;
}

/* --- the end ------------------------------------------------------------------------------- */

static void
finish (CsApplying *applying)
{
  GTask *task = applying->task;

  applying->draft->is_applying = FALSE;
  if (applying->is_written)
    cs_draft_was_applied (applying->draft, applying->target, applying->revision, applying->secrets);
  if (applying->failure != NULL)
    g_task_return_error (task, g_steal_pointer (&applying->failure));
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
on_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  finish (user_data);
}

static void
close_files (CsApplying *applying)
{
  start_blocking (applying, close_step, NULL, on_closed);
}

/* --- going back ---------------------------------------------------------------------------- */

static void
on_taken_back (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsApplying *applying = user_data;
  const char *uuid = g_ptr_array_index (applying->to_store, applying->n_stored);

  if (cs_secret_store_remove_finish (applying->store, result, NULL))
    g_hash_table_remove (applying->journal, uuid);
  take_back_next (applying);
}

static void
take_back_next (CsApplying *applying)
{
  if (applying->n_stored == 0)
    {
      close_files (applying);
      return;
    }
  applying->n_stored--;
  cs_secret_store_remove_async (applying->store,
                                g_ptr_array_index (applying->to_store, applying->n_stored), NULL,
                                on_taken_back, applying);
}

/* Secrets that were stored go again; what was to be removed stays, as the old settings name it. */
static void
fail (CsApplying *applying, GError *error)
{
  g_autoptr (GHashTable) named = cs_settings_credentials (applying->original);
  GHashTableIter iter;
  gpointer uuid;

  applying->failure = error;
  if (applying->journal != NULL)
    {
      for (guint i = applying->n_stored; i < applying->to_store->len; i++)
        g_hash_table_remove (applying->journal, g_ptr_array_index (applying->to_store, i));
      g_hash_table_iter_init (&iter, applying->journal);
      while (g_hash_table_iter_next (&iter, &uuid, NULL))
        if (g_hash_table_contains (named, uuid))
          g_hash_table_iter_remove (&iter);
    }
  take_back_next (applying);
}

/* --- going on ------------------------------------------------------------------------------ */

static void
on_removed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsApplying *applying = user_data;
  const char *uuid = g_ptr_array_index (applying->to_remove, applying->n_removed++);
  g_autoptr (GError) error = NULL;

  /* What cannot be removed now stays in the journal for the next time, unless it never can. */
  if (cs_secret_store_remove_finish (applying->store, result, &error)
      || g_error_matches (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_READ_ONLY))
    g_hash_table_remove (applying->journal, uuid);
  remove_next (applying);
}

static void
remove_next (CsApplying *applying)
{
  if (applying->n_removed == applying->to_remove->len)
    {
      close_files (applying);
      return;
    }
  cs_secret_store_remove_async (applying->store,
                                g_ptr_array_index (applying->to_remove, applying->n_removed), NULL,
                                on_removed, applying);
}

/* Old secrets go when nobody needs them any more. A worker that has not taken the new settings
 * goes on with the old ones: then the journal keeps what is to be removed. It keeps it also where a
 * crash may bring the old file back. */
static void
on_worker_told (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsApplying *applying = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_running = FALSE;

  if (!cs_worker_load_settings_finish (result, &is_running, &error))
    applying->failure = cs_apply_error_not_in_force (error);
  applying->draft->is_in_force = is_running && error == NULL;
  if (applying->failure != NULL || applying->is_doubtful)
    close_files (applying);
  else
    remove_next (applying);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsApplying *applying = user_data;
  CsInstance instance = cs_place_files_instance (applying->files);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      fail (applying, error);
      return;
    }
  applying->is_written = TRUE;
  if (!applying->is_doubtful)
    {
      g_hash_table_remove_all (applying->journal);
      for (guint i = 0; i < applying->to_remove->len; i++)
        g_hash_table_add (applying->journal, g_strdup (g_ptr_array_index (applying->to_remove, i)));
    }
  cs_worker_load_settings_async (&instance, applying->revision,
                                 g_task_get_cancellable (applying->task), on_worker_told, applying);
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsApplying *applying = user_data;
  g_autoptr (GError) error = NULL;

  applying->n_stored++; /* also a failed one may be there: it is taken back with the others */
  if (cs_secret_store_store_finish (applying->store, result, &error))
    store_next (applying);
  else
    fail (applying, new_secret_error (error));
}

static void
store_next (CsApplying *applying)
{
  GCancellable *cancellable = g_task_get_cancellable (applying->task);
  GError *error = NULL;
  const char *uuid;

  if (g_cancellable_set_error_if_cancelled (cancellable, &error))
    {
      fail (applying, error);
      return;
    }
  if (applying->n_stored == applying->to_store->len)
    {
      start_blocking (applying, write_step, NULL, on_written);
      return;
    }
  uuid = g_ptr_array_index (applying->to_store, applying->n_stored);
  cs_secret_store_store_async (applying->store, uuid, g_hash_table_lookup (applying->labels, uuid),
                               g_hash_table_lookup (applying->secrets, uuid), applying->prompt,
                               cancellable, on_stored, applying);
}

static void
on_prepared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsApplying *applying = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    store_next (applying);
  else
    fail (applying, error);
}

void
cs_draft_apply_async (CsDraft *draft, CsSecretStore *store, CsPrompt prompt, CsApplyFlags flags,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (draft, cancellable, callback, user_data);
  CsApplying *applying;

  /* once the file is written, that is what has to be told */
  g_task_set_check_cancellable (task, FALSE);
  if (draft->is_applying)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING,
                               "This draft is being applied already");
      return;
    }

  applying = cs_applying_new (draft, store, prompt, flags);
  draft->is_applying = TRUE;
  draft->is_in_force = FALSE;
  applying->task = task;
  g_task_set_task_data (task, applying, (GDestroyNotify)cs_applying_free);
  g_steal_pointer (&task);
  start_blocking (applying, cs_applying_prepare, cancellable, on_prepared);
}

gboolean
cs_draft_apply_finish (CsDraft *draft, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Where an administrator may read what the running service was handed. */
#define SERVICE_DIRECTORY "/run/credentials/countersign-delivery.service"

CsSecretStore *
cs_apply_store_for (const CsInstance *instance)
{
  const char *directory = NULL;

  if (!instance->is_system)
    return CS_SECRET_STORE (cs_keyring_new_for (instance->settings_file));
  if (g_getenv ("CREDENTIALS_DIRECTORY") == NULL
      && g_file_test (SERVICE_DIRECTORY, G_FILE_TEST_IS_DIR))
    directory = SERVICE_DIRECTORY;
  return CS_SECRET_STORE (cs_service_credentials_new (directory));
}
