#include "delivery/host-memory.h"

#include <string.h>

#include "base/when.h"
#include "delivery/remembered.h"

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
  CsRemembered *hosts; /* of Host, by "HOST:PORT" */
};

/* --- what is kept: lines of "HOST:PORT SECONDS SECONDS" and the strengths ------------------- */

static gint64
last_seen_s (gconstpointer fact)
{
  const Host *host = fact;

  return MAX (host->tls_seen_s, host->strength_seen_s);
}

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

static gboolean
read_host (gpointer fact, const char *key, char **words, guint n_words)
{
  Host *host = fact;

  host->tls_seen_s = g_ascii_strtoll (words[0], NULL, 10);
  if (n_words >= 4)
    host->strength_seen_s = g_ascii_strtoll (words[1], NULL, 10);
  if (n_words == 4)
    read_strongest (host, words + 2);
  else if (n_words >= 6)
    read_strengths (host, words + 2);
  return TRUE;
}

static gboolean
write_host (gconstpointer fact, GString *line)
{
  const Host *host = fact;

  if (last_seen_s (host) == 0)
    return FALSE;
  g_string_append_printf (line, " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, host->tls_seen_s,
                          host->strength_seen_s);
  for (guint i = 0; i < G_N_ELEMENTS (kept_options); i++)
    for (guint is_secured = 0; is_secured < 2; is_secured++)
      g_string_append_printf (line, " %d", host->strengths[is_secured].of[kept_options[i]]);
  return TRUE;
}

static const CsRememberedKind kind = {
  .what = "hosts",
  .most = HOSTS_MAX,
  .file_max_bytes = 4 * 1024 * 1024,
  .key_words = 1,
  .size_bytes = sizeof (Host),
  .free = g_free,
  .rank = last_seen_s,
  .read = read_host,
  .write = write_host,
};

static Host *
find (CsHostMemory *memory, const char *name, guint16 port, gboolean create)
{
  g_autofree char *key = g_strdup_printf ("%s:%u", name, port);

  return create ? cs_remembered_find_or_add (memory->hosts, key)
                : cs_remembered_find (memory->hosts, key);
}

/* --- TLS ---------------------------------------------------------------------------------- */

CsHostMemory *
cs_host_memory_new (const char *path)
{
  CsHostMemory *memory = g_new0 (CsHostMemory, 1);

  memory->hosts = cs_remembered_new (path, &kind);
  return memory;
}

void
cs_host_memory_free (CsHostMemory *memory)
{
  cs_remembered_free (memory->hosts);
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
  cs_remembered_note_change (memory->hosts);
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
  cs_remembered_note_change (memory->hosts);
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
  cs_remembered_note_change (memory->hosts);
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

  g_hash_table_iter_init (&iter, cs_remembered_all (memory->hosts));
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&host))
    {
      if (host->offers_less)
        accept_host (memory, host);
    }
}
