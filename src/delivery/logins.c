#include "delivery/logins.h"

#include <gio/gio.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "base/when.h"

#define FILE_MAX_BYTES (4 * 1024 * 1024)
#define FILE_MODE 0600
#define SAVE_AFTER_S 5
#define FRESH_ENOUGH_S 300 /* nothing is written for one that worked again so soon */

struct _CsLogins
{
  char *path;
  GHashTable *logins; /* (element-type utf8 CsLogin): "CREDENTIAL HOST PORT" */
  guint save_timer;
  gboolean is_dirty;
};

static void
login_free (CsLogin *login)
{
  g_free (login->credential);
  g_free (login->host);
  g_free (login);
}

static gint64
last_used_s (const CsLogin *login)
{
  return MAX (login->worked_s, login->refused_s);
}

static void
make_room (CsLogins *logins)
{
  const char *oldest = NULL;
  gint64 oldest_s = G_MAXINT64;
  GHashTableIter iter;
  const char *key;
  const CsLogin *login;

  if (g_hash_table_size (logins->logins) < CS_LOGINS_MOST)
    return;
  g_hash_table_iter_init (&iter, logins->logins);
  while (g_hash_table_iter_next (&iter, (gpointer *)&key, (gpointer *)&login))
    {
      if (last_used_s (login) >= oldest_s)
        continue;
      oldest = key;
      oldest_s = last_used_s (login);
    }
  g_hash_table_remove (logins->logins, oldest);
}

static CsLogin *
find_or_add (CsLogins *logins, const char *credential, const char *host, guint16 port)
{
  g_autofree char *key = g_strdup_printf ("%s %s %u", credential, host, port);
  CsLogin *login = g_hash_table_lookup (logins->logins, key);

  if (login != NULL)
    return login;

  make_room (logins);
  login = g_new0 (CsLogin, 1);
  login->credential = g_strdup (credential);
  login->host = g_strdup (host);
  login->port = port;
  g_hash_table_insert (logins->logins, g_steal_pointer (&key), login);
  return login;
}

/* --- the file: lines of "CREDENTIAL HOST PORT WORKED REFUSED" -------------------------------- */

static void
read_line (CsLogins *logins, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 5);
  CsLogin *login;
  guint64 port;

  if (g_strv_length (words) != 5 || !g_uuid_string_is_valid (words[0]) || *words[1] == '\0'
      || !g_ascii_string_to_unsigned (words[2], 10, 1, G_MAXUINT16, &port, NULL))
    return;
  login = find_or_add (logins, words[0], words[1], port);
  login->worked_s = g_ascii_strtoll (words[3], NULL, 10);
  login->refused_s = g_ascii_strtoll (words[4], NULL, 10);
}

static void
load (CsLogins *logins)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = cs_file_read (logins->path, FILE_MAX_BYTES, TRUE, &error);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (bytes == NULL)
    {
      if (!g_error_matches (error, CS_FILE_ERROR, CS_FILE_ERROR_MISSING))
        cs_log (G_LOG_LEVEL_WARNING, "logins not remembered", "error", error->message, NULL);
      return;
    }
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    read_line (logins, lines[i]);
}

static char *
to_text (CsLogins *logins)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GHashTableIter iter;
  const CsLogin *login;

  g_hash_table_iter_init (&iter, logins->logins);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&login))
    g_string_append_printf (text, "%s %s %u %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n",
                            login->credential, login->host, login->port, login->worked_s,
                            login->refused_s);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
save (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;

  if (!cs_file_replace (path, text, strlen (text), FILE_MODE, &error))
    cs_log (G_LOG_LEVEL_WARNING, "logins not remembered", "error", error->message, NULL);
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const char *const *saving = data;

  save (saving[0], saving[1]);
  g_task_return_boolean (task, TRUE);
}

static gboolean
on_save (gpointer user_data)
{
  CsLogins *logins = user_data;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  char **saving = g_new0 (char *, 3);

  logins->save_timer = 0;
  logins->is_dirty = FALSE;
  saving[0] = g_strdup (logins->path);
  saving[1] = to_text (logins);
  g_task_set_task_data (task, saving, (GDestroyNotify)g_strfreev);
  g_task_run_in_thread (task, work);
  return G_SOURCE_REMOVE;
}

static void
save_soon (CsLogins *logins)
{
  logins->is_dirty = TRUE;
  if (logins->save_timer == 0 && logins->path != NULL)
    logins->save_timer = g_timeout_add_seconds (SAVE_AFTER_S, on_save, logins);
}

/* --- the interface ------------------------------------------------------------------------ */

CsLogins *
cs_logins_new (const char *path)
{
  CsLogins *logins = g_new0 (CsLogins, 1);

  logins->path = g_strdup (path);
  logins->logins
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)login_free);
  if (path != NULL)
    load (logins);
  return logins;
}

void
cs_logins_free (CsLogins *logins)
{
  g_clear_handle_id (&logins->save_timer, g_source_remove);
  if (logins->is_dirty && logins->path != NULL)
    {
      g_autofree char *text = to_text (logins);

      save (logins->path, text);
    }
  g_hash_table_unref (logins->logins);
  g_free (logins->path);
  g_free (logins);
}

void
cs_logins_note (CsLogins *logins, const char *credential, const char *host, guint16 port,
                gboolean worked)
{
  CsLogin *login = find_or_add (logins, credential, host, port);
  gint64 now_s = cs_when_now_s ();
  gint64 before_s = login->worked_s;

  if (worked)
    login->worked_s = now_s;
  else
    login->refused_s = now_s;
  if (!worked || now_s - before_s >= FRESH_ENOUGH_S || login->refused_s >= before_s)
    save_soon (logins);
  else
    logins->is_dirty = TRUE;
}

void
cs_logins_keep_only (CsLogins *logins, GHashTable *credentials)
{
  GHashTableIter iter;
  const CsLogin *login;

  g_hash_table_iter_init (&iter, logins->logins);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&login))
    {
      if (g_hash_table_contains (credentials, login->credential))
        continue;
      g_hash_table_iter_remove (&iter);
      save_soon (logins);
    }
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const CsLogin *left = *(const CsLogin *const *)a;
  const CsLogin *right = *(const CsLogin *const *)b;
  int result = strcmp (left->credential, right->credential);

  if (result == 0)
    result = strcmp (left->host, right->host);
  return result != 0 ? result : (int)left->port - right->port;
}

GPtrArray *
cs_logins_list (CsLogins *logins)
{
  GPtrArray *list = g_ptr_array_new ();
  GHashTableIter iter;
  CsLogin *login;

  g_hash_table_iter_init (&iter, logins->logins);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&login))
    g_ptr_array_add (list, login);
  g_ptr_array_sort (list, compare);
  return list;
}
