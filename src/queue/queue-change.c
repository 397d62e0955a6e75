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

static gint64
finish_number (CsQueue *queue, GAsyncResult *result, GError **error)
{
  g_autofree gint64 *number = NULL;

  g_return_val_if_fail (g_task_is_valid (result, queue), -1);

  number = g_task_propagate_pointer (G_TASK (result), error);
  return number != NULL ? *number : -1;
}

gint64
cs_queue_change_finish (CsQueue *queue, GAsyncResult *result, GError **error)
{
  return finish_number (queue, result, error);
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
  return finish_number (queue, result, error);
}

/* --- looking --- */

static gboolean
run_addresses (CsQueue *queue, CsQueueOperation *operation, GError **error)
{
  CsQueueCall *call = call_of (operation);
  GPtrArray *addresses
      = CS_QUEUE_GET_CLASS (queue)->addresses (queue, call->text, call->limit, error);

  cs_queue_call_set_result (call, addresses);
  return addresses != NULL;
}

void
cs_queue_addresses_async (CsQueue *queue, const char *after, guint limit, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  CsQueueCall *call
      = cs_queue_call_new (queue, run_addresses, (GDestroyNotify)g_ptr_array_unref,
                           cs_queue_addresses_async, cancellable, callback, user_data);

  call->text = g_strdup (after);
  call->limit = limit;
  cs_queue_call_push (queue, call);
}

GPtrArray *
cs_queue_addresses_finish (CsQueue *queue, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, queue), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
run_list (CsQueue *queue, CsQueueOperation *operation, GError **error)
{
  CsQueueCall *call = call_of (operation);
  GPtrArray *rows
      = CS_QUEUE_GET_CLASS (queue)->list (queue, call->selection, call->text, call->limit, error);

  cs_queue_call_set_result (call, rows);
  return rows != NULL;
}

void
cs_queue_list_async (CsQueue *queue, const CsQueueSelection *selection, const char *after,
                     guint limit, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  CsQueueCall *call = cs_queue_call_new (queue, run_list, (GDestroyNotify)g_ptr_array_unref,
                                         cs_queue_list_async, cancellable, callback, user_data);

  call->selection = cs_queue_selection_copy (selection);
  call->text = g_strdup (after);
  call->limit = limit;
  cs_queue_call_push (queue, call);
}

GPtrArray *
cs_queue_list_finish (CsQueue *queue, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, queue), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
run_count (CsQueue *queue, CsQueueOperation *operation, GError **error)
{
  CsQueueCall *call = call_of (operation);
  gint64 n = 0;

  if (!CS_QUEUE_GET_CLASS (queue)->count (queue, call->selection, &n, error))
    return FALSE;
  cs_queue_call_set_result (call, g_memdup2 (&n, sizeof n));
  return TRUE;
}

void
cs_queue_count_async (CsQueue *queue, const CsQueueSelection *selection, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  CsQueueCall *call = cs_queue_call_new (queue, run_count, g_free, cs_queue_count_async,
                                         cancellable, callback, user_data);

  call->selection = cs_queue_selection_copy (selection);
  cs_queue_call_push (queue, call);
}

gint64
cs_queue_count_finish (CsQueue *queue, GAsyncResult *result, GError **error)
{
  return finish_number (queue, result, error);
}

static gboolean
run_show (CsQueue *queue, CsQueueOperation *operation, GError **error)
{
  CsQueueCall *call = call_of (operation);
  CsQueueStory *story = CS_QUEUE_GET_CLASS (queue)->show (queue, call->text, error);

  cs_queue_call_set_result (call, story);
  return story != NULL;
}

void
cs_queue_show_async (CsQueue *queue, const char *id, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
  CsQueueCall *call = cs_queue_call_new (queue, run_show, (GDestroyNotify)cs_queue_story_free,
                                         cs_queue_show_async, cancellable, callback, user_data);

  call->text = g_strdup (id);
  cs_queue_call_push (queue, call);
}

CsQueueStory *
cs_queue_show_finish (CsQueue *queue, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, queue), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
run_busiest (CsQueue *queue, CsQueueOperation *operation, GError **error)
{
  CsQueueCall *call = call_of (operation);
  GPtrArray *lanes = CS_QUEUE_GET_CLASS (queue)->busiest (queue, call->limit, error);

  cs_queue_call_set_result (call, lanes);
  return lanes != NULL;
}

void
cs_queue_busiest_async (CsQueue *queue, guint limit, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  CsQueueCall *call = cs_queue_call_new (queue, run_busiest, (GDestroyNotify)g_ptr_array_unref,
                                         cs_queue_busiest_async, cancellable, callback, user_data);

  call->limit = limit;
  cs_queue_call_push (queue, call);
}

GPtrArray *
cs_queue_busiest_finish (CsQueue *queue, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, queue), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
run_troubles (CsQueue *queue, CsQueueOperation *operation, GError **error)
{
  CsQueueCall *call = call_of (operation);
  GPtrArray *found = CS_QUEUE_GET_CLASS (queue)->troubles (queue, call->limit, error);

  cs_queue_call_set_result (call, found);
  return found != NULL;
}

void
cs_queue_troubles_async (CsQueue *queue, guint limit, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  CsQueueCall *call = cs_queue_call_new (queue, run_troubles, (GDestroyNotify)g_ptr_array_unref,
                                         cs_queue_troubles_async, cancellable, callback, user_data);

  call->limit = limit;
  cs_queue_call_push (queue, call);
}

GPtrArray *
cs_queue_troubles_finish (CsQueue *queue, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, queue), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
