#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "queue/sqlite-queue.h"
#include "queue/sqlite-schema.h"
#include "workload.h"

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = test_folder_new ();
  fixture->path = g_build_filename (fixture->folder, "queue.sqlite", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->path);
  test_folder_remove (fixture->folder);
}

static char *
pragma (CsDatabase *database, const char *name)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA %s", name);
  sqlite3_stmt *statement = NULL;
  char *value;

  g_assert_cmpint (sqlite3_prepare_v2 (cs_database_handle (database), sql, -1, &statement, NULL),
                   ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  value = g_strdup ((const char *)sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  return value;
}

/* Read back from the connection itself: libraries are compiled with other defaults. */
static void
settings (Fixture *fixture, gconstpointer data)
{
  static const char *const expected[][2] = {
    { "journal_mode", "wal" }, { "synchronous", "2" },      { "locking_mode", "normal" },
    { "trusted_schema", "0" }, { "temp_store", "2" },       { "cell_size_check", "1" },
    { "user_version", "5" },   { "busy_timeout", "10000" },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (CsDatabase) database = cs_database_open (fixture->path, &error);
  int defensive = 0;

  g_assert_no_error (error);
  g_assert_true (cs_schema_prepare (database, &error));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autofree char *value = pragma (database, expected[i][0]);

      g_test_message ("%s", expected[i][0]);
      g_assert_cmpstr (value, ==, expected[i][1]);
    }

  sqlite3_db_config (cs_database_handle (database), SQLITE_DBCONFIG_DEFENSIVE, -1, &defensive);
  g_assert_cmpint (defensive, ==, 1);
}

/* Mail is nobody else's business. */
static void
modes (Fixture *fixture, gconstpointer data)
{
  static const char *const suffixes[] = { "", "-wal", "-shm", ".lock" };
  g_autoptr (GError) error = NULL;
  mode_t old = umask (0);
  CsQueue *queue = workload_open (fixture->folder, &error);

  umask (old);
  g_assert_no_error (error);
  g_free (test_accept (queue, "ann@example.org lane"));
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = g_strconcat (fixture->path, suffixes[i], NULL);
      struct stat status;

      g_assert_cmpint (stat (path, &status), ==, 0);
      g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
    }
  test_close (queue);
}

static void
one_owner (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  CsQueue *queue = workload_open (fixture->folder, &error);

  g_assert_no_error (error);
  g_assert_null (workload_open (fixture->folder, &error));
  g_assert_error (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_IN_USE);
  g_clear_error (&error);

  test_close (queue);
  queue = workload_open (fixture->folder, &error);
  g_assert_no_error (error);
  test_close (queue);
}

static void
run_sql (Fixture *fixture, const char *sql)
{
  sqlite3 *handle = NULL;

  g_assert_cmpint (sqlite3_open (fixture->path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (handle);
}

static void
newer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  CsQueue *queue = workload_open (fixture->folder, &error);

  g_assert_no_error (error);
  g_free (test_accept (queue, "ann@example.org lane"));
  test_close (queue);
  run_sql (fixture, "PRAGMA user_version = 99");

  g_assert_null (workload_open (fixture->folder, &error));
  g_assert_error (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_NEWER);

  run_sql (fixture, "PRAGMA user_version = 5");
  g_clear_error (&error);
  queue = workload_open (fixture->folder, &error);
  g_assert_no_error (error);
  test_close (queue);
}

static void
no_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "missing", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (workload_open (folder, &error));
  g_assert_error (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_IO);
}

/* A migration that fails leaves the version and the tables before it. */
static void
migrations (Fixture *fixture, gconstpointer data)
{
  static const char *const steps[] = {
    "CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (1);",
    "ALTER TABLE a ADD COLUMN y INTEGER; UPDATE a SET y = x + 1;",
    "CREATE TABLE b (z INTEGER) STRICT; INSERT INTO missing VALUES (1);",
  };
  static const char sql_y[] = "SELECT y FROM a";
  static const char sql_b[] = "SELECT count(*) FROM sqlite_schema WHERE name = 'b'";
  g_autoptr (GError) error = NULL;
  gint64 number;

  for (guint n = 1; n <= 2; n++)
    {
      g_autoptr (CsDatabase) database = cs_database_open (fixture->path, &error);
      g_autofree char *version = NULL;

      g_assert_true (cs_schema_migrate (database, steps, n, &error));
      g_assert_no_error (error);
      version = pragma (database, "user_version");
      g_assert_cmpuint (g_ascii_strtoull (version, NULL, 10), ==, n);
    }

  {
    g_autoptr (CsDatabase) database = cs_database_open (fixture->path, &error);
    g_autofree char *version = NULL;

    g_assert_false (cs_schema_migrate (database, steps, 3, &error));
    g_assert_nonnull (error);
    version = pragma (database, "user_version");
    g_assert_cmpstr (version, ==, "2");
    g_assert_true (cs_database_number (database, &number, 0, NULL, sql_y, ""));
    g_assert_cmpint (number, ==, 2);
    g_assert_true (cs_database_number (database, &number, 9, NULL, sql_b, ""));
    g_assert_cmpint (number, ==, 0);
  }
}

/* --- room on the disk --- */

static void
low_water (Fixture *fixture, gconstpointer data)
{
  CsQueueLimits limits = { .maximum_message_bytes = 1024 };
  g_autoptr (CsEnvelope) envelope = test_envelope_to ("ann@example.org lane");
  g_autoptr (GError) error = NULL;
  CsQueue *queue = cs_sqlite_queue_open (fixture->path, &limits, &error);
  g_autoptr (GPtrArray) claims = NULL;
  g_autofree char *id = NULL;

  g_assert_no_error (error);
  g_free (test_accept (queue, "ann@example.org lane"));
  limits.minimum_free_bytes = G_MAXUINT64 / 4;
  cs_sqlite_queue_set_limits (CS_SQLITE_QUEUE (queue), &limits);
  g_assert_null (test_accept_full (queue, envelope, "x\r\n", 3, 0, &error));
  g_assert_error (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_FULL);
  g_assert_nonnull (strstr (error->message, "minimum-free-disk-bytes"));
  g_clear_error (&error);

  /* What is there can still be worked on. */
  claims = test_claim (queue, 1, 1);
  test_settle_claims (queue, claims, CS_SETTLE_DELIVERED);

  limits.minimum_free_bytes = 0;
  cs_sqlite_queue_set_limits (CS_SQLITE_QUEUE (queue), &limits);
  id = test_accept_full (queue, envelope, "x\r\n", 3, 0, &error);
  g_assert_no_error (error);
  test_close (queue);
}

/* What a dead writer left is gone after the start, and its key is free. */
static void
half_written (Fixture *fixture, gconstpointer data)
{
  static const char sql[] = "SELECT (SELECT count(*) FROM content) + count(*) FROM staging";
  g_autoptr (GError) error = NULL;
  gint64 left;

  test_close (workload_open (fixture->folder, NULL));
  run_sql (fixture, "INSERT INTO staging VALUES (7);"
                    "INSERT INTO content VALUES (7 << 20, x'00'), ((7 << 20) | 1, x'00');");
  test_close (workload_open (fixture->folder, NULL));
  {
    g_autoptr (CsDatabase) database = cs_database_open (fixture->path, &error);

    g_assert_true (cs_database_number (database, &left, 9, &error, sql, ""));
    g_assert_cmpint (left, ==, 0);
  }
}

/* --- what is kept of attempts --- */

static gint64
count_kept (Fixture *fixture)
{
  static const char sql[] = "SELECT (SELECT count(*) FROM attempt) + count(*) FROM transcript";
  g_autoptr (CsDatabase) database = cs_database_open (fixture->path, NULL);
  gint64 kept;

  g_assert_true (cs_database_number (database, &kept, -1, NULL, sql, ""));
  return kept;
}

static void
settle_next (CsQueue *queue, CsSettleKind kind)
{
  g_autoptr (GPtrArray) claims = test_claim (queue, 1, 1);
  CsSettlement *settlement = cs_settlement_new (test_only (claims)->id, 1, kind);

  settlement->cause = CS_CAUSE_DNS;
  settlement->transcript = g_strdup ("C: QUIT");
  test_settle (queue, settlement);
}

/* A first try that delivers writes nothing about itself, and what others leave goes with them. */
static void
attempts_go_with_recipients (Fixture *fixture, gconstpointer data)
{
  static const CsSettleKind kinds[] = { CS_SETTLE_DEFERRED, CS_SETTLE_DELIVERED };
  static const gint64 kept[] = { 2, 0 };
  CsQueue *queue = workload_open (fixture->folder, NULL);

  g_free (test_accept (queue, "ann@example.org lane"));
  settle_next (queue, CS_SETTLE_DELIVERED);
  g_free (test_accept (queue, "bob@example.org lane"));
  test_close (queue);
  g_assert_cmpint (count_kept (fixture), ==, 0);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      queue = workload_open (fixture->folder, NULL);
      settle_next (queue, kinds[i]);
      test_close (queue);
      g_assert_cmpint (count_kept (fixture), ==, kept[i]);
    }
}

/* --- what must not cost more when more waits --- */

static GPtrArray *opened; /* (element-type sqlite3): the one that writes, the one that looks */

static int
remember_connection (sqlite3 *handle, const char **message, const void *api)
{
  g_ptr_array_add (opened, handle);
  return SQLITE_OK;
}

static CsQueue *
open_remembered (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  CsQueue *queue;

  g_clear_pointer (&opened, g_ptr_array_unref);
  opened = g_ptr_array_new ();
  sqlite3_auto_extension ((void (*) (void))remember_connection);
  queue = workload_open (fixture->folder, &error);
  sqlite3_reset_auto_extension ();
  g_assert_no_error (error);
  g_assert_cmpuint (opened->len, ==, 2);
  return queue;
}

/* Of both connections. The threads sleep: nobody else uses them now. */
static sqlite3_stmt *
next_statement (sqlite3_stmt *last)
{
  sqlite3 *writes = opened->pdata[0], *looks = opened->pdata[1];
  sqlite3_stmt *next = sqlite3_next_stmt (last != NULL ? sqlite3_db_handle (last) : writes, last);

  return next != NULL || (last != NULL && sqlite3_db_handle (last) == looks)
             ? next
             : sqlite3_next_stmt (looks, NULL);
}

static void
work_a_little (CsQueue *queue)
{
  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *who = g_strdup_printf ("u%u@d%u.example lane-%u", i, i % 3, i % 3);

      g_free (test_accept (queue, who));
    }

  for (guint i = 0; i < 12; i++)
    {
      g_autoptr (GPtrArray) claims = test_claim (queue, 6, 2);

      test_next_due (queue, NULL);
      g_ptr_array_unref (test_busiest (queue, 2));
      test_settle_claims (queue, claims, i % 2 ? CS_SETTLE_DELIVERED : CS_SETTLE_UNTRIED);
    }
}

/* No statement of the daily work reads a whole table or sorts: SQLite counts both. */
static void
by_indexes (Fixture *fixture, gconstpointer data)
{
  CsQueue *queue = open_remembered (fixture);
  sqlite3_stmt *statement = NULL;
  guint n = 0;

  work_a_little (queue);
  while ((statement = next_statement (statement)) != NULL)
    {
      const char *sql = sqlite3_sql (statement);

      if (strstr (sql, "FROM counts") != NULL || strstr (sql, "FROM staging") != NULL
          || strstr (sql, "sqlite_schema") != NULL
          || strstr (sql, "FROM temp.active GROUP BY") != NULL)
        continue; /* one row, none, and only what is in hand */
      n++;
      if (sqlite3_stmt_status (statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0) > 0
          || sqlite3_stmt_status (statement, SQLITE_STMTSTATUS_SORT, 0) > 0)
        g_error ("reads too much: %s", sql);
    }
  g_assert_cmpuint (n, >, 15);
  test_close (queue);
}

/* All that is due. */
static void
hold_due (CsQueue *queue, CsCause cause)
{
  g_autoptr (GPtrArray) claims = test_claim (queue, 1000, 1000);

  for (guint i = 0; i < claims->len; i++)
    {
      const CsClaim *claim = claims->pdata[i];

      for (guint j = 0; j < claim->recipients->len; j++)
        {
          const CsClaimRecipient *recipient = claim->recipients->pdata[j];
          CsSettlement *settlement
              = cs_settlement_new (claim->id, recipient->number, CS_SETTLE_HELD);

          settlement->cause = cause;
          test_settle (queue, settlement);
        }
    }
}

static void
hold_pile (CsQueue *queue, const char *who, guint n, CsCause cause)
{
  g_autoptr (CsEnvelope) envelope = test_envelope ("sender@example.net");

  for (guint i = 0; i < n; i++)
    test_envelope_add (envelope, who);
  g_free (test_accept_full (queue, envelope, "hello", 5, 0, NULL));
  hold_due (queue, cause);
}

/* Of the statements with @words in them: how many there are. None of them sorts, and those that
 * look for one row need few steps for it. */
static guint
check_steps (const char *words)
{
  sqlite3_stmt *statement = NULL;
  guint n = 0;

  while ((statement = next_statement (statement)) != NULL)
    {
      const char *sql = sqlite3_sql (statement);

      if (strstr (sql, words) == NULL)
        continue;
      n++;
      g_assert_cmpint (sqlite3_stmt_status (statement, SQLITE_STMTSTATUS_SORT, 0), ==, 0);
      if (strstr (sql, "LIMIT 1") != NULL)
        g_assert_cmpint (sqlite3_stmt_status (statement, SQLITE_STMTSTATUS_VM_STEP, 0), <, 500);
    }
  return n;
}

/* From one lane and cause, or address, to the next, however many lie between. */
static void
piles_passed_over (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) troubles = NULL;
  g_autoptr (GPtrArray) addresses = NULL;
  CsQueue *queue = open_remembered (fixture);

  hold_pile (queue, "ann@example.org a", 300, CS_CAUSE_AUTHENTICATION_REFUSED);
  hold_pile (queue, "bob@example.org a", 300, CS_CAUSE_AUTHENTICATION_REQUIRED);
  hold_pile (queue, "eve@example.com b", 2, CS_CAUSE_CREDENTIAL_INVALID);

  troubles = test_troubles (queue, 10);
  g_assert_cmpuint (troubles->len, ==, 3);
  g_assert_cmpuint (check_steps ("INDEXED BY recipient_trouble"), ==, 3);
  addresses = test_addresses (queue, "", 10);
  g_assert_cmpuint (addresses->len, ==, 3);
  g_assert_cmpuint (check_steps ("SELECT address, domain FROM recipient"), ==, 1);
  test_close (queue);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/queue/sqlite-open/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("settings", settings);
  ADD ("modes", modes);
  ADD ("one-owner", one_owner);
  ADD ("newer", newer);
  ADD ("no-folder", no_folder);
  ADD ("migrations", migrations);
  ADD ("low-water", low_water);
  ADD ("half-written", half_written);
  ADD ("attempts-go-with-recipients", attempts_go_with_recipients);
  ADD ("by-indexes", by_indexes);
  ADD ("piles-passed-over", piles_passed_over);

  return g_test_run ();
}
