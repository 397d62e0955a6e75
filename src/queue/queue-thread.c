#include "queue/queue-thread.h"

struct _CsQueueThread
{
  CsQueue *queue;
  GMainContext *context;
  GThread *thread;

  GMutex mutex;
  GCond wake;
  GCond progress; /* of n_run */
  GQueue waiting; /* of CsQueueOperation */
  guint n_lasting; /* of those that wait: how many may not be lost */
  GQueue done; /* of CsQueueOperation */
  CsQueueOperation *close; /* to run when nothing waits any more */
  GSource *delivery; /* attached while done has something */
  guint64 n_pushed, n_run;
  gboolean is_ending;
  gboolean is_closed;
  gboolean tell_changed, tell_due;
  CsQueueCounts counts;

  /* the storage thread's own */
  gboolean noted_changed, noted_due;
};

static CsQueueClass *
class_of (CsQueueThread *thread)
{
  return CS_QUEUE_GET_CLASS (thread->queue);
}

/* --- the line --- */

static void
push_waiting_locked (CsQueueThread *thread, CsQueueOperation *operation)
{
  thread->n_lasting += operation->may_be_lost ? 0 : 1;
  g_queue_push_tail (&thread->waiting, operation);
}

static CsQueueOperation *
pop_waiting_locked (CsQueueThread *thread)
{
  CsQueueOperation *operation = g_queue_pop_head (&thread->waiting);

  thread->n_lasting -= operation == NULL || operation->may_be_lost ? 0 : 1;
  return operation;
}

/* --- results, on the main context --- */

static gboolean
deliver (gpointer data)
{
  CsQueueThread *thread = data;
  g_autoptr (CsQueue) queue = g_object_ref (thread->queue);
  GQueue done;
  gboolean changed, due;
  CsQueueOperation *operation;

  g_mutex_lock (&thread->mutex);
  done = thread->done;
  g_queue_init (&thread->done);
  changed = thread->tell_changed;
  due = thread->tell_due;
  thread->tell_changed = thread->tell_due = FALSE;
  g_clear_pointer (&thread->delivery, g_source_unref);
  g_mutex_unlock (&thread->mutex);

  while ((operation = g_queue_pop_head (&done)) != NULL)
    operation->done (queue, operation);
  if (changed || due)
    cs_queue_tell (queue, changed, due);

  return G_SOURCE_REMOVE;
}

GSource *
cs_queue_attach_delivery (GMainContext *context, GSourceFunc func, gpointer user_data)
{
  GSource *source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, user_data, NULL);
  g_source_attach (source, context);
  return source;
}

static void
schedule_delivery_locked (CsQueueThread *thread)
{
  if (thread->delivery == NULL)
    thread->delivery = cs_queue_attach_delivery (thread->context, deliver, thread);
}

/* --- groups, in the storage thread --- */

static void
forget_notes (CsQueueThread *thread)
{
  thread->noted_changed = thread->noted_due = FALSE;
}

/* Hands out the results of a committed group; what wants another run goes to the end of the line.
 */
static void
finish_group (CsQueueThread *thread, GQueue *group)
{
  CsQueueCounts counts = thread->counts; /* nobody else writes it */
  CsQueueOperation *operation;

  if (thread->noted_changed)
    class_of (thread)->get_counts (thread->queue, &counts);

  g_mutex_lock (&thread->mutex);
  while ((operation = g_queue_pop_head (group)) != NULL)
    {
      gboolean again = operation->error == NULL && operation->committed != NULL
                       && operation->committed (operation);

      thread->n_run = MAX (thread->n_run, operation->number);
      if (again)
        push_waiting_locked (thread, operation);
      else
        g_queue_push_tail (&thread->done, operation);
    }
  thread->counts = counts;
  thread->tell_changed |= thread->noted_changed;
  thread->tell_due |= thread->noted_due;
  schedule_delivery_locked (thread);
  g_cond_broadcast (&thread->progress);
  g_mutex_unlock (&thread->mutex);

  forget_notes (thread);
}

/* Returns FALSE when the transaction is spoilt. */
static gboolean
run_one (CsQueueThread *thread, CsQueueOperation *operation)
{
  g_clear_error (&operation->error);
  operation->is_refusal = FALSE;

  if (g_cancellable_set_error_if_cancelled (operation->cancellable, &operation->error))
    return TRUE;

  return operation->run (thread->queue, operation, &operation->error) || operation->is_refusal;
}

static void
run_alone (CsQueueThread *thread, CsQueueOperation *operation)
{
  CsQueueClass *klass = class_of (thread);
  GQueue group = G_QUEUE_INIT;

  g_clear_error (&operation->error);
  if (klass->begin (thread->queue, !operation->may_be_lost, &operation->error)
      && (!run_one (thread, operation)
          || !klass->commit (thread->queue, operation->error == NULL ? &operation->error : NULL)))
    {
      klass->rollback (thread->queue);
      forget_notes (thread);
    }
  if (operation->error != NULL && operation->undone != NULL)
    operation->undone (operation);

  g_queue_push_tail (&group, operation);
  finish_group (thread, &group);
}

/* One that cannot be done must not take the others with it. */
static void
run_apart (CsQueueThread *thread, GQueue *group)
{
  CsQueueOperation *operation;

  class_of (thread)->rollback (thread->queue);
  forget_notes (thread);
  while ((operation = g_queue_pop_head (group)) != NULL)
    run_alone (thread, operation);
}

/* Whether the group that begins with @operation has to wait for the disk. */
static gboolean
is_lasting (CsQueueThread *thread, const CsQueueOperation *operation)
{
  gboolean lasting;

  g_mutex_lock (&thread->mutex);
  lasting = !operation->may_be_lost || thread->n_lasting > 0;
  g_mutex_unlock (&thread->mutex);
  return lasting;
}

/* The next for a group; what may not be lost does not join one that may be. */
static CsQueueOperation *
take_waiting (CsQueueThread *thread, gboolean lasting)
{
  CsQueueOperation *operation, *next;

  g_mutex_lock (&thread->mutex);
  next = g_queue_peek_head (&thread->waiting);
  operation = next != NULL && (lasting || next->may_be_lost) ? pop_waiting_locked (thread) : NULL;
  g_mutex_unlock (&thread->mutex);
  return operation;
}

static void
run_group (CsQueueThread *thread, CsQueueOperation *operation)
{
  CsQueueClass *klass = class_of (thread);
  gint64 end_us = g_get_monotonic_time () + CS_QUEUE_GROUP_MS * 1000;
  gboolean lasting = is_lasting (thread, operation);
  GQueue group = G_QUEUE_INIT;

  if (!klass->begin (thread->queue, lasting, &operation->error))
    {
      run_alone (thread, operation);
      return;
    }

  do
    {
      g_queue_push_tail (&group, operation);
      if (!run_one (thread, operation))
        {
          run_apart (thread, &group);
          return;
        }
    }
  while (g_get_monotonic_time () < end_us && (operation = take_waiting (thread, lasting)) != NULL);

  if (klass->commit (thread->queue, NULL))
    finish_group (thread, &group);
  else
    run_apart (thread, &group);
}

static void
run_close (CsQueueThread *thread, CsQueueOperation *operation)
{
  cs_queue_end_looking (thread->queue);
  class_of (thread)->close (thread->queue);

  g_mutex_lock (&thread->mutex);
  thread->is_closed = TRUE;
  g_queue_push_tail (&thread->done, operation);
  schedule_delivery_locked (thread);
  g_mutex_unlock (&thread->mutex);
}

static gpointer
thread_main (gpointer data)
{
  CsQueueThread *thread = data;
  CsQueueOperation *operation, *close;

  for (;;)
    {
      g_mutex_lock (&thread->mutex);
      while (g_queue_is_empty (&thread->waiting) && thread->close == NULL && !thread->is_ending)
        g_cond_wait (&thread->wake, &thread->mutex);
      operation = pop_waiting_locked (thread);
      close = operation == NULL ? g_steal_pointer (&thread->close) : NULL;
      g_mutex_unlock (&thread->mutex);

      if (operation != NULL)
        run_group (thread, operation);
      else if (close != NULL)
        run_close (thread, close);
      else
        return NULL;
    }
}

/* --- from outside --- */

CsQueueThread *
cs_queue_thread_new (CsQueue *queue)
{
  CsQueueThread *thread = g_new0 (CsQueueThread, 1);

  thread->queue = queue;
  thread->context = g_main_context_ref_thread_default ();
  g_mutex_init (&thread->mutex);
  g_cond_init (&thread->wake);
  g_cond_init (&thread->progress);
  g_queue_init (&thread->waiting);
  g_queue_init (&thread->done);
  class_of (thread)->get_counts (queue, &thread->counts);
  thread->thread = g_thread_new ("storage", thread_main, thread);
  return thread;
}

void
cs_queue_thread_free (CsQueueThread *thread)
{
  if (thread == NULL)
    return;

  g_mutex_lock (&thread->mutex);
  thread->is_ending = TRUE;
  g_cond_signal (&thread->wake);
  g_mutex_unlock (&thread->mutex);
  g_thread_join (thread->thread);

  if (thread->delivery != NULL)
    g_source_destroy (thread->delivery);
  g_clear_pointer (&thread->delivery, g_source_unref);
  g_mutex_clear (&thread->mutex);
  g_cond_clear (&thread->wake);
  g_cond_clear (&thread->progress);
  g_main_context_unref (thread->context);
  g_free (thread);
}

static void
push (CsQueueThread *thread, CsQueueOperation *operation, gboolean is_close)
{
  g_mutex_lock (&thread->mutex);
  if (thread->is_closed || thread->is_ending)
    {
      if (!is_close)
        g_set_error_literal (&operation->error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_CLOSED,
                             "the queue is closed");
      g_queue_push_tail (&thread->done, operation);
      schedule_delivery_locked (thread);
    }
  else if (is_close)
    {
      thread->is_ending = TRUE;
      thread->close = operation;
    }
  else
    {
      operation->number = ++thread->n_pushed;
      push_waiting_locked (thread, operation);
    }
  g_cond_signal (&thread->wake);
  g_mutex_unlock (&thread->mutex);
}

void
cs_queue_thread_push (CsQueueThread *thread, CsQueueOperation *operation)
{
  push (thread, operation, FALSE);
}

void
cs_queue_thread_push_close (CsQueueThread *thread, CsQueueOperation *operation)
{
  push (thread, operation, TRUE);
}

guint64
cs_queue_thread_last (CsQueueThread *thread)
{
  guint64 number;

  g_mutex_lock (&thread->mutex);
  number = thread->n_pushed;
  g_mutex_unlock (&thread->mutex);
  return number;
}

void
cs_queue_thread_wait (CsQueueThread *thread, guint64 number)
{
  g_mutex_lock (&thread->mutex);
  while (thread->n_run < number)
    g_cond_wait (&thread->progress, &thread->mutex);
  g_mutex_unlock (&thread->mutex);
}

void
cs_queue_thread_note_changed (CsQueueThread *thread)
{
  thread->noted_changed = TRUE;
}

void
cs_queue_thread_note_due (CsQueueThread *thread)
{
  thread->noted_due = TRUE;
}

void
cs_queue_thread_get_counts (CsQueueThread *thread, CsQueueCounts *counts)
{
  g_mutex_lock (&thread->mutex);
  *counts = thread->counts;
  g_mutex_unlock (&thread->mutex);
}
