#include "queue/sqlite-look.h"
#include "queue/sqlite-selection.h"

#define SLICE 5000 /* recipients looked at in one run: some 5 ms */

static const CsQueueSelection everybody = { 0 };

/* --- who is counted already --- */

static gboolean
is_by_state_only (const CsQueueSelection *selection)
{
  return selection->ids == NULL && selection->lane == NULL && selection->domain == NULL
         && selection->credential == NULL && selection->text == NULL && selection->causes == 0
         && !selection->not_by_administrator;
}

/* In the table the active are what they were before they were claimed. */
static gboolean
count_by_state (CsLook *look, guint states, gint64 *n, GError **error)
{
  static const char sql[]
      = "SELECT ?1 * (queued - (SELECT count(*) FROM temp.active WHERE state = 0))"
        "  + ?2 * (SELECT count(*) FROM temp.active)"
        "  + ?3 * (deferred - (SELECT count(*) FROM temp.active WHERE state = 2))"
        "  + ?4 * (held - (SELECT count(*) FROM temp.active WHERE state = 3)) FROM counts";
  guint wanted = states != 0 ? states : G_MAXUINT;

  return cs_database_number (
      look->database, n, 0, error, sql, "iiii", (gint64)(wanted >> CS_RECIPIENT_QUEUED & 1),
      (gint64)(wanted >> CS_RECIPIENT_ACTIVE & 1), (gint64)(wanted >> CS_RECIPIENT_DEFERRED & 1),
      (gint64)(wanted >> CS_RECIPIENT_HELD & 1));
}

/* --- who is not --- */

static gboolean
count_between (CsLook *look, const CsQueueSelection *selection, gboolean is_few, gint64 first,
               gint64 last, gint64 *n, GError **error)
{
  g_autofree char *where = cs_selection_where (selection, TRUE);
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM recipient AS r %s %s"
                                          "  AND %sr.key BETWEEN :from AND :to",
                                          is_few ? "" : "NOT INDEXED", where, is_few ? "+" : "");
  CsSelectionBinding binding = { .selection = selection, .last_key = G_MAXINT64 };
  sqlite3_stmt *statement = NULL;
  GError *failure = NULL;

  if (sqlite3_prepare_v2 (cs_database_handle (look->database), sql, -1, &statement, NULL)
      != SQLITE_OK)
    return cs_database_fail (look->database, error);

  cs_selection_bind (&binding, statement);
  sqlite3_bind_int64 (statement, sqlite3_bind_parameter_index (statement, ":from"), first);
  sqlite3_bind_int64 (statement, sqlite3_bind_parameter_index (statement, ":to"), last);
  if (cs_database_step (look->database, statement, &failure))
    *n += sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);

  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

/* Who is named by an ID is not counted: the caller knows how many these are. */
gboolean
cs_look_count (CsLook *look, const CsQueueSelection *selection, CsQueueSearch *search,
               GError **error)
{
  static const char sql_end[]
      = "SELECT key FROM recipient WHERE key > ?1 ORDER BY key LIMIT 1 OFFSET ?2";
  gint64 end = G_MAXINT64;
  gboolean is_few = FALSE;

  if (selection == NULL)
    selection = &everybody;
  if (is_by_state_only (selection))
    return count_by_state (look, selection->states, &search->n, error);

  if ((!search->goes_on && !cs_selection_is_few (selection, look->database, &is_few, error))
      || (!is_few
          && !cs_database_number (look->database, &end, G_MAXINT64, error, sql_end, "ii",
                                  search->place, (gint64)SLICE))
      || !count_between (look, selection, is_few, search->place + 1, end, &search->n, error))
    return FALSE;

  search->goes_on = end != G_MAXINT64;
  search->place = end;
  return TRUE;
}
