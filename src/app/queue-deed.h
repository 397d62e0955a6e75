/* queue-deed.h - what somebody does to mail that waits: retry, hold, release, remove
 *
 * To recipients by ID, or to all that a filter finds; many of them in slices, between which it
 * tells how far it is and can be stopped. No widget is known here.
 */
#pragma once

#include "admin/worker.h"

G_BEGIN_DECLS

typedef enum
{
  CS_QUEUE_DEED_RETRY,
  CS_QUEUE_DEED_HOLD,
  CS_QUEUE_DEED_RELEASE,
  CS_QUEUE_DEED_REMOVE,
} CsQueueDeed;

/* What the worker calls it: "retry". Static. */
const char *cs_queue_deed_name (CsQueueDeed deed);

typedef void (*CsQueueDeedProgress) (guint64 n_changed, gpointer user_data);

/**
 * cs_queue_deed_async:
 * @filter: as of ListRecipients; floating references are taken
 * @ids: (nullable) (element-type utf8): only these; else all that @filter finds
 * @progress: called after each slice
 */
void cs_queue_deed_async (CsDelivery *worker, CsQueueDeed deed, GVariant *filter, GPtrArray *ids,
                          CsQueueDeedProgress progress, gpointer progress_data,
                          GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data);
/* @n_changed: also of one that failed or was stopped. Error: CS_WORKER_ERROR, or cancelled. */
gboolean cs_queue_deed_finish (GAsyncResult *result, guint64 *n_changed, GError **error);

G_END_DECLS
