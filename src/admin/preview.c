#include "admin/preview.h"

#include <glib/gi18n-lib.h>

#include "admin/worker.h"
#include "model/writer.h"

typedef struct
{
  CsDelivery *worker;
  CsSettings *settings;
  char *text;
  gsize size_bytes;
  guint64 messages;
} Preview;

static void
preview_free (Preview *preview)
{
  g_clear_object (&preview->worker);
  cs_settings_unref (preview->settings);
  g_free (preview->text);
  g_free (preview);
}

static void
on_previewed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Preview *preview = g_task_get_task_data (task);
  guint64 recipients;
  GError *error = NULL;

  if (cs_delivery_call_preview_settings_finish (CS_DELIVERY (source), &preview->messages,
                                                &recipients, result, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  cs_worker_translate_error (&error);
  g_task_return_error (task, error);
}

/* In a thread: large settings take a while. */
static void
write_settings (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Preview *preview = data;

  preview->text = cs_settings_write (preview->settings, &preview->size_bytes);
  g_task_return_boolean (task, TRUE);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Preview *preview = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (preview->size_bytes > CS_PREVIEW_MOST_BYTES)
    g_task_return_new_error (task, CS_WORKER_ERROR, CS_WORKER_ERROR_REFUSED,
                             _ ("The settings are too large to be sent to the worker"));
  else
    cs_delivery_call_preview_settings (preview->worker, preview->text,
                                       g_task_get_cancellable (task), on_previewed,
                                       g_object_ref (task));
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Preview *preview = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GTask) writing = NULL;

  preview->worker = cs_worker_connect_finish (result, &error);
  if (preview->worker == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  writing = g_task_new (NULL, NULL, on_written, g_object_ref (task));
  g_task_set_task_data (writing, preview, NULL); /* @task, which has it, waits */
  g_task_run_in_thread (writing, write_settings);
}

/**
 * cs_preview_changes_async:
 * @instance: whose worker is asked
 * @settings: what would be applied; not changed meanwhile, since a copy is taken
 * @cancellable: (nullable): stops waiting for the answer
 * @callback: called with it
 * @user_data: for @callback
 */
void
cs_preview_changes_async (const CsInstance *instance, CsSettings *settings,
                          GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Preview *preview = g_new0 (Preview, 1);

  preview->settings = cs_settings_copy (settings);
  g_task_set_task_data (task, preview, (GDestroyNotify)preview_free);
  cs_worker_connect_async (instance, FALSE, cancellable, on_connected, task);
}

gboolean
cs_preview_changes_finish (GAsyncResult *result, guint64 *messages, GError **error)
{
  const Preview *preview = g_task_get_task_data (G_TASK (result));

  *messages = preview->messages;
  return g_task_propagate_boolean (G_TASK (result), error);
}

char *
cs_preview_words (guint64 messages)
{
  if (messages == 0)
    return g_strdup (_ ("No mail that waits goes another way because of this."));
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE,
                   "%u message that waits goes another way then, or with another account, and is "
                   "tried at once.",
                   "%u messages that wait go another way then, or with another account, and are "
                   "tried at once.",
                   MIN (messages, G_MAXUINT)),
      (guint)MIN (messages, G_MAXUINT));
}
