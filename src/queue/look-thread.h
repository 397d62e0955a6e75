/* look-thread.h - the thread that looks at a store while the storage thread changes it
 *
 * Questions wait in line here and not behind each other's answers in the
 * storage thread, so that nobody who hands over mail waits for one who searches.
 * Each question is seen to in short runs, between look_begin and look_end of
 * the store, and goes to the end of the line when it wants another one: a long
 * search holds up neither a short question nor the store's housekeeping.
 *
 * A question sees whatever was asked of the queue before it, as if it had
 * waited in the same line: it begins when that is committed.
 */
#pragma once

#include "queue/queue-thread.h"

G_BEGIN_DECLS

typedef struct _CsLookThread CsLookThread;

/* Both must outlive it. Results come on the thread-default context of the caller. */
CsLookThread *cs_look_thread_new (CsQueue *queue, CsQueueThread *storage);
void cs_look_thread_free (CsLookThread *thread);
/* (transfer full). The operation's run looks only; committed says whether it wants another run. */
void cs_look_thread_push (CsLookThread *thread, CsQueueOperation *operation);
/* From any thread: whoever waits is told CS_QUEUE_ERROR_CLOSED, and so is who comes later; returns
 * when the store is left alone. */
void cs_look_thread_end (CsLookThread *thread);
/* In this thread, during a run: nobody waits for the answer any more. */
gboolean cs_look_thread_is_over (CsLookThread *thread);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsLookThread, cs_look_thread_free)

G_END_DECLS
