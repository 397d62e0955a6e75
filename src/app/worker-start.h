/* worker-start.h - after an apply that no worker heard: lets the bus start one
 *
 * Only the window does so, and only after the settings have been written, so that a new worker
 * never acts on those from before.
 */
#pragma once

#include <gio/gio.h>

#include "base/instance.h"

G_BEGIN_DECLS

/* @revision: what is to be in force. @instance: valid until @callback. */
void cs_worker_start_async (const CsInstance *instance, const char *revision,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);
/* TRUE also where no worker can be started, or nobody waits any more: the settings are saved.
 * Error: CS_APPLY_ERROR_NOT_IN_FORCE, with the worker's reason. */
gboolean cs_worker_start_finish (GAsyncResult *result, GError **error);

G_END_DECLS
