#include "queue/sqlite-look.h"

/* So that others who look wait some 30 ms at most, whatever waits: as is the number of lanes and
 * causes that are looked at, of which the largest are wanted. */
#define COUNTED 20000 /* recipients, in all */
#define COUNTED_OF_ONE 20 /* at least, when so many have been counted before */

G_STATIC_ASSERT (CS_CAUSE_AUTHENTICATION_REFUSED == 1 && CS_CAUSE_AUTHENTICATION_REQUIRED == 2
                 && CS_CAUSE_AUTHENTICATION_NOT_OFFERED == 3
                 && CS_CAUSE_AUTHENTICATION_TOO_WEAK == 4 && CS_CAUSE_TLS_REQUIRED == 6
                 && CS_CAUSE_CREDENTIAL_MISSING == 9 && CS_CAUSE_CREDENTIAL_INVALID == 10
                 && CS_RECIPIENT_DEFERRED == 2 && CS_RECIPIENT_HELD == 3);

typedef struct
{
  gint64 lane;
  gint64 cause;
} Place;

/* In the index by range only: with "=" SQLite would go by the words of the index instead, through
 * everybody of the lane, and with a pair of columns through everybody of the pair. */
#define AT_PLACE "lane = ?1 AND cause BETWEEN ?2 AND ?2"

/* Goes to the next lane and cause in the index: from one to the other without what lies between. */
static gboolean
find_next (CsLook *look, Place *place, gboolean *found, GError **error)
{
  static const char sql[]
      = "SELECT lane, cause FROM recipient INDEXED BY recipient_trouble"
        "  WHERE " CS_SCHEMA_IS_TROUBLE " AND lane = ?1 AND cause > ?2"
        "  UNION ALL SELECT lane, cause FROM recipient INDEXED BY recipient_trouble"
        "  WHERE " CS_SCHEMA_IS_TROUBLE " AND lane > ?1 ORDER BY lane, cause LIMIT 1";
  sqlite3_stmt *statement
      = cs_database_query (look->database, sql, "ii", place->lane, place->cause);
  g_autoptr (GError) failure = NULL;

  *found = cs_database_step (look->database, statement, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (*found)
    {
      place->lane = sqlite3_column_int64 (statement, 0);
      place->cause = sqlite3_column_int64 (statement, 1);
      cs_database_done (statement);
    }
  return TRUE;
}

/* By key, so that a message's recipients come together. */
static gboolean
count (CsLook *look, const Place *place, gint64 most, CsQueueTrouble *trouble, GError **error)
{
  static const char sql[]
      = "SELECT key FROM recipient INDEXED BY recipient_trouble"
        "  WHERE " CS_SCHEMA_IS_TROUBLE " AND " AT_PLACE "  ORDER BY cause, key LIMIT ?3";
  sqlite3_stmt *statement
      = cs_database_query (look->database, sql, "iii", place->lane, place->cause, most);
  g_autoptr (GError) failure = NULL;
  gint64 last = -1;

  while (cs_database_step (look->database, statement, &failure))
    {
      gint64 message = cs_key_message (sqlite3_column_int64 (statement, 0));

      trouble->recipients++;
      trouble->messages += message != last ? 1 : 0;
      last = message;
    }
  trouble->is_more = trouble->recipients == (guint64)most;
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
load_newest (CsLook *look, const Place *place, CsQueueTrouble *trouble, GError **error)
{
  static const char sql[]
      = "SELECT address, text, credential, remote, (SELECT name FROM lane WHERE number = r.lane)"
        "  FROM recipient AS r INDEXED BY recipient_trouble"
        "  WHERE " CS_SCHEMA_IS_TROUBLE " AND " AT_PLACE "  ORDER BY cause DESC, key DESC LIMIT 1";
  sqlite3_stmt *statement
      = cs_database_query (look->database, sql, "ii", place->lane, place->cause);
  g_autoptr (GError) failure = NULL;

  if (cs_database_step (look->database, statement, &failure))
    {
      trouble->recipient = cs_database_column_dup (statement, 0);
      trouble->text = cs_database_column_dup (statement, 1);
      trouble->credential = cs_database_column_dup (statement, 2);
      trouble->remote = cs_database_column_dup (statement, 3);
      trouble->lane = cs_database_column_dup (statement, 4);
      cs_database_done (statement);
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static CsQueueTrouble *
load (CsLook *look, const Place *place, gint64 most, GError **error)
{
  g_autoptr (CsQueueTrouble) trouble = g_new0 (CsQueueTrouble, 1);

  trouble->cause = place->cause;
  if (!count (look, place, most, trouble, error) || !load_newest (look, place, trouble, error))
    return NULL;
  return g_steal_pointer (&trouble);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const CsQueueTrouble *first = *(const CsQueueTrouble *const *)a;
  const CsQueueTrouble *second = *(const CsQueueTrouble *const *)b;

  if (first->recipients != second->recipients)
    return first->recipients > second->recipients ? -1 : 1;
  return g_strcmp0 (first->lane, second->lane);
}

GPtrArray *
cs_look_troubles (CsLook *look, guint limit, GError **error)
{
  g_autoptr (GPtrArray) troubles
      = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_queue_trouble_free);
  Place place = { G_MININT64, 0 };
  gint64 left = COUNTED;
  gboolean found = TRUE;

  while (found && troubles->len < CS_QUEUE_MOST_TROUBLES)
    {
      CsQueueTrouble *trouble;

      if (!find_next (look, &place, &found, error))
        return NULL;
      if (!found)
        break;
      trouble = load (look, &place, MAX (left, COUNTED_OF_ONE), error);
      if (trouble == NULL)
        return NULL;
      left -= trouble->recipients;
      g_ptr_array_add (troubles, trouble);
    }

  g_ptr_array_sort (troubles, compare);
  if (troubles->len > limit)
    g_ptr_array_set_size (troubles, limit);
  return g_steal_pointer (&troubles);
}
