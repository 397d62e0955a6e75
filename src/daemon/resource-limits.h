/* resource-limits.h - what queue and process may use, as it follows from the settings
 *
 * Descriptors: what the connections need, out of what the system allows; where
 * that is too little there are fewer connections, and the log says so. Memory:
 * so much that only a fault can need it, so that a leak ends the worker, which
 * loses nothing, and not the machine.
 */
#pragma once

#include "model/settings.h"
#include "queue/queue.h"

G_BEGIN_DECLS

void cs_limits_for_queue (const CsSettings *settings, CsQueueLimits *limits);
/* What a message may be at most: one that the queue could never hold need not be tried again. */
guint64 cs_limits_message_bytes (const CsSettings *settings);

/* How descriptors are shared out. */
typedef struct
{
  guint connections; /* to servers */
  guint peers; /* mail programs that are connected to us */
  guint64 descriptors; /* that is what they need, with the rest */
} CsShares;

/* @most_descriptors: that the system allows. Pure. */
void cs_limits_share (guint wanted_connections, guint64 most_descriptors, CsShares *shares);

/* Sets the limits of this process. Returns: (transfer full): @settings, or a copy with fewer
 * connections where there are too few descriptors */
CsSettings *cs_limits_apply (CsSettings *settings);
/* How many mail programs may be connected to us, by the limit of descriptors. */
guint cs_limits_most_peers (void);

G_END_DECLS
