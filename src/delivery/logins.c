#include "delivery/logins.h"

#include <string.h>

#include "base/when.h"
#include "delivery/remembered.h"

#define FRESH_ENOUGH_S 300 /* nothing is written for one that worked again so soon */

struct _CsLogins
{
  CsRemembered *logins; /* of CsLogin, by "CREDENTIAL HOST PORT" */
};

/* --- what is kept: lines of "CREDENTIAL HOST PORT WORKED REFUSED" ---------------------------- */

static void
login_free (gpointer fact)
{
  CsLogin *login = fact;

  g_free (login->credential);
  g_free (login->host);
  g_free (login);
}

static gint64
last_used_s (gconstpointer fact)
{
  const CsLogin *login = fact;

  return MAX (login->worked_s, login->refused_s);
}

static gboolean
read_login (gpointer fact, const char *key, char **words, guint n_words)
{
  CsLogin *login = fact;
  g_auto (GStrv) names = g_strsplit (key, " ", 3);
  guint64 port;

  if (n_words != 2 || !g_uuid_string_is_valid (names[0]) || *names[1] == '\0'
      || !g_ascii_string_to_unsigned (names[2], 10, 1, G_MAXUINT16, &port, NULL))
    return FALSE;
  login->credential = g_strdup (names[0]);
  login->host = g_strdup (names[1]);
  login->port = port;
  login->worked_s = g_ascii_strtoll (words[0], NULL, 10);
  login->refused_s = g_ascii_strtoll (words[1], NULL, 10);
  return TRUE;
}

static gboolean
write_login (gconstpointer fact, GString *line)
{
  const CsLogin *login = fact;

  g_string_append_printf (line, " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, login->worked_s,
                          login->refused_s);
  return TRUE;
}

static const CsRememberedKind kind = {
  .what = "logins",
  .most = CS_LOGINS_MOST,
  .file_max_bytes = 4 * 1024 * 1024,
  .key_words = 3,
  .size_bytes = sizeof (CsLogin),
  .free = login_free,
  .rank = last_used_s,
  .read = read_login,
  .write = write_login,
};

/* --- the interface ------------------------------------------------------------------------ */

CsLogins *
cs_logins_new (const char *path)
{
  CsLogins *logins = g_new0 (CsLogins, 1);

  logins->logins = cs_remembered_new (path, &kind);
  return logins;
}

void
cs_logins_free (CsLogins *logins)
{
  cs_remembered_free (logins->logins);
  g_free (logins);
}

static CsLogin *
find_or_add (CsLogins *logins, const char *credential, const char *host, guint16 port)
{
  g_autofree char *key = g_strdup_printf ("%s %s %u", credential, host, port);
  CsLogin *login = cs_remembered_find_or_add (logins->logins, key);

  if (login->credential != NULL)
    return login;
  login->credential = g_strdup (credential);
  login->host = g_strdup (host);
  login->port = port;
  return login;
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
    cs_remembered_note_change (logins->logins);
  else
    cs_remembered_note_trifle (logins->logins);
}

void
cs_logins_keep_only (CsLogins *logins, GHashTable *credentials)
{
  GHashTableIter iter;
  const CsLogin *login;

  g_hash_table_iter_init (&iter, cs_remembered_all (logins->logins));
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&login))
    {
      if (g_hash_table_contains (credentials, login->credential))
        continue;
      g_hash_table_iter_remove (&iter);
      cs_remembered_note_change (logins->logins);
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

  g_hash_table_iter_init (&iter, cs_remembered_all (logins->logins));
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&login))
    g_ptr_array_add (list, login);
  g_ptr_array_sort (list, compare);
  return list;
}
