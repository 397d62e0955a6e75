#include "queue/look-thread.h"

struct _CsLookThread
{
  CsQueue *queue;
  CsQueueThread *storage;
  GMainContext *context;
  GThread *thread; /* NULL: it has been waited for */

  GMutex mutex;
  GCond wake;
  GQueue waiting; /* of CsQueueOperation */
  GQueue done; /* of CsQueueOperation */
  GSource *delivery; /* attached while done has something */
  gint is_ending; /* atomic, set with the mutex held */

  GCancellable *cancellable; /* the thread's own: of the operation under way */
};

/* --- results, on the main context --- */

static gboolean
deliver (gpointer data)
{
  CsLookThread *thread = data;
  g_autoptr (CsQueue) queue = g_object_ref (thread->queue);
  CsQueueOperation *operation;
  GQueue done;

  g_mutex_lock (&thread->mutex);
  done = thread->done;
  g_queue_init (&thread->done);
  g_clear_pointer (&thread->delivery, g_source_unref);
  g_mutex_unlock (&thread->mutex);

  while ((operation = g_queue_pop_head (&done)) != NULL)
    operation->done (queue, operation);

  return G_SOURCE_REMOVE;
}

static void
push_done_locked (CsLookThread *thread, CsQueueOperation *operation)
{
  g_queue_push_tail (&thread->done, operation);
  if (thread->delivery == NULL)
    thread->delivery = cs_queue_attach_delivery (thread->context, deliver, thread);
}

/* --- the thread --- */

gboolean
cs_look_thread_is_over (CsLookThread *thread)
{
  return g_atomic_int_get (&thread->is_ending) || g_cancellable_is_cancelled (thread->cancellable);
}

/* What made the run fail is then no error of the store. */
static void
set_over (CsLookThread *thread, CsQueueOperation *operation)
{
  g_clear_error (&operation->error);
  if (!g_cancellable_set_error_if_cancelled (operation->cancellable, &operation->error))
    g_set_error_literal (&operation->error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_CLOSED,
                         "the queue is closed");
}

static void
look (CsLookThread *thread, CsQueueOperation *operation)
{
  CsQueueClass *klass = CS_QUEUE_GET_CLASS (thread->queue);

  if (!klass->look_begin (thread->queue, &operation->error))
    return;
  operation->run (thread->queue, operation, &operation->error);
  klass->look_end (thread->queue);
}

/* TRUE: it wants another run. */
static gboolean
run (CsLookThread *thread, CsQueueOperation *operation)
{
  gboolean again = FALSE;

  thread->cancellable = operation->cancellable;
  if (!cs_look_thread_is_over (thread))
    {
      cs_queue_thread_wait (thread->storage, operation->number);
      look (thread, operation);
    }

  if (cs_look_thread_is_over (thread))
    set_over (thread, operation);
  else if (operation->error == NULL && operation->committed != NULL)
    again = operation->committed (operation);
  thread->cancellable = NULL;
  return again;
}

static gpointer
thread_main (gpointer data)
{
  CsLookThread *thread = data;
  CsQueueOperation *operation;

  g_mutex_lock (&thread->mutex);
  for (;;)
    {
      gboolean again;

      while (g_queue_is_empty (&thread->waiting) && !thread->is_ending)
        g_cond_wait (&thread->wake, &thread->mutex);
      operation = g_queue_pop_head (&thread->waiting);
      if (operation == NULL)
        break;

      g_mutex_unlock (&thread->mutex);
      again = run (thread, operation);
      g_mutex_lock (&thread->mutex);
      if (again)
        g_queue_push_tail (&thread->waiting, operation);
      else
        push_done_locked (thread, operation);
    }
  g_mutex_unlock (&thread->mutex);
  return NULL;
}

/* --- from outside --- */

CsLookThread *
cs_look_thread_new (CsQueue *queue, CsQueueThread *storage)
{
  CsLookThread *thread = g_new0 (CsLookThread, 1);

  thread->queue = queue;
  thread->storage = storage;
  thread->context = g_main_context_ref_thread_default ();
  g_mutex_init (&thread->mutex);
  g_cond_init (&thread->wake);
  g_queue_init (&thread->waiting);
  g_queue_init (&thread->done);
  thread->thread = g_thread_new ("looking", thread_main, thread);
  return thread;
}

void
cs_look_thread_end (CsLookThread *thread)
{
  g_mutex_lock (&thread->mutex);
  g_atomic_int_set (&thread->is_ending, TRUE);
  g_cond_signal (&thread->wake);
  g_mutex_unlock (&thread->mutex);

  g_clear_pointer (&thread->thread, g_thread_join);
}

void
cs_look_thread_free (CsLookThread *thread)
{
  if (thread == NULL)
    return;

  cs_look_thread_end (thread);
  if (thread->delivery != NULL)
    g_source_destroy (thread->delivery);
  g_clear_pointer (&thread->delivery, g_source_unref);
  g_mutex_clear (&thread->mutex);
  g_cond_clear (&thread->wake);
  g_main_context_unref (thread->context);
  g_free (thread);
}

void
cs_look_thread_push (CsLookThread *thread, CsQueueOperation *operation)
{
  operation->number = cs_queue_thread_last (thread->storage);

  g_mutex_lock (&thread->mutex);
  if (thread->is_ending)
    {
      set_over (thread, operation);
      push_done_locked (thread, operation);
    }
  else
    {
      g_queue_push_tail (&thread->waiting, operation);
    }
  g_cond_signal (&thread->wake);
  g_mutex_unlock (&thread->mutex);
}
