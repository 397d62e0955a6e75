/* queue-thread.h - the one thread that changes a store, and group commit
 *
 * Operations wait in line. The thread takes what waits, runs it in one
 * transaction and commits: while the disk syncs, the next group gathers by
 * itself, so nothing ever waits for company. A group is closed after
 * CS_QUEUE_GROUP_MS at the latest. What may be lost in a crash of the machine
 * (a deferral, for example, which would only be tried again) makes groups of
 * its own that do not wait for the disk, or joins one that does. Results go to the main context
 * after the commit, a whole group in one dispatch.
 */
#pragma once

#include "queue/queue-class.h"

G_BEGIN_DECLS

#define CS_QUEUE_GROUP_MS 10

typedef struct _CsQueueOperation CsQueueOperation;
struct _CsQueueOperation
{
  /* In the storage thread, inside a transaction; may run again after a rollback. */
  gboolean (*run) (CsQueue *queue, CsQueueOperation *operation, GError **error);
  /* (nullable): in the storage thread, after the commit; TRUE: the operation wants another run. */
  gboolean (*committed) (CsQueueOperation *operation);
  /* (nullable): in the storage thread, when the run (if there was one) was rolled back for good:
   * what it remembers outside of the store is not so. */
  void (*undone) (CsQueueOperation *operation);
  /* On the main context: takes the operation back; its error says how it went. */
  void (*done) (CsQueue *queue, CsQueueOperation *operation);

  GCancellable *cancellable; /* (nullable) (transfer full): looked at before the run */
  guint64 number; /* the thread's: in which order they came */
  GError *error; /* (out) */
  gboolean may_be_lost; /* in a crash of the machine, though done was called */
  gboolean is_refusal; /* (out): it failed before it changed anything */
};

/* Has @func called soon on @context, with what is done. Returns: (transfer full): to be given up
 * there. */
GSource *cs_queue_attach_delivery (GMainContext *context, GSourceFunc func, gpointer user_data);

typedef struct _CsQueueThread CsQueueThread;

/* @queue must outlive the thread. Results come on the thread-default context of the caller. */
CsQueueThread *cs_queue_thread_new (CsQueue *queue);
/* Runs what waits, then ends; blocks. */
void cs_queue_thread_free (CsQueueThread *thread);
/* (transfer full). After a close operation everything fails with CS_QUEUE_ERROR_CLOSED. */
void cs_queue_thread_push (CsQueueThread *thread, CsQueueOperation *operation);
/* The last operation: closes the store. */
void cs_queue_thread_push_close (CsQueueThread *thread, CsQueueOperation *operation);

/* For another thread: the number of the operation that came last, and waiting until it and all
 * before it are committed (of those that want another run: their first). */
guint64 cs_queue_thread_last (CsQueueThread *thread);
void cs_queue_thread_wait (CsQueueThread *thread, guint64 number);

void cs_queue_thread_note_changed (CsQueueThread *thread);
void cs_queue_thread_note_due (CsQueueThread *thread);
/* From any thread: as of the last commit. */
void cs_queue_thread_get_counts (CsQueueThread *thread, CsQueueCounts *counts);

/* Before the store is closed: nobody looks at it any more (queue.c). */
void cs_queue_end_looking (CsQueue *queue);
/* What the queue does with the group's news, on the main context (queue.c). */
void cs_queue_tell (CsQueue *queue, gboolean changed, gboolean due);

G_END_DECLS
