#include <string.h>

#include "queue/sqlite-salvage.h"
#include "queue/sqlite-schema.h"

#define BATCH 500 /* messages in one transaction */
#define STRIDE_MOST (G_GINT64_CONSTANT (1) << 40)

/* Rows are read one by one with a statement of their own, since a damaged page fails whatever
 * scans across it. Of the new file every failure counts; of the old one none does. */
typedef struct
{
  CsDatabase *from, *to;
  guint64 n_messages;
  gboolean met_damage;
} Rescue;

/* --- one message --- */

static gboolean
is_constraint (Rescue *rescue)
{
  return (sqlite3_errcode (cs_database_handle (rescue->to)) & 0xff) == SQLITE_CONSTRAINT;
}

/* Copies the columns of the row that @statement stands on. One that no table of ours would have is
 * passed over: it was misread. */
static gboolean
insert_row (Rescue *rescue, sqlite3_stmt *row, const char *sql, gboolean *is_in, GError **error)
{
  sqlite3_stmt *insert = cs_database_query (rescue->to, sql, "");
  g_autoptr (GError) failure = NULL;

  for (int i = 0; insert != NULL && i < sqlite3_column_count (row); i++)
    sqlite3_bind_value (insert, i + 1, sqlite3_column_value (row, i));

  cs_database_step (rescue->to, insert, &failure);
  if (insert != NULL)
    sqlite3_clear_bindings (insert);
  *is_in = failure == NULL;
  if (failure == NULL || (insert != NULL && is_constraint (rescue)))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Copies the rows of @select as far as they can be read; *@n_rows is how many. */
static gboolean
copy_rows (Rescue *rescue, const char *select, const char *insert, gint64 first, gint64 last,
           guint *n_rows, GError **error)
{
  sqlite3_stmt *statement = cs_database_query (rescue->from, select, "ii", first, last);

  *n_rows = 0;
  while (statement != NULL && cs_database_step (rescue->from, statement, NULL))
    {
      gboolean is_in;

      if (!insert_row (rescue, statement, insert, &is_in, error))
        {
          cs_database_done (statement);
          return FALSE;
        }
      *n_rows += is_in ? 1 : 0;
    }

  return TRUE;
}

static gboolean
copy_recipients (Rescue *rescue, gint64 message, guint *n_recipients, GError **error)
{
  static const char sql_lane[] = "INSERT OR IGNORE INTO lane (name, next_due_s) VALUES (?1, 0)";
  static const char sql_lanes[]
      = "SELECT DISTINCT coalesce ((SELECT name FROM lane WHERE number = r.lane), '')"
        "  FROM recipient AS r WHERE r.key BETWEEN ?1 AND ?2";
  static const char sql_select[]
      = "SELECT key, address, domain,"
        "  coalesce ((SELECT name FROM lane WHERE number = r.lane), ''), state, due_s, attempts,"
        "  cause, cause_count, pending, notify, delay_noticed, original_recipient, text,"
        "  credential, remote FROM recipient AS r WHERE key BETWEEN ?1 AND ?2";
  static const char sql_insert[]
      = "INSERT OR IGNORE INTO recipient VALUES (?1, ?2, ?3,"
        "  (SELECT number FROM lane WHERE name = ?4), ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,"
        "  ?14, ?15, ?16)";
  guint n_lanes;

  return copy_rows (rescue, sql_lanes, sql_lane, cs_key (message, 0), cs_key_last (message),
                    &n_lanes, error)
         && copy_rows (rescue, sql_select, sql_insert, cs_key (message, 0), cs_key_last (message),
                       n_recipients, error);
}

/* What is known of former attempts, of those who are there: no message is less whole without. A
 * file may be so old that it does not have all of the columns. */
static gboolean
copy_history (Rescue *rescue, gint64 message, GError **error)
{
  static const char sql_attempt[] = "SELECT * FROM attempt WHERE recipient BETWEEN ?1 AND ?2";
  static const char sql_new_attempt[]
      = "INSERT OR IGNORE INTO attempt (recipient, place, number, when_s, state, cause, text,"
        "  remote, protection) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9"
        "  WHERE EXISTS (SELECT 1 FROM recipient WHERE key = ?1)";
  static const char sql_transcript[]
      = "SELECT recipient, text FROM transcript WHERE recipient BETWEEN ?1 AND ?2";
  static const char sql_new_transcript[]
      = "INSERT OR IGNORE INTO transcript (recipient, text) SELECT ?1, ?2"
        "  WHERE EXISTS (SELECT 1 FROM recipient WHERE key = ?1)";
  guint n_rows;

  return copy_rows (rescue, sql_attempt, sql_new_attempt, cs_key (message, 0),
                    cs_key_last (message), &n_rows, error)
         && copy_rows (rescue, sql_transcript, sql_new_transcript, cs_key (message, 0),
                       cs_key_last (message), &n_rows, error);
}

/* Into a savepoint: a message that turns out not to be whole leaves nothing behind. */
static gboolean
copy_parts (Rescue *rescue, gint64 message, gboolean *is_whole, GError **error)
{
  static const char sql_message[] = "SELECT * FROM message WHERE number BETWEEN ?1 AND ?2";
  static const char sql_new_message[]
      = "INSERT INTO message VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
  static const char sql_content[] = "SELECT key, bytes FROM content WHERE key BETWEEN ?1 AND ?2";
  static const char sql_new_content[] = "INSERT INTO content VALUES (?1, ?2)";
  static const char sql_missing[]
      = "SELECT size_bytes - (SELECT coalesce (sum (length (bytes)), -1) FROM content"
        "  WHERE key BETWEEN ?2 AND ?3) FROM message WHERE number = ?1";
  guint n_messages, n_chunks, n_recipients;
  gint64 missing_bytes;

  if (!copy_rows (rescue, sql_message, sql_new_message, message, message, &n_messages, error)
      || !copy_rows (rescue, sql_content, sql_new_content, cs_key (message, 0),
                     cs_key_last (message), &n_chunks, error)
      || !copy_recipients (rescue, message, &n_recipients, error)
      || !cs_database_number (rescue->to, &missing_bytes, -1, error, sql_missing, "iii", message,
                              cs_key (message, 0), cs_key_last (message)))
    return FALSE;

  *is_whole = n_messages == 1 && n_recipients > 0 && missing_bytes == 0;
  return !*is_whole || copy_history (rescue, message, error);
}

static gboolean
copy_message (Rescue *rescue, gint64 message, GError **error)
{
  gboolean is_whole;

  if (!cs_database_script (rescue->to, "SAVEPOINT message", error)
      || !copy_parts (rescue, message, &is_whole, error))
    return FALSE;
  if (!is_whole && !cs_database_script (rescue->to, "ROLLBACK TO message", error))
    return FALSE;
  if (!cs_database_script (rescue->to, "RELEASE message", error))
    return FALSE;

  rescue->n_messages += is_whole;
  if (!is_whole || rescue->n_messages % BATCH != 0)
    return TRUE;

  return cs_database_script (rescue->to, "COMMIT; BEGIN", error);
}

static gboolean
is_copied (Rescue *rescue, gint64 message)
{
  static const char sql[] = "SELECT 1 FROM message WHERE number = ?1";
  gint64 copied;

  return cs_database_number (rescue->to, &copied, 0, NULL, sql, "i", message) && copied != 0;
}

/* --- all of them --- */

/* The number of the message behind (or before) @message; *@found is FALSE at the end. */
static gboolean
neighbour (Rescue *rescue, const char *sql, gint64 message, gint64 *number, gboolean *found)
{
  g_autoptr (GError) failure = NULL;

  *found = cs_database_number (rescue->from, number, G_MININT64, &failure, sql, "i", message)
           && *number != G_MININT64;
  return failure == NULL;
}

/* Walks in one direction; where a page cannot be read it jumps over it, further each time. */
static gboolean
walk (Rescue *rescue, const char *sql, gint64 start, int direction, GError **error)
{
  gint64 at = start;
  gint64 stride = 1;

  while (stride < STRIDE_MOST)
    {
      gint64 number;
      gboolean found;

      if (!neighbour (rescue, sql, at, &number, &found))
        {
          rescue->met_damage = TRUE;
          at += direction * stride;
          stride *= 2;
          continue;
        }
      if (!found)
        break;

      if (!is_copied (rescue, number) && !copy_message (rescue, number, error))
        return FALSE;
      at = number;
      stride = 1;
    }

  return TRUE;
}

/* Where the way down begins: the table itself may not say. */
static gint64
beyond_last (Rescue *rescue)
{
  static const char sql_recipient[] = "SELECT max (key) >> 20 FROM recipient";
  static const char sql_content[] = "SELECT max (key) >> 20 FROM content";
  gint64 by_recipient, by_content;

  cs_database_number (rescue->from, &by_recipient, 0, NULL, sql_recipient, "");
  cs_database_number (rescue->from, &by_content, 0, NULL, sql_content, "");
  return MAX (by_recipient, by_content) + 1;
}

gboolean
cs_rescue (CsDatabase *from, CsDatabase *to, guint64 *n_messages, GError **error)
{
  static const char sql_up[] = "SELECT min (number) FROM message WHERE number > ?1";
  static const char sql_down[] = "SELECT max (number) FROM message WHERE number < ?1";
  Rescue rescue = { .from = from, .to = to };

  if (!cs_database_script (to, "BEGIN", error) || !walk (&rescue, sql_up, 0, 1, error)
      || (rescue.met_damage && !walk (&rescue, sql_down, beyond_last (&rescue), -1, error))
      || !cs_schema_count_lanes (to, error) || !cs_database_script (to, "COMMIT", error))
    return FALSE;

  *n_messages = rescue.n_messages;
  return TRUE;
}
