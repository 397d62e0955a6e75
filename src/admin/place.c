#include "admin/place.h"

#include <glib/gi18n-lib.h>

#include "model/reader.h"
#include "model/writer.h"

#define LOCK_LIMIT_S 30
#define LOCK_PAUSE_MS 20

CsPlaceFiles *
cs_place_files_new (const CsInstance *instance)
{
  CsPlaceFiles *files = g_new (CsPlaceFiles, 1);

  files->is_system = instance->is_system;
  files->settings_file = g_strdup (instance->settings_file);
  files->lock_file = g_strdup (instance->settings_lock);
  files->journal_file = g_strdup (instance->settings_journal);
  return files;
}

CsPlaceFiles *
cs_place_files_copy (const CsPlaceFiles *files)
{
  CsPlaceFiles *copy = g_new (CsPlaceFiles, 1);

  copy->is_system = files->is_system;
  copy->settings_file = g_strdup (files->settings_file);
  copy->lock_file = g_strdup (files->lock_file);
  copy->journal_file = g_strdup (files->journal_file);
  return copy;
}

void
cs_place_files_free (CsPlaceFiles *files)
{
  g_free (files->settings_file);
  g_free (files->lock_file);
  g_free (files->journal_file);
  g_free (files);
}

CsInstance
cs_place_files_instance (const CsPlaceFiles *files)
{
  return (CsInstance){
    .is_system = files->is_system,
    .settings_file = files->settings_file,
    .settings_lock = files->lock_file,
    .settings_journal = files->journal_file,
  };
}

static gboolean
is_of_another_version (GPtrArray *faults)
{
  for (guint i = 0; i < faults->len; i++)
    if (((CsFault *)g_ptr_array_index (faults, i))->code == CS_FAULT_VERSION)
      return TRUE;
  return FALSE;
}

static void
set_bad_file_error (const char *path, GPtrArray *faults, GError **error)
{
  if (is_of_another_version (faults))
    g_set_error (error, CS_APPLY_ERROR, CS_APPLY_ERROR_NEWER_FILE,
                 /* Translators: %s is the path of the settings file */
                 _ ("%s was written for another version of Countersign and is left alone"), path);
  else
    g_set_error (error, CS_APPLY_ERROR, CS_APPLY_ERROR_BAD_DRAFT,
                 /* Translators: %s is the path of the settings file */
                 _ ("%s has faults; correct them first"), path);
}

CsSettings *
cs_place_files_read (const CsPlaceFiles *files, char **revision, GPtrArray *faults, GError **error)
{
  GError *local_error = NULL;
  g_autoptr (GBytes) bytes
      = cs_file_read (files->settings_file, CS_SETTINGS_MAX_BYTES, TRUE, &local_error);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_fault_free);
  CsSettings *settings;
  gsize size_bytes;
  const char *text;

  if (g_error_matches (local_error, CS_FILE_ERROR, CS_FILE_ERROR_MISSING))
    {
      g_clear_error (&local_error);
      if (revision != NULL)
        *revision = g_strdup ("");
      return cs_settings_new ();
    }
  if (bytes == NULL)
    {
      g_propagate_error (error, local_error);
      return NULL;
    }

  text = g_bytes_get_data (bytes, &size_bytes);
  if (text == NULL)
    text = ""; /* an empty file */
  settings = cs_settings_read (text, size_bytes, found);
  if (revision != NULL)
    *revision = cs_settings_revision (text, size_bytes);
  if (settings == NULL)
    set_bad_file_error (files->settings_file, found, error);
  if (faults != NULL)
    g_ptr_array_extend_and_steal (faults, g_steal_pointer (&found));
  return settings;
}

/* Returns: FALSE with an error if cancelled meanwhile */
static gboolean
pause_for (guint pause_ms, GCancellable *cancellable, GError **error)
{
  GPollFD fd;

  if (!g_cancellable_make_pollfd (cancellable, &fd))
    {
      g_usleep (pause_ms * 1000);
      return TRUE;
    }
  g_poll (&fd, 1, pause_ms);
  g_cancellable_release_fd (cancellable);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

CsFileLock *
cs_place_files_lock (const CsPlaceFiles *files, GCancellable *cancellable, GError **error)
{
  gint64 end = g_get_monotonic_time () + LOCK_LIMIT_S * G_USEC_PER_SEC;

  for (;;)
    {
      g_autoptr (GError) local_error = NULL;
      CsFileLock *lock = cs_file_lock (files->lock_file, FALSE, &local_error);

      if (lock != NULL)
        {
          cs_file_remove_unfinished (files->settings_file);
          cs_file_remove_unfinished (files->journal_file);
          return lock;
        }
      if (!g_error_matches (local_error, CS_FILE_ERROR, CS_FILE_ERROR_LOCKED)
          || g_get_monotonic_time () > end)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
      if (!pause_for (LOCK_PAUSE_MS, cancellable, error))
        return NULL;
    }
}
