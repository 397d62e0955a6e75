#include "queue/sqlite-selection.h"
#include "queue/sqlite-look.h"

#define COLUMNS                                                                                    \
  "SELECT m.id, r.key, m.sender, r.address,"                                                       \
  "  iif (r.key IN (SELECT recipient FROM temp.active), 1, r.state), r.cause, r.text,"             \
  "  (SELECT name FROM lane WHERE number = r.lane), r.credential, r.remote, r.attempts, r.due_s,"  \
  "  m.arrived_s, m.size_bytes, m.subject "

#define SLICE 2000 /* messages looked at in one run: some 5 ms */

typedef struct
{
  char *id; /* behind this and number */
  guint number;
  char *end; /* (nullable): before this */
  guint limit;
} Page;

static void
page_clear (Page *page)
{
  g_free (page->id);
  g_free (page->end);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Page, page_clear)

static void
propagate (GError **error, GError *failure)
{
  if (failure != NULL)
    g_propagate_error (error, failure);
}

/* --- addresses --- */

GPtrArray *
cs_look_addresses (CsLook *look, const char *after, guint limit, GError **error)
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
          look->database, sql, "tt", cs_address_domain (last), cs_address_text (last));
      CsAddress *next = NULL;

      if (cs_database_step (look->database, statement, &failure))
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

/* Few are found by what names them, and sorted; else along the IDs, so that a page costs what it
 * shows, up to :end. There no index but that of the IDs will do. */
static char *
list_sql (const CsQueueSelection *selection, gboolean is_few, gboolean has_end)
{
  g_autofree char *where = cs_selection_where (selection, TRUE);

  return g_strdup_printf (
      COLUMNS " FROM %s %s %s m.id >= :id %s"
              "  AND (m.id > :id OR (r.key & %d) > :number)"
              "  ORDER BY m.id, r.key LIMIT :limit",
      is_few ? "recipient AS r JOIN message AS m ON m.number = r.key >> 20"
             : "message AS m CROSS JOIN recipient AS r NOT INDEXED"
               " ON r.key BETWEEN m.number << 20 AND (m.number << 20) | 1048575",
      where, *where == '\0' ? "WHERE" : "AND", has_end ? "AND m.id < :end" : "", CS_KEY_LIMIT - 1);
}

static gboolean
load_rows (CsLook *look, sqlite3_stmt *statement, const CsSelectionBinding *binding,
           GPtrArray *rows, GError **error)
{
  GError *failure = NULL;

  cs_selection_bind (binding, statement);
  while (cs_database_step (look->database, statement, &failure))
    g_ptr_array_add (rows, load_row (statement));

  propagate (error, failure);
  return failure == NULL;
}

static gboolean
load_by_id (CsLook *look, sqlite3_stmt *statement, const CsQueueSelection *selection,
            GPtrArray *rows, GError **error)
{
  for (guint i = 0; selection->ids[i] != NULL; i++)
    {
      CsSelectionBinding binding = { .selection = selection };
      g_autofree char *id = NULL;
      gint64 message = 0;
      guint number = 0;

      if (cs_queue_parse_id (selection->ids[i], &id, &number)
          && !cs_schema_find_message (look->database, id, &message, error))
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
      if (!load_rows (look, statement, &binding, rows, error))
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
bind_page (sqlite3_stmt *statement, const Page *page)
{
  int limit = sqlite3_bind_parameter_index (statement, ":limit");

  sqlite3_bind_text (statement, sqlite3_bind_parameter_index (statement, ":id"), page->id, -1,
                     SQLITE_STATIC);
  sqlite3_bind_int64 (statement, sqlite3_bind_parameter_index (statement, ":number"), page->number);
  sqlite3_bind_text (statement, sqlite3_bind_parameter_index (statement, ":end"), page->end, -1,
                     SQLITE_STATIC);
  sqlite3_bind_int64 (statement, limit, page->limit);
}

/* Where a run ends that goes along the IDs; NULL where there are no more. */
static gboolean
find_end (CsLook *look, Page *page, GError **error)
{
  static const char sql[] = "SELECT id FROM message WHERE id > ?1 ORDER BY id LIMIT 1 OFFSET ?2";
  sqlite3_stmt *statement = cs_database_query (look->database, sql, "ti", page->id, (gint64)SLICE);
  GError *failure = NULL;

  if (cs_database_step (look->database, statement, &failure))
    {
      page->end = cs_database_column_dup (statement, 0);
      cs_database_done (statement);
    }

  propagate (error, failure);
  return failure == NULL;
}

static gboolean
load_page (CsLook *look, const CsQueueSelection *selection, gboolean is_few, const Page *page,
           GPtrArray *rows, GError **error)
{
  g_autofree char *sql = list_sql (selection, is_few, page->end != NULL);
  CsSelectionBinding binding = { .selection = selection };
  sqlite3_stmt *statement = NULL;
  gboolean good;

  if (sqlite3_prepare_v2 (cs_database_handle (look->database), sql, -1, &statement, NULL)
      != SQLITE_OK)
    return cs_database_fail (look->database, error);

  bind_page (statement, page);
  if (selection != NULL && selection->ids != NULL)
    good = load_by_id (look, statement, selection, rows, error);
  else
    good = load_rows (look, statement, &binding, rows, error);
  sqlite3_finalize (statement);
  return good;
}

gboolean
cs_look_list (CsLook *look, const CsQueueSelection *selection, guint limit, CsQueueSearch *search,
              GError **error)
{
  GPtrArray *rows = search->rows;
  g_auto (Page) page = { .limit = limit - MIN (limit, rows->len) };
  gboolean is_few = FALSE;

  if (!cs_queue_parse_id (search->after, &page.id, &page.number))
    page.id = g_strdup ("");
  if ((!search->goes_on && !cs_selection_is_few (selection, look->database, &is_few, error))
      || (!is_few && !find_end (look, &page, error))
      || !load_page (look, selection, is_few, &page, rows, error))
    return FALSE;

  if (is_few)
    g_ptr_array_sort (rows, compare_rows);
  if (rows->len > limit)
    g_ptr_array_set_size (rows, limit);

  search->goes_on = page.end != NULL && rows->len < limit;
  if (search->goes_on)
    {
      g_free (search->after);
      search->after = g_strdup (page.end); /* all of its recipients come after it */
    }
  return TRUE;
}
