/* special.h - mail that is in hand not to be sent, but to have its sender told
 *
 * Expired: the message waited too long while it was held; it is returned.
 * Late: it is still held, and its sender gets a notice of the delay. Without
 * usable settings: all mail is held.
 */
#pragma once

#include "delivery/shared.h"
#include "delivery/work.h"

G_BEGIN_DECLS

/* By the lane of its claim; afterwards all of @work is judged and in the ledger. */
void cs_special_async (CsShared *shared, CsWork *work, GAsyncReadyCallback callback,
                       gpointer user_data);
void cs_special_finish (GAsyncResult *result);

G_END_DECLS
