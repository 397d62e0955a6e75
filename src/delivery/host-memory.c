#include "delivery/host-memory.h"

#include <string.h>

#include "base/when.h"
#include "delivery/kept-text.h"

#define FILE_MAX_BYTES (4 * 1024 * 1024)
#define HOSTS_MAX 10000 /* the ones seen last: their lines fit into the file */
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
  GHashTable *hosts; /* (element-type utf8 Host): "HOST:PORT" */
  CsKeptText *file;
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
  g_autofree char *text = cs_kept_text_load (memory->file, FILE_MAX_BYTES);
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);

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
to_text (gpointer user_data)
{
  CsHostMemory *memory = user_data;
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

/* --- TLS ---------------------------------------------------------------------------------- */

CsHostMemory *
cs_host_memory_new (const char *path)
{
  CsHostMemory *memory = g_new0 (CsHostMemory, 1);

  memory->hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  memory->file = cs_kept_text_new (path, "hosts", to_text, memory);
  load (memory);
  return memory;
}

void
cs_host_memory_free (CsHostMemory *memory)
{
  cs_kept_text_free (memory->file);
  g_hash_table_unref (memory->hosts);
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
  cs_kept_text_note_change (memory->file);
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
  cs_kept_text_note_change (memory->file);
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
  cs_kept_text_note_change (memory->file);
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
