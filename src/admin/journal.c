#include "admin/journal.h"

#include <errno.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/file.h"

#define MAX_BYTES (16 * 1024 * 1024)

GHashTable *
cs_journal_read (const char *path, GError **error)
{
  g_autoptr (GHashTable) uuids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GBytes) bytes = cs_file_read (path, MAX_BYTES, TRUE, &local_error);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (g_error_matches (local_error, CS_FILE_ERROR, CS_FILE_ERROR_MISSING))
    return g_steal_pointer (&uuids);
  if (bytes == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (g_uuid_string_is_valid (lines[i]))
      g_hash_table_add (uuids, g_strdup (lines[i]));
  return g_steal_pointer (&uuids);
}

static gboolean
drop (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_unlink (path) != 0)
    {
      if (errno == ENOENT)
        return TRUE;
      cs_file_set_error (error, errno, "remove", path);
      return FALSE;
    }
  return cs_file_sync_folder (folder, error);
}

gboolean
cs_journal_write (const char *path, GHashTable *uuids, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GHashTableIter iter;
  gpointer uuid;

  if (g_hash_table_size (uuids) == 0)
    return drop (path, error);

  g_hash_table_iter_init (&iter, uuids);
  while (g_hash_table_iter_next (&iter, &uuid, NULL))
    g_string_append_printf (text, "%s\n", (const char *)uuid);
  return cs_file_replace (path, text->str, text->len, 0600, error);
}

gboolean
cs_journal_exists (const char *path)
{
  return g_access (path, F_OK) == 0;
}
