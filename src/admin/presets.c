#include "admin/presets.h"

#include "admin/words.h"
#include "base/file.h"
#include "cs-admin-resources.h"

#define RESOURCE "/org/countersign/presets.json"
#define SYSTEM_FOLDER "/etc/countersign/presets.d"
#define FOLDER "presets.d"

static GPtrArray *
presets_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)cs_preset_free);
}

static void
complain (GPtrArray *complaints, char *line)
{
  if (complaints != NULL)
    g_ptr_array_add (complaints, line);
  else
    g_free (line);
}

static void
take_text (GPtrArray *presets, GBytes *bytes, const char *file, GPtrArray *complaints)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_fault_free);
  gsize size_bytes;
  const char *text = g_bytes_get_data (bytes, &size_bytes);
  GPtrArray *more = cs_presets_read (text, size_bytes, faults);

  if (more != NULL)
    cs_presets_merge (presets, more);
  for (guint i = 0; i < faults->len; i++)
    complain (complaints, cs_words_fault_line (g_ptr_array_index (faults, i), file));
}

static void
take_file (GPtrArray *presets, const char *path, GPtrArray *complaints)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = cs_file_read (path, CS_PRESETS_MAX_BYTES, TRUE, &error);

  if (bytes != NULL)
    take_text (presets, bytes, path, complaints);
  else
    complain (complaints, g_strdup (error->message));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *)a, *(const char *const *)b);
}

static void
take_folder (GPtrArray *presets, const char *folder, GPtrArray *complaints)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (dir == NULL)
    return; /* there need not be one */
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".json") && *name != '.')
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, g_ptr_array_index (names, i), NULL);

      take_file (presets, path, complaints);
    }
}

static int
compare_presets (gconstpointer a, gconstpointer b)
{
  const CsPreset *left = *(const CsPreset *const *)a;
  const CsPreset *right = *(const CsPreset *const *)b;

  g_autofree char *left_name = g_utf8_casefold (left->name, -1);
  g_autofree char *right_name = g_utf8_casefold (right->name, -1);

  return g_utf8_collate (left_name, right_name);
}

static GPtrArray *
load (const char *own_folder, GPtrArray *complaints)
{
  GPtrArray *presets = presets_new ();
  g_autoptr (GBytes) bytes = g_resource_lookup_data (cs_admin_get_resource (), RESOURCE,
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  take_text (presets, bytes, "presets.json", complaints);
  take_folder (presets, SYSTEM_FOLDER, complaints);
  if (!g_str_equal (own_folder, SYSTEM_FOLDER))
    take_folder (presets, own_folder, complaints);
  g_ptr_array_sort (presets, compare_presets);
  return presets;
}

static char *
own_folder_of (const CsInstance *instance)
{
  g_autofree char *settings_folder = g_path_get_dirname (instance->settings_file);

  return g_build_filename (settings_folder, FOLDER, NULL);
}

GPtrArray *
cs_presets_load (const CsInstance *instance, GPtrArray *complaints)
{
  g_autofree char *own_folder = own_folder_of (instance);

  return load (own_folder, complaints);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer own_folder, GCancellable *cancellable)
{
  g_task_return_pointer (task, load (own_folder, NULL), (GDestroyNotify)g_ptr_array_unref);
}

void
cs_presets_load_async (const CsInstance *instance, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_task_data (task, own_folder_of (instance), g_free);
  g_task_run_in_thread (task, load_in_thread);
}

GPtrArray *
cs_presets_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
