/* drop.h - a message written durably into the pickup folder, where no worker runs
 */
#pragma once

#include "sendmail/message.h"

G_BEGIN_DECLS

/* @makes_folder: whether @folder is made if it is missing. Root's file goes to the folder's owner.
 * @reply: (out): what went wrong. */
CsOutcome cs_drop_write (const char *folder, gboolean makes_folder, const CsOutgoing *message,
                         char **reply);

G_END_DECLS
