/* service-preview.c - the part of service.h that says what other settings would change
 */
#include <string.h>

#include "daemon/service-private.h"
#include "delivery/preview.h"
#include "model/reader.h"

typedef struct
{
  GDBusMethodInvocation *invocation;
  CsQueue *queue;
} Call;

static void
call_free (Call *call)
{
  g_object_unref (call->queue);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static void
on_counted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;
  CsPreview preview;

  if (!cs_preview_finish (result, &preview, &error))
    cs_service_return_queue_error (call->invocation, error);
  else
    g_dbus_method_invocation_return_value (
        call->invocation, g_variant_new ("(tt)", preview.messages, preview.recipients));
}

/* In a thread: large settings take a while. */
static void
read_settings (GTask *task, gpointer source, gpointer text, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_fault_free);

  g_task_return_pointer (task, cs_settings_read (text, strlen (text), faults),
                         (GDestroyNotify)cs_settings_unref);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (CsSettings) settings = g_task_propagate_pointer (G_TASK (result), NULL);
  CsQueue *queue = call->queue;

  if (settings == NULL)
    cs_service_return_error (call->invocation, "BadArgument", "settings: there are faults in them");
  else
    cs_preview_async (queue, settings, NULL, on_counted, g_steal_pointer (&call));
}

static gboolean
on_preview_settings (CsDelivery *skeleton, GDBusMethodInvocation *invocation, const char *settings,
                     gpointer user_data)
{
  CsService *service = user_data;
  Call *call = g_new0 (Call, 1);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_read, call);

  call->invocation = invocation;
  call->queue = g_object_ref (service->config.queue);
  g_task_set_task_data (task, g_strdup (settings), g_free);
  g_task_run_in_thread (task, read_settings);
  return TRUE;
}

void
cs_service_connect_preview (CsService *service)
{
  g_signal_connect (service->skeleton, "handle-preview-settings", G_CALLBACK (on_preview_settings),
                    service);
}
