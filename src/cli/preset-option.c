#include "cli/preset-option.h"

#include <glib/gi18n-lib.h>

#include "cli/output-table.h"

GPtrArray *
cs_preset_option_load (CsCli *cli)
{
  g_autoptr (GPtrArray) complaints = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *presets = cs_presets_load (cli->instance, complaints);

  for (guint i = 0; i < complaints->len; i++)
    g_printerr ("%s\n", (const char *)g_ptr_array_index (complaints, i));
  return presets;
}

static void
set_default (CsArguments *arguments, const char *option, const char *value)
{
  if (!cs_arguments_has (arguments, option))
    g_hash_table_replace (arguments->values, g_strdup (option), g_strdup (value));
}

static gboolean
expand (CsArguments *arguments, const CsPreset *preset, GError **error)
{
  g_autofree char *host = cs_preset_host_words (preset);
  g_autofree char *account = cs_preset_account_words (preset);

  /* The account of before is another provider's. */
  if (preset->authentication != CS_AUTHENTICATION_NONE && preset->account == NULL
      && !cs_arguments_has (arguments, "account"))
    {
      /* Translators: %1$s is a provider, %2$s a sentence about the account */
      g_set_error (error, CS_CLI_ERROR, EX_USAGE, _ ("--preset “%1$s” needs --account too. %2$s"),
                   preset->name, account);
      return FALSE;
    }
  set_default (arguments, "smart-host", host);
  set_default (arguments, "tls", cs_tls_rule_name (preset->tls));
  set_default (arguments, "authentication", cs_authentication_name (preset->authentication));
  if (preset->account != NULL)
    set_default (arguments, "account", preset->account);
  return TRUE;
}

gboolean
cs_preset_option_expand (CsCli *cli, GError **error)
{
  const char *name = cs_arguments_get (cli->arguments, "preset");
  g_autoptr (GPtrArray) presets = NULL;
  const CsPreset *preset;

  if (name == NULL)
    return TRUE;
  presets = cs_preset_option_load (cli);
  preset = cs_presets_find (presets, name);
  if (preset != NULL)
    return expand (cli->arguments, preset, error);
  g_set_error (error, CS_CLI_ERROR, EX_USAGE,
               _ ("--preset: there is no “%s”; “countersign preset list” has them"), name);
  return FALSE;
}

void
cs_preset_option_advise (CsCli *cli)
{
  const char *name = cs_arguments_get (cli->arguments, "preset");
  g_autoptr (GPtrArray) presets = NULL;
  const CsPreset *preset;
  g_autofree char *advice = NULL;

  if (name == NULL)
    return;
  presets = cs_presets_load (cli->instance, NULL);
  preset = cs_presets_find (presets, name);
  advice = preset != NULL ? cs_preset_advice (preset) : g_strdup ("");
  if (*advice == '\0')
    return;
  g_print ("%s: ", preset->name);
  cs_table_print_lines (advice);
}
