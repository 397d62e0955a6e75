#include <stdio.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "admin/words.h"
#include "cli/edit-entry.h"
#include "cli/output-json.h"
#include "cli/output-table.h"
#include "model/writer.h"

/* --- JSON ---------------------------------------------------------------------------------- */

/* The settings file's own form with every default, as a document. */
static JsonNode *
settings_node (const CsSettings *settings)
{
  gsize size;
  g_autofree char *text = cs_settings_write_full (settings, &size);
  g_autoptr (JsonParser) parser = json_parser_new ();

  g_return_val_if_fail (json_parser_load_from_data (parser, text, size, NULL), NULL);
  return json_parser_steal_root (parser);
}

static JsonNode *
domains_node (const CsSettings *settings)
{
  g_autoptr (JsonNode) root = settings_node (settings);
  JsonNode *domains = json_object_get_member (json_node_get_object (root), "remote-domains");

  if (domains == NULL)
    return json_node_init_array (json_node_alloc (), json_array_new ());
  return json_node_copy (domains);
}

/* --- for people ---------------------------------------------------------------------------- */

static char *
option_text (const CsSettings *settings, CsOption option)
{
  const CsOptionInfo *info = cs_option_info (option);
  g_autoptr (GString) list = NULL;
  const gint64 *intervals;
  guint n;

  switch (info->type)
    {
    case CS_OPTION_TYPE_BOOLEAN:
      return g_strdup (cs_settings_integer (settings, option) ? _ ("yes") : _ ("no"));
    case CS_OPTION_TYPE_INTEGER:
      if (info->unit == CS_UNIT_SECONDS)
        return cs_words_duration (cs_settings_integer (settings, option));
      if (info->unit == CS_UNIT_BYTES)
        return cs_words_size (cs_settings_integer (settings, option));
      return g_strdup_printf ("%" G_GINT64_FORMAT, cs_settings_integer (settings, option));
    case CS_OPTION_TYPE_INTERVALS:
      list = g_string_new (NULL);
      intervals = cs_settings_intervals (settings, option, &n);
      for (guint i = 0; i < n; i++)
        {
          g_autofree char *duration = cs_words_duration (intervals[i]);

          g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", duration);
        }
      return g_strdup (list->str);
    case CS_OPTION_TYPE_DOMAIN:
    case CS_OPTION_TYPE_ADDRESS:
    case CS_OPTION_TYPE_LANGUAGE:
    default:
      return g_strdup (cs_settings_text (settings, option));
    }
}

static void
add_security (CsTable *table, const CsSecurity *security)
{
  g_autofree char *account = cs_words_account (security);

  cs_table_add (table, "authentication", cs_authentication_name (security->authentication));
  if (security->authentication != CS_AUTHENTICATION_NONE)
    {
      cs_table_add (table, "account", account);
      cs_table_add (table, "credential",
                    security->credential != NULL ? security->credential : _ ("not stored"));
    }
  cs_table_add (table, "tls", cs_tls_rule_name (security->tls));
  if (security->allow_unencrypted_password)
    cs_table_add (table, "allow-unencrypted-password", _ ("yes"));
}

static void
print_site (const CsSettings *settings)
{
  g_autoptr (CsTable) table = cs_table_new (NULL, 2);
  const CsHost *host = cs_settings_smart_host (settings);
  g_autofree char *host_text = host != NULL ? cs_host_to_string (host) : NULL;

  cs_table_add (table, "name", cs_settings_site_name (settings));
  cs_table_add (table, "smart-host", host_text != NULL ? host_text : _ ("none (DNS)"));
  add_security (table, cs_settings_security (settings));
  for (guint i = 0; i < CS_N_OPTIONS; i++)
    {
      g_autofree char *text = option_text (settings, i);

      if (text != NULL)
        cs_table_add (table, cs_option_info (i)->name, text);
    }
  cs_table_print (table);
}

static char *
route_of (const CsRemoteDomain *domain)
{
  switch (domain->route)
    {
    case CS_ROUTE_SMART_HOST:
      return cs_host_to_string (domain->smart_host);
    case CS_ROUTE_DNS:
      return g_strdup (_ ("DNS"));
    case CS_ROUTE_SITE:
    default:
      return g_strdup (_ ("site's route"));
    }
}

static void
print_domains (const CsSettings *settings)
{
  const char *titles[] = { _ ("Domain"), _ ("Authentication"), _ ("Account"), _ ("Route"), NULL };
  g_autoptr (CsTable) table = cs_table_new (titles, 0);
  guint n = cs_settings_n_remote_domains (settings);

  for (guint i = 0; i < n; i++)
    {
      const CsRemoteDomain *domain = cs_settings_remote_domain (settings, i);
      g_autofree char *name = cs_pattern_to_display (domain->pattern);
      g_autofree char *option = domain->security != NULL ? cs_words_option (domain->security)
                                                         : g_strdup (_ ("site's setting"));
      g_autofree char *account
          = domain->security != NULL ? cs_words_account (domain->security) : g_strdup ("–");
      g_autofree char *route = route_of (domain);

      cs_table_add (table, name, option, account, route);
    }
  if (n == 0)
    g_print ("%s\n", _ ("There are no remote domains."));
  else
    cs_table_print (table);
}

/* --- commands ------------------------------------------------------------------------------ */

gboolean
cs_command_show (CsCli *cli, GError **error)
{
  g_autoptr (CsSettings) settings = cs_edit_read (cli, error);

  if (settings == NULL)
    return FALSE;
  if (cs_arguments_has (cli->arguments, "json"))
    {
      gsize size;
      g_autofree char *text = cs_settings_write_full (settings, &size);

      fwrite (text, 1, size, stdout);
      return TRUE;
    }
  print_site (settings);
  g_print ("\n");
  print_domains (settings);
  return TRUE;
}

gboolean
cs_command_domain_list (CsCli *cli, GError **error)
{
  g_autoptr (CsSettings) settings = cs_edit_read (cli, error);

  if (settings == NULL)
    return FALSE;
  if (cs_arguments_has (cli->arguments, "json"))
    cs_json_print (domains_node (settings));
  else
    print_domains (settings);
  return TRUE;
}

static void
print_domain (const CsSettings *settings, const CsRemoteDomain *domain)
{
  g_autoptr (CsTable) table = cs_table_new (NULL, 2);
  g_autofree char *name = cs_pattern_to_display (domain->pattern);
  g_autofree char *route = route_of (domain);

  cs_table_add (table, "domain", name);
  cs_table_add (table, "route", route);
  if (domain->helo)
    cs_table_add (table, "helo", _ ("yes"));
  if (domain->security != NULL)
    add_security (table, domain->security);
  else
    cs_table_add (table, "outbound-security", _ ("site's setting"));
  cs_table_print (table);
}

gboolean
cs_command_domain_show (CsCli *cli, GError **error)
{
  const char *name = cs_arguments_operand (cli->arguments, 0);
  g_autoptr (GError) why = NULL;
  g_autoptr (CsPattern) pattern = cs_pattern_parse (name, -1, &why);
  g_autoptr (CsSettings) settings = NULL;
  g_autoptr (CsSettings) one = NULL;
  g_autoptr (JsonNode) list = NULL;
  const CsRemoteDomain *domain;

  if (pattern == NULL)
    {
      g_set_error (error, CS_CLI_ERROR, EX_DATAERR, _ ("“%s”: %s"), name, why->message);
      return FALSE;
    }
  settings = cs_edit_read (cli, error);
  if (settings == NULL)
    return FALSE;
  domain = cs_settings_find_remote_domain (settings, pattern->key, NULL);
  if (domain == NULL)
    {
      g_set_error (error, CS_CLI_ERROR, EX_DATAERR, _ ("there is no remote domain %s"),
                   pattern->key);
      return FALSE;
    }
  if (!cs_arguments_has (cli->arguments, "json"))
    {
      print_domain (settings, domain);
      return TRUE;
    }
  one = cs_settings_new ();
  cs_settings_put_remote_domain (one, (CsRemoteDomain *)domain);
  list = domains_node (one);
  cs_json_print (json_array_dup_element (json_node_get_array (list), 0));
  return TRUE;
}
