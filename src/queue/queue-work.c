#include "base/when.h"
#include "queue/queue-private.h"

static CsQueueCall *
call_of (CsQueueOperation *operation)
{
  return (CsQueueCall *)operation;
}

/* --- claiming --- */

static gboolean
run_claim (CsQueue *queue, CsQueueOperation *operation, GError **error)
{
  CsQueueCall *call = call_of (operation);
  GPtrArray *claims = CS_QUEUE_GET_CLASS (queue)->claim (queue, &call->request, error);

  cs_queue_call_set_result (call, claims);
  return claims != NULL;
}

static gboolean run_settle (CsQueue *queue, CsQueueOperation *operation, GError **error);

/* Nobody takes these claims any more. */
static void
give_back (CsQueue *queue, GPtrArray *claims)
{
  GPtrArray *settlements = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_settlement_free);
  CsQueueCall *call;

  for (guint i = 0; i < claims->len; i++)
    {
      CsClaim *claim = claims->pdata[i];

      for (guint j = 0; j < claim->recipients->len; j++)
        {
          CsClaimRecipient *recipient = claim->recipients->pdata[j];

          g_ptr_array_add (settlements,
                           cs_settlement_new (claim->id, recipient->number, CS_SETTLE_UNTRIED));
        }
    }

  call = cs_queue_call_new (queue, run_settle, NULL, NULL, NULL, NULL, NULL);
  call->settlements = settlements;
  call->operation.may_be_lost = TRUE;
  cs_queue_call_push (queue, call);
}

static void
claim_done (CsQueue *queue, CsQueueOperation *operation)
{
  CsQueueCall *call = call_of (operation);

  if (operation->error == NULL && call->result != NULL
      && g_cancellable_set_error_if_cancelled (operation->cancellable, &operation->error))
    give_back (queue, call->result);

  cs_queue_call_done (queue, operation);
}

void
cs_queue_claim_async (CsQueue *queue, const CsClaimRequest *request, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  CsQueueCall *call = cs_queue_call_new (queue, run_claim, (GDestroyNotify)g_ptr_array_unref,
                                         cs_queue_claim_async, cancellable, callback, user_data);

  call->operation.done = claim_done;
  call->operation.may_be_lost = TRUE;
  call->request = *request;
  call->skip_lanes = g_strdupv ((char **)request->skip_lanes);
  call->only_lanes = g_strdupv ((char **)request->only_lanes);
  call->request.skip_lanes = (const char *const *)call->skip_lanes;
  call->request.only_lanes = (const char *const *)call->only_lanes;
  cs_queue_call_push (queue, call);
}

GPtrArray *
cs_queue_claim_finish (CsQueue *queue, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, queue), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- when next --- */

static gboolean
run_next_due (CsQueue *queue, CsQueueOperation *operation, GError **error)
{
  CsQueueCall *call = call_of (operation);
  gint64 due_s = G_MAXINT64;

  if (!CS_QUEUE_GET_CLASS (queue)->next_due (queue, (const char *const *)call->skip_lanes, &due_s,
                                             error))
    return FALSE;

  cs_queue_call_set_result (call, g_memdup2 (&due_s, sizeof due_s));
  return TRUE;
}

void
cs_queue_next_due_async (CsQueue *queue, const char *const *skip_lanes, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  CsQueueCall *call = cs_queue_call_new (queue, run_next_due, g_free, cs_queue_next_due_async,
                                         cancellable, callback, user_data);

  call->skip_lanes = g_strdupv ((char **)skip_lanes);
  call->operation.may_be_lost = TRUE;
  cs_queue_call_push (queue, call);
}

gint64
cs_queue_next_due_finish (CsQueue *queue, GAsyncResult *result, GError **error)
{
  g_autofree gint64 *due_s = NULL;

  g_return_val_if_fail (g_task_is_valid (result, queue), G_MAXINT64);

  due_s = g_task_propagate_pointer (G_TASK (result), error);
  return due_s != NULL ? *due_s : G_MAXINT64;
}

/* --- settling --- */

static gboolean
run_settle (CsQueue *queue, CsQueueOperation *operation, GError **error)
{
  CsQueueCall *call = call_of (operation);
  CsQueueClass *klass = CS_QUEUE_GET_CLASS (queue);

  for (guint i = 0; i < call->settlements->len; i++)
    if (!klass->settle (queue, call->settlements->pdata[i], error))
      return FALSE;

  for (guint i = 0; call->reports != NULL && i < call->reports->len; i++)
    {
      const CsNewMessage *report = call->reports->pdata[i];
      CsQueueAcceptance acceptance = { .id = call->report_ids->pdata[i],
                                       .envelope = report->envelope,
                                       .arrived_s = call->now_s,
                                       .content = report->content };

      if (!klass->accept (queue, &acceptance, error))
        return FALSE;
    }

  return TRUE;
}

/* Whether losing them leads to another attempt and to nothing else. */
static gboolean
may_be_lost (const GPtrArray *settlements)
{
  for (guint i = 0; i < settlements->len; i++)
    {
      const CsSettlement *settlement = settlements->pdata[i];

      if (settlement->kind != CS_SETTLE_DEFERRED && settlement->kind != CS_SETTLE_UNTRIED)
        return FALSE;
    }

  return TRUE;
}

void
cs_queue_settle_async (CsQueue *queue, GPtrArray *settlements, GPtrArray *reports,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  CsQueueCall *call = cs_queue_call_new (queue, run_settle, NULL, cs_queue_settle_async, NULL,
                                         callback, user_data);

  call->settlements = g_ptr_array_ref (settlements);
  call->operation.may_be_lost = may_be_lost (settlements) && (reports == NULL || reports->len == 0);
  call->now_s = cs_when_now_s ();
  if (reports != NULL)
    {
      call->reports = g_ptr_array_ref (reports);
      call->report_ids = g_ptr_array_new_with_free_func (g_free);
      for (guint i = 0; i < reports->len; i++)
        g_ptr_array_add (call->report_ids, cs_when_new_id ());
    }
  cs_queue_call_push (queue, call);
}

gboolean
cs_queue_settle_finish (CsQueue *queue, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, queue), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- reading a claim's content --- */

static gboolean
run_read (CsQueue *queue, CsQueueOperation *operation, GError **error)
{
  CsQueueCall *call = call_of (operation);
  GBytes *chunk = CS_QUEUE_GET_CLASS (queue)->read (queue, call->text, call->offset, error);

  cs_queue_call_set_result (call, chunk);
  return chunk != NULL;
}

static void
claim_read_async (gpointer data, guint64 offset, GCancellable *cancellable,
                  GAsyncReadyCallback callback, gpointer user_data)
{
  CsClaim *claim = data;
  CsQueue *queue = CS_QUEUE (claim->queue);
  CsQueueCall *call = cs_queue_call_new (queue, run_read, (GDestroyNotify)g_bytes_unref,
                                         claim_read_async, cancellable, callback, user_data);

  call->text = g_strdup (claim->id);
  call->offset = offset;
  call->operation.may_be_lost = TRUE;
  cs_queue_call_push (queue, call);
}

static GBytes *
claim_read_finish (gpointer data, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
cs_queue_bind_claim (CsQueue *queue, CsClaim *claim)
{
  claim->queue = g_object_ref (G_OBJECT (queue));
  claim->read_async = claim_read_async;
  claim->read_finish = claim_read_finish;
}
