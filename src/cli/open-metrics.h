/* open-metrics.h - text in the OpenMetrics format, version 1.0
 *
 * https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md
 * A family is begun, then each of its samples written; families may not come
 * twice. It knows nothing of what is measured.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CS_METRIC_GAUGE,
  CS_METRIC_COUNTER, /* the samples of "x" are called "x_total" */
  CS_METRIC_INFO, /* the samples of "x" are called "x_info", and are 1 */
} CsMetricType;

typedef struct _CsOpenMetrics CsOpenMetrics;

CsOpenMetrics *cs_open_metrics_new (void);
/* @unit: "seconds", "bytes"; or NULL. @name ends in it then. @help: what is measured */
void cs_open_metrics_begin (CsOpenMetrics *metrics, const char *name, CsMetricType type,
                            const char *unit, const char *help);
/* @labels: name, value, name, value … NULL; values may be any text. */
void cs_open_metrics_add (CsOpenMetrics *metrics, gint64 value, const char *const *labels);
/* (transfer full): all of it, with its end. Frees @metrics. */
char *cs_open_metrics_end (CsOpenMetrics *metrics);

G_END_DECLS
