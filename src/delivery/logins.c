#include "delivery/logins.h"

#include <string.h>

#include "base/when.h"
#include "delivery/kept-text.h"

#define FILE_MAX_BYTES (4 * 1024 * 1024)
#define FRESH_ENOUGH_S 300 /* nothing is written for one that worked again so soon */

struct _CsLogins
{
  CsKeptText *file;
  GHashTable *logins; /* (element-type utf8 CsLogin): "CREDENTIAL HOST PORT" */
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
  g_autofree char *text = cs_kept_text_load (logins->file, FILE_MAX_BYTES);
  g_auto (GStrv) lines = text != NULL ? g_strsplit (text, "\n", -1) : NULL;

  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    read_line (logins, lines[i]);
}

static char *
to_text (gpointer user_data)
{
  const CsLogins *logins = user_data;
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

/* --- the interface ------------------------------------------------------------------------ */

CsLogins *
cs_logins_new (const char *path)
{
  CsLogins *logins = g_new0 (CsLogins, 1);

  logins->logins
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)login_free);
  logins->file = cs_kept_text_new (path, "logins", to_text, logins);
  load (logins);
  return logins;
}

void
cs_logins_free (CsLogins *logins)
{
  cs_kept_text_free (logins->file);
  g_hash_table_unref (logins->logins);
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
    cs_kept_text_note_change (logins->file);
  else
    cs_kept_text_note_trifle (logins->file);
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
      cs_kept_text_note_change (logins->file);
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
