/* whole.h - the whole content of a message in memory, for what cannot be done chunk by chunk
 */
#pragma once

#include "smtp/body.h"

G_BEGIN_DECLS

/* At most @limit_bytes from the beginning. */
void cs_whole_read_async (CsBodySource *body, gsize limit_bytes, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data);
GBytes *cs_whole_read_finish (CsBodySource *body, GAsyncResult *result, GError **error);

G_END_DECLS
