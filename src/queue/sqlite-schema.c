#include "queue/sqlite-schema.h"

#define COUNT_LANES                                                                                \
  "UPDATE lane SET queued = c.queued, deferred = c.deferred, held = c.held FROM"                   \
  "  (SELECT lane, sum (state = 0) AS queued, sum (state = 2) AS deferred, sum (state = 3) AS "    \
  "held"                                                                                           \
  "    FROM recipient GROUP BY lane) AS c WHERE c.lane = lane.number;"

/* counts has one row, kept by triggers, so that no start and no question ever counts rows.
 * lane.next_due_s is a lower bound: nobody of the lane is due before it; NULL: nobody ever.
 * recipient.pending is what was asked while an attempt was under way (sqlite-store.h). */
static const char version_1[]
    = "CREATE TABLE message ("
      "  number INTEGER PRIMARY KEY,"
      "  id TEXT NOT NULL UNIQUE,"
      "  sender TEXT NOT NULL,"
      "  envelope_id TEXT,"
      "  dsn_return TEXT,"
      "  is_8bit INTEGER NOT NULL,"
      "  needs_smtputf8 INTEGER NOT NULL,"
      "  origin TEXT,"
      "  subject TEXT,"
      "  arrived_s INTEGER NOT NULL,"
      "  size_bytes INTEGER NOT NULL) STRICT;"

      "CREATE TABLE content (key INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;"
      "CREATE TABLE staging (message INTEGER PRIMARY KEY) STRICT;"

      "CREATE TABLE lane ("
      "  number INTEGER PRIMARY KEY,"
      "  name TEXT NOT NULL UNIQUE,"
      "  next_due_s INTEGER) STRICT;"
      "CREATE INDEX lane_due ON lane (next_due_s) WHERE next_due_s IS NOT NULL;"

      "CREATE TABLE recipient ("
      "  key INTEGER PRIMARY KEY,"
      "  address TEXT NOT NULL,"
      "  domain TEXT NOT NULL,"
      "  lane INTEGER NOT NULL,"
      "  state INTEGER NOT NULL,"
      "  due_s INTEGER,"
      "  attempts INTEGER NOT NULL DEFAULT 0,"
      "  cause INTEGER NOT NULL DEFAULT 0,"
      "  cause_count INTEGER NOT NULL DEFAULT 0,"
      "  pending INTEGER NOT NULL DEFAULT 0,"
      "  notify INTEGER NOT NULL,"
      "  delay_noticed INTEGER NOT NULL DEFAULT 0,"
      "  original_recipient TEXT,"
      "  text TEXT,"
      "  credential TEXT,"
      "  remote TEXT) STRICT;"
      "CREATE INDEX recipient_due ON recipient (lane, due_s);"
      "CREATE INDEX recipient_address ON recipient (domain, address);"
      "CREATE INDEX recipient_credential ON recipient (credential) WHERE credential IS NOT NULL;"
      "CREATE INDEX recipient_pending ON recipient (pending) WHERE pending != 0;"

      "CREATE TABLE transcript (recipient INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;"

      "CREATE TABLE counts ("
      "  row INTEGER PRIMARY KEY CHECK (row = 1),"
      "  queued INTEGER NOT NULL,"
      "  deferred INTEGER NOT NULL,"
      "  held INTEGER NOT NULL,"
      "  messages INTEGER NOT NULL,"
      "  content_bytes INTEGER NOT NULL) STRICT;"
      "INSERT INTO counts VALUES (1, 0, 0, 0, 0, 0);"

      "CREATE TRIGGER message_added AFTER INSERT ON message BEGIN"
      "  UPDATE counts SET messages = messages + 1,"
      "    content_bytes = content_bytes + NEW.size_bytes; END;"
      "CREATE TRIGGER message_removed AFTER DELETE ON message BEGIN"
      "  UPDATE counts SET messages = messages - 1,"
      "    content_bytes = content_bytes - OLD.size_bytes; END;"
      "CREATE TRIGGER recipient_added AFTER INSERT ON recipient BEGIN"
      "  UPDATE counts SET queued = queued + (NEW.state = 0),"
      "    deferred = deferred + (NEW.state = 2), held = held + (NEW.state = 3); END;"
      "CREATE TRIGGER recipient_removed AFTER DELETE ON recipient BEGIN"
      "  UPDATE counts SET queued = queued - (OLD.state = 0),"
      "    deferred = deferred - (OLD.state = 2), held = held - (OLD.state = 3); END;"
      "CREATE TRIGGER recipient_changed AFTER UPDATE OF state ON recipient"
      "  WHEN OLD.state != NEW.state BEGIN"
      "  UPDATE counts SET queued = queued + (NEW.state = 0) - (OLD.state = 0),"
      "    deferred = deferred + (NEW.state = 2) - (OLD.state = 2),"
      "    held = held + (NEW.state = 3) - (OLD.state = 3); END;";

/* The last attempts of each recipient, in a ring of places. The trigger looks for nothing when
 * somebody is delivered at the first try. */
static const char version_2[] = "CREATE TABLE attempt ("
                                "  recipient INTEGER NOT NULL,"
                                "  place INTEGER NOT NULL,"
                                "  number INTEGER NOT NULL,"
                                "  when_s INTEGER NOT NULL,"
                                "  state INTEGER NOT NULL,"
                                "  cause INTEGER NOT NULL,"
                                "  text TEXT,"
                                "  remote TEXT,"
                                "  PRIMARY KEY (recipient, place)) STRICT, WITHOUT ROWID;"

                                "CREATE TRIGGER tried_recipient_removed AFTER DELETE ON recipient"
                                "  WHEN OLD.attempts > 0 BEGIN"
                                "  DELETE FROM attempt WHERE recipient = OLD.key;"
                                "  DELETE FROM transcript WHERE recipient = OLD.key; END;";

/* How many recipients each lane has in each state, counted as sqlite-lane.h says, and which lane
 * has most. */
static const char version_3[]
    = "ALTER TABLE lane ADD COLUMN queued INTEGER NOT NULL DEFAULT 0;"
      "ALTER TABLE lane ADD COLUMN deferred INTEGER NOT NULL DEFAULT 0;"
      "ALTER TABLE lane ADD COLUMN held INTEGER NOT NULL DEFAULT 0;"
      "CREATE INDEX lane_busy ON lane (queued + deferred + held);" COUNT_LANES;

/* Who waits for another account, password or authentication (sqlite-troubles.c). Nobody else is in
 * it, so that mail which is delivered pays nothing for it. */
static const char version_4[] = "CREATE INDEX recipient_trouble ON recipient (lane, cause)"
                                "  WHERE " CS_SCHEMA_IS_TROUBLE ";";

/* What the domain asked of the sessions of an attempt. */
static const char version_5[] = "ALTER TABLE attempt ADD COLUMN protection TEXT;";

static const char *const migrations[] = { version_1, version_2, version_3, version_4, version_5 };

/* Claims live as long as the connection: with the worker they are gone, and everybody is due
 * again without a look at anybody. */
static const char claims[] = "CREATE TEMP TABLE active ("
                             "  recipient INTEGER PRIMARY KEY,"
                             "  lane INTEGER NOT NULL,"
                             "  state INTEGER NOT NULL) STRICT;";

/* The function is cs_lanes_new's. */
static const char triggers[]
    = "CREATE TEMP TRIGGER counted_in AFTER INSERT ON main.recipient BEGIN"
      "  SELECT count_in_lane (NEW.lane, NEW.state, 1); END;"
      "CREATE TEMP TRIGGER counted_out AFTER DELETE ON main.recipient BEGIN"
      "  SELECT count_in_lane (OLD.lane, OLD.state, -1); END;"
      "CREATE TEMP TRIGGER counted_anew"
      "  AFTER UPDATE OF state, lane ON main.recipient"
      "  WHEN OLD.state != NEW.state OR OLD.lane != NEW.lane BEGIN"
      "  SELECT count_in_lane (OLD.lane, OLD.state, -1);"
      "  SELECT count_in_lane (NEW.lane, NEW.state, 1); END;";

static gboolean
migrate_step (CsDatabase *database, const char *migration, guint version, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("BEGIN IMMEDIATE; %s PRAGMA application_id = %d;"
                                          "PRAGMA user_version = %u; COMMIT;",
                                          migration, CS_DATABASE_APPLICATION_ID, version);

  if (cs_database_script (database, sql, error))
    return TRUE;

  cs_database_script (database, "ROLLBACK", NULL);
  return FALSE;
}

/* A file of another program must not be touched, an empty one becomes ours. */
static gboolean
check_owner (CsDatabase *database, gint64 version, GError **error)
{
  static const char sql_application[] = "PRAGMA application_id";
  static const char sql_tables[] = "SELECT count(*) FROM sqlite_schema";
  gint64 application, tables;

  if (!cs_database_number (database, &application, 0, error, sql_application, "")
      || !cs_database_number (database, &tables, 0, error, sql_tables, ""))
    return FALSE;
  if (application == CS_DATABASE_APPLICATION_ID || (version == 0 && tables == 0))
    return TRUE;

  g_set_error_literal (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_DAMAGED,
                       "the file is an SQLite database, but not a queue");
  return FALSE;
}

gboolean
cs_schema_migrate (CsDatabase *database, const char *const *steps, guint n_steps, GError **error)
{
  static const char sql_version[] = "PRAGMA user_version";
  gint64 version;

  if (!cs_database_number (database, &version, 0, error, sql_version, "")
      || !check_owner (database, version, error))
    return FALSE;

  if (version > n_steps || version < 0)
    {
      g_set_error (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_NEWER,
                   "the queue was written by a newer version (%" G_GINT64_FORMAT
                   ", this one knows up to %u)",
                   version, n_steps);
      return FALSE;
    }

  for (guint i = version; i < n_steps; i++)
    if (!migrate_step (database, steps[i], i + 1, error))
      return FALSE;

  return TRUE;
}

gboolean
cs_schema_prepare (CsDatabase *database, GError **error)
{
  return cs_schema_migrate (database, migrations, G_N_ELEMENTS (migrations), error);
}

gboolean
cs_schema_count_lanes (CsDatabase *database, GError **error)
{
  return cs_database_script (database, COUNT_LANES, error);
}

gboolean
cs_schema_create_claims (CsDatabase *database, GError **error)
{
  return cs_database_script (database, claims, error);
}

gboolean
cs_schema_create_temporary (CsDatabase *database, GError **error)
{
  return cs_schema_create_claims (database, error)
         && cs_database_script (database, triggers, error);
}

gboolean
cs_schema_find_message (CsDatabase *database, const char *id, gint64 *message, GError **error)
{
  static const char sql[] = "SELECT number FROM message WHERE id = ?1";

  return cs_database_number (database, message, 0, error, sql, "t", id);
}
