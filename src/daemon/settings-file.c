#include "daemon/settings-file.h"

#include "base/log.h"
#include "daemon/fault-line.h"
#include "daemon/file-watch.h"
#include "daemon/loading.h"

#define HALF_WRITTEN_MS 500

struct _CsSettingsFile
{
  GObject parent_instance;
  char *path;
  CsSettings *settings;
  char *revision;
  char *fault;
  GVariant *faults; /* never NULL */
  CsFileWatch *watch;
  gboolean is_loading;
  GQueue waiting; /* (element-type GTask): for the load after the one under way */
  GQueue served; /* (element-type GTask): by the one under way */
  gboolean is_again; /* the load under way is of a file that was bad a moment ago */
  guint again;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CsSettingsFile, cs_settings_file, G_TYPE_OBJECT)

static void begin_load (CsSettingsFile *file);

static GVariant *
no_faults (void)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  return g_variant_ref_sink (cs_fault_rows (none));
}

static void
cs_settings_file_finalize (GObject *object)
{
  CsSettingsFile *file = CS_SETTINGS_FILE (object);

  g_clear_pointer (&file->watch, cs_file_watch_free);
  g_clear_handle_id (&file->again, g_source_remove);
  g_clear_pointer (&file->settings, cs_settings_unref);
  g_free (file->path);
  g_free (file->revision);
  g_free (file->fault);
  g_variant_unref (file->faults);
  G_OBJECT_CLASS (cs_settings_file_parent_class)->finalize (object);
}

static void
cs_settings_file_class_init (CsSettingsFileClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cs_settings_file_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CS_TYPE_SETTINGS_FILE, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cs_settings_file_init (CsSettingsFile *file)
{
  file->revision = g_strdup ("");
  file->fault = g_strdup ("");
  file->faults = no_faults ();
  g_queue_init (&file->waiting);
  g_queue_init (&file->served);
}

CsSettingsFile *
cs_settings_file_new (const char *path)
{
  CsSettingsFile *file = g_object_new (CS_TYPE_SETTINGS_FILE, NULL);

  file->path = g_strdup (path);
  return file;
}

/* --- what a load means -------------------------------------------------------------------- */

/* @faults: (nullable): the same as data, where it is in the file.
 * Returns: whether anything is another thing now. */
static gboolean
set_fault (CsSettingsFile *file, const char *fault, GVariant *faults)
{
  if (g_str_equal (file->fault, fault))
    return FALSE;
  g_variant_unref (file->faults);
  file->faults = faults != NULL ? g_variant_ref (faults) : no_faults ();
  g_free (file->fault);
  file->fault = g_strdup (fault);
  if (*fault != '\0')
    cs_log (G_LOG_LEVEL_WARNING, "settings not in force", "fault", fault, NULL);
  return TRUE;
}

static gboolean
put_in_force (CsSettingsFile *file, CsSettings *settings, const char *revision)
{
  gboolean is_other = file->settings == NULL || !g_str_equal (file->revision, revision);

  if (is_other)
    {
      g_clear_pointer (&file->settings, cs_settings_unref);
      file->settings = cs_settings_ref (settings);
      g_free (file->revision);
      file->revision = g_strdup (revision);
      cs_log (G_LOG_LEVEL_MESSAGE, "settings in force", "file", file->path, "revision",
              *revision != '\0' ? revision : "none: the defaults", NULL);
    }
  return set_fault (file, "", NULL) || is_other;
}

static gboolean
take_missing (CsSettingsFile *file)
{
  g_autoptr (CsSettings) defaults = NULL;
  g_autofree char *fault = NULL;

  if (file->settings != NULL && *file->revision != '\0')
    {
      fault = g_strdup_printf ("%s: the file is gone; the last good settings stay in force",
                               file->path);
      return set_fault (file, fault, NULL);
    }
  defaults = cs_settings_new ();
  return put_in_force (file, defaults, "");
}

static gboolean
take (CsSettingsFile *file, const CsLoading *loading)
{
  if (loading->is_missing)
    return take_missing (file);
  if (loading->settings != NULL)
    return put_in_force (file, loading->settings, loading->revision);
  return set_fault (file, loading->fault, loading->faults);
}

static void
serve (CsSettingsFile *file)
{
  GTask *task;

  while ((task = g_queue_pop_head (&file->served)) != NULL)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
    }
}

static gboolean
on_again (gpointer user_data)
{
  CsSettingsFile *file = user_data;

  file->again = 0;
  file->is_again = TRUE;
  begin_load (file);
  return G_SOURCE_REMOVE;
}

/* Somebody may be in the middle of writing it: unless an answer is waited for, once more. */
static gboolean
may_be_half_written (CsSettingsFile *file, const CsLoading *loading)
{
  return loading->settings == NULL && file->watch != NULL && !file->is_again
         && g_queue_is_empty (&file->served);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CsSettingsFile) file = user_data;
  g_autoptr (CsLoading) loading = cs_loading_finish (result);

  file->is_loading = FALSE;
  if (may_be_half_written (file, loading))
    {
      g_clear_handle_id (&file->again, g_source_remove);
      file->again = g_timeout_add (HALF_WRITTEN_MS, on_again, file);
    }
  else if (take (file, loading))
    g_signal_emit (file, signals[SIGNAL_CHANGED], 0);

  file->is_again = FALSE;
  serve (file);
  if (!g_queue_is_empty (&file->waiting))
    begin_load (file);
}

static void
begin_load (CsSettingsFile *file)
{
  GTask *task;

  if (file->is_loading)
    return;
  file->is_loading = TRUE;
  while ((task = g_queue_pop_head (&file->waiting)) != NULL)
    g_queue_push_tail (&file->served, task);
  cs_loading_async (file->path, on_loaded, g_object_ref (file));
}

void
cs_settings_file_load_async (CsSettingsFile *file, GAsyncReadyCallback callback, gpointer user_data)
{
  g_queue_push_tail (&file->waiting, g_task_new (file, NULL, callback, user_data));
  begin_load (file);
}

void
cs_settings_file_load_finish (CsSettingsFile *file, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

static void
on_file_changed (gpointer user_data)
{
  CsSettingsFile *file = user_data;

  /* A load under way may have read what was there before. */
  if (file->is_loading)
    cs_settings_file_load_async (file, NULL, NULL);
  else
    begin_load (file);
}

void
cs_settings_file_watch (CsSettingsFile *file)
{
  if (file->watch == NULL)
    file->watch = cs_file_watch_new (file->path, on_file_changed, file);
}

CsSettings *
cs_settings_file_settings (CsSettingsFile *file)
{
  return file->settings;
}

const char *
cs_settings_file_revision (CsSettingsFile *file)
{
  return file->revision;
}

const char *
cs_settings_file_fault (CsSettingsFile *file)
{
  return file->fault;
}

GVariant *
cs_settings_file_faults (CsSettingsFile *file)
{
  return file->faults;
}
