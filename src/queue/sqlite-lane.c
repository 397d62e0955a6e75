#include "queue/sqlite-lane.h"

#define CACHE_MOST 4096

/* What a transaction has changed so far. */
typedef struct
{
  gint64 number; /* of the lane */
  gint64 queued, deferred, held;
} Change;

struct _CsLanes
{
  CsDatabase *database;
  GHashTable *by_number; /* owns */
  GHashTable *by_name;
  GHashTable *changes; /* set of Change, by number */
};

static void
lane_free (gpointer data)
{
  CsLane *lane = data;

  g_free (lane->name);
  g_free (lane);
}

/* --- how many --- */

static Change *
change_of (CsLanes *lanes, gint64 number)
{
  Change *change = g_hash_table_lookup (lanes->changes, &number);

  if (change != NULL)
    return change;

  change = g_new0 (Change, 1);
  change->number = number;
  g_hash_table_add (lanes->changes, change);
  return change;
}

/* count_in_lane (lane, state, n) of the triggers. */
static void
count_in_lane (sqlite3_context *context, int n_arguments, sqlite3_value **arguments)
{
  CsLanes *lanes = sqlite3_user_data (context);
  Change *change = change_of (lanes, sqlite3_value_int64 (arguments[0]));
  int n = sqlite3_value_int (arguments[2]);

  switch (sqlite3_value_int (arguments[1]))
    {
    case CS_RECIPIENT_QUEUED:
      change->queued += n;
      break;
    case CS_RECIPIENT_DEFERRED:
      change->deferred += n;
      break;
    case CS_RECIPIENT_HELD:
      change->held += n;
      break;
    }
}

gboolean
cs_lanes_write_counts (CsLanes *lanes, GError **error)
{
  static const char sql[] = "UPDATE lane SET queued = queued + ?2, deferred = deferred + ?3,"
                            "  held = held + ?4 WHERE number = ?1";
  GHashTableIter iter;
  Change *change;

  g_hash_table_iter_init (&iter, lanes->changes);
  while (g_hash_table_iter_next (&iter, (gpointer *)&change, NULL))
    {
      if ((change->queued != 0 || change->deferred != 0 || change->held != 0)
          && !cs_database_run (lanes->database, error, sql, "iiii", change->number, change->queued,
                               change->deferred, change->held))
        return FALSE;
      g_hash_table_iter_remove (&iter);
    }

  return TRUE;
}

/* --- the cache --- */

CsLanes *
cs_lanes_new (CsDatabase *database)
{
  CsLanes *lanes = g_new0 (CsLanes, 1);

  lanes->database = database;
  lanes->by_number = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, lane_free);
  lanes->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  lanes->changes = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  sqlite3_create_function_v2 (cs_database_handle (database), "count_in_lane", 3, SQLITE_UTF8, lanes,
                              count_in_lane, NULL, NULL, NULL);
  return lanes;
}

void
cs_lanes_free (CsLanes *lanes)
{
  if (lanes == NULL)
    return;

  g_hash_table_unref (lanes->by_name);
  g_hash_table_unref (lanes->by_number);
  g_hash_table_unref (lanes->changes);
  g_free (lanes);
}

static void
forget_progress (CsLane *lane)
{
  lane->next_due_s = CS_LANE_UNKNOWN;
  lane->cursor_due_s = G_MININT64;
  lane->cursor_key = 0;
}

static CsLane *
remember (CsLanes *lanes, gint64 number, const char *name, gint64 bound_s)
{
  CsLane *lane = g_new0 (CsLane, 1);

  lane->number = number;
  lane->name = g_strdup (name);
  lane->bound_s = bound_s;
  forget_progress (lane);
  g_hash_table_insert (lanes->by_number, &lane->number, lane);
  g_hash_table_insert (lanes->by_name, lane->name, lane);
  return lane;
}

/* Another lane may get its number. */
static void
forget (CsLanes *lanes, CsLane *lane)
{
  g_hash_table_remove (lanes->changes, &lane->number);
  g_hash_table_remove (lanes->by_name, lane->name);
  g_hash_table_remove (lanes->by_number, &lane->number);
}

static CsLane *
create_lane (CsLanes *lanes, const char *name, GError **error)
{
  static const char sql[] = "INSERT INTO lane (name, next_due_s) VALUES (?1, NULL)";

  if (!cs_database_run (lanes->database, error, sql, "t", name))
    return NULL;

  return remember (lanes, sqlite3_last_insert_rowid (cs_database_handle (lanes->database)), name,
                   CS_LANE_NEVER);
}

CsLane *
cs_lanes_by_name (CsLanes *lanes, const char *name, gboolean create, GError **error)
{
  static const char sql[] = "SELECT number, next_due_s FROM lane WHERE name = ?1";
  CsLane *lane = g_hash_table_lookup (lanes->by_name, name);
  g_autoptr (GError) failure = NULL;
  sqlite3_stmt *statement;

  if (lane != NULL)
    return lane;

  statement = cs_database_query (lanes->database, sql, "t", name);
  if (cs_database_step (lanes->database, statement, &failure))
    {
      lane = remember (lanes, sqlite3_column_int64 (statement, 0), name,
                       cs_database_column_number (statement, 1, CS_LANE_NEVER));
      cs_database_done (statement);
      return lane;
    }

  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  else if (create)
    lane = create_lane (lanes, name, error);
  return lane;
}

CsLane *
cs_lanes_by_number (CsLanes *lanes, gint64 number, GError **error)
{
  static const char sql[] = "SELECT name, next_due_s FROM lane WHERE number = ?1";
  CsLane *lane = g_hash_table_lookup (lanes->by_number, &number);
  g_autoptr (GError) failure = NULL;
  sqlite3_stmt *statement;

  if (lane != NULL)
    return lane;

  statement = cs_database_query (lanes->database, sql, "i", number);
  if (cs_database_step (lanes->database, statement, &failure))
    {
      lane = remember (lanes, number, cs_database_column_text (statement, 0),
                       cs_database_column_number (statement, 1, CS_LANE_NEVER));
      cs_database_done (statement);
      return lane;
    }

  if (failure == NULL)
    g_set_error (&failure, CS_QUEUE_ERROR, CS_QUEUE_ERROR_DAMAGED,
                 "the queue has lost lane %" G_GINT64_FORMAT, number);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

static gboolean
set_bound (CsLanes *lanes, CsLane *lane, gint64 bound_s, GError **error)
{
  static const char sql[] = "UPDATE lane SET next_due_s = ?2 WHERE number = ?1";

  if (lane->bound_s == bound_s)
    return TRUE;

  lane->bound_s = bound_s;
  return cs_database_run (lanes->database, error, sql, "in", lane->number,
                          bound_s == CS_LANE_NEVER ? G_MININT64 : bound_s);
}

gboolean
cs_lanes_touch (CsLanes *lanes, CsLane *lane, gint64 due_s, gint64 key, GError **error)
{
  lane->next_due_s = MIN (lane->next_due_s, due_s);
  if (due_s < lane->cursor_due_s || (due_s == lane->cursor_due_s && key <= lane->cursor_key))
    forget_progress (lane);

  return due_s >= lane->bound_s || set_bound (lanes, lane, due_s, error);
}

gboolean
cs_lanes_suspect (CsLanes *lanes, CsLane *lane, GError **error)
{
  lane->next_due_s = CS_LANE_UNKNOWN;
  return set_bound (lanes, lane, 0, error);
}

/* Nobody of it is due by himself: a lane without anybody goes, one with held ones stays. */
static gboolean
retire (CsLanes *lanes, CsLane *lane, GError **error)
{
  static const char sql_any[] = "SELECT 1 FROM recipient WHERE lane = ?1 LIMIT 1";
  static const char sql_delete[] = "DELETE FROM lane WHERE number = ?1";
  gint64 any;

  if (!cs_database_number (lanes->database, &any, 0, error, sql_any, "i", lane->number))
    return FALSE;
  if (any != 0)
    return set_bound (lanes, lane, CS_LANE_NEVER, error);
  if (!cs_database_run (lanes->database, error, sql_delete, "i", lane->number))
    return FALSE;

  forget (lanes, lane);
  return TRUE;
}

gboolean
cs_lanes_refresh (CsLanes *lanes, CsLane *lane, gint64 *next_due_s, GError **error)
{
  static const char sql[]
      = "SELECT due_s FROM recipient WHERE lane = ?1 AND due_s = ?2 AND key > ?3"
        "  AND key NOT IN (SELECT recipient FROM temp.active)"
        "  UNION ALL SELECT due_s FROM recipient WHERE lane = ?1 AND due_s > ?2"
        "  AND key NOT IN (SELECT recipient FROM temp.active) ORDER BY due_s LIMIT 1";

  *next_due_s = lane->next_due_s;
  if (lane->next_due_s != CS_LANE_UNKNOWN)
    return TRUE;

  if (!cs_database_number (lanes->database, next_due_s, CS_LANE_NEVER, error, sql, "iii",
                           lane->number, lane->cursor_due_s, lane->cursor_key))
    return FALSE;

  lane->next_due_s = *next_due_s;
  if (lane->active > 0)
    return TRUE;
  if (*next_due_s == CS_LANE_NEVER)
    return retire (lanes, lane, error);

  return set_bound (lanes, lane, *next_due_s, error);
}

void
cs_lane_claimed (CsLane *lane, gint64 due_s, gint64 key)
{
  lane->active++;
  lane->next_due_s = CS_LANE_UNKNOWN;
  lane->cursor_due_s = due_s;
  lane->cursor_key = key;
}

void
cs_lane_released (CsLane *lane)
{
  if (lane->active > 0 && --lane->active == 0)
    forget_progress (lane);
}

static gboolean
is_idle (gpointer number, gpointer data, gpointer user_data)
{
  CsLane *lane = data;

  if (lane->active > 0)
    return FALSE;

  g_hash_table_remove (user_data, lane->name);
  return TRUE;
}

void
cs_lanes_trim (CsLanes *lanes)
{
  if (g_hash_table_size (lanes->by_number) > CACHE_MOST)
    g_hash_table_foreach_remove (lanes->by_number, is_idle, lanes->by_name);
}

gboolean
cs_lanes_reload (CsLanes *lanes, GError **error)
{
  static const char sql[] = "SELECT lane, count(*) FROM temp.active GROUP BY lane";
  sqlite3_stmt *statement = cs_database_query (lanes->database, sql, "");
  g_autoptr (GError) failure = NULL;

  g_hash_table_remove_all (lanes->by_name);
  g_hash_table_remove_all (lanes->by_number);
  g_hash_table_remove_all (lanes->changes);

  while (failure == NULL && cs_database_step (lanes->database, statement, &failure))
    {
      CsLane *lane = cs_lanes_by_number (lanes, sqlite3_column_int64 (statement, 0), &failure);

      if (lane != NULL)
        lane->active = sqlite3_column_int64 (statement, 1);
    }

  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}
