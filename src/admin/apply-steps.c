#include "admin/apply-steps.h"

#include <errno.h>
#include <grp.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "admin/journal.h"
#include "admin/label.h"
#include "model/change.h"
#include "model/reader.h"
#include "model/writer.h"

#define SYSTEM_GROUP "countersign"

/* Of the typed passwords those that an entry names: typing and then thinking otherwise stores
 * nothing. */
static void
choose_secrets (CsApplying *applying)
{
  g_autoptr (GHashTable) named = cs_settings_credentials (applying->target);
  GHashTableIter iter;
  gpointer uuid, secret;

  g_hash_table_iter_init (&iter, applying->draft->typed);
  while (g_hash_table_iter_next (&iter, &uuid, &secret))
    if (g_hash_table_contains (named, uuid))
      {
        g_hash_table_insert (applying->secrets, g_strdup (uuid), cs_secret_ref (secret));
        g_ptr_array_add (applying->to_store, g_strdup (uuid));
      }
  applying->labels = cs_labels_for (applying->target, applying->secrets);
}

CsApplying *
cs_applying_new (CsDraft *draft, CsSecretStore *store, CsPrompt prompt, CsApplyFlags flags)
{
  CsApplying *applying = g_new0 (CsApplying, 1);

  applying->draft = g_object_ref (draft);
  applying->files = cs_place_files_copy (draft->files);
  applying->original = cs_settings_ref (draft->original);
  applying->target = cs_settings_copy (draft->settings);
  applying->expected = g_strdup (draft->revision);
  applying->store = g_object_ref (store);
  applying->prompt = prompt;
  applying->flags = flags;
  applying->secrets
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)cs_secret_unref);
  applying->to_store = g_ptr_array_new_with_free_func (g_free);
  applying->to_remove = g_ptr_array_new_with_free_func (g_free);
  choose_secrets (applying);
  return applying;
}

void
cs_applying_free (CsApplying *applying)
{
  cs_place_files_free (applying->files);
  cs_settings_unref (applying->original);
  cs_settings_unref (applying->target);
  g_free (applying->expected);
  g_object_unref (applying->store);
  g_clear_pointer (&applying->lock, cs_file_unlock);
  g_hash_table_unref (applying->secrets);
  g_hash_table_unref (applying->labels);
  g_clear_pointer (&applying->journal, g_hash_table_unref);
  g_ptr_array_unref (applying->to_store);
  g_ptr_array_unref (applying->to_remove);
  g_free (applying->revision);
  g_clear_error (&applying->failure);
  g_object_unref (applying->draft);
  g_free (applying);
}

/* --- preparing ----------------------------------------------------------------------------- */

/* An error of the file layer as one of ours, its message kept. */
static void
take_file_error (GError **error, GError *file_error)
{
  if (file_error->domain == CS_APPLY_ERROR
      || g_error_matches (file_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, file_error);
      return;
    }
  if (g_error_matches (file_error, CS_FILE_ERROR, CS_FILE_ERROR_NO_SPACE))
    /* Translators: which file could not be written follows, after a colon */
    g_prefix_error (&file_error, "%s: ", _ ("The disk is full"));
  g_set_error_literal (error, CS_APPLY_ERROR, CS_APPLY_ERROR_FILE, file_error->message);
  g_error_free (file_error);
}

static gboolean
lock (CsApplying *applying, GCancellable *cancellable, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (applying->files->settings_file);
  GError *local_error = NULL;

  if (cs_file_make_folder (folder, applying->files->is_system ? 0755 : 0700, &local_error))
    applying->lock = cs_place_files_lock (applying->files, cancellable, &local_error);
  if (applying->lock != NULL)
    return TRUE;
  take_file_error (error, local_error);
  return FALSE;
}

/* What is on disk, where that is not what the draft came from and is to be overwritten: its
 * secrets are old ones too. A file with faults is replaced without knowing them. */
static gboolean
take_overwritten (CsApplying *applying, CsSettings *on_disk, GError *read_error, GError **error)
{
  if (g_error_matches (read_error, CS_APPLY_ERROR, CS_APPLY_ERROR_NEWER_FILE))
    {
      g_propagate_error (error, g_error_copy (read_error));
      return FALSE;
    }
  if (!(applying->flags & CS_APPLY_OVERWRITE))
    {
      g_set_error (error, CS_APPLY_ERROR, CS_APPLY_ERROR_CHANGED_ON_DISK,
                   _ ("%s has been changed by another program meanwhile"),
                   applying->files->settings_file);
      return FALSE;
    }
  if (on_disk != NULL)
    {
      cs_settings_unref (applying->original);
      applying->original = cs_settings_ref (on_disk);
    }
  return TRUE;
}

static gboolean
compare_with_disk (CsApplying *applying, GError **error)
{
  g_autofree char *revision = NULL;
  GError *read_error = NULL;
  g_autoptr (CsSettings) on_disk
      = cs_place_files_read (applying->files, &revision, NULL, &read_error);
  g_autoptr (GPtrArray) changes = NULL;

  if (revision == NULL) /* it cannot even be read */
    {
      take_file_error (error, read_error);
      return FALSE;
    }
  if (!g_str_equal (revision, applying->expected))
    {
      gboolean ok = take_overwritten (applying, on_disk, read_error, error);

      g_clear_error (&read_error);
      return ok;
    }
  g_clear_error (&read_error);
  changes = cs_settings_compare (applying->original, applying->target);
  applying->is_unchanged = changes->len == 0;
  return TRUE;
}

/* Old secrets are those that the settings named until now or that an interrupted apply left, and
 * that no entry names any more. */
static void
choose_removals (CsApplying *applying, GHashTable *left_over)
{
  g_autoptr (GHashTable) before = cs_settings_credentials (applying->original);
  g_autoptr (GHashTable) after = cs_settings_credentials (applying->target);
  GHashTable *sources[] = { before, left_over };
  GHashTableIter iter;
  gpointer uuid;

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      g_hash_table_iter_init (&iter, sources[i]);
      while (g_hash_table_iter_next (&iter, &uuid, NULL))
        if (!g_hash_table_contains (after, uuid)
            && !(i == 1 && g_hash_table_contains (before, uuid)))
          g_ptr_array_add (applying->to_remove, g_strdup (uuid));
    }
}

static void
add_all (GHashTable *set, GPtrArray *uuids)
{
  for (guint i = 0; i < uuids->len; i++)
    g_hash_table_add (set, g_strdup (g_ptr_array_index (uuids, i)));
}

static gboolean
write_journal (CsApplying *applying, GError **error)
{
  GError *local_error = NULL;
  g_autoptr (GHashTable) left_over = cs_journal_read (applying->files->journal_file, &local_error);

  if (left_over != NULL)
    {
      choose_removals (applying, left_over);
      add_all (left_over, applying->to_store);
      add_all (left_over, applying->to_remove);
      applying->journal = g_steal_pointer (&left_over);
      if (g_hash_table_size (applying->journal) == 0
          || cs_journal_write (applying->files->journal_file, applying->journal, &local_error))
        return TRUE;
    }
  take_file_error (error, local_error);
  return FALSE;
}

/* The target is nobody else's, so this can be here, where twenty thousand domains stop no window.
 */
static gboolean
check (CsApplying *applying, GError **error)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_fault_free);

  cs_settings_check (applying->target, faults);
  if (!cs_faults_have_errors (faults))
    return TRUE;
  g_set_error_literal (error, CS_APPLY_ERROR, CS_APPLY_ERROR_BAD_DRAFT,
                       _ ("The settings have faults; correct them first"));
  return FALSE;
}

gboolean
cs_applying_prepare (CsApplying *applying, GCancellable *cancellable, GError **error)
{
  return check (applying, error) && lock (applying, cancellable, error)
         && compare_with_disk (applying, error) && write_journal (applying, error)
         && !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* --- writing ------------------------------------------------------------------------------- */

/* The worker of the system reads the file as a member of its group. Best effort: without the
 * group the administrator has arranged it in another way. */
static void
give_to_group (const char *path)
{
  char buffer[4096];
  struct group group, *found = NULL;

  if (geteuid () == 0 && getgrnam_r (SYSTEM_GROUP, &group, buffer, sizeof buffer, &found) == 0
      && found != NULL && chown (path, -1, group.gr_gid) != 0)
    g_debug ("%s: cannot give it to group %s: %s", path, SYSTEM_GROUP, g_strerror (errno));
}

/* A folder that cannot be synced fails after the rename: the new file is there, but a crash may
 * bring the old one back. Then both files' secrets must stay. */
static gboolean
is_there_all_the_same (CsApplying *applying)
{
  g_autofree char *revision = NULL;
  g_autoptr (CsSettings) on_disk = cs_place_files_read (applying->files, &revision, NULL, NULL);

  applying->is_doubtful = on_disk != NULL && g_str_equal (revision, applying->revision);
  return applying->is_doubtful;
}

gboolean
cs_applying_write (CsApplying *applying, GError **error)
{
  const CsPlaceFiles *files = applying->files;
  g_autofree char *text = NULL;
  GError *local_error = NULL;
  gsize size_bytes;

  if (applying->is_unchanged)
    {
      applying->revision = g_strdup (applying->expected);
      return TRUE;
    }

  text = cs_settings_write (applying->target, &size_bytes);
  if (size_bytes > CS_SETTINGS_MAX_BYTES)
    {
      g_set_error_literal (error, CS_APPLY_ERROR, CS_APPLY_ERROR_FILE,
                           _ ("The settings would be larger than 64 MiB"));
      return FALSE;
    }
  applying->revision = cs_settings_revision (text, size_bytes);
  if (!cs_file_replace (files->settings_file, text, size_bytes,
                        files->is_system ? CS_SETTINGS_MODE_SYSTEM : CS_SETTINGS_MODE_USER,
                        &local_error)
      && !is_there_all_the_same (applying))
    {
      take_file_error (error, local_error);
      return FALSE;
    }
  g_clear_error (&local_error);
  if (files->is_system)
    give_to_group (files->settings_file);
  return TRUE;
}

void
cs_applying_close (CsApplying *applying)
{
  /* without a journal yet there is nothing to tidy; a journal that cannot be tidied is read
   * again by the next apply */
  if (applying->journal != NULL)
    cs_journal_write (applying->files->journal_file, applying->journal, NULL);
  g_clear_pointer (&applying->lock, cs_file_unlock);
}
