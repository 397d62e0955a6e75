#include "delivery/sts-cache.h"

#include <string.h>

#include "base/domain.h"
#include "base/when.h"
#include "delivery/remembered.h"

#define N_FIXED_WORDS 4

struct _CsStsCache
{
  CsRemembered *entries; /* of CsStsEntry, by domain */
};

static gint64
end_s (gconstpointer fact)
{
  const CsStsEntry *entry = fact;

  return entry->fetched_s + entry->policy->max_age_s;
}

static gboolean
holds (const CsStsEntry *entry)
{
  return end_s (entry) > cs_when_now_s ();
}

/* --- what is kept: lines of "DOMAIN ID FETCHED MAX-AGE MODE HOST…" --------------------------- */

static void
entry_free (gpointer fact)
{
  CsStsEntry *entry = fact;

  g_free (entry->id);
  g_clear_pointer (&entry->policy, cs_sts_policy_unref);
  g_free (entry);
}

static gboolean
write_entry (gconstpointer fact, GString *line)
{
  const CsStsEntry *entry = fact;

  if (!holds (entry))
    return FALSE;
  g_string_append_printf (line, " %s %" G_GINT64_FORMAT " %u %s", entry->id, entry->fetched_s,
                          entry->policy->max_age_s, cs_sts_mode_name (entry->policy->mode));
  for (guint i = 0; i < entry->policy->patterns->len; i++)
    g_string_append_printf (line, " %s", (const char *)entry->policy->patterns->pdata[i]);
  return TRUE;
}

static CsStsPolicy *
read_policy (char **words)
{
  g_autoptr (CsStsPolicy) policy = NULL;
  guint64 age_s;
  CsStsMode mode;

  if (!g_ascii_string_to_unsigned (words[2], 10, 0, CS_STS_MAX_AGE_S, &age_s, NULL)
      || !cs_sts_mode_parse (words[3], &mode))
    return NULL;
  policy = cs_sts_policy_new (mode, (guint)age_s);
  for (guint i = N_FIXED_WORDS; words[i] != NULL; i++)
    {
      if (!cs_sts_policy_add (policy, words[i]))
        return NULL;
    }
  return g_steal_pointer (&policy);
}

static gboolean
is_domain (const char *text)
{
  g_autofree char *domain = cs_domain_normalize (text, -1, NULL);

  return g_strcmp0 (domain, text) == 0;
}

static gboolean
read_entry (gpointer fact, const char *key, char **words, guint n_words)
{
  CsStsEntry *entry = fact;

  if (n_words < N_FIXED_WORDS || !is_domain (key) || !cs_sts_is_id (words[0])
      || !g_ascii_string_to_signed (words[1], 10, 0, cs_when_now_s (), &entry->fetched_s, NULL))
    return FALSE;
  entry->id = g_strdup (words[0]);
  entry->policy = read_policy (words);
  return entry->policy != NULL;
}

static const CsRememberedKind kind = {
  .what = "MTA-STS policies",
  .most = 10000,
  .file_max_bytes = 32 * 1024 * 1024,
  .key_words = 1,
  .size_bytes = sizeof (CsStsEntry),
  .free = entry_free,
  .rank = end_s,
  .read = read_entry,
  .write = write_entry,
};

CsStsCache *
cs_sts_cache_new (const char *path)
{
  CsStsCache *cache = g_new0 (CsStsCache, 1);

  cache->entries = cs_remembered_new (path, &kind);
  return cache;
}

void
cs_sts_cache_free (CsStsCache *cache)
{
  cs_remembered_free (cache->entries);
  g_free (cache);
}

/* --- what is known ------------------------------------------------------------------------ */

const CsStsEntry *
cs_sts_cache_find (CsStsCache *cache, const char *domain)
{
  const CsStsEntry *entry = cs_remembered_find (cache->entries, domain);

  return entry != NULL && holds (entry) ? entry : NULL;
}

void
cs_sts_cache_put (CsStsCache *cache, const char *domain, const char *id, CsStsPolicy *policy)
{
  cs_remembered_remove (cache->entries, domain);
  if (policy->max_age_s != 0)
    {
      CsStsEntry *entry = cs_remembered_find_or_add (cache->entries, domain);

      entry->id = g_strdup (id);
      entry->fetched_s = cs_when_now_s ();
      entry->policy = cs_sts_policy_ref (policy);
    }
  cs_remembered_note_change (cache->entries);
}
