/* queue-class.h - what a store does behind CsQueue
 *
 * A store is written as plain blocking functions. All of them but open and
 * those that look run in the storage thread (queue-thread.h), those that take
 * part in a transaction between begin and commit or rollback. An operation that
 * fails may leave changes behind: the group is then rolled back and each of its
 * operations runs again, alone. So an operation must be able to run twice.
 *
 * Those that look run in another thread (look-thread.h) at the same time, and
 * see one committed state from look_begin to look_end. None may keep the other
 * side waiting.
 */
#pragma once

#include "queue/queue.h"

G_BEGIN_DECLS

#define CS_QUEUE_CHUNK_BYTES 65536 /* every chunk of a large content but the last has this size */

/* Content that came before its message: belongs to the storage thread. */
typedef struct
{
  guint64 number; /* the store's own key for it; 0: it has none yet */
  guint64 size_bytes; /* in the store, kept by the caller: a chunk is written behind these */
} CsQueueStage;

typedef struct
{
  const char *id;
  const CsEnvelope *envelope;
  gint64 arrived_s;
  CsQueueStage *stage; /* (nullable): whole chunks that are in the store already */
  GBytes *content; /* all of it, or what follows the staged chunks */
} CsQueueAcceptance;

/* A change of many recipients goes on in further transactions, so that others come between. */
typedef struct
{
  GArray *keys; /* (nullable) (element-type guint64): whom it concerns, from the first run */
  guint next; /* where this run begins */
  guint after; /* (out): where the next one would; at keys->len it is complete */
  gint64 changed; /* so far, by committed runs */
  gint64 changed_now;
} CsQueueProgress;

/* Looking at many goes on in further runs, each between look_begin and look_end. */
typedef struct
{
  gboolean goes_on; /* (inout): there is more to look at: how it is done is decided */
  /* list */
  GPtrArray *rows; /* (element-type CsQueueRow): what has been found; a run adds to them */
  char *after; /* as of cs_queue_list_async; a run that goes on moves it */
  /* count */
  gint64 n; /* so far */
  gint64 place; /* the store's own: where the next run begins; 0 at first */
} CsQueueSearch;

struct _CsQueueClass
{
  GObjectClass parent_class;

  /* @is_lasting: the commit is durable; else a crash of the machine (not of the process) may take
   * the whole transaction back, as long as no later lasting one is committed. */
  gboolean (*begin) (CsQueue *queue, gboolean is_lasting, GError **error);
  gboolean (*commit) (CsQueue *queue, GError **error);
  void (*rollback) (CsQueue *queue);
  void (*close) (CsQueue *queue);

  /* Before anything is written: CS_QUEUE_ERROR_FULL when @size_bytes more are not welcome, of a
   * message of which @staged_bytes are in the store already. */
  gboolean (*has_room) (CsQueue *queue, guint64 staged_bytes, guint64 size_bytes, GError **error);
  gboolean (*stage) (CsQueue *queue, CsQueueStage *stage, GBytes *chunk, GError **error);
  gboolean (*unstage) (CsQueue *queue, CsQueueStage *stage, GError **error);
  gboolean (*accept) (CsQueue *queue, const CsQueueAcceptance *acceptance, GError **error);

  GPtrArray *(*claim) (CsQueue *queue, const CsClaimRequest *request, GError **error);
  gboolean (*next_due) (CsQueue *queue, const char *const *skip_lanes, gint64 *due_s,
                        GError **error);
  gboolean (*settle) (CsQueue *queue, const CsSettlement *settlement, GError **error);
  GBytes *(*read) (CsQueue *queue, const char *id, guint64 offset, GError **error);

  gboolean (*change) (CsQueue *queue, const CsQueueSelection *selection, CsQueueAction action,
                      const char *lane, CsQueueProgress *progress, GError **error);
  gboolean (*reroute) (CsQueue *queue, GHashTable *lanes, gboolean due_now,
                       CsQueueProgress *progress, GError **error);
  void (*get_counts) (CsQueue *queue, CsQueueCounts *counts);

  /* Looking. Over before close. */
  gboolean (*look_begin) (CsQueue *queue, GError **error);
  void (*look_end) (CsQueue *queue);
  GPtrArray *(*addresses) (CsQueue *queue, const char *after, guint limit, GError **error);
  gboolean (*list) (CsQueue *queue, const CsQueueSelection *selection, guint limit,
                    CsQueueSearch *search, GError **error);
  gboolean (*count) (CsQueue *queue, const CsQueueSelection *selection, CsQueueSearch *search,
                     GError **error);
  CsQueueStory *(*show) (CsQueue *queue, const char *id, GError **error);
  GPtrArray *(*busiest) (CsQueue *queue, guint limit, GError **error);
  GPtrArray *(*troubles) (CsQueue *queue, guint limit, GError **error);
};

/* For stores. Call start when the store is open; the others from its threads. */
void cs_queue_start (CsQueue *queue, const CsQueueLimits *limits);
void cs_queue_set_limits (CsQueue *queue, const CsQueueLimits *limits);
/* Whether one message more, of @size_bytes, keeps to the limits of numbers and bytes. */
gboolean cs_queue_limits_allow (const CsQueueLimits *limits, const CsQueueCounts *counts,
                                guint64 size_bytes, GError **error);
void cs_queue_note_changed (CsQueue *queue); /* this transaction changes counts or states */
void cs_queue_note_due (CsQueue *queue); /* it makes somebody due now */

/* While looking: nobody waits for the answer any more, and any error will do. */
gboolean cs_queue_is_look_over (CsQueue *queue);

/* "ID/N" or "ID" (number 0) taken apart; FALSE if it is neither. */
gboolean cs_queue_parse_id (const char *text, char **id, guint *number);
/* Fills in read_async and read_finish, and the queue. */
void cs_queue_bind_claim (CsQueue *queue, CsClaim *claim);

G_END_DECLS
