#include "demo-config.h"
#include "ntlm-server.h"

#define EXTENSIONS "PIPELINING,SIZE 104857600,8BITMIME,ENHANCEDSTATUSCODES,DSN,SMTPUTF8"

static GOptionGroup *
option_group (DemoConfig *c)
{
  const GOptionEntry entries[] = {
    { "address", 0, 0, G_OPTION_ARG_STRING, &c->address, "Listen here (127.0.0.1)", "ADDRESS" },
    { "port", 0, 0, G_OPTION_ARG_INT, &c->port, "0: a free one, told when ready", "PORT" },
    { "host-name", 0, 0, G_OPTION_ARG_STRING, &c->host_name, "Name in the greeting", "NAME" },
    { "certificate", 0, 0, G_OPTION_ARG_FILENAME, &c->certificate_path, "For TLS (PEM)", "FILE" },
    { "key", 0, 0, G_OPTION_ARG_FILENAME, &c->key_path, "Its key (PEM)", "FILE" },
    { "users", 0, 0, G_OPTION_ARG_FILENAME, &c->users_path, "Accounts: NAME:PASSWORD", "FILE" },
    { "nt-domain", 0, 0, G_OPTION_ARG_STRING, &c->nt_domain, "NT domain (CORP)", "NAME" },
    { "ntlm-policy", 0, 0, G_OPTION_ARG_STRING, &c->ntlm_policy, NTLM_POLICY_WORDS, "WORDS" },
    { "ntlm-text", 0, 0, G_OPTION_ARG_STRING, &c->ntlm_text, "Text of the first 334", "TEXT" },
    { "mechanisms", 0, 0, G_OPTION_ARG_STRING, &c->mechanisms, "PLAIN LOGIN NTLM", "LIST" },
    { "extensions", 0, 0, G_OPTION_ARG_STRING, &c->extensions, EXTENSIONS, "LIST" },
    { "maildir", 0, 0, G_OPTION_ARG_FILENAME, &c->maildir, "Keep messages here", "FOLDER" },
    { "fault", 0, 0, G_OPTION_ARG_STRING_ARRAY, &c->fault_specifications,
      "STAGE[/COUNT]=REPLY, drop or silence; stages: " DEMO_FAULT_STAGES, "FAULT" },
    { "implicit-tls", 0, 0, G_OPTION_ARG_NONE, &c->implicit_tls, "TLS from the start", NULL },
    { "no-starttls", 0, 0, G_OPTION_ARG_NONE, &c->no_starttls, "Do not offer it", NULL },
    { "require-tls", 0, 0, G_OPTION_ARG_NONE, &c->require_tls, "No mail without TLS", NULL },
    { "no-authentication-needed", 0, 0, G_OPTION_ARG_NONE, &c->no_authentication_needed,
      "Take mail from anybody", NULL },
    { "clear-text-without-tls", 0, 0, G_OPTION_ARG_NONE, &c->clear_text_without_tls,
      "Offer PLAIN and LOGIN without TLS too", NULL },
    { "delay", 0, 0, G_OPTION_ARG_INT, &c->delay_ms, "Wait before each reply", "MILLISECONDS" },
    { NULL },
  };
  GOptionGroup *group = g_option_group_new ("demo", NULL, NULL, NULL, NULL);

  g_option_group_add_entries (group, entries);
  return group;
}

static void
set_default (char **value, const char *text)
{
  if (*value == NULL)
    *value = g_strdup (text);
}

static void
fill_in (DemoConfig *config)
{
  set_default (&config->address, "127.0.0.1");
  set_default (&config->host_name, "demo.example");
  set_default (&config->nt_domain, "CORP");
  set_default (&config->ntlm_policy, "");
  set_default (&config->ntlm_text, "ntlm supported");
  set_default (&config->mechanisms, "PLAIN LOGIN NTLM");
  set_default (&config->extensions, EXTENSIONS);
}

static gboolean
check (const DemoConfig *config, GError **error)
{
  g_autoptr (NtlmServerSide) side = NULL;

  if (*config->mechanisms != '\0' && config->users_path == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           "--users is needed where there are --mechanisms");
      return FALSE;
    }
  if (config->implicit_tls && config->certificate == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           "--implicit-tls needs --certificate and --key");
      return FALSE;
    }
  side = ntlm_server_side_new (config->ntlm_policy, config->nt_domain, "", error);
  return side != NULL;
}

/**
 * demo_config_new:
 *
 * Returns: (transfer full): the options with their defaults, the certificate
 *   and faults read, or NULL with an error for the user
 */
DemoConfig *
demo_config_new (int *argc, char ***argv, GError **error)
{
  g_autoptr (DemoConfig) config = g_new0 (DemoConfig, 1);
  g_autoptr (GOptionContext) context = g_option_context_new ("- a receiving server for trying out");

  g_option_context_set_main_group (context, option_group (config));
  if (!g_option_context_parse (context, argc, argv, error))
    return NULL;

  fill_in (config);
  config->faults = demo_faults_new ((const char *const *)config->fault_specifications, error);
  if (config->faults == NULL)
    return NULL;
  if (config->certificate_path != NULL)
    {
      config->certificate
          = g_tls_certificate_new_from_files (config->certificate_path, config->key_path, error);
      if (config->certificate == NULL)
        return NULL;
    }
  return check (config, error) ? g_steal_pointer (&config) : NULL;
}

void
demo_config_free (DemoConfig *config)
{
  g_free (config->address);
  g_free (config->host_name);
  g_free (config->certificate_path);
  g_free (config->key_path);
  g_free (config->users_path);
  g_free (config->nt_domain);
  g_free (config->ntlm_policy);
  g_free (config->ntlm_text);
  g_free (config->mechanisms);
  g_free (config->extensions);
  g_free (config->maildir);
  g_strfreev (config->fault_specifications);
  g_clear_object (&config->certificate);
  g_clear_pointer (&config->faults, demo_faults_free);
  g_free (config);
}
