#include "queue/queue-private.h"

static CsQueueCall *
call_of (CsQueueOperation *operation)
{
  return (CsQueueCall *)operation;
}

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
  cs_queue_push_look (queue, &call->operation);
}

GPtrArray *
cs_queue_addresses_finish (CsQueue *queue, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, queue), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- searching, in several runs where there are many --- */

static gboolean
search_goes_on (CsQueueOperation *operation)
{
  return call_of (operation)->search.goes_on;
}

static gboolean
run_list (CsQueue *queue, CsQueueOperation *operation, GError **error)
{
  CsQueueCall *call = call_of (operation);
  CsQueueSearch *search = &call->search;

  if (!CS_QUEUE_GET_CLASS (queue)->list (queue, call->selection, call->limit, search, error))
    return FALSE;
  if (!search->goes_on)
    cs_queue_call_set_result (call, g_steal_pointer (&search->rows));
  return TRUE;
}

void
cs_queue_list_async (CsQueue *queue, const CsQueueSelection *selection, const char *after,
                     guint limit, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  CsQueueCall *call = cs_queue_call_new (queue, run_list, (GDestroyNotify)g_ptr_array_unref,
                                         cs_queue_list_async, cancellable, callback, user_data);

  call->operation.committed = search_goes_on;
  call->selection = cs_queue_selection_copy (selection);
  call->search.rows = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_queue_row_free);
  call->search.after = g_strdup (after);
  call->limit = limit;
  cs_queue_push_look (queue, &call->operation);
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
  CsQueueSearch *search = &call->search;

  if (!CS_QUEUE_GET_CLASS (queue)->count (queue, call->selection, search, error))
    return FALSE;
  cs_queue_call_set_result (call, g_memdup2 (&search->n, sizeof search->n));
  return TRUE;
}

void
cs_queue_count_async (CsQueue *queue, const CsQueueSelection *selection, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  CsQueueCall *call = cs_queue_call_new (queue, run_count, g_free, cs_queue_count_async,
                                         cancellable, callback, user_data);

  call->operation.committed = search_goes_on;
  call->selection = cs_queue_selection_copy (selection);
  cs_queue_push_look (queue, &call->operation);
}

gint64
cs_queue_count_finish (CsQueue *queue, GAsyncResult *result, GError **error)
{
  return cs_queue_call_finish_number (queue, result, error);
}

/* --- in one --- */

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
  cs_queue_push_look (queue, &call->operation);
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
  cs_queue_push_look (queue, &call->operation);
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
  cs_queue_push_look (queue, &call->operation);
}

GPtrArray *
cs_queue_troubles_finish (CsQueue *queue, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, queue), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
