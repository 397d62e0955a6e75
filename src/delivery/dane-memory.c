#include "delivery/dane-memory.h"

#include "base/when.h"
#include "delivery/remembered.h"

#define FRESH_ENOUGH_S 3600 /* nothing is written for what was seen again so soon */

struct _CsDaneMemory
{
  CsRemembered *domains; /* of CsDaneSeen, by domain */
};

/* --- what is kept: lines of "DOMAIN SEEN HOST,HOST HOST,HOST" -------------------------------- */

static void
seen_free (gpointer fact)
{
  CsDaneSeen *seen = fact;

  g_strfreev (seen->usable);
  g_strfreev (seen->unusable);
  g_free (seen);
}

static gint64
when_seen (gconstpointer fact)
{
  return ((const CsDaneSeen *)fact)->seen_s;
}

static gboolean
read_seen (gpointer fact, const char *key, char **words, guint n_words)
{
  CsDaneSeen *seen = fact;

  if (n_words != 3
      || !g_ascii_string_to_signed (words[0], 10, 0, cs_when_now_s (), &seen->seen_s, NULL))
    return FALSE;
  seen->usable = cs_remembered_word_to_list (words[1], -1);
  seen->unusable = cs_remembered_word_to_list (words[2], -1);
  return TRUE;
}

static gboolean
write_seen (gconstpointer fact, GString *line)
{
  const CsDaneSeen *seen = fact;
  g_autofree char *usable = cs_remembered_list_to_word (seen->usable);
  g_autofree char *unusable = cs_remembered_list_to_word (seen->unusable);

  g_string_append_printf (line, " %" G_GINT64_FORMAT " %s %s", seen->seen_s, usable, unusable);
  return TRUE;
}

static const CsRememberedKind kind = {
  .what = "TLSA records",
  .most = CS_DANE_MEMORY_MOST,
  .file_max_bytes = 1024 * 1024,
  .key_words = 1,
  .size_bytes = sizeof (CsDaneSeen),
  .free = seen_free,
  .rank = when_seen,
  .read = read_seen,
  .write = write_seen,
};

/* --- the interface ------------------------------------------------------------------------ */

CsDaneMemory *
cs_dane_memory_new (const char *path)
{
  CsDaneMemory *memory = g_new0 (CsDaneMemory, 1);

  memory->domains = cs_remembered_new (path, &kind);
  return memory;
}

void
cs_dane_memory_free (CsDaneMemory *memory)
{
  cs_remembered_free (memory->domains);
  g_free (memory);
}

static gboolean
is_news (const CsDaneSeen *seen, const char *const *usable, const char *const *unusable)
{
  return seen == NULL || seen->seen_s + FRESH_ENOUGH_S < cs_when_now_s ()
         || !g_strv_equal ((const char *const *)seen->usable, usable)
         || !g_strv_equal ((const char *const *)seen->unusable, unusable);
}

void
cs_dane_memory_note (CsDaneMemory *memory, const char *domain, const char *const *usable,
                     const char *const *unusable)
{
  gboolean has_any = *usable != NULL || *unusable != NULL;
  CsDaneSeen *seen = cs_remembered_find (memory->domains, domain);

  if ((seen == NULL && !has_any) || !is_news (seen, usable, unusable))
    return;
  cs_remembered_remove (memory->domains, domain);
  if (has_any)
    {
      seen = cs_remembered_find_or_add (memory->domains, domain);
      seen->seen_s = cs_when_now_s ();
      seen->usable = g_strdupv ((char **)usable);
      seen->unusable = g_strdupv ((char **)unusable);
    }
  cs_remembered_note_change (memory->domains);
}

const CsDaneSeen *
cs_dane_memory_find (CsDaneMemory *memory, const char *domain)
{
  return cs_remembered_find (memory->domains, domain);
}
