#include "base/when.h"
#include "queue/sqlite-store.h"

/* What the store knows of an active recipient. */
typedef struct
{
  gint64 key;
  gint64 due_s;
  gint64 attempts;
  gint64 cause;
  gint64 cause_count;
  guint pending;
  gint64 claimed_state;
  CsLane *lane; /* in which it was claimed */
  gint64 lane_number; /* in which it is now */
} Active;

/* --- what can become of a recipient --- */

static gboolean
remove_message (CsStore *store, gint64 message, GError **error)
{
  static const char sql_message[] = "DELETE FROM message WHERE number = ?1";
  static const char sql_content[] = "DELETE FROM content WHERE key BETWEEN ?1 AND ?2";

  return cs_database_run (store->database, error, sql_message, "i", message)
         && cs_database_run (store->database, error, sql_content, "ii", cs_key (message, 0),
                             cs_key_last (message));
}

gboolean
cs_store_remove (CsStore *store, gint64 key, CsLane *lane, GError **error)
{
  static const char sql_recipient[] = "DELETE FROM recipient WHERE key = ?1";
  static const char sql_more[] = "SELECT 1 FROM recipient WHERE key BETWEEN ?1 AND ?2 LIMIT 1";
  gint64 message = cs_key_message (key);
  gint64 more;

  cs_store_note_changed (store);
  if (!cs_database_run (store->database, error, sql_recipient, "i", key)
      || !cs_database_number (store->database, &more, 0, error, sql_more, "ii", cs_key (message, 0),
                              cs_key_last (message)))
    return FALSE;
  if (more == 0 && !remove_message (store, message, error))
    return FALSE;

  /* A lane whose bound lies ahead would not be looked at before. */
  return lane->bound_s <= cs_when_now_s () || cs_lanes_suspect (store->lanes, lane, error);
}

gboolean
cs_store_hold (CsStore *store, gint64 key, GError **error)
{
  static const char sql[] = "UPDATE recipient SET state = 3, due_s = NULL, cause = ?2,"
                            "  cause_count = 0, text = NULL, credential = NULL, pending = 0"
                            "  WHERE key = ?1";

  cs_store_note_changed (store);
  return cs_database_run (store->database, error, sql, "ii", key, (gint64)CS_CAUSE_ADMINISTRATOR);
}

/* A release begins anew: how often a cause came before does not count any more. */
gboolean
cs_store_make_due (CsStore *store, gint64 key, CsLane *lane, gboolean is_release, GError **error)
{
  static const char sql[]
      = "UPDATE recipient SET state = 0, due_s = ?2, credential = NULL, pending = 0,"
        "  cause_count = iif (?3, 0, cause_count),"
        "  text = iif (cause = ?4, NULL, text), cause = iif (cause = ?4, 0, cause)"
        "  WHERE key = ?1";
  gint64 now_s = cs_when_now_s ();

  cs_store_note_changed (store);
  cs_store_note_due (store);
  return cs_database_run (store->database, error, sql, "iiii", key, now_s, (gint64)is_release,
                          (gint64)CS_CAUSE_ADMINISTRATOR)
         && cs_lanes_touch (store->lanes, lane, now_s, key, error);
}

/* --- settling --- */

static gboolean
find_active (CsStore *store, gint64 key, Active *active, gboolean *found, GError **error)
{
  static const char sql[]
      = "SELECT r.due_s, r.attempts, r.cause, r.cause_count, r.pending, a.state, a.lane, r.lane"
        "  FROM temp.active AS a JOIN recipient AS r ON r.key = a.recipient"
        "  WHERE a.recipient = ?1";
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

  active->key = key;
  active->due_s = cs_database_column_number (statement, 0, 0);
  active->attempts = sqlite3_column_int64 (statement, 1);
  active->cause = sqlite3_column_int64 (statement, 2);
  active->cause_count = sqlite3_column_int64 (statement, 3);
  active->pending = sqlite3_column_int (statement, 4);
  active->claimed_state = sqlite3_column_int64 (statement, 5);
  active->lane = cs_lanes_by_number (store->lanes, sqlite3_column_int64 (statement, 6), error);
  active->lane_number = sqlite3_column_int64 (statement, 7);
  cs_database_done (statement);
  return active->lane != NULL;
}

static gboolean
release_claim (CsStore *store, Active *active, GError **error)
{
  static const char sql[] = "DELETE FROM temp.active WHERE recipient = ?1";

  if (!cs_database_run (store->database, error, sql, "i", active->key))
    return FALSE;

  store->active[active->claimed_state]--;
  cs_common_release (store->common, active->key);
  cs_lane_released (active->lane);
  cs_store_note_changed (store);
  active->lane = cs_lanes_by_number (store->lanes, active->lane_number, error);
  return active->lane != NULL;
}

static gboolean
write_transcript (CsStore *store, gint64 key, const char *transcript, GError **error)
{
  static const char sql[] = "INSERT OR REPLACE INTO transcript (recipient, text) VALUES (?1, ?2)";
  static const char sql_remove[] = "DELETE FROM transcript WHERE recipient = ?1";

  if (transcript == NULL)
    return TRUE;
  return *transcript != '\0' ? cs_database_run (store->database, error, sql, "it", key, transcript)
                             : cs_database_run (store->database, error, sql_remove, "i", key);
}

/* In the place of the one that is CS_QUEUE_ATTEMPTS_KEPT attempts older. */
static gboolean
write_attempt (CsStore *store, const Active *active, const CsSettlement *settlement, GError **error)
{
  static const char sql[]
      = "INSERT OR REPLACE INTO attempt (recipient, place, number, when_s, state, cause, text,"
        "  remote, protection) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
  gint64 number = active->attempts + 1;
  gint64 state = settlement->kind == CS_SETTLE_HELD ? CS_RECIPIENT_HELD : CS_RECIPIENT_DEFERRED;

  return cs_database_run (store->database, error, sql,
                          "iiii"
                          "iittt",
                          active->key, number % CS_QUEUE_ATTEMPTS_KEPT, number,
                          settlement->attempted_s, state, (gint64)settlement->cause,
                          settlement->text, settlement->remote, settlement->protection);
}

/* Where nobody was spoken to, the server of before stays: what is held is held for it. */
static gboolean
write_outcome (CsStore *store, const Active *active, const CsSettlement *settlement, GError **error)
{
  static const char sql[]
      = "UPDATE recipient SET state = ?2, due_s = ?3, attempts = attempts + 1, cause = ?4,"
        "  cause_count = ?5, text = ?6, credential = ?7,"
        "  remote = coalesce (?8, remote),"
        "  delay_noticed = max (delay_noticed, ?9), pending = 0 WHERE key = ?1";
  gboolean held = settlement->kind == CS_SETTLE_HELD;
  gint64 count = settlement->cause == (CsCause)active->cause ? active->cause_count + 1 : 1;

  return cs_database_run (store->database, error, sql, "iiniittti", active->key,
                          (gint64)(held ? CS_RECIPIENT_HELD : CS_RECIPIENT_DEFERRED),
                          held ? G_MININT64 : settlement->next_attempt_s, (gint64)settlement->cause,
                          count, settlement->text, held ? settlement->credential : NULL,
                          settlement->remote, (gint64)settlement->delay_noticed)
         && write_attempt (store, active, settlement, error)
         && write_transcript (store, active->key, settlement->transcript, error)
         && (held
             || cs_lanes_touch (store->lanes, active->lane, settlement->next_attempt_s, active->key,
                                error));
}

static gboolean
give_back (CsStore *store, const Active *active, GError **error)
{
  return cs_lanes_touch (store->lanes, active->lane, active->due_s, active->key, error);
}

static gboolean
settle_active (CsStore *store, Active *active, const CsSettlement *settlement, GError **error)
{
  gboolean is_gone
      = settlement->kind == CS_SETTLE_DELIVERED || settlement->kind == CS_SETTLE_REJECTED;
  gboolean is_untried = settlement->kind == CS_SETTLE_UNTRIED;

  if (!release_claim (store, active, error))
    return FALSE;
  if (is_gone || (active->pending & CS_PENDING_REMOVE))
    return cs_store_remove (store, active->key, active->lane, error);
  if (!is_untried && !write_outcome (store, active, settlement, error))
    return FALSE;
  if (active->pending & CS_PENDING_HOLD)
    return cs_store_hold (store, active->key, error);
  if (active->pending & CS_PENDING_DUE)
    return cs_store_make_due (store, active->key, active->lane, TRUE, error);

  return !is_untried || give_back (store, active, error);
}

gboolean
cs_store_settle (CsStore *store, const CsSettlement *settlement, GError **error)
{
  Active active;
  gint64 message;
  gboolean found = FALSE;

  if (!cs_schema_find_message (store->database, settlement->id, &message, error))
    return FALSE;
  if (message != 0
      && !find_active (store, cs_key (message, settlement->number), &active, &found, error))
    return FALSE;

  /* One that is settled already is no reason to lose the others. */
  return !found || settle_active (store, &active, settlement, error);
}
