#include "cli/open-metrics.h"

static const char *const type_names[] = {
  [CS_METRIC_GAUGE] = "gauge",
  [CS_METRIC_COUNTER] = "counter",
  [CS_METRIC_INFO] = "info",
};

static const char *const suffixes[] = {
  [CS_METRIC_GAUGE] = "",
  [CS_METRIC_COUNTER] = "_total",
  [CS_METRIC_INFO] = "_info",
};

struct _CsOpenMetrics
{
  GString *text;
  const char *name; /* of the family */
  CsMetricType type;
};

CsOpenMetrics *
cs_open_metrics_new (void)
{
  CsOpenMetrics *metrics = g_new0 (CsOpenMetrics, 1);

  metrics->text = g_string_new (NULL);
  return metrics;
}

/* "escaped-string" of the specification's ABNF. */
static void
append_escaped (GString *out, const char *text)
{
  for (; *text != '\0'; text++)
    {
      if (*text == '\n')
        g_string_append (out, "\\n");
      else if (*text == '\\' || *text == '"')
        g_string_append_printf (out, "\\%c", *text);
      else
        g_string_append_c (out, *text);
    }
}

void
cs_open_metrics_begin (CsOpenMetrics *metrics, const char *name, CsMetricType type,
                       const char *unit, const char *help)
{
  g_return_if_fail (unit == NULL || g_str_has_suffix (name, unit));

  metrics->name = name;
  metrics->type = type;
  g_string_append_printf (metrics->text, "# TYPE %s %s\n", name, type_names[type]);
  if (unit != NULL)
    g_string_append_printf (metrics->text, "# UNIT %s %s\n", name, unit);
  g_string_append_printf (metrics->text, "# HELP %s ", name);
  append_escaped (metrics->text, help);
  g_string_append_c (metrics->text, '\n');
}

static void
append_labels (GString *out, const char *const *labels)
{
  for (guint i = 0; labels[i] != NULL; i += 2)
    {
      g_string_append_printf (out, "%c%s=\"", i == 0 ? '{' : ',', labels[i]);
      append_escaped (out, labels[i + 1]);
      g_string_append_c (out, '"');
    }
  g_string_append_c (out, '}');
}

void
cs_open_metrics_add (CsOpenMetrics *metrics, gint64 value, const char *const *labels)
{
  g_string_append_printf (metrics->text, "%s%s", metrics->name, suffixes[metrics->type]);
  if (labels != NULL && labels[0] != NULL)
    append_labels (metrics->text, labels);
  g_string_append_printf (metrics->text, " %" G_GINT64_FORMAT "\n", value);
}

char *
cs_open_metrics_end (CsOpenMetrics *metrics)
{
  GString *text = metrics->text;

  g_string_append (text, "# EOF\n");
  g_free (metrics);
  return g_string_free (text, FALSE);
}
