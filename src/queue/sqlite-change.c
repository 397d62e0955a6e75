#include "base/when.h"
#include "queue/sqlite-selection.h"
#include "queue/sqlite-store.h"

#define SLICE 5000 /* recipients changed in one transaction */

typedef struct
{
  gint64 key;
  CsRecipientState state;
  CsCause cause;
  gboolean is_active;
  guint pending;
  CsLane *lane;
} Subject;

/* --- whom --- */

static gboolean
collect (CsStore *store, const char *sql, const CsSelectionBinding *binding, GArray *keys,
         GError **error)
{
  sqlite3_stmt *statement = NULL;
  g_autoptr (GError) failure = NULL;

  if (sqlite3_prepare_v2 (cs_database_handle (store->database), sql, -1, &statement, NULL)
      != SQLITE_OK)
    return cs_database_fail (store->database, error);

  cs_selection_bind (binding, statement);
  while (cs_database_step (store->database, statement, &failure))
    {
      gint64 key = sqlite3_column_int64 (statement, 0);

      g_array_append_val (keys, key);
    }
  sqlite3_finalize (statement);

  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
check_known (CsStore *store, const char *id, gint64 *first, gint64 *last, GError **error)
{
  static const char sql[] = "SELECT 1 FROM recipient WHERE key = ?1";
  g_autofree char *message_id = NULL;
  gint64 message = 0, known = 1;
  guint number = 0;

  if (cs_queue_parse_id (id, &message_id, &number)
      && !cs_schema_find_message (store->database, message_id, &message, error))
    return FALSE;

  *first = cs_key (message, number);
  *last = number == 0 ? cs_key_last (message) : *first;
  if (number >= CS_KEY_LIMIT)
    message = 0;
  if (message != 0 && number != 0
      && !cs_database_number (store->database, &known, 0, error, sql, "i", *first))
    return FALSE;
  if (message != 0 && known == 1)
    return TRUE;

  g_set_error (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_UNKNOWN, "there is no message %s", id);
  return FALSE;
}

static gboolean
collect_by_id (CsStore *store, const CsQueueSelection *selection, const char *sql, GArray *keys,
               GError **error)
{
  for (guint i = 0; selection->ids[i] != NULL; i++)
    {
      CsSelectionBinding binding = { .selection = selection };
      g_autoptr (GError) failure = NULL;

      if (!check_known (store, selection->ids[i], &binding.first_key, &binding.last_key, &failure))
        {
          if (selection->passes_over_unknown
              && g_error_matches (failure, CS_QUEUE_ERROR, CS_QUEUE_ERROR_UNKNOWN))
            continue;
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      if (!collect (store, sql, &binding, keys, error))
        return FALSE;
    }

  return TRUE;
}

static GArray *
find_keys (CsStore *store, const CsQueueSelection *selection, GError **error)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *where = cs_selection_where (selection, FALSE);
  g_autofree char *sql = g_strdup_printf ("SELECT r.key FROM recipient AS r %s", where);
  CsSelectionBinding binding = { .selection = selection };
  gboolean good = selection != NULL && selection->ids != NULL
                      ? collect_by_id (store, selection, sql, keys, error)
                      : collect (store, sql, &binding, keys, error);

  return good ? g_steal_pointer (&keys) : NULL;
}

/* --- one recipient --- */

static gboolean
load_subject (CsStore *store, gint64 key, Subject *subject, gboolean *found, GError **error)
{
  static const char sql[] = "SELECT r.state, r.pending, r.lane, a.recipient IS NOT NULL, r.cause"
                            "  FROM recipient AS r LEFT JOIN temp.active AS a"
                            "  ON a.recipient = r.key WHERE r.key = ?1";
  sqlite3_stmt *statement = cs_database_query (store->database, sql, "i", key);
  g_autoptr (GError) failure = NULL;

  *found = cs_database_step (store->database, statement, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (!*found)
    return TRUE;

  subject->key = key;
  subject->state = sqlite3_column_int (statement, 0);
  subject->pending = sqlite3_column_int (statement, 1);
  subject->is_active = sqlite3_column_int (statement, 3) != 0;
  subject->cause = sqlite3_column_int (statement, 4);
  subject->lane = cs_lanes_by_number (store->lanes, sqlite3_column_int64 (statement, 2), error);
  cs_database_done (statement);
  return subject->lane != NULL;
}

static gboolean
set_pending (CsStore *store, const Subject *subject, guint set, guint clear, GError **error)
{
  static const char sql[] = "UPDATE recipient SET pending = ?2 WHERE key = ?1";
  guint pending = (subject->pending & ~clear) | set;

  return cs_database_run (store->database, error, sql, "ii", subject->key, (gint64)pending);
}

/* To another lane; an active one changes with its place among the active. */
static gboolean
move (CsStore *store, Subject *subject, const char *name, GError **error)
{
  static const char sql[] = "UPDATE recipient SET lane = ?2 WHERE key = ?1";
  static const char sql_active[] = "UPDATE temp.active SET lane = ?2 WHERE recipient = ?1";
  static const char sql_due[] = "SELECT due_s FROM recipient WHERE key = ?1";
  CsLane *old = subject->lane;
  CsLane *lane = cs_lanes_by_name (store->lanes, name, TRUE, error);
  gint64 due_s;

  if (lane == NULL || lane == old)
    return lane != NULL;

  subject->lane = lane;
  if (!cs_database_run (store->database, error, sql, "ii", subject->key, lane->number)
      || !cs_lanes_suspect (store->lanes, old, error))
    return FALSE;

  if (subject->is_active)
    {
      cs_lane_released (old);
      lane->active++;
      cs_common_move (store->common, subject->key, lane->number);
      return cs_database_run (store->database, error, sql_active, "ii", subject->key, lane->number);
    }

  return cs_database_number (store->database, &due_s, CS_LANE_NEVER, error, sql_due, "i",
                             subject->key)
         && (due_s == CS_LANE_NEVER
             || cs_lanes_touch (store->lanes, lane, due_s, subject->key, error));
}

static gboolean
is_kept (const Subject *subject)
{
  return subject->state == CS_RECIPIENT_HELD && subject->cause == CS_CAUSE_ADMINISTRATOR;
}

/* What an administrator held is lent to the lane: it keeps its mark, and is held again when it is
 * settled, or at the next start. */
static gboolean
lend (CsStore *store, Subject *subject, const char *lane, GError **error)
{
  static const char sql[] = "UPDATE recipient SET cause = ?2, pending = ?3 WHERE key = ?1";
  gboolean keeps_mark = is_kept (subject);

  return move (store, subject, lane, error)
         && cs_store_make_due (store, subject->key, subject->lane, TRUE, error)
         && (!keeps_mark
             || cs_database_run (store->database, error, sql, "iii", subject->key,
                                 (gint64)CS_CAUSE_ADMINISTRATOR, (gint64)CS_PENDING_HOLD));
}

static gboolean
is_lent (const Subject *subject)
{
  return !subject->is_active && (subject->pending & CS_PENDING_HOLD) != 0;
}

static gboolean
change_active (CsStore *store, Subject *subject, CsQueueAction action, const char *lane,
               GError **error)
{
  switch (action)
    {
    case CS_QUEUE_RETRY:
    case CS_QUEUE_RELEASE:
      return set_pending (store, subject, CS_PENDING_DUE, CS_PENDING_HOLD, error);
    case CS_QUEUE_HOLD:
      return set_pending (store, subject, CS_PENDING_HOLD, CS_PENDING_DUE, error);
    case CS_QUEUE_REMOVE:
      return set_pending (store, subject, CS_PENDING_REMOVE, 0, error);
    case CS_QUEUE_LANE:
      return move (store, subject, lane, error)
             && set_pending (store, subject, CS_PENDING_DUE, 0, error);
    default:
      g_assert_not_reached ();
    }
}

static gboolean
change_waiting (CsStore *store, Subject *subject, CsQueueAction action, const char *lane,
                GError **error)
{
  switch (action)
    {
    case CS_QUEUE_RETRY:
    case CS_QUEUE_RELEASE:
      return cs_store_make_due (store, subject->key, subject->lane, action == CS_QUEUE_RELEASE,
                                error);
    case CS_QUEUE_HOLD:
      return cs_store_hold (store, subject->key, error);
    case CS_QUEUE_REMOVE:
      return cs_store_remove (store, subject->key, subject->lane, error);
    case CS_QUEUE_LANE:
      return lend (store, subject, lane, error);
    default:
      g_assert_not_reached ();
    }
}

static gboolean
concerns (const Subject *subject, CsQueueAction action)
{
  if (subject->is_active || is_lent (subject))
    return TRUE;

  return (action != CS_QUEUE_RELEASE || subject->state == CS_RECIPIENT_HELD)
         && (action != CS_QUEUE_RETRY || subject->state != CS_RECIPIENT_QUEUED);
}

static gboolean
change_one (CsStore *store, gint64 key, CsQueueAction action, const char *lane, gint64 *changed,
            GError **error)
{
  Subject subject;
  gboolean found;

  if (!load_subject (store, key, &subject, &found, error))
    return FALSE;
  if (!found || !concerns (&subject, action))
    return TRUE;

  ++*changed;
  return subject.is_active ? change_active (store, &subject, action, lane, error)
                           : change_waiting (store, &subject, action, lane, error);
}

gboolean
cs_store_change (CsStore *store, const CsQueueSelection *selection, CsQueueAction action,
                 const char *lane, CsQueueProgress *progress, GError **error)
{
  if (progress->keys == NULL && (progress->keys = find_keys (store, selection, error)) == NULL)
    return FALSE;

  progress->after = MIN (progress->next + SLICE, progress->keys->len);
  for (guint i = progress->next; i < progress->after; i++)
    if (!change_one (store, g_array_index (progress->keys, gint64, i), action, lane,
                     &progress->changed_now, error))
      return FALSE;

  return TRUE;
}

/* --- routing anew --- */

static gboolean
reroute_one (CsStore *store, gint64 key, GHashTable *lanes, gboolean due_now, gint64 *changed,
             GError **error)
{
  static const char sql[] = "SELECT address FROM recipient WHERE key = ?1";
  sqlite3_stmt *statement = cs_database_query (store->database, sql, "i", key);
  g_autoptr (GError) failure = NULL;
  const char *lane = NULL;
  Subject subject;
  gboolean found;

  if (!cs_database_step (store->database, statement, &failure))
    {
      if (failure == NULL)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  lane = g_hash_table_lookup (lanes, cs_database_column_text (statement, 0));
  cs_database_done (statement);

  if (!load_subject (store, key, &subject, &found, error))
    return FALSE;

  /* Who is on the right lane is not concerned. One that is lent is on its way back to its hold:
   * elsewhere it would be sent. */
  if (lane == NULL || g_str_equal (lane, subject.lane->name) || is_lent (&subject))
    return TRUE;

  ++*changed;
  if (!move (store, &subject, lane, error))
    return FALSE;
  if (!due_now || is_kept (&subject))
    return TRUE;

  return subject.is_active ? set_pending (store, &subject, CS_PENDING_DUE, 0, error)
                           : cs_store_make_due (store, key, subject.lane, TRUE, error);
}

/* A claim that goes back must not take others of its address along: who waits is listed and moved,
 * and made due, by those who change the settings. Few are claimed, very many may wait. */
static GArray *
find_active (CsStore *store, GHashTable *lanes, GError **error)
{
  static const char sql[] = "SELECT r.key, r.address FROM temp.active AS a"
                            "  JOIN recipient AS r ON r.key = a.recipient";
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *statement = cs_database_query (store->database, sql, "");
  g_autoptr (GError) failure = NULL;

  while (cs_database_step (store->database, statement, &failure))
    {
      gint64 key = sqlite3_column_int64 (statement, 0);

      if (g_hash_table_contains (lanes, cs_database_column_text (statement, 1)))
        g_array_append_val (keys, key);
    }

  if (failure == NULL)
    return g_steal_pointer (&keys);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

static GArray *
find_addresses (CsStore *store, GHashTable *lanes, GError **error)
{
  static const char sql[] = "SELECT key FROM recipient WHERE domain = ?1 AND address = ?2";
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) failure = NULL;
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, lanes);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      g_autoptr (CsAddress) address = cs_address_parse (name, -1, CS_ADDRESS_DEFAULT, NULL, NULL);
      sqlite3_stmt *statement;

      if (address == NULL)
        continue;
      statement = cs_database_query (store->database, sql, "tt", cs_address_domain (address), name);
      while (cs_database_step (store->database, statement, &failure))
        {
          gint64 key = sqlite3_column_int64 (statement, 0);

          g_array_append_val (keys, key);
        }
      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return NULL;
        }
    }

  return g_steal_pointer (&keys);
}

gboolean
cs_store_reroute (CsStore *store, GHashTable *lanes, gboolean due_now, CsQueueProgress *progress,
                  GError **error)
{
  if (progress->keys == NULL)
    progress->keys
        = due_now ? find_addresses (store, lanes, error) : find_active (store, lanes, error);
  if (progress->keys == NULL)
    return FALSE;

  progress->after = MIN (progress->next + SLICE, progress->keys->len);
  for (guint i = progress->next; i < progress->after; i++)
    if (!reroute_one (store, g_array_index (progress->keys, gint64, i), lanes, due_now,
                      &progress->changed_now, error))
      return FALSE;

  return TRUE;
}
