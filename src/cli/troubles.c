#include "cli/troubles.h"

#include "admin/cure.h"
#include "cli/output-table.h"

#define SHOWN 10 /* as text */

GPtrArray *
cs_troubles_list (CsCli *cli, CsDelivery *worker, GError **error)
{
  g_autoptr (GVariant) list = NULL;
  g_autoptr (GError) failure = NULL;

  cs_delivery_call_list_troubles (worker, CS_TROUBLES_MOST, cli->cancellable, cs_cli_done, cli);
  if (cs_delivery_call_list_troubles_finish (worker, &list, cs_cli_wait (cli), &failure))
    return cs_troubles_from_variant (list);
  if (g_error_matches (failure, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD))
    return g_ptr_array_new ();
  g_propagate_error (error, g_steal_pointer (&failure));
  cs_worker_translate_error (error);
  return NULL;
}

/* (nullable) (transfer full) */
static char *
command_of (const CsTrouble *trouble, CsCli *cli, const CsSettings *settings)
{
  g_autoptr (CsCure) cure = settings != NULL ? cs_cure_new (trouble, settings) : NULL;

  return cure != NULL ? cs_cure_command (cure, cli->instance->is_system) : NULL;
}

static void
add_trouble (JsonBuilder *builder, const CsTrouble *trouble, const char *command)
{
  g_autofree char *words = cs_trouble_words_in_full (trouble);

  json_builder_begin_object (builder);
  cs_json_add_string (builder, "cause", cs_cause_name (trouble->cause));
  cs_json_add_string (builder, "recipient", trouble->recipient);
  cs_json_add_optional (builder, "entry", trouble->entry);
  cs_json_add_optional (builder, "destination", trouble->destination);
  cs_json_add_optional (builder, "host", trouble->host);
  if (trouble->port != 0)
    cs_json_add_integer (builder, "port", trouble->port);
  cs_json_add_integer (builder, "messages", trouble->messages);
  cs_json_add_integer (builder, "recipients", trouble->recipients);
  cs_json_add_boolean (builder, "more", trouble->is_more);
  cs_json_add_optional (builder, "account", trouble->account);
  cs_json_add_optional (builder, "nt-domain", trouble->nt_domain);
  cs_json_add_optional (builder, "credential", trouble->credential);
  if (trouble->offered != NULL)
    {
      cs_json_add_strings (builder, "offered", (const char *const *)trouble->offered);
      cs_json_add_boolean (builder, "encrypted", trouble->is_encrypted);
      cs_json_add_boolean (builder, "verified", trouble->is_verified);
    }
  cs_json_add_optional (builder, "reply", trouble->text);
  cs_json_add_string (builder, "text", words);
  cs_json_add_optional (builder, "command", command);
  json_builder_end_object (builder);
}

void
cs_troubles_add_json (JsonBuilder *builder, GPtrArray *troubles, CsCli *cli,
                      const CsSettings *settings)
{
  json_builder_set_member_name (builder, "troubles");
  json_builder_begin_array (builder);
  for (guint i = 0; i < troubles->len; i++)
    {
      g_autofree char *command = command_of (troubles->pdata[i], cli, settings);

      add_trouble (builder, troubles->pdata[i], command);
    }
  json_builder_end_array (builder);
}

void
cs_troubles_print (GPtrArray *troubles, CsCli *cli, const CsSettings *settings)
{
  for (guint i = 0; i < MIN (troubles->len, SHOWN); i++)
    {
      g_autofree char *words = cs_trouble_words_in_full (troubles->pdata[i]);
      g_autofree char *command = command_of (troubles->pdata[i], cli, settings);

      g_print ("\n");
      cs_table_print_lines (words);
      if (command != NULL)
        g_print ("  %s\n", command);
    }
}
