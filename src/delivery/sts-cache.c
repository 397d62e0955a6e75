#include "delivery/sts-cache.h"

#include <string.h>

#include "base/domain.h"
#include "base/when.h"
#include "delivery/kept-text.h"

#define POLICIES_MAX 10000
#define FILE_MAX_BYTES (32 * 1024 * 1024)
#define LINE_MAX_BYTES (CS_DOMAIN_MAX_BYTES * (CS_STS_MAX_PATTERNS + 2))
#define N_FIXED_WORDS 5

struct _CsStsCache
{
  GHashTable *entries; /* (element-type utf8 CsStsEntry): by domain */
  CsKeptText *kept;
};

static void
entry_free (CsStsEntry *entry)
{
  g_free (entry->id);
  cs_sts_policy_unref (entry->policy);
  g_free (entry);
}

static CsStsEntry *
entry_new (const char *id, gint64 fetched_s, CsStsPolicy *policy)
{
  CsStsEntry *entry = g_new0 (CsStsEntry, 1);

  entry->id = g_strdup (id);
  entry->fetched_s = fetched_s;
  entry->policy = cs_sts_policy_ref (policy);
  return entry;
}

static gboolean
holds (const CsStsEntry *entry)
{
  return entry->fetched_s + entry->policy->max_age_s > cs_when_now_s ();
}

static gboolean
has_ended (gpointer domain, gpointer entry, gpointer user_data)
{
  return !holds (entry);
}

static void
make_room (CsStsCache *cache)
{
  const char *oldest = NULL;
  gint64 oldest_s = G_MAXINT64;
  GHashTableIter iter;
  const char *domain;
  const CsStsEntry *entry;

  if (g_hash_table_size (cache->entries) < POLICIES_MAX
      || g_hash_table_foreach_remove (cache->entries, has_ended, NULL) > 0)
    return;
  g_hash_table_iter_init (&iter, cache->entries);
  while (g_hash_table_iter_next (&iter, (gpointer *)&domain, (gpointer *)&entry))
    {
      if (entry->fetched_s >= oldest_s)
        continue;
      oldest = domain;
      oldest_s = entry->fetched_s;
    }
  g_hash_table_remove (cache->entries, oldest);
}

/* --- the file: lines of "DOMAIN ID FETCHED MAX-AGE MODE HOST…" ----------------------------- */

static char *
to_text (gpointer user_data)
{
  CsStsCache *cache = user_data;
  GString *text = g_string_new (NULL);
  GHashTableIter iter;
  const char *domain;
  const CsStsEntry *entry;

  g_hash_table_iter_init (&iter, cache->entries);
  while (g_hash_table_iter_next (&iter, (gpointer *)&domain, (gpointer *)&entry))
    {
      if (!holds (entry) || text->len + LINE_MAX_BYTES > FILE_MAX_BYTES)
        continue;
      g_string_append_printf (text, "%s %s %" G_GINT64_FORMAT " %u %s", domain, entry->id,
                              entry->fetched_s, entry->policy->max_age_s,
                              cs_sts_mode_name (entry->policy->mode));
      for (guint i = 0; i < entry->policy->patterns->len; i++)
        g_string_append_printf (text, " %s", (const char *)entry->policy->patterns->pdata[i]);
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

static CsStsPolicy *
read_policy (char **words)
{
  g_autoptr (CsStsPolicy) policy = NULL;
  guint64 age_s;
  CsStsMode mode;

  if (!g_ascii_string_to_unsigned (words[3], 10, 0, CS_STS_MAX_AGE_S, &age_s, NULL)
      || !cs_sts_mode_parse (words[4], &mode))
    return NULL;
  policy = cs_sts_policy_new (mode, (guint)age_s);
  for (guint i = N_FIXED_WORDS; words[i] != NULL; i++)
    {
      if (!cs_sts_policy_add (policy, words[i]))
        return NULL;
    }
  return g_steal_pointer (&policy);
}

static void
read_line (CsStsCache *cache, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  g_autofree char *domain = NULL;
  g_autoptr (CsStsPolicy) policy = NULL;
  gint64 fetched_s;

  if (g_strv_length (words) < N_FIXED_WORDS || !cs_sts_is_id (words[1])
      || !g_ascii_string_to_signed (words[2], 10, 0, cs_when_now_s (), &fetched_s, NULL))
    return;
  domain = cs_domain_normalize (words[0], -1, NULL);
  policy = read_policy (words);
  if (domain == NULL || policy == NULL)
    return;
  make_room (cache);
  g_hash_table_insert (cache->entries, g_steal_pointer (&domain),
                       entry_new (words[1], fetched_s, policy));
}

CsStsCache *
cs_sts_cache_new (const char *path)
{
  CsStsCache *cache = g_new0 (CsStsCache, 1);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  cache->entries
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)entry_free);
  cache->kept = cs_kept_text_new (path, "MTA-STS policies", to_text, cache);
  text = cs_kept_text_load (cache->kept, FILE_MAX_BYTES);
  lines = text != NULL ? g_strsplit (text, "\n", -1) : NULL;
  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    read_line (cache, lines[i]);
  return cache;
}

void
cs_sts_cache_free (CsStsCache *cache)
{
  cs_kept_text_free (cache->kept);
  g_hash_table_unref (cache->entries);
  g_free (cache);
}

/* --- what is known ------------------------------------------------------------------------ */

const CsStsEntry *
cs_sts_cache_find (CsStsCache *cache, const char *domain)
{
  const CsStsEntry *entry = g_hash_table_lookup (cache->entries, domain);

  return entry != NULL && holds (entry) ? entry : NULL;
}

void
cs_sts_cache_put (CsStsCache *cache, const char *domain, const char *id, CsStsPolicy *policy)
{
  if (policy->max_age_s == 0)
    g_hash_table_remove (cache->entries, domain);
  else
    {
      make_room (cache);
      g_hash_table_insert (cache->entries, g_strdup (domain),
                           entry_new (id, cs_when_now_s (), policy));
    }
  cs_kept_text_note_change (cache->kept);
}
