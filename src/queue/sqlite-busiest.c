#include "queue/sqlite-look.h"

#define LOOKED_AT 50 /* of a lane's recipients, for one that has failed */

static CsQueueLane *
find_lane (GPtrArray *lanes, GArray *numbers, gint64 number)
{
  for (guint i = 0; i < lanes->len; i++)
    if (g_array_index (numbers, gint64, i) == number)
      return lanes->pdata[i];

  return NULL;
}

/* (element-type CsQueueLane), and the number of each. */
static GPtrArray *
load_lanes (CsLook *look, guint limit, GArray *numbers, GError **error)
{
  static const char sql[] = "SELECT number, name, queued, deferred, held FROM lane"
                            "  WHERE queued + deferred + held > 0"
                            "  ORDER BY queued + deferred + held DESC, number DESC LIMIT ?1";
  g_autoptr (GPtrArray) lanes = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_queue_lane_free);
  sqlite3_stmt *statement = cs_database_query (look->database, sql, "i", (gint64)limit);
  g_autoptr (GError) failure = NULL;

  while (cs_database_step (look->database, statement, &failure))
    {
      CsQueueLane *lane = g_new0 (CsQueueLane, 1);
      gint64 number = sqlite3_column_int64 (statement, 0);

      lane->name = cs_database_column_dup (statement, 1);
      lane->queued = sqlite3_column_int64 (statement, 2);
      lane->deferred = sqlite3_column_int64 (statement, 3);
      lane->held = sqlite3_column_int64 (statement, 4);
      g_ptr_array_add (lanes, lane);
      g_array_append_val (numbers, number);
    }

  if (failure == NULL)
    return g_steal_pointer (&lanes);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

/* In the table the active are what they were before they were claimed; there are few of them. */
static gboolean
count_active (CsLook *look, GPtrArray *lanes, GArray *numbers, GError **error)
{
  static const char sql[] = "SELECT lane, state = ?1, count(*) FROM temp.active GROUP BY 1, 2";
  sqlite3_stmt *statement
      = cs_database_query (look->database, sql, "i", (gint64)CS_RECIPIENT_QUEUED);
  g_autoptr (GError) failure = NULL;

  while (cs_database_step (look->database, statement, &failure))
    {
      CsQueueLane *lane = find_lane (lanes, numbers, sqlite3_column_int64 (statement, 0));
      guint64 n = sqlite3_column_int64 (statement, 2);
      guint64 *before;

      if (lane == NULL)
        continue;
      before = sqlite3_column_int (statement, 1) ? &lane->queued : &lane->deferred;
      lane->active += n;
      *before -= MIN (n, *before);
    }

  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Of those who are due last: they were deferred last. */
static gboolean
load_failure (CsLook *look, CsQueueLane *lane, gint64 number, GError **error)
{
  static const char sql[]
      = "SELECT cause, text, remote,"
        "  (SELECT max (when_s) FROM attempt WHERE recipient = r.key)"
        "  FROM (SELECT key, cause, text, remote FROM recipient WHERE lane = ?1"
        "    ORDER BY due_s DESC LIMIT ?2) AS r WHERE cause NOT IN (?3, ?4) LIMIT 1";
  sqlite3_stmt *statement
      = cs_database_query (look->database, sql, "iiii", number, (gint64)LOOKED_AT,
                           (gint64)CS_CAUSE_NONE, (gint64)CS_CAUSE_ADMINISTRATOR);
  g_autoptr (GError) failure = NULL;

  if (!cs_database_step (look->database, statement, &failure))
    {
      if (failure == NULL)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  lane->cause = sqlite3_column_int (statement, 0);
  lane->text = cs_database_column_dup (statement, 1);
  lane->remote = cs_database_column_dup (statement, 2);
  lane->failed_s = cs_database_column_number (statement, 3, 0);
  cs_database_done (statement);
  return TRUE;
}

GPtrArray *
cs_look_busiest (CsLook *look, guint limit, GError **error)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GPtrArray) lanes = NULL;

  lanes = load_lanes (look, limit, numbers, error);
  if (lanes == NULL || !count_active (look, lanes, numbers, error))
    return NULL;

  for (guint i = 0; i < lanes->len; i++)
    if (!load_failure (look, lanes->pdata[i], g_array_index (numbers, gint64, i), error))
      return NULL;

  return g_steal_pointer (&lanes);
}
