#include "app/worker-start.h"

#include "admin/apply.h"
#include "admin/worker.h"
#include "base/log.h"

typedef struct
{
  const CsInstance *instance;
  char *revision;
  CsDelivery *worker; /* kept while it is asked, so that the bus does not forget whom we know */
} Starting;

static void
starting_free (Starting *starting)
{
  g_free (starting->revision);
  g_clear_object (&starting->worker);
  g_free (starting);
}

static void
on_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_running;

  if (cs_worker_load_settings_finish (result, &is_running, &error)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, cs_apply_error_not_in_force (error));
}

static void
on_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Starting *starting = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  starting->worker = cs_worker_connect_finish (result, &error);
  if (starting->worker == NULL)
    {
      cs_log (G_LOG_LEVEL_DEBUG, "no-worker", "why", error->message, NULL);
      g_task_return_boolean (task, TRUE);
      return;
    }
  cs_worker_load_settings_async (starting->instance, starting->revision,
                                 g_task_get_cancellable (task), on_asked, g_object_ref (task));
}

void
cs_worker_start_async (const CsInstance *instance, const char *revision, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Starting *starting = g_new0 (Starting, 1);

  starting->instance = instance;
  starting->revision = g_strdup (revision);
  g_task_set_task_data (task, starting, (GDestroyNotify)starting_free);
  /* Cancelling ends the waiting; it does not undo what is saved. */
  g_task_set_check_cancellable (task, FALSE);
  cs_worker_connect_async (instance, TRUE, cancellable, on_started, task);
}

gboolean
cs_worker_start_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
