/* drop.h - a message written durably into the pickup folder, where no worker runs
 */
#pragma once

#include "sendmail/message.h"

G_BEGIN_DECLS

/* @folder is made if it is missing. @reply: (out): what went wrong. */
CsOutcome cs_drop_write (const char *folder, const CsOutgoing *message, char **reply);

G_END_DECLS
