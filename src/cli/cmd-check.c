#include <glib/gi18n-lib.h>

#include "admin/apply.h"
#include "admin/words.h"
#include "base/file.h"
#include "cli/cli.h"
#include "cli/output-json.h"
#include "model/reader.h"

static void
print_json (GPtrArray *faults, const char *file)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < faults->len; i++)
    {
      const CsFault *fault = g_ptr_array_index (faults, i);
      g_autofree char *message = cs_words_fault (fault);

      json_builder_begin_object (builder);
      cs_json_add_string (builder, "file", file);
      cs_json_add_integer (builder, "line", fault->line);
      cs_json_add_integer (builder, "column", fault->column);
      cs_json_add_string (builder, "severity", fault->is_warning ? "warning" : "error");
      cs_json_add_string (builder, "code", cs_fault_code_name (fault->code));
      cs_json_add_optional (builder, "path", fault->path);
      cs_json_add_string (builder, "message", message);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  cs_json_print_builder (builder);
}

static void
print_text (GPtrArray *faults, const char *file)
{
  g_autofree char *text = cs_words_faults (faults, file);

  if (faults->len > 0)
    g_print ("%s", text);
  else
    g_print (_ ("%s: no faults\n"), file);
}

/* (transfer full) (nullable): the credentials that have a password; NULL where that cannot be found
 * out, which is no fault of the file. Asks nobody to unlock anything. */
static GHashTable *
list_stored (CsCli *cli)
{
  g_autoptr (CsSecretStore) store = cs_apply_store_for (cli->instance);

  cs_secret_store_list_async (store, cli->cancellable, cs_cli_done, cli);
  return cs_secret_store_list_finish (store, cs_cli_wait (cli), NULL);
}

/* Only the file in use is held against the passwords of here and now. */
static CsSettings *
read_settings (CsCli *cli, GBytes *bytes, gboolean in_use, GPtrArray *faults)
{
  g_autoptr (GHashTable) stored = NULL;
  g_autoptr (CsSettings) settings = NULL;
  gsize size_bytes;
  const char *text = g_bytes_get_data (bytes, &size_bytes);
  g_autoptr (GHashTable) named = NULL;

  settings = cs_settings_read (text != NULL ? text : "", size_bytes, faults);
  named = settings != NULL ? cs_settings_credentials (settings) : NULL;
  if (!in_use || named == NULL || g_hash_table_size (named) == 0)
    return g_steal_pointer (&settings);

  stored = list_stored (cli);
  if (stored == NULL)
    return g_steal_pointer (&settings);
  g_ptr_array_set_size (faults, 0);
  return cs_settings_read_with_stored (text, size_bytes, stored, faults);
}

gboolean
cs_command_check (CsCli *cli, GError **error)
{
  const char *operand = cs_arguments_operand (cli->arguments, 0);
  const char *file = operand != NULL ? operand : cli->instance->settings_file;
  gboolean json = cs_arguments_has (cli->arguments, "json");
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_fault_free);
  g_autoptr (CsSettings) settings = NULL;
  g_autoptr (GBytes) bytes = NULL;
  GError *read_error = NULL;

  /* a file that is not in force yet may belong to anybody */
  bytes = cs_file_read (file, CS_SETTINGS_MAX_BYTES, operand == NULL, &read_error);
  if (bytes != NULL)
    settings = read_settings (cli, bytes, operand == NULL, faults);
  else if (operand != NULL || !g_error_matches (read_error, CS_FILE_ERROR, CS_FILE_ERROR_MISSING))
    {
      g_propagate_error (error, read_error);
      return FALSE;
    }
  else if (!json)
    g_print (_ ("%s: there is none, so the defaults are in force\n"), file);

  if (json)
    print_json (faults, file);
  else if (bytes != NULL)
    print_text (faults, file);
  g_clear_error (&read_error);
  cli->status = cs_faults_have_errors (faults) ? EX_CONFIG : EX_OK;
  return TRUE;
}
