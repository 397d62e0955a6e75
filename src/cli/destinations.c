#include "cli/destinations.h"

#include <glib/gi18n-lib.h>

#include "admin/words.h"
#include "base/when.h"
#include "cli/output-table.h"
#include "cli/queue-rows.h"

GPtrArray *
cs_destinations_list (CsCli *cli, CsDelivery *worker, guint most, GError **error)
{
  g_autoptr (GPtrArray) destinations
      = g_ptr_array_new_with_free_func ((GDestroyNotify)g_variant_unref);
  g_autoptr (GVariant) list = NULL;

  cs_delivery_call_list_destinations (worker, most, cli->cancellable, cs_cli_done, cli);
  if (!cs_delivery_call_list_destinations_finish (worker, &list, cs_cli_wait (cli), error))
    {
      cs_worker_translate_error (error);
      return NULL;
    }
  for (gsize i = 0; i < g_variant_n_children (list); i++)
    g_ptr_array_add (destinations, g_variant_get_child_value (list, i));
  return g_steal_pointer (&destinations);
}

static const char *
text_of (GVariant *destination, const char *key)
{
  const char *text = NULL;

  g_variant_lookup (destination, key, "&s", &text);
  return text;
}

static guint64
count_of (GVariant *destination, const char *key)
{
  guint64 count = 0;

  g_variant_lookup (destination, key, "t", &count);
  return count;
}

static guint32
connections_of (GVariant *destination, const char *key)
{
  guint32 connections = 0;

  g_variant_lookup (destination, key, "u", &connections);
  return connections;
}

/* --- JSON ---------------------------------------------------------------------------------- */

static void
add_time (JsonBuilder *builder, const char *key, GVariant *destination)
{
  gint64 when_s;

  if (g_variant_lookup (destination, key, "x", &when_s))
    cs_json_add_time (builder, key, when_s);
}

static void
add_destination (JsonBuilder *builder, GVariant *destination)
{
  static const char *const counts[] = { "queued", "active", "deferred", "held" };
  static const char *const connections[] = { "connections", "connection-limit" };
  static const char *const texts[] = { "cause", "text", "host" };

  json_builder_begin_object (builder);
  cs_json_add_optional (builder, "name", text_of (destination, "name"));
  cs_json_add_optional (builder, "lane", text_of (destination, "lane"));
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    cs_json_add_integer (builder, counts[i], count_of (destination, counts[i]));
  for (guint i = 0; i < G_N_ELEMENTS (connections); i++)
    cs_json_add_integer (builder, connections[i], connections_of (destination, connections[i]));
  add_time (builder, "resting-until", destination);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    cs_json_add_optional (builder, texts[i], text_of (destination, texts[i]));
  add_time (builder, "failed", destination);
  json_builder_end_object (builder);
}

void
cs_destinations_add_json (JsonBuilder *builder, GPtrArray *destinations)
{
  json_builder_set_member_name (builder, "destinations");
  json_builder_begin_array (builder);
  for (guint i = 0; i < destinations->len; i++)
    add_destination (builder, destinations->pdata[i]);
  json_builder_end_array (builder);
}

/* --- text ---------------------------------------------------------------------------------- */

/* (transfer full): what went wrong last, and when */
static char *
failure_words (GVariant *destination)
{
  g_autofree char *why = cs_queue_row_why (destination);
  g_autofree char *when = NULL;
  gint64 failed_s;

  if (*why == '\0' || !g_variant_lookup (destination, "failed", "x", &failed_s))
    return g_steal_pointer (&why);
  when = cs_words_when (failed_s, cs_when_now_s ());
  /* Translators: when something went wrong, and what */
  return g_strdup_printf (_ ("%s: %s"), when, why);
}

static void
print_destination (CsTable *table, GVariant *destination)
{
  g_autofree char *queued
      = g_strdup_printf ("%" G_GUINT64_FORMAT, count_of (destination, "queued"));
  g_autofree char *active
      = g_strdup_printf ("%" G_GUINT64_FORMAT, count_of (destination, "active"));
  g_autofree char *deferred
      = g_strdup_printf ("%" G_GUINT64_FORMAT, count_of (destination, "deferred"));
  g_autofree char *held = g_strdup_printf ("%" G_GUINT64_FORMAT, count_of (destination, "held"));
  g_autofree char *connections
      = g_strdup_printf ("%u/%u", connections_of (destination, "connections"),
                         connections_of (destination, "connection-limit"));
  g_autofree char *failure = failure_words (destination);

  cs_table_add (table, text_of (destination, "name"), queued, active, deferred, held, connections,
                failure);
}

void
cs_destinations_print (GPtrArray *destinations)
{
  const char *titles[]
      = { _ ("Destination"), _ ("Queued"), _ ("Active"), _ ("Deferred"), _ ("Held"),
          /* Translators: connections of so many that may be: "2/20" */
          _ ("Connections"), _ ("Last failure"), NULL };
  g_autoptr (CsTable) table = NULL;

  if (destinations->len == 0)
    return;
  table = cs_table_new (titles, 0);
  for (guint i = 0; i < destinations->len; i++)
    print_destination (table, destinations->pdata[i]);
  g_print ("\n");
  cs_table_print (table);
}
