#include "base/when.h"
#include "queue/queue-private.h"

#define BEHIND_BYTES (8 * CS_QUEUE_CHUNK_BYTES)
#define READY_BYTES (4 * CS_QUEUE_CHUNK_BYTES)

/* Belongs to the main context; chunks on their way to the store keep it alive. */
struct _CsQueueWriter
{
  grefcount references;
  CsQueue *queue;
  CsEnvelope *envelope;
  char *id;
  GByteArray *buffer;
  CsQueueStage *stage; /* the storage thread's, once the first chunk is on its way */
  guint64 size_bytes;
  guint64 staged_bytes;
  guint64 under_way_bytes;
  gboolean is_behind;
  GError *error;
  void (*on_ready) (gpointer user_data);
  gpointer ready_data;
};

typedef struct
{
  CsQueueOperation operation; /* first */
  CsQueueWriter *writer; /* (nullable): who is told */
  GTask *task; /* (nullable): of the commit */
  CsQueueStage *stage;
  GBytes *bytes;
  CsEnvelope *envelope;
  char *id;
  guint64 offset; /* of the bytes in the content */
  guint64 size_bytes; /* of the content */
  gint64 now_s;
} WriterOperation;

static void
stage_release (CsQueueStage *stage)
{
  g_atomic_rc_box_release (stage);
}

static void
writer_unref (CsQueueWriter *writer)
{
  if (!g_ref_count_dec (&writer->references))
    return;

  g_clear_pointer (&writer->stage, stage_release);
  g_clear_pointer (&writer->envelope, cs_envelope_free);
  g_byte_array_unref (writer->buffer);
  g_clear_error (&writer->error);
  g_object_unref (writer->queue);
  g_free (writer->id);
  g_free (writer);
}

CsQueueWriter *
cs_queue_writer_new (CsQueue *queue, const CsEnvelope *envelope)
{
  CsQueueWriter *writer;

  g_return_val_if_fail (envelope->recipients->len > 0, NULL);

  writer = g_new0 (CsQueueWriter, 1);
  g_ref_count_init (&writer->references);
  writer->queue = g_object_ref (queue);
  writer->envelope = cs_envelope_copy (envelope);
  writer->id = cs_when_new_id ();
  writer->buffer = g_byte_array_new ();
  return writer;
}

const char *
cs_queue_writer_get_id (CsQueueWriter *writer)
{
  return writer->id;
}

gboolean
cs_queue_writer_is_behind (CsQueueWriter *writer)
{
  return writer->is_behind;
}

void
cs_queue_writer_on_ready (CsQueueWriter *writer, void (*func) (gpointer), gpointer user_data)
{
  writer->on_ready = func;
  writer->ready_data = user_data;
}

/* --- chunks --- */

static void
operation_free (WriterOperation *self)
{
  g_clear_pointer (&self->writer, writer_unref);
  g_clear_object (&self->task);
  g_clear_object (&self->operation.cancellable);
  g_clear_error (&self->operation.error);
  g_clear_pointer (&self->stage, stage_release);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  cs_envelope_free (self->envelope);
  g_free (self->id);
  g_free (self);
}

static void
operation_done (CsQueue *queue, CsQueueOperation *operation)
{
  operation_free ((WriterOperation *)operation);
}

static WriterOperation *
operation_new (CsQueueStage *stage, CsQueueRun run,
               void (*done) (CsQueue *queue, CsQueueOperation *operation))
{
  WriterOperation *self = g_new0 (WriterOperation, 1);

  self->operation.run = run;
  self->operation.done = done;
  self->stage = stage != NULL ? g_atomic_rc_box_acquire (stage) : NULL;
  return self;
}

static void
operation_push (CsQueue *queue, WriterOperation *self)
{
  cs_queue_thread_push (cs_queue_get_thread (queue), &self->operation);
}

static gboolean
is_complete (const CsQueueStage *stage, guint64 size_bytes, GError **error)
{
  if (stage->size_bytes == size_bytes)
    return TRUE;

  g_set_error_literal (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_IO,
                       "a part of the message could not be written");
  return FALSE;
}

/* A chunk that could not be written leaves the stage short, so that what follows is refused. */
static gboolean
run_chunk (CsQueue *queue, CsQueueOperation *operation, GError **error)
{
  WriterOperation *self = (WriterOperation *)operation;
  CsQueueClass *klass = CS_QUEUE_GET_CLASS (queue);
  CsQueueStage *stage = self->stage;
  gsize size_bytes = g_bytes_get_size (self->bytes);

  stage->size_bytes = MIN (stage->size_bytes, self->offset);
  operation->is_refusal = !is_complete (stage, self->offset, error)
                          || !klass->has_room (queue, self->offset, size_bytes, error);
  if (operation->is_refusal || !klass->stage (queue, stage, self->bytes, error))
    return FALSE;

  stage->size_bytes += size_bytes;
  return TRUE;
}

/* A commit that failed took the bytes away after they were counted. */
static void
chunk_undone (CsQueueOperation *operation)
{
  WriterOperation *self = (WriterOperation *)operation;

  self->stage->size_bytes = MIN (self->stage->size_bytes, self->offset);
}

static void
chunk_done (CsQueue *queue, CsQueueOperation *operation)
{
  WriterOperation *self = (WriterOperation *)operation;
  CsQueueWriter *writer = self->writer;

  writer->under_way_bytes -= g_bytes_get_size (self->bytes);
  if (operation->error != NULL && writer->error == NULL)
    writer->error = g_steal_pointer (&operation->error);

  if (writer->is_behind && writer->under_way_bytes <= READY_BYTES)
    {
      writer->is_behind = FALSE;
      if (writer->on_ready != NULL)
        writer->on_ready (writer->ready_data);
    }
  operation_free (self);
}

static void
send_chunk (CsQueueWriter *writer)
{
  WriterOperation *self;

  if (writer->stage == NULL)
    writer->stage = g_atomic_rc_box_new0 (CsQueueStage);

  self = operation_new (writer->stage, run_chunk, chunk_done);
  self->operation.undone = chunk_undone;
  self->operation.may_be_lost = TRUE; /* it lasts as soon as its message does */
  g_ref_count_inc (&writer->references);
  self->writer = writer;
  self->bytes = g_bytes_new (writer->buffer->data, CS_QUEUE_CHUNK_BYTES);
  self->offset = writer->staged_bytes;
  g_byte_array_remove_range (writer->buffer, 0, CS_QUEUE_CHUNK_BYTES);
  writer->staged_bytes += CS_QUEUE_CHUNK_BYTES;
  writer->under_way_bytes += CS_QUEUE_CHUNK_BYTES;
  writer->is_behind |= writer->under_way_bytes >= BEHIND_BYTES;
  operation_push (writer->queue, self);
}

static gboolean
has_high_byte (const guint8 *bytes, gsize size_bytes)
{
  guint8 all = 0;

  for (gsize i = 0; i < size_bytes; i++)
    all |= bytes[i];

  return (all & 0x80) != 0;
}

static gboolean
check_size (CsQueueWriter *writer)
{
  guint64 maximum = cs_queue_get_maximum_message_bytes (writer->queue);

  if (writer->error == NULL && writer->size_bytes > maximum)
    g_set_error (&writer->error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_TOO_LARGE,
                 "the message is larger than %" G_GUINT64_FORMAT " bytes", maximum);

  return writer->error == NULL;
}

gboolean
cs_queue_writer_append (CsQueueWriter *writer, const void *bytes, gsize size_bytes, GError **error)
{
  const guint8 *next = bytes;

  writer->size_bytes += size_bytes;
  if (!check_size (writer))
    {
      g_propagate_error (error, g_error_copy (writer->error));
      return FALSE;
    }

  writer->envelope->is_8bit |= has_high_byte (next, size_bytes);
  while (size_bytes > 0)
    {
      gsize fits = MIN (size_bytes, 2 * CS_QUEUE_CHUNK_BYTES - writer->buffer->len);

      g_byte_array_append (writer->buffer, next, fits);
      next += fits;
      size_bytes -= fits;
      if (writer->buffer->len > CS_QUEUE_CHUNK_BYTES) /* exactly one chunk may be the last */
        send_chunk (writer);
    }

  return TRUE;
}

/* --- the end --- */

static gboolean
run_accept (CsQueue *queue, CsQueueOperation *operation, GError **error)
{
  WriterOperation *self = (WriterOperation *)operation;
  CsQueueClass *klass = CS_QUEUE_GET_CLASS (queue);
  CsQueueAcceptance acceptance = { .id = self->id,
                                   .envelope = self->envelope,
                                   .arrived_s = self->now_s,
                                   .stage = self->stage,
                                   .content = self->bytes };

  operation->is_refusal
      = (self->stage != NULL && !is_complete (self->stage, self->offset, error))
        || !klass->has_room (queue, self->offset, self->size_bytes - self->offset, error);
  if (operation->is_refusal)
    return FALSE;

  return klass->accept (queue, &acceptance, error);
}

static gboolean
run_discard (CsQueue *queue, CsQueueOperation *operation, GError **error)
{
  return CS_QUEUE_GET_CLASS (queue)->unstage (queue, ((WriterOperation *)operation)->stage, error);
}

static void
discard (CsQueue *queue, CsQueueStage *stage)
{
  if (stage != NULL)
    operation_push (queue, operation_new (stage, run_discard, operation_done));
}

static void
accept_done (CsQueue *queue, CsQueueOperation *operation)
{
  WriterOperation *self = (WriterOperation *)operation;

  if (operation->error != NULL)
    {
      discard (queue, self->stage);
      /* What a chunk failed with says more than that it is missing. */
      g_task_return_error (self->task, self->writer->error != NULL
                                           ? g_steal_pointer (&self->writer->error)
                                           : g_steal_pointer (&operation->error));
    }
  else
    {
      g_task_return_pointer (self->task, g_steal_pointer (&self->id), g_free);
    }
  operation_free (self);
}

void
cs_queue_writer_commit_async (CsQueueWriter *writer, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (writer->queue, cancellable, callback, user_data);
  WriterOperation *self;

  g_task_set_source_tag (task, cs_queue_writer_commit_async);
  g_task_set_check_cancellable (task, FALSE);
  if (writer->error != NULL)
    {
      g_task_return_error (task, g_error_copy (writer->error));
      cs_queue_writer_abandon (writer);
      return;
    }

  writer->on_ready = NULL;
  self = operation_new (writer->stage, run_accept, accept_done);
  self->operation.cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  self->task = g_steal_pointer (&task);
  self->envelope = g_steal_pointer (&writer->envelope);
  self->id = g_steal_pointer (&writer->id);
  self->bytes = g_byte_array_free_to_bytes (g_steal_pointer (&writer->buffer));
  self->offset = writer->staged_bytes;
  self->size_bytes = writer->size_bytes;
  self->now_s = cs_when_now_s ();
  writer->buffer = g_byte_array_new ();
  self->writer = writer;
  operation_push (writer->queue, self);
}

char *
cs_queue_writer_commit_finish (CsQueue *queue, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, queue), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
cs_queue_writer_abandon (CsQueueWriter *writer)
{
  if (writer == NULL)
    return;

  writer->on_ready = NULL;
  discard (writer->queue, writer->stage);
  writer_unref (writer);
}
