#include "queue/sqlite-common.h"

#define QUIET_MOST_US (100 * 1000) /* who writes begins the WAL anew in less, or does not write */

typedef struct
{
  gint64 key;
  gint64 lane;
  gint64 state;
} Claim;

typedef enum
{
  CLAIMED,
  MOVED,
  RELEASED,
} Kind;

typedef struct
{
  Kind kind;
  Claim claim;
} Change;

struct _CsCommon
{
  GArray *changes; /* (element-type Change): of the transaction under way */

  GMutex mutex;
  GCond quiet_ended;
  GHashTable *claims; /* set of Claim, by key */
  guint64 version; /* of the claims */
  gboolean is_looking, wants_quiet;
};

CsCommon *
cs_common_new (void)
{
  CsCommon *common = g_new0 (CsCommon, 1);

  common->changes = g_array_new (FALSE, FALSE, sizeof (Change));
  g_mutex_init (&common->mutex);
  g_cond_init (&common->quiet_ended);
  common->claims = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return common;
}

void
cs_common_free (CsCommon *common)
{
  if (common == NULL)
    return;

  g_array_unref (common->changes);
  g_mutex_clear (&common->mutex);
  g_cond_clear (&common->quiet_ended);
  g_hash_table_unref (common->claims);
  g_free (common);
}

/* --- claims --- */

static void
note (CsCommon *common, Kind kind, gint64 key, gint64 lane, gint64 state)
{
  Change change = { kind, { key, lane, state } };

  g_array_append_val (common->changes, change);
}

void
cs_common_claim (CsCommon *common, gint64 key, gint64 lane, gint64 state)
{
  note (common, CLAIMED, key, lane, state);
}

void
cs_common_move (CsCommon *common, gint64 key, gint64 lane)
{
  note (common, MOVED, key, lane, 0);
}

void
cs_common_release (CsCommon *common, gint64 key)
{
  note (common, RELEASED, key, 0, 0);
}

void
cs_common_forget (CsCommon *common)
{
  g_array_set_size (common->changes, 0);
}

static void
apply (CsCommon *common, const Change *change)
{
  Claim *known = g_hash_table_lookup (common->claims, &change->claim.key);

  if (change->kind == CLAIMED)
    g_hash_table_add (common->claims, g_memdup2 (&change->claim, sizeof change->claim));
  else if (change->kind == RELEASED)
    g_hash_table_remove (common->claims, &change->claim.key);
  else if (known != NULL)
    known->lane = change->claim.lane;
}

static void
publish_locked (CsCommon *common)
{
  for (guint i = 0; i < common->changes->len; i++)
    apply (common, &g_array_index (common->changes, Change, i));
  if (common->changes->len > 0)
    common->version++;
  cs_common_forget (common);
}

gboolean
cs_common_commit (CsCommon *common, CsDatabase *database, const char *sql, GError **error)
{
  gboolean good;

  g_mutex_lock (&common->mutex);
  good = cs_database_run (database, error, sql, "");
  if (good)
    publish_locked (common);
  g_mutex_unlock (&common->mutex);
  return good;
}

/* --- quiet --- */

gboolean
cs_common_ask_for_quiet (CsCommon *common)
{
  gboolean is_looking;

  g_mutex_lock (&common->mutex);
  common->wants_quiet = TRUE;
  is_looking = common->is_looking;
  g_mutex_unlock (&common->mutex);
  return is_looking;
}

void
cs_common_end_quiet (CsCommon *common)
{
  g_mutex_lock (&common->mutex);
  common->wants_quiet = FALSE;
  g_cond_signal (&common->quiet_ended);
  g_mutex_unlock (&common->mutex);
}

static void
keep_quiet_locked (CsCommon *common)
{
  gint64 until_us = g_get_monotonic_time () + QUIET_MOST_US;

  while (common->wants_quiet && g_cond_wait_until (&common->quiet_ended, &common->mutex, until_us))
    ;
  common->wants_quiet = FALSE;
}

/* --- looking --- */

static GArray *
copy_claims_locked (CsCommon *common)
{
  GArray *claims
      = g_array_sized_new (FALSE, FALSE, sizeof (Claim), g_hash_table_size (common->claims));
  GHashTableIter iter;
  Claim *claim;

  g_hash_table_iter_init (&iter, common->claims);
  while (g_hash_table_iter_next (&iter, (gpointer *)&claim, NULL))
    g_array_append_val (claims, *claim);
  return claims;
}

static gboolean
write_claims (CsDatabase *database, GArray *claims, GError **error)
{
  static const char sql_empty[] = "DELETE FROM temp.active";
  static const char sql[] = "INSERT INTO temp.active (recipient, lane, state) VALUES (?1, ?2, ?3)";

  if (!cs_database_run (database, error, sql_empty, ""))
    return FALSE;

  for (guint i = 0; i < claims->len; i++)
    {
      const Claim *claim = &g_array_index (claims, Claim, i);

      if (!cs_database_run (database, error, sql, "iii", claim->key, claim->lane, claim->state))
        return FALSE;
    }
  return TRUE;
}

gboolean
cs_common_begin_look (CsCommon *common, CsDatabase *database, guint64 *seen, GError **error)
{
  static const char sql[] = "BEGIN";
  static const char sql_read[] = "SELECT row FROM counts"; /* only now the state is chosen */
  g_autoptr (GArray) claims = NULL;
  gboolean good;
  gint64 row;

  g_mutex_lock (&common->mutex);
  keep_quiet_locked (common);
  good = cs_database_run (database, error, sql, "")
         && cs_database_number (database, &row, 0, error, sql_read, "");
  common->is_looking = good;
  if (good && *seen != common->version)
    claims = copy_claims_locked (common);
  if (claims != NULL)
    *seen = common->version;
  g_mutex_unlock (&common->mutex);

  if (good && (claims == NULL || write_claims (database, claims, error)))
    return TRUE;

  *seen = G_MAXUINT64;
  cs_common_end_look (common, database, seen);
  return FALSE;
}

void
cs_common_end_look (CsCommon *common, CsDatabase *database, guint64 *seen)
{
  static const char sql[] = "COMMIT";
  static const char sql_otherwise[] = "ROLLBACK";
  sqlite3 *handle = cs_database_handle (database);

  /* After some errors SQLite has ended it already. */
  if (sqlite3_get_autocommit (handle) || !cs_database_run (database, NULL, sql, ""))
    *seen = G_MAXUINT64;
  if (!sqlite3_get_autocommit (handle))
    cs_database_run (database, NULL, sql_otherwise, "");

  g_mutex_lock (&common->mutex);
  common->is_looking = FALSE;
  g_mutex_unlock (&common->mutex);
}
