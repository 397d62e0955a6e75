#include "queue/queue-private.h"

CsQueueSelection *
cs_queue_selection_copy (const CsQueueSelection *selection)
{
  CsQueueSelection *copy;

  if (selection == NULL)
    return NULL;

  copy = g_new (CsQueueSelection, 1);
  *copy = *selection;
  copy->ids = (const char *const *)g_strdupv ((char **)selection->ids);
  copy->lane = g_strdup (selection->lane);
  copy->domain = g_strdup (selection->domain);
  copy->credential = g_strdup (selection->credential);
  copy->text = g_strdup (selection->text);
  return copy;
}

void
cs_queue_selection_free (CsQueueSelection *selection)
{
  if (selection == NULL)
    return;

  g_strfreev ((char **)selection->ids);
  g_free ((char *)selection->lane);
  g_free ((char *)selection->domain);
  g_free ((char *)selection->credential);
  g_free ((char *)selection->text);
  g_free (selection);
}

CsQueueCall *
cs_queue_call_new (CsQueue *queue, CsQueueRun run, GDestroyNotify free_result, gpointer source_tag,
                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  CsQueueCall *call = g_new0 (CsQueueCall, 1);

  call->operation.run = run;
  call->operation.done = cs_queue_call_done;
  call->operation.cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  call->free_result = free_result;
  call->task = g_task_new (queue, cancellable, callback, user_data);
  g_task_set_source_tag (call->task, source_tag);
  /* What is committed has happened, whatever was cancelled meanwhile. */
  g_task_set_check_cancellable (call->task, FALSE);
  return call;
}

/* Also for the result of a run that was rolled back. */
void
cs_queue_call_set_result (CsQueueCall *call, gpointer result)
{
  if (call->result != NULL)
    call->free_result (call->result);
  call->result = result;
}

static void
call_free (CsQueueCall *call)
{
  cs_queue_call_set_result (call, NULL);
  g_clear_object (&call->operation.cancellable);
  g_clear_error (&call->operation.error);
  g_clear_object (&call->task);
  g_strfreev (call->skip_lanes);
  g_strfreev (call->only_lanes);
  g_clear_pointer (&call->settlements, g_ptr_array_unref);
  g_clear_pointer (&call->reports, g_ptr_array_unref);
  g_clear_pointer (&call->report_ids, g_ptr_array_unref);
  cs_queue_selection_free (call->selection);
  g_clear_pointer (&call->lanes, g_hash_table_unref);
  g_clear_pointer (&call->progress.keys, g_array_unref);
  g_clear_pointer (&call->search.rows, g_ptr_array_unref);
  g_free (call->search.after);
  g_free (call->text);
  g_free (call);
}

void
cs_queue_call_done (CsQueue *queue, CsQueueOperation *operation)
{
  CsQueueCall *call = (CsQueueCall *)operation;

  if (call->task == NULL)
    ;
  else if (operation->error != NULL)
    g_task_return_error (call->task, g_steal_pointer (&operation->error));
  else if (call->result != NULL)
    g_task_return_pointer (call->task, g_steal_pointer (&call->result), call->free_result);
  else
    g_task_return_boolean (call->task, TRUE);

  call_free (call);
}

void
cs_queue_call_push (CsQueue *queue, CsQueueCall *call)
{
  cs_queue_thread_push (cs_queue_get_thread (queue), &call->operation);
}

gint64
cs_queue_call_finish_number (CsQueue *queue, GAsyncResult *result, GError **error)
{
  g_autofree gint64 *number = NULL;

  g_return_val_if_fail (g_task_is_valid (result, queue), -1);

  number = g_task_propagate_pointer (G_TASK (result), error);
  return number != NULL ? *number : -1;
}
