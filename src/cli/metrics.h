/* metrics.h - what the worker counts, as OpenMetrics text for a monitoring system
 *
 * The names are a promise to whoever has dashboards and alerts: they are in
 * the manual, countersign(1).
 */
#pragma once

#include "cli/worker-call.h"

G_BEGIN_DECLS

/* (transfer full). @destinations: (element-type GVariant): dictionaries of ListDestinations */
char *cs_metrics_text (CsDelivery *worker, GPtrArray *destinations);

G_END_DECLS
