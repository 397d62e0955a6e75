/* queue-watch.h - the delivery worker as the Queue page sees it: there, gone, there again
 *
 * Follows whoever owns the worker's name, through stops, restarts and a bus that is lost and comes
 * back. Starts a worker only when told to. No widget is known here.
 */
#pragma once

#include "admin/worker.h"

G_BEGIN_DECLS

typedef enum
{
  CS_QUEUE_WATCH_LOOKING, /* it is not known yet */
  CS_QUEUE_WATCH_ABSENT, /* no worker is running, or there is no bus: cs_queue_watch_error */
  CS_QUEUE_WATCH_PRESENT,
} CsQueueWatchState;

/* Recipients by state. */
typedef struct
{
  guint64 queued, active, deferred, held;
} CsQueueTotals;

/* Signals:
 * "state-changed" another state, or another worker
 * "counted"       other totals
 * "queue-changed" whatever is listed may have changed; at most ten a second
 */
#define CS_TYPE_QUEUE_WATCH (cs_queue_watch_get_type ())
G_DECLARE_FINAL_TYPE (CsQueueWatch, cs_queue_watch, CS, QUEUE_WATCH, GObject)

/* @instance: must live as long */
CsQueueWatch *cs_queue_watch_new (const CsInstance *instance);
CsQueueWatchState cs_queue_watch_state (CsQueueWatch *watch);
/* (nullable): why none can be reached, where there is more to say than that none is running. */
const GError *cs_queue_watch_error (CsQueueWatch *watch);
/* (nullable) (transfer none): while PRESENT. */
CsDelivery *cs_queue_watch_worker (CsQueueWatch *watch);
void cs_queue_watch_get_totals (CsQueueWatch *watch, CsQueueTotals *totals);
/* Has the bus start one, unless that is under way. What goes wrong is cs_queue_watch_error. */
void cs_queue_watch_start_worker (CsQueueWatch *watch);
gboolean cs_queue_watch_is_starting (CsQueueWatch *watch);

G_END_DECLS
