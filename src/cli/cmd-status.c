#include <glib/gi18n-lib.h>

#include "admin/worker-fault.h"
#include "cli/output-json.h"
#include "cli/output-table.h"
#include "cli/worker-call.h"

/* (transfer full): "" if the file is in force */
static char *
fault_of (CsDelivery *worker, const CsInstance *instance)
{
  const char *text = cs_delivery_get_settings_fault (worker);

  return cs_worker_fault_words (text != NULL ? text : "", cs_delivery_get_settings_faults (worker),
                                instance->settings_file);
}

static void
print_json (CsDelivery *worker, const char *fault)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const char *const *suspended = cs_delivery_get_suspended_credentials (worker);

  json_builder_begin_object (builder);
  cs_json_add_integer (builder, "queued", cs_delivery_get_queued (worker));
  cs_json_add_integer (builder, "active", cs_delivery_get_active (worker));
  cs_json_add_integer (builder, "deferred", cs_delivery_get_deferred (worker));
  cs_json_add_integer (builder, "held", cs_delivery_get_held (worker));
  cs_json_add_integer (builder, "delivered", cs_delivery_get_delivered (worker));
  cs_json_add_integer (builder, "rejected", cs_delivery_get_rejected (worker));
  cs_json_add_strings (builder, "suspended-credentials", suspended);
  cs_json_add_optional (builder, "dnssec", cs_delivery_get_dnssec (worker));
  cs_json_add_optional (builder, "revision", cs_delivery_get_revision (worker));
  cs_json_add_optional (builder, "settings-fault", fault);
  json_builder_end_object (builder);
  cs_json_print_builder (builder);
}

static void
add_count (CsTable *table, const char *name, guint64 count)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, count);

  cs_table_add (table, name, text);
}

static void
add_dnssec (CsTable *table, const char *dnssec)
{
  const char *words = _ ("not known yet");

  if (g_strcmp0 (dnssec, "available") == 0)
    words = _ ("available");
  else if (g_strcmp0 (dnssec, "unavailable") == 0)
    words = _ ("not available from the name servers: no DANE");
  /* Translators: DNSSEC: signed answers of the DNS; DANE: certificates by way of the DNS */
  cs_table_add (table, _ ("DNSSEC"), words);
}

static void
print_text (CsDelivery *worker, const char *fault)
{
  g_autoptr (CsTable) table = cs_table_new (NULL, 2);
  const char *const *suspended = cs_delivery_get_suspended_credentials (worker);

  add_count (table, _ ("Queued"), cs_delivery_get_queued (worker));
  add_count (table, _ ("Active"), cs_delivery_get_active (worker));
  add_count (table, _ ("Deferred"), cs_delivery_get_deferred (worker));
  add_count (table, _ ("Held"), cs_delivery_get_held (worker));
  add_count (table, _ ("Delivered since the start"), cs_delivery_get_delivered (worker));
  add_count (table, _ ("Rejected since the start"), cs_delivery_get_rejected (worker));
  add_dnssec (table, cs_delivery_get_dnssec (worker));
  for (guint i = 0; suspended[i] != NULL; i++)
    cs_table_add (table, i == 0 ? _ ("Suspended credentials") : "", suspended[i]);
  cs_table_print (table);
  if (*fault != '\0')
    {
      g_print ("\n%s\n", _ ("The settings file on disk is not in force:"));
      cs_table_print_lines (fault);
    }
}

gboolean
cs_command_status (CsCli *cli, GError **error)
{
  g_autoptr (CsDelivery) worker = cs_worker_call_connect (cli, error);
  g_autofree char *fault = NULL;

  if (worker == NULL)
    return FALSE;
  /* one that hangs has the name and no properties */
  if (cs_delivery_get_suspended_credentials (worker) == NULL)
    {
      g_set_error_literal (error, CS_WORKER_ERROR, CS_WORKER_ERROR_NO_ANSWER,
                           _ ("The delivery worker does not answer"));
      return FALSE;
    }
  fault = fault_of (worker, cli->instance);
  if (cs_arguments_has (cli->arguments, "json"))
    print_json (worker, fault);
  else
    print_text (worker, fault);
  return TRUE;
}
