/* test-sqlite-migrate.c - queues that older versions have left, opened by this one
 *
 * Each old version is SQL text here, as that version made it: what a file on
 * somebody's disk looks like must not follow from the code under test.
 */
#include <string.h>

#include "base/when.h"
#include "queue/sqlite-database.h"
#include "workload.h"

#define OLD_NOW_S 1790000000

/* --- version 1 --- */

static const char version_1[]
    = "PRAGMA journal_mode = WAL;"
      "CREATE TABLE message ("
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
      "    held = held + (NEW.state = 3) - (OLD.state = 3); END;"
      "PRAGMA application_id = 1131630897;"
      "PRAGMA user_version = 1;";

/* One that was not tried, one deferred twice with its dialogue, one held for a credential, and
 * half of a message whose writer died. */
static const char mail_of_version_1[]
    = "INSERT INTO lane VALUES (1, 'a', 1790000000), (2, 'b', 1790000900);"
      "INSERT INTO message VALUES"
      " (1, '01M00', 'sender@example.net', NULL, NULL, 0, 0, 'pickup uid 0', 'one', 1790000000, 5),"
      " (2, '01M01', 'sender@example.net', NULL, NULL, 0, 0, 'socket uid 0', 'two', 1790000000, 5);"
      "INSERT INTO content VALUES (1 << 20, CAST ('one' || x'0d0a' AS BLOB)),"
      " (2 << 20, CAST ('two' || x'0d0a' AS BLOB)), (7 << 20, x'00');"
      "INSERT INTO staging VALUES (7);"
      "INSERT INTO recipient VALUES"
      " ((1 << 20) | 1, 'ann@example.org', 'example.org', 1, 0, 1790000000, 0, 0, 0, 0, 0, 0, NULL,"
      "  NULL, NULL, NULL),"
      " ((2 << 20) | 1, 'bob@example.org', 'example.org', 2, 2, 1790000900, 2, 16, 2, 0, 0, 0, "
      "NULL,"
      "  '450 4.2.0 busy', NULL, 'mx.example.org[192.0.2.1]:25'),"
      " ((2 << 20) | 2, 'eve@example.org', 'example.org', 2, 3, NULL, 1, 1, 1, 0, 0, 0, NULL,"
      "  '535 5.7.8 no', '8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11', 'mx.example.org[192.0.2.1]:25');"
      "INSERT INTO transcript VALUES ((2 << 20) | 1, 'S: 450 busy');";

/* --- the tests --- */

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
run_sql (Fixture *fixture, const char *sql)
{
  sqlite3 *handle = NULL;
  char *message = NULL;

  g_assert_cmpint (sqlite3_open (fixture->path, &handle), ==, SQLITE_OK);
  sqlite3_exec (handle, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  sqlite3_close (handle);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  cs_when_set_now_s (OLD_NOW_S);
  fixture->folder = test_folder_new ();
  fixture->path = g_build_filename (fixture->folder, "queue.sqlite", NULL);
  run_sql (fixture, version_1);
  run_sql (fixture, mail_of_version_1);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->path);
  test_folder_remove (fixture->folder);
  cs_when_set_now_s (-1);
}

static CsQueue *
open_queue (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  CsQueue *queue = workload_open (fixture->folder, &error);

  g_assert_no_error (error);
  return queue;
}

static void
everything_is_there (Fixture *fixture, gconstpointer data)
{
  CsQueue *queue = open_queue (fixture);
  g_autofree char *counts = test_counts (queue);
  g_autoptr (CsQueueStory) story = test_show (queue, "01M01", NULL);
  const CsQueueRow *bob = story->rows->pdata[0];
  const CsQueueRow *eve = story->rows->pdata[1];

  g_assert_cmpstr (counts, ==, "queued 1 active 0 deferred 1 held 1 messages 2");
  g_assert_cmpstr (story->origin, ==, "socket uid 0");
  g_assert_cmpuint (story->rows->len, ==, 2);
  g_assert_cmpint (bob->state, ==, CS_RECIPIENT_DEFERRED);
  g_assert_cmpint (bob->cause, ==, CS_CAUSE_REFUSED_FOR_NOW);
  g_assert_cmpuint (bob->attempts, ==, 2);
  g_assert_cmpint (bob->next_attempt_s, ==, OLD_NOW_S + 900);
  g_assert_cmpint (eve->state, ==, CS_RECIPIENT_HELD);
  g_assert_cmpstr (eve->credential, ==, "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11");
  g_assert_cmpstr (story->transcripts->pdata[0], ==, "S: 450 busy");
  test_close (queue);
}

static void
mail_is_delivered (Fixture *fixture, gconstpointer data)
{
  static const char *const contents[] = { "one\r\n", "two\r\n" };
  CsQueue *queue = open_queue (fixture);
  g_autoptr (GPtrArray) claims = NULL;

  cs_when_set_now_s (OLD_NOW_S + 900);
  claims = test_claim (queue, 10, 10);
  g_assert_cmpuint (claims->len, ==, 2);
  for (guint i = 0; i < claims->len; i++)
    {
      CsClaim *claim = claims->pdata[i];
      gsize size_bytes;
      g_autofree char *content = test_read_all (claim, &size_bytes);
      guint which = g_str_equal (claim->id, "01M01");

      g_assert_cmpmem (content, size_bytes, contents[which], strlen (contents[which]));
    }
  test_settle_claims (queue, claims, CS_SETTLE_DELIVERED);
  test_close (queue);
}

/* Of attempts before the migration only their number is known. */
static void
attempts_go_on (Fixture *fixture, gconstpointer data)
{
  CsQueue *queue = open_queue (fixture);
  CsSettlement *settlement = cs_settlement_new ("01M01", 1, CS_SETTLE_DEFERRED);
  g_autoptr (GPtrArray) claims = NULL;
  g_autoptr (CsQueueStory) story = NULL;
  const CsQueueAttempt *attempt;

  cs_when_set_now_s (OLD_NOW_S + 900);
  claims = test_claim (queue, 10, 10);
  settlement->cause = CS_CAUSE_DNS;
  test_settle (queue, settlement);
  story = test_show (queue, "01M01", NULL);
  g_assert_cmpuint (story->attempts->len, ==, 1);
  attempt = story->attempts->pdata[0];
  g_assert_cmpuint (attempt->number, ==, 3);
  g_assert_cmpint (attempt->cause, ==, CS_CAUSE_DNS);
  test_close (queue);
}

static void
lanes_are_counted (Fixture *fixture, gconstpointer data)
{
  CsQueue *queue = open_queue (fixture);
  g_autoptr (GPtrArray) lanes = test_busiest (queue, 10);
  const CsQueueLane *b = lanes->pdata[0];
  const CsQueueLane *a = lanes->pdata[1];

  g_assert_cmpuint (lanes->len, ==, 2);
  g_assert_cmpstr (b->name, ==, "b");
  g_assert_cmpuint (b->deferred, ==, 1);
  g_assert_cmpuint (b->held, ==, 1);
  g_assert_cmpstr (b->text, ==, "450 4.2.0 busy");
  g_assert_cmpstr (a->name, ==, "a");
  g_assert_cmpuint (a->queued, ==, 1);
  test_close (queue);
}

/* The file is the old one or the new one, and opens again. */
static void
once_only (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    {
      CsQueue *queue = open_queue (fixture);
      g_autofree char *counts = test_counts (queue);

      g_assert_cmpstr (counts, ==, "queued 1 active 0 deferred 1 held 1 messages 2");
      test_close (queue);
    }
}

#define ADD(name, func)                                                                            \
  g_test_add ("/queue/sqlite-migrate/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("everything-is-there", everything_is_there);
  ADD ("mail-is-delivered", mail_is_delivered);
  ADD ("attempts-go-on", attempts_go_on);
  ADD ("lanes-are-counted", lanes_are_counted);
  ADD ("once-only", once_only);

  return g_test_run ();
}
