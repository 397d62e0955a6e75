#include <glib/gi18n-lib.h>

#include "cli/output-json.h"
#include "cli/output-table.h"
#include "cli/preset-option.h"

static void
add_needs (JsonBuilder *builder, const CsPreset *preset)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < CS_N_PRESET_NEEDS; i++)
    if (preset->needs & (1u << i))
      g_ptr_array_add (names, (gpointer)cs_preset_need_name (i));
  g_ptr_array_add (names, NULL);
  cs_json_add_strings (builder, "needs", (const char *const *)names->pdata);
}

static void
add_limit (JsonBuilder *builder, const char *key, gint64 limit)
{
  if (limit > 0)
    cs_json_add_integer (builder, key, limit);
}

/* With the keys of the files. */
static void
add_preset (JsonBuilder *builder, const CsPreset *preset)
{
  json_builder_begin_object (builder);
  cs_json_add_string (builder, "name", preset->name);
  cs_json_add_strings (builder, "domains", (const char *const *)preset->domains);
  cs_json_add_string (builder, "host", preset->host->name);
  cs_json_add_integer (builder, "port", preset->host->port);
  cs_json_add_string (builder, "tls", cs_tls_rule_name (preset->tls));
  cs_json_add_string (builder, "authentication", cs_authentication_name (preset->authentication));
  cs_json_add_string (builder, "account-is", cs_preset_account_name (preset->account_is));
  cs_json_add_optional (builder, "account", preset->account);
  add_needs (builder, preset);
  add_limit (builder, "maximum-message-size", preset->maximum_message_size);
  add_limit (builder, "maximum-recipients", preset->maximum_recipients);
  add_limit (builder, "messages-per-day", preset->messages_per_day);
  cs_json_add_optional (builder, "note", preset->note);
  json_builder_end_object (builder);
}

static void
print_json (GPtrArray *presets)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < presets->len; i++)
    add_preset (builder, g_ptr_array_index (presets, i));
  json_builder_end_array (builder);
  cs_json_print_builder (builder);
}

static void
print_table (GPtrArray *presets)
{
  const char *const titles[] = { _ ("Provider"), _ ("Host"), _ ("TLS"), _ ("What it wants"), NULL };
  g_autoptr (CsTable) table = cs_table_new (titles, 0);

  for (guint i = 0; i < presets->len; i++)
    {
      const CsPreset *preset = g_ptr_array_index (presets, i);
      g_autofree char *host = cs_preset_host_words (preset);
      g_autofree char *advice = cs_preset_advice (preset);

      g_strdelimit (advice, "\n", ' ');
      cs_table_add (table, preset->name, host, cs_tls_rule_name (preset->tls), advice);
    }
  cs_table_print (table);
}

gboolean
cs_command_preset_list (CsCli *cli, GError **error)
{
  g_autoptr (GPtrArray) presets = cs_preset_option_load (cli);

  if (cs_arguments_has (cli->arguments, "json"))
    print_json (presets);
  else
    print_table (presets);
  return TRUE;
}
