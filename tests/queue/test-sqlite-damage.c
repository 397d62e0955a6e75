#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "queue/sqlite-queue.h"
#include "queue/sqlite-salvage.h"
#include "workload.h"

#define MESSAGES 300
#define PAGE_BYTES 4096

typedef struct
{
  char *folder;
  char *path;
  GPtrArray *ids;
} Fixture;

/* A queue with many messages, every tenth in chunks, closed in order. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *large = g_strnfill (100000, 'x');
  g_autoptr (GError) error = NULL;
  CsQueue *queue;

  fixture->folder = test_folder_new ();
  fixture->path = g_build_filename (fixture->folder, "queue.sqlite", NULL);
  fixture->ids = g_ptr_array_new_with_free_func (g_free);
  queue = workload_open (fixture->folder, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < MESSAGES; i++)
    {
      g_autofree char *who = g_strdup_printf ("u%u@example.org lane-%u", i, i % 5);
      g_autoptr (CsEnvelope) envelope = test_envelope_to (who);
      gsize size = i % 10 == 0 ? 100000 : 3000;
      char *id = test_accept_full (queue, envelope, large, size, 0, &error);

      g_assert_no_error (error);
      g_ptr_array_add (fixture->ids, id);
    }
  test_close (queue);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->path);
  g_ptr_array_unref (fixture->ids);
  test_folder_remove (fixture->folder);
}

static guint
files_with (const char *folder, const char *part)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    n += strstr (name, part) != NULL;
  return n;
}

/* Claims everything and reads it; how many messages there are. */
static guint
count_whole (CsQueue *queue)
{
  guint n = 0;

  for (;;)
    {
      g_autoptr (GPtrArray) claims = test_claim (queue, 100, 100);

      for (guint i = 0; i < claims->len; i++)
        {
          g_autofree char *content = NULL;
          gsize size_bytes;

          content = test_read_all (claims->pdata[i], &size_bytes);
          g_assert_cmpuint (size_bytes, ==, ((CsClaim *)claims->pdata[i])->size_bytes);
          g_assert_true (g_str_has_prefix (((CsClaim *)claims->pdata[i])->lane, "lane-"));
        }
      if (claims->len == 0)
        return n;
      n += claims->len;
    }
}

static void
check_lanes (CsQueue *queue, guint n_active)
{
  g_autoptr (GPtrArray) lanes = test_busiest (queue, 100);
  guint64 n = 0;

  for (guint i = 0; i < lanes->len; i++)
    n += ((CsQueueLane *)lanes->pdata[i])->active;
  g_assert_cmpuint (n, ==, n_active);
}

/* Opens after damage: the old file is aside, the new one works and has what could be read. */
static void
check_salvaged (Fixture *fixture, guint at_least, guint at_most)
{
  g_autoptr (GError) error = NULL;
  CsQueue *queue = workload_open (fixture->folder, &error);
  guint n;

  g_assert_no_error (error);
  g_assert_cmpuint (files_with (fixture->folder, "queue.sqlite.damaged-"), >=, 1);
  g_assert_cmpuint (files_with (fixture->folder, "queue.sqlite-"), ==, 2); /* the WAL, its index */
  n = count_whole (queue);
  g_assert_cmpuint (n, >=, at_least);
  g_assert_cmpuint (n, <=, at_most);
  check_lanes (queue, n);
  g_free (test_accept (queue, "new@example.org lane-new"));
  g_assert_cmpuint (count_whole (queue), ==, 1);
  test_close (queue);
}

static void
overwrite (Fixture *fixture, goffset offset, gsize size_bytes)
{
  g_autofree char *garbage = g_strnfill (size_bytes, '\xa5');
  int fd = open (fixture->path, O_WRONLY);

  g_assert_cmpint (pwrite (fd, garbage, size_bytes, offset), ==, (gssize)size_bytes);
  close (fd);
}

static void
not_a_database (Fixture *fixture, gconstpointer data)
{
  overwrite (fixture, 0, 100);
  check_salvaged (fixture, 0, 0);
}

static void
truncated (Fixture *fixture, gconstpointer data)
{
  GStatBuf status;

  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpint (truncate (fixture->path, status.st_size / 2 / PAGE_BYTES * PAGE_BYTES), ==, 0);
  check_salvaged (fixture, MESSAGES / 4, MESSAGES);
}

static void
another_program (Fixture *fixture, gconstpointer data)
{
  sqlite3 *handle = NULL;

  g_unlink (fixture->path);
  g_assert_cmpint (sqlite3_open (fixture->path, &handle), ==, SQLITE_OK);
  sqlite3_exec (handle, "CREATE TABLE t (x)", NULL, NULL, NULL);
  sqlite3_close (handle);
  check_salvaged (fixture, 0, 0);
}

static void
table_missing (Fixture *fixture, gconstpointer data)
{
  sqlite3 *handle = NULL;

  g_assert_cmpint (sqlite3_open (fixture->path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, "DROP TABLE transcript", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (handle);
  check_salvaged (fixture, MESSAGES, MESSAGES);
}

/* Where pages of a table or an index lie: @nth of those that dbstat knows. */
static goffset
page_of (Fixture *fixture, const char *name, const char *type, guint nth)
{
  g_autofree char *sql = g_strdup_printf ("SELECT pgoffset FROM dbstat WHERE name = '%s'"
                                          " AND pagetype = '%s' LIMIT 1 OFFSET %u",
                                          name, type, nth);
  sqlite3 *handle = NULL;
  sqlite3_stmt *statement = NULL;
  goffset offset;

  g_assert_cmpint (sqlite3_open (fixture->path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (handle, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  offset = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (handle);
  return offset;
}

typedef struct
{
  const char *name;
  const char *table;
  const char *type;
  guint nth;
  guint at_least; /* messages that are saved */
} PageCase;

/* What the start does not see an operation meets, and the next start salvages. */
static const PageCase pages[] = {
  { "/queue/sqlite-damage/index-page", "recipient_due", "leaf", 1, MESSAGES },
  { "/queue/sqlite-damage/message-page", "message", "leaf", 2, MESSAGES / 2 },
  { "/queue/sqlite-damage/recipient-page", "recipient", "leaf", 2, MESSAGES / 2 },
  { "/queue/sqlite-damage/content-page", "content", "leaf", 3, MESSAGES / 2 },
};

static void
work (CsQueue *queue)
{
  CsClaimRequest request = { .most = 50, .most_per_lane = 50 };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 20 && error == NULL; i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GPtrArray) claims = NULL;

      cs_queue_claim_async (queue, &request, NULL, test_keep_result, &result);
      claims = cs_queue_claim_finish (queue, test_wait_result (&result), &error);
    }
  g_assert_error (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_DAMAGED);
}

static void
page (Fixture *fixture, gconstpointer data)
{
  const PageCase *c = data;
  g_autoptr (GError) error = NULL;
  CsQueue *queue;

  overwrite (fixture, page_of (fixture, c->table, c->type, c->nth), PAGE_BYTES);
  queue = workload_open (fixture->folder, &error);
  g_assert_no_error (error);
  if (files_with (fixture->folder, "queue.sqlite.damaged-") == 0)
    {
      work (queue);
      g_assert_true (cs_salvage_is_marked (fixture->path));
    }
  test_close (queue);
  check_salvaged (fixture, c->at_least, MESSAGES);
}

static void
defer_all (CsQueue *queue)
{
  for (;;)
    {
      g_autoptr (GPtrArray) claims = test_claim (queue, 100, 100);
      g_autoptr (GPtrArray) settlements
          = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_settlement_free);

      for (guint i = 0; i < claims->len; i++)
        {
          CsSettlement *settlement
              = cs_settlement_new (((CsClaim *)claims->pdata[i])->id, 1, CS_SETTLE_DEFERRED);

          settlement->cause = CS_CAUSE_DNS;
          settlement->text = g_strdup ("no such name");
          settlement->transcript = g_strdup ("C: QUIT");
          settlement->protection = g_strdup ("dane");
          settlement->next_attempt_s = G_MAXINT32;
          g_ptr_array_add (settlements, settlement);
        }
      if (claims->len == 0)
        return;
      test_settle_many (queue, settlements, NULL);
    }
}

/* In how many stories there is the attempt, and in how many the dialogue. */
static void
count_told (Fixture *fixture, CsQueue *queue, guint *n_attempts, guint *n_transcripts)
{
  *n_attempts = *n_transcripts = 0;
  for (guint i = 0; i < fixture->ids->len; i++)
    {
      g_autoptr (CsQueueStory) story = test_show (queue, fixture->ids->pdata[i], NULL);

      g_assert_nonnull (story);
      *n_transcripts += g_str_equal (story->transcripts->pdata[0], "C: QUIT") ? 1 : 0;
      if (story->attempts->len == 0)
        continue;
      ++*n_attempts;
      g_assert_cmpstr (((CsQueueAttempt *)story->attempts->pdata[0])->text, ==, "no such name");
      g_assert_cmpstr (((CsQueueAttempt *)story->attempts->pdata[0])->protection, ==, "dane");
    }
}

/* What is known of attempts is carried over with the messages, as far as it can be read. */
static void
history (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  CsQueue *queue = workload_open (fixture->folder, &error);
  guint n_attempts, n_transcripts;

  g_assert_no_error (error);
  defer_all (queue);
  test_close (queue);
  overwrite (fixture, page_of (fixture, "attempt", "leaf", 1), PAGE_BYTES);
  cs_salvage_mark (fixture->path, "a test");

  queue = workload_open (fixture->folder, &error);
  g_assert_no_error (error);
  count_told (fixture, queue, &n_attempts, &n_transcripts);
  g_assert_cmpuint (n_attempts, >=, MESSAGES / 3);
  g_assert_cmpuint (n_attempts, <, MESSAGES);
  g_assert_cmpuint (n_transcripts, ==, MESSAGES);
  test_close (queue);
}

/* Who looks meets damage, too. */
static void
met_by_looking (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CsQueue *queue;

  overwrite (fixture, page_of (fixture, "recipient", "leaf", 2), PAGE_BYTES);
  queue = workload_open (fixture->folder, &error);
  g_assert_no_error (error);
  g_assert_false (cs_salvage_is_marked (fixture->path));
  cs_queue_list_async (queue, NULL, "", 1000, NULL, test_keep_result, &result);
  g_assert_null (cs_queue_list_finish (queue, test_wait_result (&result), &error));
  g_assert_error (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_DAMAGED);
  g_assert_true (cs_salvage_is_marked (fixture->path));
  test_close (queue);
  check_salvaged (fixture, MESSAGES / 2, MESSAGES);
}

/* Dies after each step of salvaging, as the folder then looks; the next start finishes. */
static void
finished_by_the_next_start (Fixture *fixture, gconstpointer data)
{
  g_autofree char *aside = g_strconcat (fixture->path, ".damaged-X", NULL);
  g_autofree char *mark = g_strconcat (fixture->path, "-damaged", NULL);
  g_autofree char *half = g_strconcat (fixture->path, "-salvage", NULL);

  g_assert_true (g_file_set_contents (mark, aside, -1, NULL));
  check_salvaged (fixture, MESSAGES, MESSAGES);
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));

  g_unlink (fixture->path);
  g_assert_true (g_file_set_contents (mark, aside, -1, NULL));
  g_assert_true (g_file_set_contents (half, "half of it", -1, NULL));
  check_salvaged (fixture, MESSAGES, MESSAGES);

  /* All done but for the mark: the new queue stays as it is. */
  g_assert_true (g_file_set_contents (mark, aside, -1, NULL));
  check_salvaged (fixture, MESSAGES + 1, MESSAGES + 1);
  g_assert_false (cs_salvage_is_marked (fixture->path));
}

#define ADD(name, func)                                                                            \
  g_test_add ("/queue/sqlite-damage/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL); /* damage is warned of */
  ADD ("not-a-database", not_a_database);
  ADD ("truncated", truncated);
  ADD ("another-program", another_program);
  ADD ("table-missing", table_missing);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    g_test_add (pages[i].name, Fixture, &pages[i], set_up, page, tear_down);
  ADD ("history", history);
  ADD ("met-by-looking", met_by_looking);
  ADD ("finished-by-the-next-start", finished_by_the_next_start);

  return g_test_run ();
}
