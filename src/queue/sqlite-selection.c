#include "queue/sqlite-selection.h"

#define FEW 20000 /* recipients: some 20 ms */

/* Both sides in lower case, as far as ASCII goes. */
#define HAS_TEXT                                                                                   \
  "(instr (lower (r.address), lower (:text)) > 0 OR instr (lower (("                               \
  "SELECT sender FROM message WHERE number = r.key >> 20)), lower (:text)) > 0)"
#define ACTIVE "r.key IN (SELECT recipient FROM temp.active)"

static void add (GString *where, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
add (GString *where, const char *format, ...)
{
  va_list arguments;

  g_string_append (where, where->len == 0 ? "WHERE " : " AND ");
  va_start (arguments, format);
  g_string_append_vprintf (where, format, arguments);
  va_end (arguments);
}

/* The stored state of an active recipient is the one that it had: "active" covers it. */
static void
add_states (GString *where, guint states)
{
  static const CsRecipientState stored[]
      = { CS_RECIPIENT_QUEUED, CS_RECIPIENT_DEFERRED, CS_RECIPIENT_HELD };
  g_autoptr (GString) list = g_string_new (NULL);
  gboolean active = (states & (1 << CS_RECIPIENT_ACTIVE)) != 0;

  for (guint i = 0; i < G_N_ELEMENTS (stored); i++)
    if (states & (1 << stored[i]))
      g_string_append_printf (list, "%s%d", list->len > 0 ? ", " : "", stored[i]);

  if (list->len == 0)
    add (where, active ? ACTIVE : "FALSE");
  else if (active)
    add (where, "(r.state IN (%s) OR " ACTIVE ")", list->str);
  else
    add (where, "r.state IN (%s) AND NOT " ACTIVE, list->str);
}

static void
add_causes (GString *where, guint causes)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i <= CS_CAUSE_LAST; i++)
    if (causes & (1u << i))
      g_string_append_printf (list, "%s%u", list->len > 0 ? ", " : "", i);

  add (where, "r.cause IN (%s)", list->str);
}

char *
cs_selection_where (const CsQueueSelection *selection, gboolean active_too)
{
  static const CsQueueSelection everybody = { 0 };
  GString *where = g_string_new (NULL);

  if (selection == NULL)
    selection = &everybody;

  if (selection->ids != NULL)
    add (where, "r.key BETWEEN :first AND :last");
  if (selection->lane != NULL)
    add (where, "r.lane = (SELECT number FROM lane WHERE name = :lane)");
  if (selection->domain != NULL)
    add (where, "r.domain = :domain");
  if (selection->credential != NULL)
    add (where, "r.credential = :credential");
  if (selection->text != NULL)
    add (where, "%s", HAS_TEXT);
  if (selection->causes != 0)
    add_causes (where, selection->causes);
  if (selection->not_by_administrator)
    add (where, "NOT (r.state = 3 AND r.cause = %d)", CS_CAUSE_ADMINISTRATOR);
  if (selection->states != 0)
    add_states (where, selection->states);
  else if (!active_too)
    add (where, "NOT " ACTIVE);

  return g_string_free (where, FALSE);
}

/* --- how many --- */

static gboolean
are_few (CsDatabase *database, const char *sql, const char *name, gboolean *is_few, GError **error)
{
  gint64 n;

  if (*is_few || name == NULL)
    return TRUE;
  if (!cs_database_number (database, &n, 0, error, sql, "ti", name, (gint64)FEW + 1))
    return FALSE;

  *is_few = n <= FEW;
  return TRUE;
}

gboolean
cs_selection_is_few (const CsQueueSelection *selection, CsDatabase *database, gboolean *is_few,
                     GError **error)
{
  static const char sql_lane[]
      = "SELECT count(*) FROM (SELECT 1 FROM recipient INDEXED BY recipient_due"
        "  WHERE lane = (SELECT number FROM lane WHERE name = ?1) LIMIT ?2)";
  static const char sql_domain[]
      = "SELECT count(*) FROM (SELECT 1 FROM recipient INDEXED BY recipient_address"
        "  WHERE domain = ?1 LIMIT ?2)";
  static const char sql_credential[]
      = "SELECT count(*) FROM (SELECT 1 FROM recipient INDEXED BY recipient_credential"
        "  WHERE credential = ?1 LIMIT ?2)";

  *is_few = selection != NULL && selection->ids != NULL;
  return selection == NULL
         || (are_few (database, sql_lane, selection->lane, is_few, error)
             && are_few (database, sql_domain, selection->domain, is_few, error)
             && are_few (database, sql_credential, selection->credential, is_few, error));
}

/* --- values --- */

static int
index_of (sqlite3_stmt *statement, const char *name)
{
  return sqlite3_bind_parameter_index (statement, name);
}

static void
bind_text (sqlite3_stmt *statement, const char *name, const char *text)
{
  int index = index_of (statement, name);

  if (index > 0)
    sqlite3_bind_text (statement, index, text, -1, SQLITE_STATIC);
}

static void
bind_number (sqlite3_stmt *statement, const char *name, gint64 number)
{
  int index = index_of (statement, name);

  if (index > 0)
    sqlite3_bind_int64 (statement, index, number);
}

void
cs_selection_bind (const CsSelectionBinding *binding, sqlite3_stmt *statement)
{
  const CsQueueSelection *selection = binding->selection;

  bind_number (statement, ":first", binding->first_key);
  bind_number (statement, ":last", binding->last_key);
  if (selection == NULL)
    return;

  bind_text (statement, ":lane", selection->lane);
  bind_text (statement, ":domain", selection->domain);
  bind_text (statement, ":credential", selection->credential);
  bind_text (statement, ":text", selection->text);
}

G_STATIC_ASSERT (CS_CAUSE_LAST < 32);
