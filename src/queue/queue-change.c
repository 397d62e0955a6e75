#include "queue/queue-private.h"

static CsQueueCall *
call_of (CsQueueOperation *operation)
{
  return (CsQueueCall *)operation;
}

/* --- changing, in several transactions where many are concerned --- */

static gboolean
progress_committed (CsQueueOperation *operation)
{
  CsQueueCall *call = call_of (operation);
  CsQueueProgress *progress = &call->progress;

  progress->next = progress->after;
  progress->changed += progress->changed_now;
  cs_queue_call_set_result (call, g_memdup2 (&progress->changed, sizeof progress->changed));
  return progress->next < progress->keys->len;
}

static gboolean
run_change (CsQueue *queue, CsQueueOperation *operation, GError **error)
{
  CsQueueCall *call = call_of (operation);

  call->progress.changed_now = 0;
  return CS_QUEUE_GET_CLASS (queue)->change (queue, call->selection, call->action, call->text,
                                             &call->progress, error);
}

void
cs_queue_change_async (CsQueue *queue, const CsQueueSelection *selection, CsQueueAction action,
                       const char *lane, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  CsQueueCall *call = cs_queue_call_new (queue, run_change, g_free, cs_queue_change_async,
                                         cancellable, callback, user_data);

  call->operation.committed = progress_committed;
  call->selection = cs_queue_selection_copy (selection);
  call->action = action;
  call->text = g_strdup (lane);
  cs_queue_call_push (queue, call);
}

gint64
cs_queue_change_finish (CsQueue *queue, GAsyncResult *result, GError **error)
{
  return cs_queue_call_finish_number (queue, result, error);
}

static gboolean
run_reroute (CsQueue *queue, CsQueueOperation *operation, GError **error)
{
  CsQueueCall *call = call_of (operation);

  call->progress.changed_now = 0;
  return CS_QUEUE_GET_CLASS (queue)->reroute (queue, call->lanes, call->due_now, &call->progress,
                                              error);
}

void
cs_queue_reroute_async (CsQueue *queue, GHashTable *lanes, gboolean due_now,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  CsQueueCall *call = cs_queue_call_new (queue, run_reroute, g_free, cs_queue_reroute_async,
                                         cancellable, callback, user_data);

  call->operation.committed = progress_committed;
  call->lanes = g_hash_table_ref (lanes);
  call->due_now = due_now;
  cs_queue_call_push (queue, call);
}

gint64
cs_queue_reroute_finish (CsQueue *queue, GAsyncResult *result, GError **error)
{
  return cs_queue_call_finish_number (queue, result, error);
}
