/* writer.h - how a message gets into a queue
 *
 * Part of queue.h.
 */
#pragma once

#include "queue/queue.h"

G_BEGIN_DECLS

/* A message being written. Content is appended already normalised (smtp's rules; body.h). Small
 * ones stay in memory until the commit, large ones go to the store as they come. */
typedef struct _CsQueueWriter CsQueueWriter;

/* @envelope is copied. Its recipients need address and lane. Content with bytes over 127 makes the
 * message 8-bit, whatever the envelope says. */
CsQueueWriter *cs_queue_writer_new (CsQueue *queue, const CsEnvelope *envelope);
/* What commit will return, for the Received field. */
const char *cs_queue_writer_get_id (CsQueueWriter *writer);
/* Never blocks. Returns FALSE (error sticks, commit will fail) when over the size limit. While
 * cs_queue_writer_is_behind says TRUE the caller should stop reading its input until the
 * function set with on_ready is called. */
gboolean cs_queue_writer_append (CsQueueWriter *writer, const void *bytes, gsize size_bytes,
                                 GError **error);
gboolean cs_queue_writer_is_behind (CsQueueWriter *writer);
void cs_queue_writer_on_ready (CsQueueWriter *writer, void (*func) (gpointer), gpointer user_data);
/* Gives the writer up in any case. The callback comes after the commit is durable.
 * finish: (transfer full): the message's identifier. */
void cs_queue_writer_commit_async (CsQueueWriter *writer, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
char *cs_queue_writer_commit_finish (CsQueue *queue, GAsyncResult *result, GError **error);
void cs_queue_writer_abandon (CsQueueWriter *writer);

G_END_DECLS
