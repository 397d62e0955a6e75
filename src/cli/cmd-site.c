#include <glib/gi18n-lib.h>

#include "cli/edit-entry.h"
#include "cli/preset-option.h"

static gboolean
edit (CsCli *cli, CsDraft *draft, GError **error)
{
  CsSettings *settings = cs_draft_settings (draft);
  g_autoptr (CsSecurity) security = cs_security_copy (cs_settings_security (settings));
  GError *host_error = NULL;
  gboolean needs_password;
  CsHost *host;

  if (cs_edit_smart_host (cli->arguments, &host, &host_error))
    {
      cs_settings_set_smart_host (settings, host);
      g_clear_pointer (&host, cs_host_free);
    }
  if (host_error != NULL)
    {
      g_propagate_error (error, host_error);
      return FALSE;
    }
  if (!cs_edit_site_options (settings, cli->arguments, error)
      || !cs_edit_security (security, cli->arguments, &needs_password, error))
    return FALSE;
  cs_settings_set_security (settings, security);
  if (!cs_edit_check (draft, error)
      || !cs_edit_password (cli, draft, security, needs_password, error))
    return FALSE;
  cs_settings_set_security (settings, security);
  return TRUE;
}

gboolean
cs_command_site_set (CsCli *cli, GError **error)
{
  if (cs_arguments_has_any (cli->arguments, CS_OPTIONS_ENTRY | CS_OPTIONS_SITE))
    {
      if (!cs_preset_option_expand (cli, error) || !cs_edit_run (cli, edit, error))
        return FALSE;
      cs_preset_option_advise (cli);
      return TRUE;
    }
  g_set_error_literal (error, CS_CLI_ERROR, EX_USAGE,
                       _ ("what is to be set? “countersign site set --help” lists it"));
  return FALSE;
}
