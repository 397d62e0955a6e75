/* queue.h - messages kept durably, as an interface with a store behind it
 *
 * What happens to a message: it is accepted (durable before the callback
 * says so), its recipients are claimed when due, and every claim is settled:
 * delivered and rejected recipients are forgotten, deferred and held ones
 * stay. A message whose last recipient goes is removed with its content.
 *
 * A *lane* is an opaque text that the caller gives each recipient: those of a
 * lane compete for one destination. Claims are fair between lanes: a lane with
 * a million recipients takes no more of a claim than its share, and claims
 * name the lanes that they want nothing from (busy or resting ones).
 *
 * Nothing of SQL shows here. One thread owns the store; operations that wait
 * together are committed together. All calls come from one main context.
 */
#pragma once

#include "base/address.h"
#include "base/security.h"
#include "queue/message.h"

G_BEGIN_DECLS

#define CS_QUEUE_ERROR (cs_queue_error_quark ())
typedef enum
{
  CS_QUEUE_ERROR_FULL,      /* disk, or a limit of ours: try later (452) */
  CS_QUEUE_ERROR_DAMAGED,
  CS_QUEUE_ERROR_IN_USE,    /* another process owns the store */
  CS_QUEUE_ERROR_NEWER,     /* written by a newer version */
  CS_QUEUE_ERROR_UNKNOWN,   /* no such message or recipient */
  CS_QUEUE_ERROR_TOO_LARGE, /* message above maximum_message_bytes */
  CS_QUEUE_ERROR_IO,
  CS_QUEUE_ERROR_CLOSED,
} CsQueueError;
GQuark cs_queue_error_quark (void);

#define CS_TYPE_QUEUE (cs_queue_get_type ())
G_DECLARE_DERIVABLE_TYPE (CsQueue, cs_queue, CS, QUEUE, GObject)

/* --- accepting --------------------------------------------------------------------------- */

/* A message being written. Content is appended already normalised (smtp's rules; body.h). Small
 * ones stay in memory until the commit, large ones go to the store as they come. */
typedef struct _CsQueueWriter CsQueueWriter;

/* @envelope is copied. Its recipients need address and lane. */
CsQueueWriter *cs_queue_writer_new (CsQueue *queue, const CsEnvelope *envelope);
/* Never blocks. Returns FALSE (error sticks, commit will fail) when over the size limit. While
 * cs_queue_writer_is_behind says TRUE the caller should stop reading its input until the
 * function set with on_ready is called. */
gboolean cs_queue_writer_append (CsQueueWriter *writer, const void *bytes, gsize size_bytes, GError **error);
gboolean cs_queue_writer_is_behind (CsQueueWriter *writer);
void cs_queue_writer_on_ready (CsQueueWriter *writer, void (*func) (gpointer), gpointer user_data);
/* Gives the writer up in any case. The callback comes after the commit is durable.
 * finish: (transfer full): the message's identifier. */
void cs_queue_writer_commit_async (CsQueueWriter *writer, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
char *cs_queue_writer_commit_finish (CsQueue *queue, GAsyncResult *result, GError **error);
void cs_queue_writer_abandon (CsQueueWriter *writer);

/* --- working ------------------------------------------------------------------------------ */

typedef struct
{
  guint most;                /* recipients at most, in all */
  guint most_per_lane;
  const char *const *skip_lanes; /* (nullable): NULL-terminated */
  const char *const *only_lanes; /* (nullable): NULL-terminated; else all */
  guint lease_s;             /* shared stores: how long the claim holds */
} CsClaimRequest;

/* (element-type CsClaim) (transfer full): one for each message and lane, oldest due first. */
void cs_queue_claim_async (CsQueue *queue, const CsClaimRequest *request, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *cs_queue_claim_finish (CsQueue *queue, GAsyncResult *result, GError **error);

/* When the next recipient of no skipped lane is due, seconds since 1970; G_MAXINT64: nothing waits by itself. */
void cs_queue_next_due_async (CsQueue *queue, const char *const *skip_lanes, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
gint64 cs_queue_next_due_finish (CsQueue *queue, GAsyncResult *result, GError **error);

/* Settles claimed recipients and accepts what follows from it (delivery reports) in one
 * transaction. @settlements: (element-type CsSettlement); @reports: (nullable) (element-type
 * CsNewMessage). Durable when the callback comes. */
void cs_queue_settle_async (CsQueue *queue, GPtrArray *settlements, GPtrArray *reports,
                            GAsyncReadyCallback callback, gpointer user_data);
gboolean cs_queue_settle_finish (CsQueue *queue, GAsyncResult *result, GError **error);

/* --- changing what waits -------------------------------------------------------------------- */

/* Which recipients; all that is set must agree. */
typedef struct
{
  const char *const *ids;   /* (nullable): "ID" or "ID/N" */
  const char *lane;         /* (nullable) */
  const char *domain;       /* (nullable): canonical domain of the recipient */
  const char *credential;   /* (nullable): what a hold waits for */
  guint states;             /* set of 1 << CsRecipientState; 0: all but active */
  guint causes;             /* set of 1 << CsCause; 0: all */
  gboolean not_by_administrator; /* leaves alone what an administrator held */
} CsQueueSelection;

typedef enum
{
  CS_QUEUE_RETRY,   /* due now, deferred ones and held ones */
  CS_QUEUE_HOLD,    /* by the administrator */
  CS_QUEUE_RELEASE, /* held ones: due now */
  CS_QUEUE_REMOVE,
  CS_QUEUE_LANE,    /* to @lane, due now */
} CsQueueAction;

/* finish: how many recipients changed; -1 on error. An active recipient is changed when its claim
 * is settled (REMOVE and HOLD win over deferred). Naming an unknown ID is CS_QUEUE_ERROR_UNKNOWN
 * and changes nothing. */
void cs_queue_change_async (CsQueue *queue, const CsQueueSelection *selection, CsQueueAction action,
                            const char *lane, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
gint64 cs_queue_change_finish (CsQueue *queue, GAsyncResult *result, GError **error);

/* Everybody who waits or is active, each address once, at most @limit after @after ("" first):
 * (element-type CsAddress, text order). For routing anew. */
void cs_queue_addresses_async (CsQueue *queue, const char *after, guint limit, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *cs_queue_addresses_finish (CsQueue *queue, GAsyncResult *result, GError **error);
/* New lanes for addresses: (element-type utf8 utf8) address text → lane. With @due_now deferred
 * and held recipients (but those an administrator held) become due. */
void cs_queue_reroute_async (CsQueue *queue, GHashTable *lanes, gboolean due_now, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
gint64 cs_queue_reroute_finish (CsQueue *queue, GAsyncResult *result, GError **error);

/* --- looking ------------------------------------------------------------------------------- */

/* (element-type CsQueueRow) (transfer full): by ID; at most @limit rows after @after ("" first). */
void cs_queue_list_async (CsQueue *queue, const CsQueueSelection *selection, const char *after, guint limit,
                          GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *cs_queue_list_finish (CsQueue *queue, GAsyncResult *result, GError **error);

/* One message with all its recipients and the last transcripts. */
void cs_queue_show_async (CsQueue *queue, const char *id, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data);
CsQueueStory *cs_queue_show_finish (CsQueue *queue, GAsyncResult *result, GError **error);

/* Recipients by state, kept up to date with every commit; no wait, no scan. */
typedef struct
{
  guint64 queued, active, deferred, held;
  guint64 messages, content_bytes;
} CsQueueCounts;
void cs_queue_get_counts (CsQueue *queue, CsQueueCounts *counts);

/* Signal "changed": after a commit that changed any count or state (coalesced to ten a second).
 * Signal "due": a recipient became due by accept, retry, release or reroute. */

/* Finishes what is under way and closes the store. */
void cs_queue_close_async (CsQueue *queue, GAsyncReadyCallback callback, gpointer user_data);
gboolean cs_queue_close_finish (CsQueue *queue, GAsyncResult *result, GError **error);

G_END_DECLS
