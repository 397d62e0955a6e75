#include "delivery/host-memory.h"

#include <gio/gio.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "base/when.h"

#define FILE_MAX_BYTES (4 * 1024 * 1024)
#define FILE_MODE 0600
#define HOSTS_MAX 10000 /* the ones seen last: their lines fit into the file */
#define SAVE_AFTER_S 5
#define FRESH_ENOUGH_S 3600 /* nothing is written for a sighting that is no older */

/* Points in time; 0: never. */
typedef struct
{
  gint64 tls_seen_s;
  gint64 strength_seen_s;
  CsStrengths strengths[2]; /* in clear, within TLS */
  gboolean is_faded; /* said so, in this run */
  gboolean offers_less; /* seen in this run, or mail is held for it */
} Host;

struct _CsHostMemory
{
  char *path;
  GHashTable *hosts; /* (element-type utf8 Host): "HOST:PORT" */
  guint save_timer;
  gboolean is_dirty;
};

static gint64
last_seen_s (const Host *host)
{
  return MAX (host->tls_seen_s, host->strength_seen_s);
}

static void
make_room (CsHostMemory *memory)
{
  const char *oldest = NULL;
  gint64 oldest_s = G_MAXINT64;
  GHashTableIter iter;
  const char *key;
  const Host *host;

  if (g_hash_table_size (memory->hosts) < HOSTS_MAX)
    return;
  g_hash_table_iter_init (&iter, memory->hosts);
  while (g_hash_table_iter_next (&iter, (gpointer *)&key, (gpointer *)&host))
    {
      if (last_seen_s (host) >= oldest_s)
        continue;
      oldest = key;
      oldest_s = last_seen_s (host);
    }
  g_hash_table_remove (memory->hosts, oldest);
}

static Host *
find (CsHostMemory *memory, const char *name, guint16 port, gboolean create)
{
  g_autofree char *key = g_strdup_printf ("%s:%u", name, port);
  Host *host = g_hash_table_lookup (memory->hosts, key);

  if (host == NULL && create)
    {
      make_room (memory);
      host = g_new0 (Host, 1);
      g_hash_table_insert (memory->hosts, g_steal_pointer (&key), host);
    }
  return host;
}

/* --- the file: lines of "HOST:PORT SECONDS SECONDS" and the strengths ----------------------- */

/* In this order: clear text in clear and within TLS, challenge/response in clear and within TLS. */
static const CsAuthentication kept_options[]
    = { CS_AUTHENTICATION_CLEAR_TEXT, CS_AUTHENTICATION_CHALLENGE_RESPONSE };

static CsStrength
to_strength (const char *word)
{
  return (CsStrength)CLAMP (g_ascii_strtoll (word, NULL, 10), 0, CS_STRENGTH_MUTUAL);
}

static void
read_strengths (Host *host, char **words)
{
  for (guint i = 0; i < G_N_ELEMENTS (kept_options); i++)
    for (guint is_secured = 0; is_secured < 2; is_secured++)
      host->strengths[is_secured].of[kept_options[i]] = to_strength (words[2 * i + is_secured]);
}

/* Of a time when the strongest word of a list was kept: two in clear and within TLS. What is none
 * of ours is not missed. */
static void
read_strongest (Host *host, char **words)
{
  for (guint is_secured = 0; is_secured < 2; is_secured++)
    {
      CsStrengths *strengths = &host->strengths[is_secured];
      CsStrength strongest = to_strength (words[is_secured]);

      if (strongest == CS_STRENGTH_PASSWORD)
        strengths->of[CS_AUTHENTICATION_CLEAR_TEXT] = strongest;
      else if (strongest == CS_STRENGTH_CHALLENGE)
        strengths->of[CS_AUTHENTICATION_CHALLENGE_RESPONSE] = strongest;
    }
}

static void
read_line (CsHostMemory *memory, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 8);
  guint n_words = g_strv_length (words);
  Host *host;

  if (n_words < 2 || *words[0] == '\0')
    return;
  make_room (memory);
  host = g_new0 (Host, 1);
  host->tls_seen_s = g_ascii_strtoll (words[1], NULL, 10);
  if (n_words >= 5)
    host->strength_seen_s = g_ascii_strtoll (words[2], NULL, 10);
  if (n_words == 5)
    read_strongest (host, words + 3);
  else if (n_words >= 7)
    read_strengths (host, words + 3);
  g_hash_table_insert (memory->hosts, g_strdup (words[0]), host);
}

static void
load (CsHostMemory *memory)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = cs_file_read (memory->path, FILE_MAX_BYTES, TRUE, &error);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (bytes == NULL)
    {
      if (!g_error_matches (error, CS_FILE_ERROR, CS_FILE_ERROR_MISSING))
        cs_log (G_LOG_LEVEL_WARNING, "hosts not remembered", "error", error->message, NULL);
      return;
    }
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    read_line (memory, lines[i]);
}

static void
append_line (GString *text, const char *key, const Host *host)
{
  g_string_append_printf (text, "%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, key, host->tls_seen_s,
                          host->strength_seen_s);
  for (guint i = 0; i < G_N_ELEMENTS (kept_options); i++)
    for (guint is_secured = 0; is_secured < 2; is_secured++)
      g_string_append_printf (text, " %d", host->strengths[is_secured].of[kept_options[i]]);
  g_string_append_c (text, '\n');
}

static char *
to_text (CsHostMemory *memory)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GHashTableIter iter;
  const char *key;
  const Host *host;

  g_hash_table_iter_init (&iter, memory->hosts);
  while (g_hash_table_iter_next (&iter, (gpointer *)&key, (gpointer *)&host))
    {
      if (host->tls_seen_s != 0 || host->strength_seen_s != 0)
        append_line (text, key, host);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

typedef struct
{
  char *path;
  char *text;
} Saving;

static void
saving_free (Saving *saving)
{
  g_free (saving->path);
  g_free (saving->text);
  g_free (saving);
}

static void
save (const Saving *saving)
{
  g_autoptr (GError) error = NULL;

  if (!cs_file_replace (saving->path, saving->text, strlen (saving->text), FILE_MODE, &error))
    cs_log (G_LOG_LEVEL_WARNING, "hosts not remembered", "error", error->message, NULL);
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  save (data);
  g_task_return_boolean (task, TRUE);
}

static Saving *
begin_saving (CsHostMemory *memory)
{
  Saving *saving = g_new0 (Saving, 1);

  memory->is_dirty = FALSE;
  saving->path = g_strdup (memory->path);
  saving->text = to_text (memory);
  return saving;
}

static gboolean
on_save (gpointer user_data)
{
  CsHostMemory *memory = user_data;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  memory->save_timer = 0;
  g_task_set_task_data (task, begin_saving (memory), (GDestroyNotify)saving_free);
  g_task_run_in_thread (task, work);
  return G_SOURCE_REMOVE;
}

static void
save_soon (CsHostMemory *memory)
{
  memory->is_dirty = TRUE;
  if (memory->save_timer == 0 && memory->path != NULL)
    memory->save_timer = g_timeout_add_seconds (SAVE_AFTER_S, on_save, memory);
}

/* --- TLS ---------------------------------------------------------------------------------- */

CsHostMemory *
cs_host_memory_new (const char *path)
{
  CsHostMemory *memory = g_new0 (CsHostMemory, 1);

  memory->path = g_strdup (path);
  memory->hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (path != NULL)
    load (memory);
  return memory;
}

void
cs_host_memory_free (CsHostMemory *memory)
{
  g_clear_handle_id (&memory->save_timer, g_source_remove);
  if (memory->is_dirty && memory->path != NULL)
    {
      Saving *saving = begin_saving (memory);

      save (saving);
      saving_free (saving);
    }
  g_hash_table_unref (memory->hosts);
  g_free (memory->path);
  g_free (memory);
}

void
cs_host_memory_saw_tls (CsHostMemory *memory, const char *name, guint16 port)
{
  Host *host = find (memory, name, port, TRUE);
  gint64 now_s = cs_when_now_s ();

  host->is_faded = FALSE;
  if (now_s - host->tls_seen_s < FRESH_ENOUGH_S)
    return;
  host->tls_seen_s = now_s;
  save_soon (memory);
}

gboolean
cs_host_memory_expects_tls (CsHostMemory *memory, const char *name, guint16 port,
                            gboolean for_account)
{
  const Host *host = find (memory, name, port, FALSE);

  return host != NULL && host->tls_seen_s != 0
         && (for_account || host->tls_seen_s + CS_HOST_MEMORY_TLS_S > cs_when_now_s ());
}

gboolean
cs_host_memory_take_faded (CsHostMemory *memory, const char *name, guint16 port)
{
  Host *host = find (memory, name, port, FALSE);

  if (host == NULL || host->tls_seen_s == 0 || host->is_faded
      || host->tls_seen_s + CS_HOST_MEMORY_TLS_S > cs_when_now_s ())
    return FALSE;
  host->is_faded = TRUE;
  return TRUE;
}

/* --- strength ----------------------------------------------------------------------------- */

CsStrengths
cs_host_memory_strengths (CsHostMemory *memory, const char *name, guint16 port, gboolean is_secured)
{
  static const CsStrengths none = { { CS_STRENGTH_NONE } };
  const Host *host = find (memory, name, port, FALSE);

  return host != NULL ? host->strengths[is_secured ? 1 : 0] : none;
}

static void
set_strengths (CsHostMemory *memory, const char *name, guint16 port, gboolean is_secured,
               const CsStrengths *strengths)
{
  Host *host = find (memory, name, port, TRUE);
  CsStrengths *before = &host->strengths[is_secured ? 1 : 0];
  gint64 now_s = cs_when_now_s ();

  if (memcmp (before, strengths, sizeof *strengths) == 0
      && now_s - host->strength_seen_s < FRESH_ENOUGH_S)
    return;
  *before = *strengths;
  host->strength_seen_s = now_s;
  save_soon (memory);
}

gboolean
cs_host_memory_told_strengths (CsHostMemory *memory, const char *name, guint16 port,
                               gboolean is_secured, const CsStrengths *offered)
{
  CsStrengths before = cs_host_memory_strengths (memory, name, port, is_secured);

  set_strengths (memory, name, port, is_secured, offered);
  return cs_strengths_are_less (offered, &before);
}

void
cs_host_memory_saw_login (CsHostMemory *memory, const char *name, guint16 port, gboolean is_secured,
                          CsAuthentication option, CsStrength strength)
{
  CsStrengths strengths = cs_host_memory_strengths (memory, name, port, is_secured);

  if (strength < strengths.of[option])
    return;
  strengths.of[option] = strength;
  set_strengths (memory, name, port, is_secured, &strengths);
}

/* --- less than before --------------------------------------------------------------------- */

gboolean
cs_host_memory_note_less (CsHostMemory *memory, const char *name, guint16 port)
{
  Host *host = find (memory, name, port, TRUE);
  gboolean is_news = !host->offers_less;

  host->offers_less = TRUE;
  return is_news;
}

gboolean
cs_host_memory_note_recovered (CsHostMemory *memory, const char *name, guint16 port)
{
  Host *host = find (memory, name, port, FALSE);
  gboolean is_news = host != NULL && host->offers_less;

  if (is_news)
    host->offers_less = FALSE;
  return is_news;
}

/* Not yet recovered: the next session that goes well lets go what else is held for it. */
static void
accept_host (CsHostMemory *memory, Host *host)
{
  host->tls_seen_s = 0;
  host->strength_seen_s = 0;
  memset (host->strengths, 0, sizeof host->strengths);
  save_soon (memory);
}

void
cs_host_memory_accept (CsHostMemory *memory, const char *name, guint16 port)
{
  Host *host = find (memory, name, port, FALSE);

  if (host != NULL)
    accept_host (memory, host);
}

void
cs_host_memory_accept_all (CsHostMemory *memory)
{
  GHashTableIter iter;
  Host *host;

  g_hash_table_iter_init (&iter, memory->hosts);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&host))
    {
      if (host->offers_less)
        accept_host (memory, host);
    }
}
