/* trace.h - how a message came in, for its Received field and for the queue
 *
 * RFC 5321 section 4.4. Pure.
 */
#pragma once

#include "submission/submission.h"

G_BEGIN_DECLS

/* "pickup uid 1000", "socket uid 1000", "port 127.0.0.1" */
char *cs_trace_origin (const CsOrigin *origin);
/* What stands behind "Received: ", folded with LF. */
char *cs_trace_received (const CsOrigin *origin, const char *machine_name, const char *id,
                         gint64 now_s);

G_END_DECLS
