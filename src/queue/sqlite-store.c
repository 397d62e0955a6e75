#include "queue/sqlite-store.h"

#include "queue/sqlite-salvage.h"

#define WAL_LONG_PAGES 2000 /* is copied into the file and begun anew */
#define WAL_MOST_PAGES 8000 /* is copied though somebody reads, as far as that goes */

void
cs_store_note_changed (CsStore *store)
{
  if (store->queue != NULL)
    cs_queue_note_changed (store->queue);
}

void
cs_store_note_due (CsStore *store)
{
  if (store->queue != NULL)
    cs_queue_note_due (store->queue);
}

/* --- transactions --- */

gboolean
cs_store_begin (CsStore *store, gboolean is_lasting, GError **error)
{
  static const char sql[] = "BEGIN IMMEDIATE";

  cs_lanes_trim (store->lanes);
  return cs_database_set_lasting (store->database, is_lasting, error)
         && cs_database_run (store->database, error, sql, "");
}

static int
on_wal (void *data, sqlite3 *handle, const char *name, int n_pages)
{
  CsStore *store = data;

  store->wal_pages = n_pages;
  return SQLITE_OK;
}

/* In place of SQLite's own, which would try after every commit while somebody reads, in vain. That
 * it fails is no fault of what has been committed; it is tried again. */
static void
tend_wal (CsStore *store)
{
  sqlite3 *handle = cs_database_handle (store->database);

  if (store->wal_pages < WAL_LONG_PAGES)
    {
      cs_common_end_quiet (store->common);
      return;
    }
  if (cs_common_ask_for_quiet (store->common) && store->wal_pages < WAL_MOST_PAGES)
    return;

  sqlite3_wal_checkpoint_v2 (handle, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
  store->wal_pages = 0; /* until the next commit that writes says how it stands */
}

/* The one place where what was promised becomes durable: with a lasting transaction the sync is
 * over when this returns. */
gboolean
cs_store_commit (CsStore *store, GError **error)
{
  static const char sql[] = "COMMIT";

  if (!cs_lanes_write_counts (store->lanes, error)
      || !cs_common_commit (store->common, store->database, sql, error))
    return FALSE;

  tend_wal (store);
  return TRUE;
}

static gboolean
count_active (CsStore *store, GError **error)
{
  static const char sql[] = "SELECT count(*) FROM temp.active WHERE state = ?1";

  for (guint i = 0; i < G_N_ELEMENTS (store->active); i++)
    if (!cs_database_number (store->database, &store->active[i], 0, error, sql, "i", (gint64)i))
      return FALSE;

  return TRUE;
}

void
cs_store_rollback (CsStore *store)
{
  static const char sql[] = "ROLLBACK";
  g_autoptr (GError) error = NULL;

  cs_common_forget (store->common);
  if (cs_database_damage (store->database) != NULL)
    cs_salvage_mark (store->path, cs_database_damage (store->database));

  /* After some errors SQLite has done it already. */
  if (!sqlite3_get_autocommit (cs_database_handle (store->database))
      && !cs_database_run (store->database, &error, sql, ""))
    g_warning ("%s", error->message);

  g_clear_error (&error);
  if (!cs_lanes_reload (store->lanes, &error) || !count_active (store, &error))
    g_warning ("%s", error->message);
}

void
cs_store_get_counts (CsStore *store, CsQueueCounts *counts)
{
  static const char sql[] = "SELECT queued, deferred, held, messages, content_bytes FROM counts";
  sqlite3_stmt *statement = cs_database_query (store->database, sql, "");
  const gint64 *active = store->active;

  if (!cs_database_step (store->database, statement, NULL))
    return;

  counts->active = active[CS_RECIPIENT_QUEUED] + active[CS_RECIPIENT_DEFERRED];
  counts->queued = sqlite3_column_int64 (statement, 0) - active[CS_RECIPIENT_QUEUED];
  counts->deferred = sqlite3_column_int64 (statement, 1) - active[CS_RECIPIENT_DEFERRED];
  counts->held = sqlite3_column_int64 (statement, 2);
  counts->messages = sqlite3_column_int64 (statement, 3);
  counts->content_bytes = sqlite3_column_int64 (statement, 4);
  cs_database_done (statement);
}

/* --- opening --- */

/* Contents whose writer died before the message was accepted. */
static gboolean
drop_half_written (CsStore *store, GError **error)
{
  static const char sql[] = "SELECT message FROM staging LIMIT 1";
  CsQueueStage stage = { 0 };
  gint64 message;

  for (;;)
    {
      if (!cs_database_number (store->database, &message, 0, error, sql, ""))
        return FALSE;
      if (message == 0)
        return TRUE;

      stage.number = message;
      if (!cs_store_unstage (store, &stage, error))
        return FALSE;
    }
}

static gboolean
apply_pending (CsStore *store, gint64 key, guint pending, CsLane *lane, GError **error)
{
  if (pending & CS_PENDING_REMOVE)
    return cs_store_remove (store, key, lane, error);
  if (pending & CS_PENDING_HOLD)
    return cs_store_hold (store, key, error);

  return cs_store_make_due (store, key, lane, TRUE, error);
}

static gboolean
keep_promises (CsStore *store, GError **error)
{
  static const char sql[]
      = "SELECT key, pending, lane FROM recipient WHERE pending != 0 ORDER BY pending LIMIT 1";

  for (;;)
    {
      sqlite3_stmt *statement = cs_database_query (store->database, sql, "");
      g_autoptr (GError) failure = NULL;
      gint64 key;
      guint pending;
      CsLane *lane;

      if (!cs_database_step (store->database, statement, &failure))
        {
          if (failure == NULL)
            return TRUE;
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }

      key = sqlite3_column_int64 (statement, 0);
      pending = sqlite3_column_int (statement, 1);
      lane = cs_lanes_by_number (store->lanes, sqlite3_column_int64 (statement, 2), error);
      cs_database_done (statement);
      if (lane == NULL || !apply_pending (store, key, pending, lane, error))
        return FALSE;
    }
}

gboolean
cs_store_clean_up (CsStore *store, GError **error)
{
  if (!cs_store_begin (store, TRUE, error))
    return FALSE;
  if (drop_half_written (store, error) && keep_promises (store, error)
      && cs_store_commit (store, error))
    return TRUE;

  cs_store_rollback (store);
  return FALSE;
}

/* Keys come from memory afterwards; those of half-written contents are taken, too. */
static gboolean
find_next_message (CsStore *store, GError **error)
{
  static const char sql[] = "SELECT max (coalesce ((SELECT max (number) FROM message), 0),"
                            "  coalesce ((SELECT max (key) >> 20 FROM content), 0),"
                            "  coalesce ((SELECT max (message) FROM staging), 0)) + 1";

  return cs_database_number (store->database, &store->next_message, 1, error, sql, "");
}

static CsStore *
try_open (const char *path, GError **error)
{
  g_autoptr (CsDatabase) database = cs_database_open (path, error);
  CsStore *store;

  if (database == NULL || !cs_schema_prepare (database, error) || !cs_salvage_look (database, error)
      || !cs_schema_create_temporary (database, error))
    return NULL;

  store = g_new0 (CsStore, 1);
  g_mutex_init (&store->limits_mutex);
  store->path = g_strdup (path);
  store->lanes = cs_lanes_new (database);
  store->common = cs_common_new ();
  sqlite3_wal_hook (cs_database_handle (database), on_wal, store);
  store->database = g_steal_pointer (&database);
  store->turn_due_s = G_MININT64;
  if (find_next_message (store, error) && cs_store_clean_up (store, error))
    return store;

  cs_store_free (store);
  return NULL;
}

CsStore *
cs_store_open (const char *path, GError **error)
{
  g_autoptr (GError) failure = NULL;
  CsStore *store;

  if (!cs_salvage_is_marked (path))
    {
      store = try_open (path, &failure);
      if (store != NULL)
        return store;
      if (!g_error_matches (failure, CS_QUEUE_ERROR, CS_QUEUE_ERROR_DAMAGED))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return NULL;
        }
    }

  if (!cs_salvage (path, failure != NULL ? failure->message : NULL, error))
    return NULL;

  return try_open (path, error);
}

void
cs_store_close (CsStore *store)
{
  g_clear_pointer (&store->lanes, cs_lanes_free);
  g_clear_pointer (&store->database, cs_database_close);
  g_clear_pointer (&store->common, cs_common_free);
}

void
cs_store_free (CsStore *store)
{
  if (store == NULL)
    return;

  cs_store_close (store);
  g_mutex_clear (&store->limits_mutex);
  g_free (store->path);
  g_free (store);
}
