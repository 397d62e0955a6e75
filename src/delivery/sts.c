#include "delivery/sts.h"

#include "base/domain.h"
#include "base/log.h"
#include "base/when.h"
#include "delivery/sts-fetch.h"
#include "smtp/trust.h"

#define RECORD_PREFIX "_mta-sts."
#define PAUSE_S 300 /* after a fetch that failed, section 3.3 */
#define REFRESH_S (24 * 3600) /* section 10.2: long before it ends */
#define REFRESH_PAUSE_S 3600 /* after a fetch that failed, while the policy holds */
#define FAILURES_MAX 1000

struct _CsSts
{
  GObject parent_instance;
  CsResolver *resolver;
  CsStsCache *cache;
  GTlsDatabase *database;
  GSocketConnectable *server;
  SoupSession *session; /* made when it is needed */
  GHashTable *failures; /* (element-type utf8 gint64): "DOMAIN ID": when a fetch failed */
  GHashTable *refreshing; /* (element-type utf8): domains, a set */
  GCancellable *cancellable; /* of what goes on in the background */
};

G_DEFINE_FINAL_TYPE (CsSts, cs_sts, G_TYPE_OBJECT)

/* One domain being looked at. */
typedef struct
{
  char *domain;
  char *id; /* of its record; NULL: there is none */
} Search;

static void
search_free (Search *search)
{
  g_free (search->domain);
  g_free (search->id);
  g_free (search);
}

static void
cs_sts_finalize (GObject *object)
{
  CsSts *sts = CS_STS (object);

  g_clear_object (&sts->session);
  g_clear_object (&sts->database);
  g_clear_object (&sts->server);
  g_object_unref (sts->resolver);
  g_object_unref (sts->cancellable);
  cs_sts_cache_free (sts->cache);
  g_hash_table_unref (sts->failures);
  g_hash_table_unref (sts->refreshing);
  G_OBJECT_CLASS (cs_sts_parent_class)->finalize (object);
}

static void
cs_sts_class_init (CsStsClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cs_sts_finalize;
}

static void
cs_sts_init (CsSts *sts)
{
  sts->failures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  sts->refreshing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  sts->cancellable = g_cancellable_new ();
}

CsSts *
cs_sts_new (CsResolver *resolver, const char *path, GTlsDatabase *database,
            GSocketConnectable *server)
{
  CsSts *sts = g_object_new (CS_TYPE_STS, NULL);

  sts->resolver = g_object_ref (resolver);
  sts->cache = cs_sts_cache_new (path);
  g_set_object (&sts->database, database);
  g_set_object (&sts->server, server);
  return sts;
}

void
cs_sts_stop (CsSts *sts)
{
  g_cancellable_cancel (sts->cancellable);
}

/* --- fetching ----------------------------------------------------------------------------- */

static SoupSession *
session_of (CsSts *sts)
{
  if (sts->session == NULL)
    {
      g_autoptr (GTlsDatabase) trust = cs_trust_new (sts->database);

      sts->session = cs_sts_fetch_session_new (trust, sts->server);
    }
  return sts->session;
}

static char *
failure_key (const Search *search)
{
  return g_strconcat (search->domain, " ", search->id, NULL);
}

static gboolean
has_failed_within (CsSts *sts, const Search *search, gint64 pause_s)
{
  g_autofree char *key = failure_key (search);
  const gint64 *failed_s = g_hash_table_lookup (sts->failures, key);
  gint64 now_s = cs_when_now_s ();

  return failed_s != NULL && *failed_s <= now_s && *failed_s + pause_s > now_s;
}

static void
note_failure (CsSts *sts, const Search *search, const GError *error)
{
  gint64 now_s = cs_when_now_s ();

  if (g_hash_table_size (sts->failures) >= FAILURES_MAX)
    g_hash_table_remove_all (sts->failures);
  g_hash_table_insert (sts->failures, failure_key (search), g_memdup2 (&now_s, sizeof now_s));
  cs_log (G_LOG_LEVEL_WARNING, "MTA-STS policy not fetched", "domain", search->domain, "id",
          search->id, "error", error->message, NULL);
}

static void
note_policy (CsSts *sts, const Search *search, CsStsPolicy *policy)
{
  g_autofree char *age = g_strdup_printf ("%u", policy->max_age_s);

  cs_sts_cache_put (sts->cache, search->domain, search->id, policy);
  cs_log (G_LOG_LEVEL_MESSAGE, "MTA-STS policy", "domain", search->domain, "id", search->id, "mode",
          cs_sts_mode_name (policy->mode), "max-age", age, NULL);
}

/* The policy, or why there is none, is remembered. FALSE: it was cancelled. */
static gboolean
take_fetched (CsSts *sts, const Search *search, GAsyncResult *result, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (CsStsPolicy) policy = cs_sts_fetch_finish (sts->session, result, &failure);

  if (policy != NULL)
    note_policy (sts, search, policy);
  else if (!g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    note_failure (sts, search, failure);
  else
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  return TRUE;
}

/* --- one domain --------------------------------------------------------------------------- */

/* Takes the reference to @task. */
static void
return_known (GTask *task)
{
  CsSts *sts = g_task_get_source_object (task);
  const Search *search = g_task_get_task_data (task);
  const CsStsEntry *entry = cs_sts_cache_find (sts->cache, search->domain);
  gboolean has_policy = entry != NULL && entry->policy->mode != CS_STS_NONE;

  g_task_return_pointer (task, has_policy ? cs_sts_policy_ref (entry->policy) : NULL,
                         (GDestroyNotify)cs_sts_policy_unref);
  g_object_unref (task);
}

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (take_fetched (g_task_get_source_object (task), g_task_get_task_data (task), result, &error))
    {
      return_known (task);
      return;
    }
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
on_refreshed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CsSts *sts = g_task_get_source_object (task);
  const Search *search = g_task_get_task_data (task);

  take_fetched (sts, search, result, NULL);
  g_hash_table_remove (sts->refreshing, search->domain);
  g_task_return_boolean (task, TRUE);
}

/* What is known holds and is used meanwhile. */
static void
refresh (CsSts *sts, const Search *search)
{
  GTask *task;
  Search *copy;

  if (!g_hash_table_add (sts->refreshing, g_strdup (search->domain)))
    return;
  copy = g_new0 (Search, 1);
  copy->domain = g_strdup (search->domain);
  copy->id = g_strdup (search->id);
  task = g_task_new (sts, NULL, NULL, NULL);
  g_task_set_task_data (task, copy, (GDestroyNotify)search_free);
  cs_sts_fetch_async (session_of (sts), search->domain, sts->cancellable, on_refreshed, task);
}

static gboolean
is_stale (const CsStsEntry *entry)
{
  return cs_when_now_s () - entry->fetched_s > MIN (REFRESH_S, entry->policy->max_age_s / 2);
}

/* A record that is not there says nothing new: what is known is kept fresh whatever becomes of it
 * (section 10.2), unless it says that there is to be no policy. */
static void
assume_id (Search *search, const CsStsEntry *entry)
{
  if (search->id == NULL && entry != NULL && entry->policy->mode != CS_STS_NONE)
    search->id = g_strdup (entry->id);
}

/* Takes the reference to @task. */
static void
decide (GTask *task)
{
  CsSts *sts = g_task_get_source_object (task);
  Search *search = g_task_get_task_data (task);
  const CsStsEntry *entry = cs_sts_cache_find (sts->cache, search->domain);
  gboolean is_current;

  assume_id (search, entry);
  is_current = entry != NULL && g_strcmp0 (entry->id, search->id) == 0;
  if (search->id == NULL || has_failed_within (sts, search, PAUSE_S))
    return_known (task);
  else if (!is_current)
    cs_sts_fetch_async (session_of (sts), search->domain, g_task_get_cancellable (task), on_fetched,
                        task);
  else
    {
      if (is_stale (entry) && !has_failed_within (sts, search, REFRESH_PAUSE_S))
        refresh (sts, search);
      return_known (task);
    }
}

static void
on_texts (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Search *search = g_task_get_task_data (task);
  g_autoptr (GPtrArray) texts = cs_resolver_texts_finish (CS_RESOLVER (source), result, NULL);

  if (g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
      return;
    }
  if (texts != NULL)
    search->id = cs_sts_record_id (texts);
  decide (task);
}

void
cs_sts_find_async (CsSts *sts, const char *domain, GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (sts, cancellable, callback, user_data);
  Search *search = g_new0 (Search, 1);
  g_autofree char *name = g_strconcat (RECORD_PREFIX, domain, NULL);

  search->domain = g_strdup (domain);
  g_task_set_task_data (task, search, (GDestroyNotify)search_free);
  if (strlen (name) > CS_DOMAIN_MAX_BYTES)
    return_known (task);
  else
    cs_resolver_texts_async (sts->resolver, name, cancellable, on_texts, task);
}

CsStsPolicy *
cs_sts_find_finish (CsSts *sts, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

const CsStsEntry *
cs_sts_known (CsSts *sts, const char *domain)
{
  return cs_sts_cache_find (sts->cache, domain);
}
