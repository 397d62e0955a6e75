#include "daemon/loading.h"

#include "base/file.h"
#include "daemon/fault-line.h"
#include "model/reader.h"
#include "model/writer.h"

void
cs_loading_free (CsLoading *loading)
{
  g_clear_pointer (&loading->settings, cs_settings_unref);
  g_free (loading->revision);
  g_free (loading->fault);
  g_clear_pointer (&loading->faults, g_variant_unref);
  g_free (loading);
}

static void
read_bytes (CsLoading *loading, const char *path, GBytes *bytes)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_fault_free);
  gsize size_bytes;
  const char *text = g_bytes_get_data (bytes, &size_bytes);

  loading->revision = cs_settings_revision (text, size_bytes);
  loading->settings = cs_settings_read (text, size_bytes, faults);
  if (loading->settings != NULL)
    return;
  loading->fault = cs_fault_lines (faults, path);
  loading->faults = g_variant_ref_sink (cs_fault_rows (faults));
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const char *path = data;
  CsLoading *loading = g_new0 (CsLoading, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = cs_file_read (path, CS_SETTINGS_MAX_BYTES, TRUE, &error);

  if (bytes != NULL)
    read_bytes (loading, path, bytes);
  else if (g_error_matches (error, CS_FILE_ERROR, CS_FILE_ERROR_MISSING))
    {
      loading->is_missing = TRUE;
      loading->revision = g_strdup ("");
    }
  else
    loading->fault = g_strdup (error->message);
  g_task_return_pointer (task, loading, (GDestroyNotify)cs_loading_free);
}

void
cs_loading_async (const char *path, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, work);
}

CsLoading *
cs_loading_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
