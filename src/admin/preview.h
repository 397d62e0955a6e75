/* preview.h - what waits in the queue and would go another way if a draft were applied
 *
 * The running worker is asked; none is started for it.
 */
#pragma once

#include <gio/gio.h>

#include "base/instance.h"
#include "model/settings.h"

G_BEGIN_DECLS

/* The bus carries no larger ones: CS_WORKER_ERROR_REFUSED. */
#define CS_PREVIEW_MOST_BYTES (16 * 1024 * 1024)

void cs_preview_changes_async (const CsInstance *instance, CsSettings *settings,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data);
/* @messages: (out): how many. Errors: CS_WORKER_ERROR, in the user's words. */
gboolean cs_preview_changes_finish (GAsyncResult *result, guint64 *messages, GError **error);

/* (transfer full): one sentence of it. */
char *cs_preview_words (guint64 messages);

G_END_DECLS
