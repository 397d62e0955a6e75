#include <stdio.h>

#include <glib/gi18n-lib.h>

#include "admin/place.h"
#include "admin/words.h"
#include "admin/worker-fault.h"
#include "cli/destinations.h"
#include "cli/metrics.h"
#include "cli/output-json.h"
#include "cli/output-table.h"
#include "cli/troubles.h"
#include "cli/worker-call.h"

#define MOST_DESTINATIONS 20

/* What is shown, beside the worker's properties. */
typedef struct
{
  CsDelivery *worker;
  char *fault; /* "" if the file is in force */
  GPtrArray *destinations; /* (element-type GVariant) */
  GPtrArray *troubles; /* (element-type CsTrouble) */
  CsSettings *settings; /* NULL: they cannot be read, or nobody needs them */
} Status;

static void
status_clear (Status *status)
{
  g_clear_object (&status->worker);
  g_free (status->fault);
  g_clear_pointer (&status->destinations, g_ptr_array_unref);
  g_clear_pointer (&status->troubles, g_ptr_array_unref);
  g_clear_pointer (&status->settings, cs_settings_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Status, status_clear)

/* (transfer full): "" if the file is in force */
static char *
fault_of (CsDelivery *worker, const CsInstance *instance)
{
  const char *text = cs_delivery_get_settings_fault (worker);

  return cs_worker_fault_words (text != NULL ? text : "", cs_delivery_get_settings_faults (worker),
                                instance->settings_file);
}

static void
add_figures (JsonBuilder *builder, CsDelivery *worker)
{
  cs_json_add_integer (builder, "messages", cs_delivery_get_messages (worker));
  cs_json_add_integer (builder, "content-bytes", cs_delivery_get_content_bytes (worker));
  cs_json_add_integer (builder, "possible-duplicates",
                       cs_delivery_get_possible_duplicates (worker));
  cs_json_add_integer (builder, "open-connections", cs_delivery_get_open_connections (worker));
  cs_json_add_integer (builder, "connections", cs_delivery_get_connections (worker));
  cs_json_add_integer (builder, "failed-connections", cs_delivery_get_failed_connections (worker));
  cs_json_add_integer (builder, "logins", cs_delivery_get_logins (worker));
  cs_json_add_integer (builder, "refused-logins", cs_delivery_get_refused_logins (worker));
  cs_json_add_time (builder, "started", cs_delivery_get_started (worker));
  cs_json_add_optional (builder, "version", cs_delivery_get_version (worker));
}

static void
print_json (CsCli *cli, const Status *status)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  CsDelivery *worker = status->worker;
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
  cs_json_add_optional (builder, "settings-fault", status->fault);
  add_figures (builder, worker);
  cs_destinations_add_json (builder, status->destinations);
  cs_troubles_add_json (builder, status->troubles, cli, status->settings);
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

/* --- suspended credentials ------------------------------------------------------------------ */

static void
add_user (GString *text, const CsSecurity *security, const char *credential, const char *entry)
{
  g_autofree char *account = NULL;

  if (security == NULL || g_strcmp0 (security->credential, credential) != 0)
    return;
  account = cs_words_account (security);
  /* Translators: an account, then the entry of the settings that uses it: "site" or a domain */
  g_string_append_printf (text, _ ("%1$s (%2$s), "), account, entry);
}

/* (transfer full): whose it is, and its UUID. @settings: (nullable) */
static char *
credential_text (const CsSettings *settings, const char *credential)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (settings != NULL)
    {
      add_user (text, cs_settings_security (settings), credential, "site");
      for (guint i = 0; i < cs_settings_n_remote_domains (settings); i++)
        {
          const CsRemoteDomain *domain = cs_settings_remote_domain (settings, i);

          add_user (text, domain->security, credential, domain->pattern->key);
        }
    }
  g_string_append (text, credential);
  return g_strdup (text->str);
}

static void
add_suspended (CsTable *table, const CsSettings *settings, const char *const *suspended)
{
  for (guint i = 0; suspended[i] != NULL; i++)
    {
      g_autofree char *text = credential_text (settings, suspended[i]);

      cs_table_add (table, i == 0 ? _ ("Suspended credentials") : "", text);
    }
  if (*suspended != NULL)
    cs_table_add (table, "",
                  _ ("“site set” or “domain set” with --password-stdin changes a password"));
}

static void
print_text (CsCli *cli, const Status *status)
{
  g_autoptr (CsTable) table = cs_table_new (NULL, 2);
  CsDelivery *worker = status->worker;
  const char *const *suspended = cs_delivery_get_suspended_credentials (worker);

  add_count (table, _ ("Queued"), cs_delivery_get_queued (worker));
  add_count (table, _ ("Active"), cs_delivery_get_active (worker));
  add_count (table, _ ("Deferred"), cs_delivery_get_deferred (worker));
  add_count (table, _ ("Held"), cs_delivery_get_held (worker));
  add_count (table, _ ("Delivered since the start"), cs_delivery_get_delivered (worker));
  add_count (table, _ ("Rejected since the start"), cs_delivery_get_rejected (worker));
  add_dnssec (table, cs_delivery_get_dnssec (worker));
  add_suspended (table, status->settings, suspended);
  add_count (table, _ ("Possible duplicates"), cs_delivery_get_possible_duplicates (worker));
  add_count (table, _ ("Connections now"), cs_delivery_get_open_connections (worker));
  add_count (table, _ ("Connections since the start"), cs_delivery_get_connections (worker));
  add_count (table, _ ("Logins since the start"), cs_delivery_get_logins (worker));
  add_count (table, _ ("Refused logins"), cs_delivery_get_refused_logins (worker));
  cs_table_print (table);
  cs_destinations_print (status->destinations);
  cs_troubles_print (status->troubles, cli, status->settings);
  if (*status->fault != '\0')
    {
      g_print ("\n%s\n", _ ("The settings file on disk is not in force:"));
      cs_table_print_lines (status->fault);
    }
}

static void
print_metrics (CsDelivery *worker, GPtrArray *destinations)
{
  g_autofree char *text = cs_metrics_text (worker, destinations);

  fputs (text, stdout); /* always UTF-8 */
}

static gboolean
check_form (CsCli *cli, GError **error)
{
  if (!cs_arguments_has (cli->arguments, "json") || !cs_arguments_has (cli->arguments, "metrics"))
    return TRUE;
  g_set_error_literal (error, CS_CLI_ERROR, EX_USAGE, _ ("either --json or --metrics"));
  return FALSE;
}

static gboolean
check_worker (CsDelivery *worker, GError **error)
{
  /* one that hangs has the name and no properties */
  if (cs_delivery_get_suspended_credentials (worker) != NULL)
    return TRUE;
  g_set_error_literal (error, CS_WORKER_ERROR, CS_WORKER_ERROR_NO_ANSWER,
                       _ ("The delivery worker does not answer"));
  return FALSE;
}

/* Only where they say more than the worker does: whose account is meant. */
static void
read_settings (CsCli *cli, Status *status)
{
  g_autoptr (CsPlaceFiles) files = cs_place_files_new (cli->instance);
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_fault_free);

  if (status->troubles->len > 0 || *cs_delivery_get_suspended_credentials (status->worker) != NULL)
    status->settings = cs_place_files_read (files, NULL, faults, NULL);
}

gboolean
cs_command_status (CsCli *cli, GError **error)
{
  g_auto (Status) status = { 0 };

  if (!check_form (cli, error))
    return FALSE;
  status.worker = cs_worker_call_connect (cli, error);
  if (status.worker == NULL || !check_worker (status.worker, error))
    return FALSE;
  status.destinations = cs_destinations_list (cli, status.worker, MOST_DESTINATIONS, error);
  if (status.destinations == NULL)
    return FALSE;
  if (cs_arguments_has (cli->arguments, "metrics"))
    {
      print_metrics (status.worker, status.destinations);
      return TRUE;
    }
  status.troubles = cs_troubles_list (cli, status.worker, error);
  if (status.troubles == NULL)
    return FALSE;
  status.fault = fault_of (status.worker, cli->instance);
  read_settings (cli, &status);
  if (cs_arguments_has (cli->arguments, "json"))
    print_json (cli, &status);
  else
    print_text (cli, &status);
  return TRUE;
}
