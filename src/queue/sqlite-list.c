#include "queue/sqlite-selection.h"
#include "queue/sqlite-store.h"

#define COLUMNS                                                                                    \
  "SELECT m.id, r.key, m.sender, r.address,"                                                       \
  "  iif (r.key IN (SELECT recipient FROM temp.active), 1, r.state), r.cause, r.text,"             \
  "  (SELECT name FROM lane WHERE number = r.lane), r.credential, r.remote, r.attempts, r.due_s,"  \
  "  m.arrived_s, m.size_bytes, m.subject "

static void
propagate (GError **error, GError *failure)
{
  if (failure != NULL)
    g_propagate_error (error, failure);
}

/* --- addresses --- */

GPtrArray *
cs_store_addresses (CsStore *store, const char *after, guint limit, GError **error)
{
  /* For a pair of columns SQLite would begin with everybody who has that address. */
  static const char sql[]
      = "SELECT address, domain FROM recipient WHERE domain = ?1 AND address > ?2"
        "  UNION ALL SELECT address, domain FROM recipient WHERE domain > ?1"
        "  ORDER BY domain, address LIMIT 1";
  g_autoptr (GPtrArray) addresses
      = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_address_unref);
  g_autoptr (CsAddress) last = cs_address_parse (after, -1, CS_ADDRESS_ALLOW_NULL, NULL, NULL);
  GError *failure = NULL;

  /* A step for each address: one with a million messages costs no more than another. */
  while (last != NULL && addresses->len < limit)
    {
      sqlite3_stmt *statement = cs_database_query (
          store->database, sql, "tt", cs_address_domain (last), cs_address_text (last));
      CsAddress *next = NULL;

      if (cs_database_step (store->database, statement, &failure))
        {
          next = cs_address_parse (cs_database_column_text (statement, 0), -1, CS_ADDRESS_DEFAULT,
                                   NULL, NULL);
          cs_database_done (statement);
        }
      g_clear_pointer (&last, cs_address_unref);
      if (next != NULL)
        {
          last = cs_address_ref (next);
          g_ptr_array_add (addresses, next);
        }
    }

  propagate (error, failure);
  return failure == NULL ? g_steal_pointer (&addresses) : NULL;
}

/* --- rows --- */

static CsQueueRow *
load_row (sqlite3_stmt *statement)
{
  CsQueueRow *row = g_new0 (CsQueueRow, 1);

  row->id = g_strdup_printf ("%s/%u", cs_database_column_text (statement, 0),
                             cs_key_part (sqlite3_column_int64 (statement, 1)));
  row->sender = g_strdup (cs_database_column_text (statement, 2));
  row->recipient = g_strdup (cs_database_column_text (statement, 3));
  row->state = sqlite3_column_int (statement, 4);
  row->cause = sqlite3_column_int (statement, 5);
  row->text = cs_database_column_dup (statement, 6);
  row->lane = g_strdup (cs_database_column_text (statement, 7));
  row->credential = cs_database_column_dup (statement, 8);
  row->remote = cs_database_column_dup (statement, 9);
  row->attempts = sqlite3_column_int (statement, 10);
  row->next_attempt_s = cs_database_column_number (statement, 11, 0);
  row->arrived_s = sqlite3_column_int64 (statement, 12);
  row->size_bytes = sqlite3_column_int64 (statement, 13);
  row->subject = cs_database_column_dup (statement, 14);
  return row;
}

/* Along the IDs, so that a page costs what it shows; few chosen ones are found first and sorted. */
static char *
list_sql (const CsQueueSelection *selection)
{
  g_autofree char *where = cs_selection_where (selection, TRUE);
  gboolean few = selection != NULL
                 && (selection->ids != NULL || selection->lane != NULL || selection->domain != NULL
                     || selection->credential != NULL);

  return g_strdup_printf (COLUMNS " FROM %s %s %s m.id >= :id"
                                  "  AND (m.id > :id OR (r.key & %d) > :number)"
                                  "  ORDER BY m.id, r.key LIMIT :limit",
                          few ? "recipient AS r JOIN message AS m ON m.number = r.key >> 20"
                              : "message AS m CROSS JOIN recipient AS r"
                                " ON r.key BETWEEN m.number << 20 AND (m.number << 20) | 1048575",
                          where, *where == '\0' ? "WHERE" : "AND", CS_KEY_LIMIT - 1);
}

static gboolean
load_rows (CsStore *store, sqlite3_stmt *statement, const CsSelectionBinding *binding,
           GPtrArray *rows, GError **error)
{
  GError *failure = NULL;

  cs_selection_bind (binding, statement);
  while (cs_database_step (store->database, statement, &failure))
    g_ptr_array_add (rows, load_row (statement));

  propagate (error, failure);
  return failure == NULL;
}

static gboolean
load_by_id (CsStore *store, sqlite3_stmt *statement, const CsQueueSelection *selection,
            GPtrArray *rows, GError **error)
{
  for (guint i = 0; selection->ids[i] != NULL; i++)
    {
      CsSelectionBinding binding = { .selection = selection };
      g_autofree char *id = NULL;
      gint64 message = 0;
      guint number = 0;

      if (cs_queue_parse_id (selection->ids[i], &id, &number)
          && !cs_store_find_message (store, id, &message, error))
        return FALSE;
      if (message == 0 || number >= CS_KEY_LIMIT)
        {
          if (selection->passes_over_unknown)
            continue;
          g_set_error (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_UNKNOWN, "there is no message %s",
                       selection->ids[i]);
          return FALSE;
        }
      binding.first_key = cs_key (message, number);
      binding.last_key = number == 0 ? cs_key_last (message) : binding.first_key;
      if (!load_rows (store, statement, &binding, rows, error))
        return FALSE;
    }

  return TRUE;
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const CsQueueRow *left = *(const CsQueueRow *const *)a;
  const CsQueueRow *right = *(const CsQueueRow *const *)b;
  g_autofree char *left_id = NULL, *right_id = NULL;
  guint left_number = 0, right_number = 0;
  int order;

  cs_queue_parse_id (left->id, &left_id, &left_number);
  cs_queue_parse_id (right->id, &right_id, &right_number);
  order = g_strcmp0 (left_id, right_id);
  return order != 0 ? order : (left_number > right_number) - (left_number < right_number);
}

static void
bind_page (sqlite3_stmt *statement, const char *id, guint number, guint limit)
{
  sqlite3_bind_text (statement, sqlite3_bind_parameter_index (statement, ":id"), id, -1,
                     SQLITE_STATIC);
  sqlite3_bind_int64 (statement, sqlite3_bind_parameter_index (statement, ":number"), number);
  sqlite3_bind_int64 (statement, sqlite3_bind_parameter_index (statement, ":limit"), limit);
}

GPtrArray *
cs_store_list (CsStore *store, const CsQueueSelection *selection, const char *after, guint limit,
               GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_queue_row_free);
  g_autofree char *sql = list_sql (selection);
  CsSelectionBinding binding = { .selection = selection };
  g_autofree char *id = NULL;
  guint number = 0;
  sqlite3_stmt *statement = NULL;
  gboolean good;

  if (!cs_queue_parse_id (after, &id, &number))
    id = g_strdup ("");
  if (sqlite3_prepare_v2 (cs_database_handle (store->database), sql, -1, &statement, NULL)
      != SQLITE_OK)
    {
      cs_database_fail (store->database, error);
      return NULL;
    }

  bind_page (statement, id, number, limit);
  if (selection != NULL && selection->ids != NULL)
    good = load_by_id (store, statement, selection, rows, error);
  else
    good = load_rows (store, statement, &binding, rows, error);
  sqlite3_finalize (statement);

  g_ptr_array_sort (rows, compare_rows);
  if (rows->len > limit)
    g_ptr_array_set_size (rows, limit);
  return good ? g_steal_pointer (&rows) : NULL;
}

/* Who is named by an ID is not counted: the caller knows how many these are. */
gboolean
cs_store_count (CsStore *store, const CsQueueSelection *selection, gint64 *n, GError **error)
{
  g_autofree char *where = cs_selection_where (selection, TRUE);
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM recipient AS r %s", where);
  CsSelectionBinding binding = { .selection = selection, .last_key = G_MAXINT64 };
  sqlite3_stmt *statement = NULL;
  GError *failure = NULL;

  if (sqlite3_prepare_v2 (cs_database_handle (store->database), sql, -1, &statement, NULL)
      != SQLITE_OK)
    return cs_database_fail (store->database, error);

  cs_selection_bind (&binding, statement);
  *n = 0;
  if (cs_database_step (store->database, statement, &failure))
    *n = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  propagate (error, failure);
  return failure == NULL;
}
