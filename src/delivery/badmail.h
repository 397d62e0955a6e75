/* badmail.h - what could neither be delivered nor returned: kept in a folder, with the reason
 *
 * Two files: ID-N.eml, the message as it was, and ID-N.txt, envelope and
 * reason. Both are durable when the callback comes; the content goes there
 * chunk by chunk.
 */
#pragma once

#include "smtp/body.h"

G_BEGIN_DECLS

/* @folder: made if it is missing (0700). @name: without suffix. */
void cs_badmail_keep_async (const char *folder, const char *name, CsBodySource *body,
                            const char *reason, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
gboolean cs_badmail_keep_finish (GAsyncResult *result, GError **error);

G_END_DECLS
