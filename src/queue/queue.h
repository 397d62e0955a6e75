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
 * Nothing of SQL shows here. One thread changes the store; operations that wait
 * together are committed together. Another one looks at it meanwhile, and sees
 * what was asked before. All calls come from one main context.
 */
#pragma once

#include "base/address.h"
#include "base/security.h"
#include "queue/message.h"

G_BEGIN_DECLS

#define CS_QUEUE_ERROR (cs_queue_error_quark ())
typedef enum
{
  CS_QUEUE_ERROR_FULL, /* disk, or a limit of ours: try later (452) */
  CS_QUEUE_ERROR_DAMAGED,
  CS_QUEUE_ERROR_IN_USE, /* another process owns the store */
  CS_QUEUE_ERROR_NEWER, /* written by a newer version */
  CS_QUEUE_ERROR_UNKNOWN, /* no such message or recipient */
  CS_QUEUE_ERROR_TOO_LARGE, /* message above maximum_message_bytes */
  CS_QUEUE_ERROR_IO,
  CS_QUEUE_ERROR_CLOSED,
} CsQueueError;
GQuark cs_queue_error_quark (void);

#define CS_TYPE_QUEUE (cs_queue_get_type ())
G_DECLARE_DERIVABLE_TYPE (CsQueue, cs_queue, CS, QUEUE, GObject)

/* Beyond the last three nothing is accepted (CS_QUEUE_ERROR_FULL) but the reports of settlements.
 */
typedef struct
{
  guint64 maximum_message_bytes;
  guint64 minimum_free_bytes; /* of the disk */
  guint64 maximum_messages; /* 0: any number */
  guint64 maximum_content_bytes; /* 0: any number */
} CsQueueLimits;

/* --- working --- */

typedef struct
{
  guint most; /* recipients at most, in all */
  guint most_per_lane;
  const char *const *skip_lanes; /* (nullable): NULL-terminated */
  const char *const *only_lanes; /* (nullable): NULL-terminated; else all */
  guint lease_s; /* shared stores: how long the claim holds */
} CsClaimRequest;

/* (element-type CsClaim) (transfer full): one for each message and lane; of a lane the oldest due
 * first. */
void cs_queue_claim_async (CsQueue *queue, const CsClaimRequest *request, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *cs_queue_claim_finish (CsQueue *queue, GAsyncResult *result, GError **error);

/* When the next recipient of no skipped lane is due, seconds since 1970; G_MAXINT64: nothing waits
 * by itself. */
void cs_queue_next_due_async (CsQueue *queue, const char *const *skip_lanes,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
gint64 cs_queue_next_due_finish (CsQueue *queue, GAsyncResult *result, GError **error);

/* Settles claimed recipients and accepts what follows from it (delivery reports) in one
 * transaction. @settlements: (element-type CsSettlement); @reports: (nullable) (element-type
 * CsNewMessage). Durable when the callback comes, but for mere deferrals: a crash of the machine
 * may take them back, and then they are tried again. */
void cs_queue_settle_async (CsQueue *queue, GPtrArray *settlements, GPtrArray *reports,
                            GAsyncReadyCallback callback, gpointer user_data);
gboolean cs_queue_settle_finish (CsQueue *queue, GAsyncResult *result, GError **error);

/* --- the whole --- */

/* Recipients by state, kept up to date with every commit; no wait, no scan. */
typedef struct
{
  guint64 queued, active, deferred, held;
  guint64 messages, content_bytes;
} CsQueueCounts;
void cs_queue_get_counts (CsQueue *queue, CsQueueCounts *counts);
/* Whether a message of @size_bytes (0: not known) would be accepted now, as far as the counts tell:
 * so that nobody sends in vain. CS_QUEUE_ERROR_FULL says what is full and what to do. */
gboolean cs_queue_has_room (CsQueue *queue, guint64 size_bytes, GError **error);

/* Signal "changed": after a commit that changed any count or state (coalesced to ten a second).
 * Signal "due": a recipient became due by accept, retry, release or reroute. */

/* Finishes what is under way and closes the store. */
void cs_queue_close_async (CsQueue *queue, GAsyncReadyCallback callback, gpointer user_data);
gboolean cs_queue_close_finish (CsQueue *queue, GAsyncResult *result, GError **error);

G_END_DECLS

#include "queue/queue-change.h"
#include "queue/writer.h"
