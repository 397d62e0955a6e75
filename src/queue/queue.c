#include <string.h>

#include "queue/look-thread.h"
#include "queue/queue-private.h"

#define CHANGED_INTERVAL_MS 100

typedef struct
{
  CsQueueThread *thread;
  CsLookThread *look_thread;
  CsQueueLimits limits;
  GSource *changed_later; /* (nullable) */
  gint64 changed_us; /* when "changed" was last emitted */
} CsQueuePrivate;

enum
{
  SIGNAL_CHANGED,
  SIGNAL_DUE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_QUARK (cs_queue_error, cs_queue_error)
G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CsQueue, cs_queue, G_TYPE_OBJECT)

static CsQueuePrivate *
private_of (CsQueue *queue)
{
  return cs_queue_get_instance_private (queue);
}

/* Here and not in finalize, so that a store's own finalize comes when the thread is gone. */
static void
cs_queue_dispose (GObject *object)
{
  CsQueuePrivate *self = private_of (CS_QUEUE (object));

  g_clear_pointer (&self->look_thread, cs_look_thread_free);
  g_clear_pointer (&self->thread, cs_queue_thread_free);
  if (self->changed_later != NULL)
    g_source_destroy (self->changed_later);
  g_clear_pointer (&self->changed_later, g_source_unref);

  G_OBJECT_CLASS (cs_queue_parent_class)->dispose (object);
}

static void
cs_queue_class_init (CsQueueClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cs_queue_dispose;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CS_TYPE_QUEUE, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DUE]
      = g_signal_new ("due", CS_TYPE_QUEUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cs_queue_init (CsQueue *queue)
{
}

/* --- for stores --- */

void
cs_queue_start (CsQueue *queue, const CsQueueLimits *limits)
{
  cs_queue_set_limits (queue, limits);
  private_of (queue)->thread = cs_queue_thread_new (queue);
  private_of (queue)->look_thread = cs_look_thread_new (queue, private_of (queue)->thread);
}

gboolean
cs_queue_is_look_over (CsQueue *queue)
{
  return cs_look_thread_is_over (private_of (queue)->look_thread);
}

void
cs_queue_set_limits (CsQueue *queue, const CsQueueLimits *limits)
{
  private_of (queue)->limits = *limits;
}

static gboolean
set_full (GError **error, const char *what, guint64 now, const char *limit_name, guint64 limit)
{
  g_set_error (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_FULL,
               "the queue has %" G_GUINT64_FORMAT " %s, and %s is %" G_GUINT64_FORMAT
               ": deliver or remove some (countersign queue list), or raise the limit",
               now, what, limit_name, limit);
  return FALSE;
}

gboolean
cs_queue_limits_allow (const CsQueueLimits *limits, const CsQueueCounts *counts, guint64 size_bytes,
                       GError **error)
{
  guint64 messages = limits->maximum_messages, bytes = limits->maximum_content_bytes;

  if (messages != 0 && counts->messages >= messages)
    return set_full (error, "messages", counts->messages, "maximum-queued-messages", messages);
  if (bytes != 0 && (counts->content_bytes >= bytes || size_bytes > bytes - counts->content_bytes))
    return set_full (error, "bytes", counts->content_bytes, "maximum-queued-bytes", bytes);
  return TRUE;
}

void
cs_queue_note_changed (CsQueue *queue)
{
  cs_queue_thread_note_changed (private_of (queue)->thread);
}

void
cs_queue_note_due (CsQueue *queue)
{
  cs_queue_thread_note_due (private_of (queue)->thread);
}

gboolean
cs_queue_parse_id (const char *text, char **id, guint *number)
{
  const char *slash = strchr (text, '/');
  guint64 n = 0;

  if (slash != NULL && !g_ascii_string_to_unsigned (slash + 1, 10, 1, G_MAXUINT32, &n, NULL))
    return FALSE;
  if (slash == text || *text == '\0')
    return FALSE;

  *id = slash != NULL ? g_strndup (text, slash - text) : g_strdup (text);
  *number = n;
  return TRUE;
}

/* --- for the calls --- */

void
cs_queue_push_look (CsQueue *queue, CsQueueOperation *operation)
{
  cs_look_thread_push (private_of (queue)->look_thread, operation);
}

CsQueueThread *
cs_queue_get_thread (CsQueue *queue)
{
  return private_of (queue)->thread;
}

guint64
cs_queue_get_maximum_message_bytes (CsQueue *queue)
{
  return private_of (queue)->limits.maximum_message_bytes;
}

/* --- for the storage thread --- */

void
cs_queue_end_looking (CsQueue *queue)
{
  cs_look_thread_end (private_of (queue)->look_thread);
}

static void
emit_changed (CsQueue *queue)
{
  CsQueuePrivate *self = private_of (queue);

  if (self->changed_later != NULL)
    g_source_destroy (self->changed_later);
  g_clear_pointer (&self->changed_later, g_source_unref);
  self->changed_us = g_get_monotonic_time ();
  g_signal_emit (queue, signals[SIGNAL_CHANGED], 0);
}

static gboolean
on_changed_later (gpointer data)
{
  emit_changed (data);
  return G_SOURCE_REMOVE;
}

void
cs_queue_tell (CsQueue *queue, gboolean changed, gboolean due)
{
  CsQueuePrivate *self = private_of (queue);
  gint64 since_ms = (g_get_monotonic_time () - self->changed_us) / 1000;

  if (changed && since_ms >= CHANGED_INTERVAL_MS)
    {
      emit_changed (queue);
    }
  else if (changed && self->changed_later == NULL)
    {
      self->changed_later = g_timeout_source_new (CHANGED_INTERVAL_MS - since_ms);
      g_source_set_callback (self->changed_later, on_changed_later, queue, NULL);
      g_source_attach (self->changed_later, g_source_get_context (g_main_current_source ()));
    }

  if (due)
    g_signal_emit (queue, signals[SIGNAL_DUE], 0);
}

/* --- the interface, as far as no store is asked --- */

void
cs_queue_get_counts (CsQueue *queue, CsQueueCounts *counts)
{
  cs_queue_thread_get_counts (private_of (queue)->thread, counts);
}

gboolean
cs_queue_has_room (CsQueue *queue, guint64 size_bytes, GError **error)
{
  CsQueueCounts counts;

  cs_queue_get_counts (queue, &counts);
  return cs_queue_limits_allow (&private_of (queue)->limits, &counts, size_bytes, error);
}

void
cs_queue_close_async (CsQueue *queue, GAsyncReadyCallback callback, gpointer user_data)
{
  CsQueueCall *call
      = cs_queue_call_new (queue, NULL, NULL, cs_queue_close_async, NULL, callback, user_data);

  cs_queue_thread_push_close (private_of (queue)->thread, &call->operation);
}

gboolean
cs_queue_close_finish (CsQueue *queue, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, queue), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
