/* queue-private.h - one call of the queue's interface, on its way to the store and back
 */
#pragma once

#include "queue/queue-thread.h"

G_BEGIN_DECLS

/* Whatever a call needs: each uses some of the parameters. */
typedef struct
{
  CsQueueOperation operation; /* first */
  GTask *task; /* (nullable) */

  CsClaimRequest request; /* its lists are skip_lanes and only_lanes below */
  char **skip_lanes, **only_lanes;
  GPtrArray *settlements; /* (element-type CsSettlement) */
  GPtrArray *reports; /* (element-type CsNewMessage) */
  GPtrArray *report_ids; /* (element-type utf8) */
  gint64 now_s;
  CsQueueSelection *selection;
  CsQueueAction action;
  GHashTable *lanes;
  gboolean due_now;
  CsQueueProgress progress;
  char *text; /* an ID, a lane, or what a list comes after */
  guint limit;
  guint64 offset;
  CsQueueSearch search;

  gpointer result; /* (out) (nullable): what the task returns, TRUE if NULL */
  GDestroyNotify free_result;
} CsQueueCall;

typedef gboolean (*CsQueueRun) (CsQueue *queue, CsQueueOperation *operation, GError **error);

CsQueueCall *cs_queue_call_new (CsQueue *queue, CsQueueRun run, GDestroyNotify free_result,
                                gpointer source_tag, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
void cs_queue_call_set_result (CsQueueCall *call, gpointer result);
void cs_queue_call_push (CsQueue *queue, CsQueueCall *call);
/* What a call returned by a gint64 as its result; -1 on error. */
gint64 cs_queue_call_finish_number (CsQueue *queue, GAsyncResult *result, GError **error);
/* done of every call; those with one of their own end with it. */
void cs_queue_call_done (CsQueue *queue, CsQueueOperation *operation);

/* The same to the thread that looks (look-thread.h). */
void cs_queue_push_look (CsQueue *queue, CsQueueOperation *operation);

CsQueueThread *cs_queue_get_thread (CsQueue *queue);
guint64 cs_queue_get_maximum_message_bytes (CsQueue *queue);

CsQueueSelection *cs_queue_selection_copy (const CsQueueSelection *selection); /* NULL gives NULL */
void cs_queue_selection_free (CsQueueSelection *selection);

G_END_DECLS
