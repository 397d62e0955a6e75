#include <glib/gi18n-lib.h>

#include "admin/words.h"
#include "cli/edit-entry.h"
#include "cli/preset-option.h"

static CsPattern *
parse_operand (const char *text, GError **error)
{
  g_autoptr (GError) why = NULL;
  CsPattern *pattern = cs_pattern_parse (text, -1, &why);

  if (pattern == NULL)
    {
      g_autofree char *reason = cs_words_reason (why->message);

      g_set_error (error, CS_CLI_ERROR, EX_DATAERR, _ ("“%s”: %s"), text, reason);
    }
  return pattern;
}

static gboolean
wants_own_security (const CsArguments *arguments)
{
  static const char *const names[] = { "authentication",
                                       "account",
                                       "nt-domain",
                                       "password-stdin",
                                       "credential",
                                       "tls",
                                       "allow-unencrypted-password" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (cs_arguments_has (arguments, names[i]))
      return TRUE;
  return FALSE;
}

/* An entry has all of its security for itself or none, so the first option of it must say which
 * authentication: taking the site's over by half is what nobody would expect. */
static gboolean
give_own_security (CsRemoteDomain *domain, const CsArguments *arguments, GError **error)
{
  if (cs_arguments_has (arguments, "use-site-security"))
    {
      g_set_error_literal (
          error, CS_CLI_ERROR, EX_USAGE,
          _ ("--use-site-security goes with no other option of outbound security"));
      return FALSE;
    }
  if (domain->security == NULL && !cs_arguments_has (arguments, "authentication"))
    {
      g_set_error (error, CS_CLI_ERROR, EX_USAGE,
                   _ ("%s uses the site's outbound security; say with --authentication what it is "
                      "to have of its own"),
                   domain->pattern->key);
      return FALSE;
    }
  if (domain->security == NULL)
    domain->security = cs_security_new ();
  return TRUE;
}

static void
put_copy (CsDraft *draft, const CsRemoteDomain *domain)
{
  g_autoptr (CsRemoteDomain) copy = cs_remote_domain_copy (domain);

  cs_settings_put_remote_domain (cs_draft_settings (draft), copy);
}

/* @domain: nobody else's */
static gboolean
edit (CsCli *cli, CsDraft *draft, CsRemoteDomain *domain, GError **error)
{
  gboolean needs_password = FALSE;

  if (!cs_edit_route (domain, cli->arguments, error))
    return FALSE;
  if (wants_own_security (cli->arguments))
    {
      if (!give_own_security (domain, cli->arguments, error)
          || !cs_edit_security (domain->security, cli->arguments, &needs_password, error))
        return FALSE;
    }
  else if (cs_arguments_has (cli->arguments, "use-site-security"))
    g_clear_pointer (&domain->security, cs_security_free);

  put_copy (draft, domain);
  if (!cs_edit_check (draft, error))
    return FALSE;
  if (domain->security != NULL
      && !cs_edit_password (cli, draft, domain->security, needs_password, error))
    return FALSE;
  put_copy (draft, domain);
  return TRUE;
}

static gboolean
add (CsCli *cli, CsDraft *draft, GError **error)
{
  CsPattern *pattern = parse_operand (cs_arguments_operand (cli->arguments, 0), error);
  g_autoptr (CsRemoteDomain) domain = NULL;

  if (pattern == NULL)
    return FALSE;
  domain = cs_remote_domain_new (pattern);
  if (cs_settings_find_remote_domain (cs_draft_settings (draft), pattern->key, NULL) == NULL)
    return edit (cli, draft, domain, error);
  g_set_error (error, CS_CLI_ERROR, EX_DATAERR,
               _ ("there is a remote domain %s already; “countersign domain set” changes it"),
               pattern->key);
  return FALSE;
}

static gboolean
run (CsCli *cli, CsEditFunc edit_func, GError **error)
{
  if (!cs_preset_option_expand (cli, error) || !cs_edit_run (cli, edit_func, error))
    return FALSE;
  cs_preset_option_advise (cli);
  return TRUE;
}

gboolean
cs_command_domain_add (CsCli *cli, GError **error)
{
  return run (cli, add, error);
}

static const CsRemoteDomain *
find (const CsSettings *settings, const char *name, GError **error)
{
  g_autoptr (CsPattern) pattern = parse_operand (name, error);
  const CsRemoteDomain *domain;

  if (pattern == NULL)
    return NULL;
  domain = cs_settings_find_remote_domain (settings, pattern->key, NULL);
  if (domain == NULL)
    g_set_error (error, CS_CLI_ERROR, EX_DATAERR,
                 _ ("there is no remote domain %s; “countersign domain list” shows them"),
                 pattern->key);
  return domain;
}

static gboolean
set (CsCli *cli, CsDraft *draft, GError **error)
{
  const CsRemoteDomain *found
      = find (cs_draft_settings (draft), cs_arguments_operand (cli->arguments, 0), error);
  g_autoptr (CsRemoteDomain) domain = found != NULL ? cs_remote_domain_copy (found) : NULL;

  return domain != NULL && edit (cli, draft, domain, error);
}

gboolean
cs_command_domain_set (CsCli *cli, GError **error)
{
  if (cs_arguments_has_any (cli->arguments, CS_OPTIONS_ENTRY | CS_OPTIONS_DOMAIN))
    return run (cli, set, error);
  g_set_error_literal (error, CS_CLI_ERROR, EX_USAGE,
                       _ ("what is to be set? “countersign domain set --help” lists it"));
  return FALSE;
}

static gboolean
remove_all (CsCli *cli, CsDraft *draft, GError **error)
{
  for (guint i = 0; i < cli->arguments->operands->len; i++)
    {
      const CsRemoteDomain *domain
          = find (cs_draft_settings (draft), cs_arguments_operand (cli->arguments, i), error);
      g_autofree char *key = domain != NULL ? g_strdup (domain->pattern->key) : NULL;

      if (domain == NULL)
        return FALSE;
      cs_settings_remove_remote_domain (cs_draft_settings (draft), key);
    }
  return TRUE;
}

gboolean
cs_command_domain_remove (CsCli *cli, GError **error)
{
  return cs_edit_run (cli, remove_all, error);
}
