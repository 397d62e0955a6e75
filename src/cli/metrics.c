#include "cli/metrics.h"

#include "base/when.h"
#include "cli/open-metrics.h"

/* --- what is one number -------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  CsMetricType type;
  const char *unit;
  guint64 (*get) (CsDelivery *worker);
  const char *help;
} Row;

static guint64
count_suspended (CsDelivery *worker)
{
  const char *const *suspended = cs_delivery_get_suspended_credentials (worker);

  return suspended != NULL ? g_strv_length ((char **)suspended) : 0;
}

static guint64
is_in_force (CsDelivery *worker)
{
  const char *fault = cs_delivery_get_settings_fault (worker);

  return fault == NULL || *fault == '\0';
}

static guint64
start_time (CsDelivery *worker)
{
  return cs_delivery_get_started (worker);
}

/* clang-format off */
static const Row rows[] = {
  { "countersign_start_time_seconds", CS_METRIC_GAUGE, "seconds", start_time,
    "When the worker was started, since 1970." },
  { "countersign_settings_in_force", CS_METRIC_GAUGE, NULL, is_in_force,
    "Whether the settings file on disk is in force." },
  { "countersign_messages", CS_METRIC_GAUGE, NULL, cs_delivery_get_messages,
    "Messages in the queue." },
  { "countersign_content_bytes", CS_METRIC_GAUGE, "bytes", cs_delivery_get_content_bytes,
    "Content in the queue." },
  { "countersign_delivered_recipients", CS_METRIC_COUNTER, NULL, cs_delivery_get_delivered,
    "Recipients whose message was delivered." },
  { "countersign_rejected_recipients", CS_METRIC_COUNTER, NULL, cs_delivery_get_rejected,
    "Recipients who were refused for good or waited too long." },
  { "countersign_possible_duplicates", CS_METRIC_COUNTER, NULL, cs_delivery_get_possible_duplicates,
    "Recipients whose server did not say whether it took the message, so that it is sent again." },
  { "countersign_open_connections", CS_METRIC_GAUGE, NULL, cs_delivery_get_open_connections,
    "Connections to servers." },
  { "countersign_connections", CS_METRIC_COUNTER, NULL, cs_delivery_get_connections,
    "Connections that were ready for mail." },
  { "countersign_failed_connections", CS_METRIC_COUNTER, NULL, cs_delivery_get_failed_connections,
    "Connections that were not." },
  { "countersign_logins", CS_METRIC_COUNTER, NULL, cs_delivery_get_logins,
    "Logins that servers took." },
  { "countersign_refused_logins", CS_METRIC_COUNTER, NULL, cs_delivery_get_refused_logins,
    "Logins that servers refused." },
  { "countersign_suspended_credentials", CS_METRIC_GAUGE, NULL, count_suspended,
    "Credentials that are not tried any more." },
};
/* clang-format on */

static void
add_rows (CsOpenMetrics *metrics, CsDelivery *worker)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      cs_open_metrics_begin (metrics, rows[i].name, rows[i].type, rows[i].unit, rows[i].help);
      cs_open_metrics_add (metrics, rows[i].get (worker), NULL);
    }
}

static void
add_build (CsOpenMetrics *metrics, CsDelivery *worker)
{
  const char *version = cs_delivery_get_version (worker);
  const char *labels[] = { "version", version != NULL ? version : "", NULL };

  cs_open_metrics_begin (metrics, "countersign_build", CS_METRIC_INFO, NULL,
                         "The worker that is running.");
  cs_open_metrics_add (metrics, 1, labels);
}

static void
add_recipients (CsOpenMetrics *metrics, CsDelivery *worker)
{
  static const struct
  {
    const char *state;
    guint64 (*get) (CsDelivery *worker);
  } states[] = {
    { "queued", cs_delivery_get_queued },
    { "active", cs_delivery_get_active },
    { "deferred", cs_delivery_get_deferred },
    { "held", cs_delivery_get_held },
  };

  cs_open_metrics_begin (metrics, "countersign_recipients", CS_METRIC_GAUGE, NULL,
                         "Recipients in the queue.");
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    cs_open_metrics_add (metrics, states[i].get (worker),
                         (const char *[]){ "state", states[i].state, NULL });
}

/* --- destinations -------------------------------------------------------------------------- */

static const char *
text_of (GVariant *destination, const char *key)
{
  const char *text = "";

  g_variant_lookup (destination, key, "&s", &text);
  return text;
}

static void
add_destination_recipients (CsOpenMetrics *metrics, GPtrArray *destinations)
{
  static const char *const states[] = { "queued", "active", "deferred", "held" };

  cs_open_metrics_begin (metrics, "countersign_destination_recipients", CS_METRIC_GAUGE, NULL,
                         "Recipients in the queue, of the destinations with most of them.");
  for (guint i = 0; i < destinations->len; i++)
    for (guint j = 0; j < G_N_ELEMENTS (states); j++)
      {
        GVariant *destination = destinations->pdata[i];
        const char *labels[] = { "destination", text_of (destination, "name"),
                                 "lane",        text_of (destination, "lane"),
                                 "state",       states[j],
                                 NULL };
        guint64 n = 0;

        g_variant_lookup (destination, states[j], "t", &n);
        cs_open_metrics_add (metrics, n, labels);
      }
}

static void
add_for_destinations (CsOpenMetrics *metrics, GPtrArray *destinations,
                      gint64 (*get) (GVariant *destination))
{
  for (guint i = 0; i < destinations->len; i++)
    {
      GVariant *destination = destinations->pdata[i];
      const char *labels[] = { "destination", text_of (destination, "name"), "lane",
                               text_of (destination, "lane"), NULL };

      cs_open_metrics_add (metrics, get (destination), labels);
    }
}

static gint64
connections_of (GVariant *destination)
{
  guint32 connections = 0;

  g_variant_lookup (destination, "connections", "u", &connections);
  return connections;
}

static gint64
limit_of (GVariant *destination)
{
  guint32 limit = 0;

  g_variant_lookup (destination, "connection-limit", "u", &limit);
  return limit;
}

static gint64
rests (GVariant *destination)
{
  gint64 until_s = 0;

  g_variant_lookup (destination, "resting-until", "x", &until_s);
  return until_s > cs_when_now_s ();
}

static gint64
failed_at (GVariant *destination)
{
  gint64 failed_s = 0;

  g_variant_lookup (destination, "failed", "x", &failed_s);
  return failed_s;
}

static void
add_destinations (CsOpenMetrics *metrics, GPtrArray *destinations)
{
  static const struct
  {
    const char *name, *unit;
    gint64 (*get) (GVariant *destination);
    const char *help;
  } families[] = {
    { "countersign_destination_connections", NULL, connections_of, "Connections to it." },
    { "countersign_destination_connection_limit", NULL, limit_of,
      "How many connections there may be." },
    { "countersign_destination_resting", NULL, rests,
      "Whether it is left alone for a while, having failed." },
    { "countersign_destination_last_failure_seconds", "seconds", failed_at,
      "When an attempt failed last of which something still waits, since 1970; 0: none." },
  };

  add_destination_recipients (metrics, destinations);
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    {
      cs_open_metrics_begin (metrics, families[i].name, CS_METRIC_GAUGE, families[i].unit,
                             families[i].help);
      add_for_destinations (metrics, destinations, families[i].get);
    }
}

char *
cs_metrics_text (CsDelivery *worker, GPtrArray *destinations)
{
  CsOpenMetrics *metrics = cs_open_metrics_new ();

  add_build (metrics, worker);
  add_rows (metrics, worker);
  add_recipients (metrics, worker);
  add_destinations (metrics, destinations);
  return cs_open_metrics_end (metrics);
}
