#include <string.h>

#include <glib/gi18n-lib.h>

#include "admin/credential.h"
#include "admin/worker.h"
#include "cli/edit-entry.h"
#include "cli/output-json.h"
#include "cli/output-table.h"
#include "cli/worker-call.h"

/* Returns: (transfer full) (nullable): without a worker it is not known */
static GVariant *
ask_worker (CsCli *cli)
{
  g_autoptr (CsDelivery) worker = NULL;
  GVariant *logins = NULL;

  cs_worker_connect_async (cli->instance, FALSE, cli->cancellable, cs_cli_done, cli);
  worker = cs_worker_connect_finish (cs_cli_wait (cli), NULL);
  if (worker == NULL)
    return NULL;
  cs_delivery_call_list_credentials (worker, cli->cancellable, cs_cli_done, cli);
  cs_delivery_call_list_credentials_finish (worker, &logins, cs_cli_wait (cli), NULL);
  return logins;
}

/* Returns: (transfer full) (nullable): nobody is asked to unlock anything */
static GHashTable *
ask_store (CsCli *cli)
{
  g_autoptr (CsSecretStore) store = cs_apply_store_for (cli->instance);

  cs_secret_store_list_async (store, cli->cancellable, cs_cli_done, cli);
  return cs_secret_store_list_finish (store, cs_cli_wait (cli), NULL);
}

static void
add_uses (JsonBuilder *builder, const CsCredential *credential)
{
  json_builder_set_member_name (builder, "logins");
  json_builder_begin_array (builder);
  for (guint i = 0; i < credential->uses->len; i++)
    {
      const CsCredentialUse *use = g_ptr_array_index (credential->uses, i);

      json_builder_begin_object (builder);
      cs_json_add_string (builder, "host", use->host);
      cs_json_add_integer (builder, "port", use->port);
      if (use->worked_s != 0)
        cs_json_add_time (builder, "worked", use->worked_s);
      if (use->refused_s != 0)
        cs_json_add_time (builder, "refused", use->refused_s);
      cs_json_add_boolean (builder, "suspended", use->is_suspended);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_credential (JsonBuilder *builder, const CsCredential *credential)
{
  const CsSecurity *security = credential->security;

  json_builder_begin_object (builder);
  cs_json_add_optional (builder, "credential", credential->uuid);
  if (security != NULL)
    {
      cs_json_add_string (builder, "authentication",
                          cs_authentication_name (security->authentication));
      cs_json_add_optional (builder, "nt-domain", security->nt_domain);
      cs_json_add_string (builder, "account", security->account);
    }
  json_builder_set_member_name (builder, "used-by");
  json_builder_begin_array (builder);
  for (guint i = 0; i < credential->entries->len; i++)
    {
      const char *key = g_ptr_array_index (credential->entries, i);

      json_builder_add_string_value (builder, *key != '\0' ? key : "site");
    }
  json_builder_end_array (builder);
  if (credential->password != CS_PASSWORD_UNKNOWN)
    cs_json_add_boolean (builder, "stored", credential->password == CS_PASSWORD_STORED);
  add_uses (builder, credential);
  json_builder_end_object (builder);
}

static void
print_json (GPtrArray *credentials)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < credentials->len; i++)
    add_credential (builder, g_ptr_array_index (credentials, i));
  json_builder_end_array (builder);
  cs_json_print_builder (builder);
}

static void
print_table (GPtrArray *credentials)
{
  const char *const titles[]
      = { _ ("Credential"), _ ("Account"), _ ("Used by"), _ ("Password"), _ ("Last use"), NULL };
  g_autoptr (CsTable) table = cs_table_new (titles, 0);
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;

  for (guint i = 0; i < credentials->len; i++)
    {
      const CsCredential *credential = g_ptr_array_index (credentials, i);
      g_autofree char *account = credential->security != NULL
                                     ? cs_credential_account_words (credential)
                                     : g_strdup ("–");
      g_autofree char *entries = cs_credential_entries_words (credential);
      g_autofree char *password = cs_credential_password_words (credential);
      g_autofree char *use = cs_credential_use_words (credential, now_s);

      cs_table_add (table, credential->uuid != NULL ? credential->uuid : "–", account, entries,
                    password, use);
    }
  if (credentials->len == 0)
    g_print ("%s\n", _ ("There are no accounts."));
  else
    cs_table_print (table);
}

gboolean
cs_command_credential_list (CsCli *cli, GError **error)
{
  g_autoptr (CsSettings) settings = cs_edit_read (cli, error);
  g_autoptr (GHashTable) stored = NULL;
  g_autoptr (GVariant) logins = NULL;
  g_autoptr (GPtrArray) credentials = NULL;
  CsCredentialSources sources = { .settings = settings };

  if (settings == NULL)
    return FALSE;

  stored = ask_store (cli);
  logins = ask_worker (cli);
  sources.stored = stored;
  sources.logins = logins;
  sources.settings_file = cli->instance->settings_file;
  credentials = cs_credentials_collect (&sources);
  if (cs_arguments_has (cli->arguments, "json"))
    print_json (credentials);
  else
    print_table (credentials);
  return TRUE;
}

static const CsCredential *
find (GPtrArray *credentials, const char *uuid)
{
  for (guint i = 0; i < credentials->len; i++)
    {
      const CsCredential *credential = g_ptr_array_index (credentials, i);

      if (g_strcmp0 (credential->uuid, uuid) == 0)
        return credential;
    }
  return NULL;
}

static gboolean
check_unused (const CsCredential *credential, const char *uuid, GError **error)
{
  g_autofree char *entries = NULL;

  if (credential != NULL && credential->is_removable)
    return TRUE;
  if (credential == NULL || credential->password != CS_PASSWORD_STORED)
    {
      g_set_error (error, CS_CLI_ERROR, EX_DATAERR,
                   _ ("%s is not stored; “countersign credential list” shows what is"), uuid);
      return FALSE;
    }
  if (credential->entries->len == 0)
    {
      g_set_error (error, CS_CLI_ERROR, EX_DATAERR,
                   _ ("%s was not stored for these settings, so others may need it"), uuid);
      return FALSE;
    }
  entries = cs_credential_entries_words (credential);
  /* Translators: %1$s names a credential, %2$s is "Site" or a domain, with others perhaps */
  g_set_error (error, CS_CLI_ERROR, EX_DATAERR, _ ("%1$s is used by: %2$s"), uuid, entries);
  return FALSE;
}

static gboolean
remove_one (CsCli *cli, GPtrArray *credentials, const char *text, GError **error)
{
  g_autoptr (CsSecretStore) store = cs_apply_store_for (cli->instance);
  g_autofree char *uuid = g_ascii_strdown (text, -1);

  if (!check_unused (find (credentials, uuid), uuid, error))
    return FALSE;
  cs_credential_remove_async (cli->instance, store, uuid, cli->cancellable, cs_cli_done, cli);
  if (!cs_credential_remove_finish (cs_cli_wait (cli), error))
    return FALSE;
  g_print (_ ("Deleted the password %s.\n"), uuid);
  return TRUE;
}

gboolean
cs_command_credential_remove (CsCli *cli, GError **error)
{
  g_autoptr (CsSettings) settings = cs_edit_read (cli, error);
  g_autoptr (GHashTable) stored = NULL;
  g_autoptr (GPtrArray) credentials = NULL;
  CsCredentialSources sources = { .settings = settings };

  if (settings == NULL)
    return FALSE;

  stored = ask_store (cli);
  sources.stored = stored;
  sources.settings_file = cli->instance->settings_file;
  credentials = cs_credentials_collect (&sources);
  for (guint i = 0; i < cli->arguments->operands->len; i++)
    if (!remove_one (cli, credentials, cs_arguments_operand (cli->arguments, i), error))
      return FALSE;
  return TRUE;
}
