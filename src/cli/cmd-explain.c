#include <glib/gi18n-lib.h>

#include "admin/explain.h"
#include "admin/words.h"
#include "cli/edit-entry.h"
#include "cli/output-json.h"
#include "cli/output-table.h"
#include "cli/own-name.h"

static CsAddress *
parse_address (const CsSettings *settings, const char *text, GError **error)
{
  const char *mail_domain = cs_settings_text (settings, CS_OPTION_MAIL_DOMAIN);
  g_autoptr (GError) why = NULL;
  CsAddress *address = cs_address_parse (
      text, -1, mail_domain != NULL ? CS_ADDRESS_ALLOW_BARE : CS_ADDRESS_DEFAULT, mail_domain,
      &why);

  if (address == NULL)
    {
      g_autofree char *reason = cs_words_reason (why->message);

      g_set_error (error, CS_CLI_ERROR, EX_DATAERR, _ ("“%s”: %s"), text, reason);
    }
  return address;
}

/* --- JSON ---------------------------------------------------------------------------------- */

static void
add_hosts (JsonBuilder *builder, const CsExplanation *explanation)
{
  json_builder_set_member_name (builder, "hosts");
  json_builder_begin_array (builder);
  for (guint i = 0; explanation->hosts != NULL && i < explanation->hosts->len; i++)
    {
      const CsExplainedHost *host = g_ptr_array_index (explanation->hosts, i);

      json_builder_begin_object (builder);
      cs_json_add_string (builder, "name", host->name);
      cs_json_add_integer (builder, "port", host->port);
      if (explanation->is_direct_first)
        cs_json_add_boolean (builder, "direct", host->is_direct);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_policy (JsonBuilder *builder, const CsPolicy *policy)
{
  json_builder_set_member_name (builder, "dane");
  json_builder_begin_object (builder);
  cs_json_add_string (builder, "dnssec", policy->dnssec);
  cs_json_add_strings (builder, "hosts", (const char *const *)policy->dane_hosts);
  cs_json_add_strings (builder, "unusable-hosts", (const char *const *)policy->unusable_hosts);
  if (policy->dane_seen_s != 0)
    cs_json_add_time (builder, "seen", policy->dane_seen_s);
  json_builder_end_object (builder);
  if (policy->sts_mode == NULL)
    return;
  json_builder_set_member_name (builder, "mta-sts");
  json_builder_begin_object (builder);
  cs_json_add_string (builder, "mode", policy->sts_mode);
  cs_json_add_strings (builder, "hosts", (const char *const *)policy->sts_hosts);
  cs_json_add_time (builder, "until", policy->sts_until_s);
  json_builder_end_object (builder);
}

static void
print_json (const CsExplanation *explanation)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const CsRoute *route = &explanation->route;
  const CsSecurity *security = route->security;

  json_builder_begin_object (builder);
  cs_json_add_string (builder, "address", cs_address_text (explanation->address));
  cs_json_add_string (builder, "entry", cs_route_entry_name (route));
  cs_json_add_string (builder, "because", cs_because_name (route->because));
  cs_json_add_string (builder, "route", route->smart_host != NULL ? "smart-host" : "dns");
  if (explanation->is_direct_first)
    cs_json_add_boolean (builder, "try-direct-delivery-first", TRUE);
  add_hosts (builder, explanation);
  if (explanation->hosts_error != NULL)
    cs_json_add_string (builder, "hosts-error", explanation->hosts_error->message);
  cs_json_add_string (builder, "authentication", cs_authentication_name (security->authentication));
  cs_json_add_optional (builder, "account", security->account);
  cs_json_add_optional (builder, "nt-domain", security->nt_domain);
  if (explanation->credential_known)
    cs_json_add_boolean (builder, "credential-stored", explanation->credential_stored);
  cs_json_add_string (builder, "tls", cs_tls_rule_name (security->tls));
  cs_json_add_boolean (builder, "helo", route->helo);
  if (explanation->policy != NULL)
    add_policy (builder, explanation->policy);
  json_builder_end_object (builder);
  cs_json_print_builder (builder);
}

/* --- for people ---------------------------------------------------------------------------- */

/* (transfer full): those tried directly before the smart host, or the others */
static char *
hosts_text (const CsExplanation *explanation, gboolean direct)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; explanation->hosts != NULL && i < explanation->hosts->len; i++)
    {
      const CsExplainedHost *host = g_ptr_array_index (explanation->hosts, i);

      if (!host->is_direct == !direct)
        g_string_append_printf (text, "%s%s port %u", text->len > 0 ? ", " : "", host->name,
                                host->port);
    }
  if (text->len > 0)
    return g_strdup (text->str);
  if (explanation->hosts_error != NULL)
    return g_strdup_printf (_ ("not found: %s"), explanation->hosts_error->message);
  return g_strdup (_ ("not looked up"));
}

static void
add_host_rows (CsTable *table, const CsExplanation *explanation)
{
  g_autofree char *direct = hosts_text (explanation, TRUE);
  g_autofree char *others = hosts_text (explanation, FALSE);

  if (explanation->is_direct_first)
    {
      cs_table_add (table, _ ("Hosts tried first"), direct);
      cs_table_add (table, _ ("Then smart host"), others);
    }
  else
    cs_table_add (table, _ ("Hosts"), others);
}

static const char *
password_text (const CsExplanation *explanation)
{
  if (!explanation->credential_known)
    return explanation->route.security->credential != NULL ? _ ("not looked up") : _ ("not stored");
  return explanation->credential_stored ? _ ("stored") : _ ("not stored, so the mail waits");
}

static void
add_policy_rows (CsTable *table, const CsPolicy *policy)
{
  g_autofree char *dane = cs_policy_dane_words (policy);
  g_autofree char *sts = cs_policy_sts_words (policy);

  cs_table_add (table, "DANE", dane);
  cs_table_add (table, "MTA-STS", sts);
}

static void
print_text (const CsExplanation *explanation)
{
  g_autoptr (CsTable) table = cs_table_new (NULL, 2);
  const CsRoute *route = &explanation->route;
  g_autofree char *summary = cs_words_summary (route);
  g_autofree char *because = cs_words_because (route, explanation->address);
  g_autofree char *account = cs_words_account (route->security);

  cs_table_add (table, _ ("Address"), cs_address_text (explanation->address));
  cs_table_add (table, _ ("Entry"), cs_route_entry_name (route));
  cs_table_add (table, _ ("Because"), because);
  add_host_rows (table, explanation);
  cs_table_add (table, _ ("Authentication"),
                cs_words_authentication (route->security->authentication));
  if (route->security->authentication != CS_AUTHENTICATION_NONE)
    {
      cs_table_add (table, _ ("Account"), account);
      cs_table_add (table, _ ("Password"), password_text (explanation));
    }
  cs_table_add (table, _ ("TLS"), cs_words_tls (route->security->tls));
  if (explanation->policy != NULL)
    add_policy_rows (table, explanation->policy);
  if (route->helo)
    cs_table_add (table, "HELO", _ ("instead of EHLO"));
  cs_table_print (table);
  g_print ("\n%s\n", summary);
  if (explanation->is_direct_first)
    g_print ("%s\n", cs_words_direct_first ());
}

gboolean
cs_command_explain (CsCli *cli, GError **error)
{
  gboolean offline = cs_arguments_has (cli->arguments, "offline");
  g_autoptr (CsSettings) settings = cs_edit_read (cli, error);
  g_autoptr (CsAddress) address = NULL;
  g_autoptr (CsSecretStore) store = NULL;
  g_autoptr (CsExplanation) explanation = NULL;
  g_autofree char *own_name = NULL;

  if (settings == NULL)
    return FALSE;
  address = parse_address (settings, cs_arguments_operand (cli->arguments, 0), error);
  if (address == NULL)
    return FALSE;
  if (!offline)
    {
      store = cs_apply_store_for (cli->instance);
      own_name = cs_own_name (settings);
    }

  cs_explain_async (cli->instance, settings, address, offline, store, own_name, cli->cancellable,
                    cs_cli_done, cli);
  explanation = cs_explain_finish (cs_cli_wait (cli), error);
  if (explanation == NULL)
    return FALSE;
  if (cs_arguments_has (cli->arguments, "json"))
    print_json (explanation);
  else
    print_text (explanation);
  return TRUE;
}
