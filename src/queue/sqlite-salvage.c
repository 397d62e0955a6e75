#include "queue/sqlite-salvage.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "base/when.h"
#include "queue/sqlite-schema.h"

#define MARK_MAX_BYTES 4096

static char *
mark_path (const char *path)
{
  return g_strconcat (path, "-damaged", NULL);
}

gboolean
cs_salvage_look (CsDatabase *database, GError **error)
{
  /* One end at a time: asked for both at once SQLite would read the whole table. */
  static const char *const looks[] = {
    "SELECT row, queued, deferred, held, messages, content_bytes FROM counts",
    "SELECT min (number) FROM message",
    "SELECT max (number) FROM message",
    "SELECT min (id) FROM message",
    "SELECT max (id) FROM message",
    "SELECT min (key) FROM content",
    "SELECT max (key) FROM content",
    "SELECT min (key) FROM recipient",
    "SELECT max (key) FROM recipient",
    "SELECT min (lane) FROM recipient INDEXED BY recipient_due",
    "SELECT max (lane) FROM recipient INDEXED BY recipient_due",
    "SELECT min (domain) FROM recipient INDEXED BY recipient_address",
    "SELECT max (domain) FROM recipient INDEXED BY recipient_address",
    "SELECT min (name) FROM lane",
    "SELECT max (name) FROM lane",
    "SELECT max (recipient) FROM transcript",
    "SELECT max (recipient) FROM attempt",
    "SELECT max (message) FROM staging",
  };

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    if (!cs_database_script (database, looks[i], error))
      {
        /* A table that is not there at all is damage, too. */
        if (error != NULL && *error != NULL)
          (*error)->code = CS_QUEUE_ERROR_DAMAGED;
        return FALSE;
      }

  return TRUE;
}

/* --- the mark --- */

gboolean
cs_salvage_is_marked (const char *path)
{
  g_autofree char *mark = mark_path (path);

  return g_file_test (mark, G_FILE_TEST_EXISTS);
}

static gboolean
write_mark (const char *path, const char *aside, GError **error)
{
  g_autofree char *mark = mark_path (path);

  return cs_file_replace (mark, aside, strlen (aside), 0600, error);
}

void
cs_salvage_mark (const char *path, const char *why)
{
  g_autoptr (GError) error = NULL;

  if (cs_salvage_is_marked (path))
    return;

  cs_log (G_LOG_LEVEL_WARNING, "queue damaged", "file", path, "reason", why, "advice",
          "restart the worker: it sets the file aside and carries over what can be read", NULL);
  if (!write_mark (path, "", &error))
    cs_log (G_LOG_LEVEL_WARNING, "queue not marked as damaged", "reason", error->message, NULL);
}

/* The name that the first attempt chose, so that a second one goes on with it. */
static char *
read_mark (const char *path)
{
  g_autofree char *mark = mark_path (path);
  g_autoptr (GBytes) bytes = cs_file_read (mark, MARK_MAX_BYTES, FALSE, NULL);

  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    return NULL;

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static char *
new_name (const char *path)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (cs_when_now_s ());
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%dT%H%M%SZ");
  g_autofree char *name = g_strconcat (path, ".damaged-", stamp, NULL);

  for (guint i = 2; g_file_test (name, G_FILE_TEST_EXISTS); i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s.damaged-%s-%u", path, stamp, i);
    }

  return g_steal_pointer (&name);
}

/* --- setting aside --- */

static gboolean
rename_if_there (const char *from, const char *to, GError **error)
{
  if (g_rename (from, to) == 0 || errno == ENOENT)
    return TRUE;

  cs_file_set_error (error, errno, "rename", from);
  return FALSE;
}

static gboolean
sync_folder_of (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return cs_file_sync_folder (folder, error);
}

/* The index of the WAL is made anew from it. The WAL first: without it the file alone would be
 * opened in a state that never was. */
static gboolean
set_aside (const char *path, const char *aside, GError **error)
{
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  g_autofree char *wal_aside = g_strconcat (aside, "-wal", NULL);
  g_autofree char *index = g_strconcat (path, "-shm", NULL);

  g_unlink (index);
  return rename_if_there (wal, wal_aside, error) && rename_if_there (path, aside, error)
         && sync_folder_of (path, error);
}

static void
remove_database (const char *path)
{
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  g_autofree char *index = g_strconcat (path, "-shm", NULL);
  g_autofree char *journal = g_strconcat (path, "-journal", NULL);

  g_unlink (path);
  g_unlink (wal);
  g_unlink (index);
  g_unlink (journal);
}

/* Writes @salvaged anew from what can be read of @aside; nothing readable is no error. */
static gboolean
carry_over (const char *aside, const char *salvaged, guint64 *n_messages, GError **error)
{
  g_autoptr (GError) unreadable = NULL;
  g_autoptr (CsDatabase) from = cs_database_open_damaged (aside, &unreadable);
  g_autoptr (CsDatabase) to = NULL;

  remove_database (salvaged);
  to = cs_database_open (salvaged, error);
  if (to == NULL || !cs_schema_prepare (to, error))
    return FALSE;

  /* Out of WAL mode the file is whole by itself and may be renamed. */
  return (from == NULL || cs_rescue (from, to, n_messages, error))
         && cs_database_script (to, "PRAGMA journal_mode = DELETE", error);
}

static gboolean
exists (const char *path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
replace_with_rescued (const char *path, const char *aside, guint64 *n_messages, GError **error)
{
  g_autofree char *salvaged = g_strconcat (path, "-salvage", NULL);

  if (!exists (aside) && !set_aside (path, aside, error))
    return FALSE;
  if (exists (path)) /* a former start came as far as here */
    return TRUE;

  return carry_over (aside, salvaged, n_messages, error) && rename_if_there (salvaged, path, error)
         && sync_folder_of (path, error);
}

static void
report (const char *aside, const char *why, guint64 n_messages)
{
  g_autofree char *saved = g_strdup_printf ("%" G_GUINT64_FORMAT, n_messages);

  cs_log (G_LOG_LEVEL_WARNING, "damaged queue set aside", "file", aside, "reason",
          why != NULL ? why : "damage was found in an earlier run", "messages-saved", saved,
          "advice", "keep the file: an expert may read more of it with sqlite3's .recover", NULL);
}

gboolean
cs_salvage (const char *path, const char *why, GError **error)
{
  g_autofree char *mark = mark_path (path);
  g_autofree char *aside = read_mark (path);
  guint64 n_messages = 0;

  if (aside == NULL)
    aside = new_name (path);
  if (!write_mark (path, aside, error) || !replace_with_rescued (path, aside, &n_messages, error))
    return FALSE;

  if (g_unlink (mark) != 0)
    {
      cs_file_set_error (error, errno, "remove", mark);
      return FALSE;
    }

  report (aside, why, n_messages);
  return sync_folder_of (path, error);
}
