/* preview.h - how much of what waits would go another way by other settings
 *
 * Nothing is changed. The queue is read page by page beside all other work, so the answer is that
 * of a while, not of a moment.
 */
#pragma once

#include "model/settings.h"
#include "queue/queue.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 messages; /* with at least one of these recipients */
  guint64 recipients; /* whose lane would be another one (lane.h) */
} CsPreview;

void cs_preview_async (CsQueue *queue, CsSettings *settings, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data);
/* Errors are those of the queue. */
gboolean cs_preview_finish (GAsyncResult *result, CsPreview *preview, GError **error);

G_END_DECLS
