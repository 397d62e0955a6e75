/* queue-change.h - looking at what waits in a queue, and changing it
 *
 * Part of queue.h.
 */
#pragma once

#include "queue/queue.h"

G_BEGIN_DECLS

/* --- changing what waits --- */

/* Which recipients; all that is set must agree. */
typedef struct
{
  const char *const *ids; /* (nullable): "ID" or "ID/N" */
  const char *lane; /* (nullable) */
  const char *domain; /* (nullable): canonical domain of the recipient */
  const char *credential; /* (nullable): what a hold waits for */
  const char *text; /* (nullable): part of the recipient's or the sender's address, without case */
  guint states; /* set of 1 << CsRecipientState; 0: all but active (list: all) */
  guint causes; /* set of 1 << CsCause; 0: all */
  gboolean not_by_administrator; /* leaves alone what an administrator held */
  gboolean passes_over_unknown; /* IDs that are gone are no error */
} CsQueueSelection;

typedef enum
{
  CS_QUEUE_RETRY, /* due now, deferred ones and held ones */
  CS_QUEUE_HOLD, /* by the administrator */
  CS_QUEUE_RELEASE, /* held ones: due now */
  CS_QUEUE_REMOVE,
  CS_QUEUE_LANE, /* to @lane, due now; what an administrator held is held again when settled */
} CsQueueAction;

/* finish: how many recipients changed; -1 on error. An active recipient is changed when its claim
 * is settled (REMOVE and HOLD win over deferred). Naming an unknown ID is CS_QUEUE_ERROR_UNKNOWN
 * and changes nothing. */
void cs_queue_change_async (CsQueue *queue, const CsQueueSelection *selection, CsQueueAction action,
                            const char *lane, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
gint64 cs_queue_change_finish (CsQueue *queue, GAsyncResult *result, GError **error);

/* Everybody who waits or is active, each address once, at most @limit after @after ("" first, then
 * the text of the last one): (element-type CsAddress), by domain. For routing anew. */
void cs_queue_addresses_async (CsQueue *queue, const char *after, guint limit,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data);
GPtrArray *cs_queue_addresses_finish (CsQueue *queue, GAsyncResult *result, GError **error);
/* New lanes for addresses: (element-type utf8 utf8) address text → lane. Whoever has that lane
 * already is left alone. With @due_now deferred
 * and held recipients (but those an administrator held) become due. Without it only active ones
 * move: a claim that goes back must not take others of its address along. */
void cs_queue_reroute_async (CsQueue *queue, GHashTable *lanes, gboolean due_now,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);
gint64 cs_queue_reroute_finish (CsQueue *queue, GAsyncResult *result, GError **error);

/* --- looking --- */

/* (element-type CsQueueRow) (transfer full): by ID; at most @limit rows after @after ("" first). */
void cs_queue_list_async (CsQueue *queue, const CsQueueSelection *selection, const char *after,
                          guint limit, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data);
GPtrArray *cs_queue_list_finish (CsQueue *queue, GAsyncResult *result, GError **error);

/* finish: how many recipients there are; -1 on error. Looks at each of them, whatever IDs are
 * named. */
void cs_queue_count_async (CsQueue *queue, const CsQueueSelection *selection,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
gint64 cs_queue_count_finish (CsQueue *queue, GAsyncResult *result, GError **error);

/* @id: "ID": a message with its recipients (a bounded number of them), their attempts and last
 * transcripts; "ID/N": the same of one recipient. */
void cs_queue_show_async (CsQueue *queue, const char *id, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data);
CsQueueStory *cs_queue_show_finish (CsQueue *queue, GAsyncResult *result, GError **error);

/* The @limit lanes with most recipients: (element-type CsQueueLane) (transfer full). Costs the same
 * whatever waits. */
void cs_queue_busiest_async (CsQueue *queue, guint limit, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *cs_queue_busiest_finish (CsQueue *queue, GAsyncResult *result, GError **error);

#define CS_QUEUE_MOST_TROUBLES 500 /* as many as that are found: there may be more */
/* What waits because a server wants another account, password or authentication: at most @limit
 * lanes and causes, those with most recipients first: (element-type CsQueueTrouble) (transfer
 * full). Looks at a bounded number of recipients, and at no others. */
void cs_queue_troubles_async (CsQueue *queue, guint limit, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *cs_queue_troubles_finish (CsQueue *queue, GAsyncResult *result, GError **error);

G_END_DECLS
