#include <string.h>

#include "queue/sqlite-look.h"

#define HEADER_MOST_BYTES (64 * 1024)

/* Which recipients a story is about: all of a message, or one. */
typedef struct
{
  gint64 message;
  gint64 first_key, last_key;
} Subject;

static gboolean
pass_on (GError **error, GError *failure)
{
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, failure);
  return FALSE;
}

static void
set_unknown (const char *id, GError **error)
{
  g_set_error (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_UNKNOWN, "there is no message %s", id);
}

static gboolean
find_subject (CsLook *look, const char *id, Subject *subject, GError **error)
{
  g_autofree char *message_id = NULL;
  guint number = 0;

  subject->message = 0;
  if (cs_queue_parse_id (id, &message_id, &number) && number < CS_KEY_LIMIT
      && !cs_schema_find_message (look->database, message_id, &subject->message, error))
    return FALSE;
  if (subject->message == 0)
    {
      set_unknown (id, error);
      return FALSE;
    }

  subject->first_key = cs_key (subject->message, number);
  subject->last_key = number == 0 ? cs_key_last (subject->message) : subject->first_key;
  return TRUE;
}

/* --- the message --- */

/* The header section as text for people: valid UTF-8, LF, no control characters. */
static char *
clean_header (const char *bytes, gsize size_bytes)
{
  const char *end = memmem (bytes, size_bytes, "\r\n\r\n", 4);
  gsize header_bytes = end != NULL ? (gsize)(end - bytes) : size_bytes;
  g_autofree char *valid = g_utf8_make_valid (bytes, MIN (header_bytes, HEADER_MOST_BYTES));
  GString *clean = g_string_sized_new (header_bytes);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == '\n' || c == '\t' || !(g_unichar_iscntrl (c) || c == 0x202e || c == 0x2028))
        g_string_append_unichar (clean, c);
      else if (c != '\r')
        g_string_append_c (clean, '?');
    }

  return g_string_free (clean, FALSE);
}

static gboolean
load_head (CsLook *look, gint64 message, CsQueueStory *story, GError **error)
{
  static const char sql[] = "SELECT m.id, m.origin, c.bytes FROM message AS m"
                            "  LEFT JOIN content AS c ON c.key = m.number << 20"
                            "  WHERE m.number = ?1";
  sqlite3_stmt *statement = cs_database_query (look->database, sql, "i", message);
  const char *bytes;

  if (!cs_database_step (look->database, statement, error))
    return FALSE;

  story->id = cs_database_column_dup (statement, 0);
  story->origin = g_strdup (cs_database_column_text (statement, 1));
  bytes = sqlite3_column_blob (statement, 2);
  story->header = clean_header (bytes != NULL ? bytes : "", sqlite3_column_bytes (statement, 2));
  cs_database_done (statement);
  return TRUE;
}

/* --- its recipients --- */

static gboolean
count_recipients (CsLook *look, const Subject *subject, const char *id, CsQueueStory *story,
                  GError **error)
{
  static const char sql[] = "SELECT count(*) FROM recipient WHERE key BETWEEN ?1 AND ?2";
  gint64 n;

  if (!cs_database_number (look->database, &n, 0, error, sql, "ii", subject->first_key,
                           subject->last_key))
    return FALSE;

  story->n_recipients = n;
  if (n > 0)
    return TRUE;

  set_unknown (id, error);
  return FALSE;
}

static CsQueueAttempt *
load_attempt (sqlite3_stmt *statement)
{
  CsQueueAttempt *attempt = g_new0 (CsQueueAttempt, 1);

  attempt->recipient = cs_key_part (sqlite3_column_int64 (statement, 0));
  attempt->number = sqlite3_column_int (statement, 1);
  attempt->when_s = sqlite3_column_int64 (statement, 2);
  attempt->state = sqlite3_column_int (statement, 3);
  attempt->cause = sqlite3_column_int (statement, 4);
  attempt->text = cs_database_column_dup (statement, 5);
  attempt->remote = cs_database_column_dup (statement, 6);
  attempt->protection = cs_database_column_dup (statement, 7);
  return attempt;
}

static gboolean
load_attempts (CsLook *look, const Subject *subject, CsQueueStory *story, GError **error)
{
  static const char sql[] = "SELECT recipient, number, when_s, state, cause, text, remote,"
                            "  protection"
                            "  FROM attempt WHERE recipient BETWEEN ?1 AND ?2"
                            "  ORDER BY recipient, number LIMIT ?3";
  sqlite3_stmt *statement
      = cs_database_query (look->database, sql, "iii", subject->first_key, subject->last_key,
                           (gint64)CS_QUEUE_STORY_RECIPIENTS * CS_QUEUE_ATTEMPTS_KEPT);
  GError *failure = NULL;

  story->attempts = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_queue_attempt_free);
  while (cs_database_step (look->database, statement, &failure))
    g_ptr_array_add (story->attempts, load_attempt (statement));

  return pass_on (error, failure);
}

static gboolean
load_transcripts (CsLook *look, const Subject *subject, CsQueueStory *story, GError **error)
{
  static const char sql[] = "SELECT t.text FROM recipient AS r LEFT JOIN transcript AS t"
                            "  ON t.recipient = r.key WHERE r.key BETWEEN ?1 AND ?2"
                            "  ORDER BY r.key LIMIT ?3";
  sqlite3_stmt *statement
      = cs_database_query (look->database, sql, "iii", subject->first_key, subject->last_key,
                           (gint64)CS_QUEUE_STORY_RECIPIENTS);
  gsize left_bytes = CS_QUEUE_STORY_TRANSCRIPT_BYTES;
  GError *failure = NULL;

  story->transcripts = g_ptr_array_new_with_free_func (g_free);
  while (cs_database_step (look->database, statement, &failure))
    {
      const char *text = cs_database_column_text (statement, 0);
      gsize size_bytes = strlen (text);

      g_ptr_array_add (story->transcripts, g_strdup (size_bytes <= left_bytes ? text : ""));
      left_bytes -= MIN (left_bytes, size_bytes);
    }

  return pass_on (error, failure);
}

/* One recipient whose dialogue stands with another one of the same lane. */
static gboolean
find_shared_transcript (CsLook *look, const Subject *subject, CsQueueStory *story, GError **error)
{
  static const char sql[]
      = "SELECT t.text FROM recipient AS r JOIN transcript AS t ON t.recipient = r.key"
        "  WHERE r.key BETWEEN ?1 AND ?2"
        "  AND r.lane = (SELECT lane FROM recipient WHERE key = ?3) LIMIT 1";
  sqlite3_stmt *statement;
  GError *failure = NULL;

  if (subject->first_key != subject->last_key || *(char *)story->transcripts->pdata[0] != '\0')
    return TRUE;

  statement = cs_database_query (look->database, sql, "iii", cs_key (subject->message, 0),
                                 cs_key_last (subject->message), subject->first_key);
  if (!cs_database_step (look->database, statement, &failure))
    return pass_on (error, failure);

  g_free (story->transcripts->pdata[0]);
  story->transcripts->pdata[0] = cs_database_column_dup (statement, 0);
  cs_database_done (statement);
  return TRUE;
}

static gboolean
load_rows (CsLook *look, const char *id, CsQueueStory *story, GError **error)
{
  const char *ids[] = { id, NULL };
  CsQueueSelection selection = { .ids = ids };
  g_autofree char *beginning = g_strdup ("");
  CsQueueSearch search = { .after = beginning };

  story->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_queue_row_free);
  search.rows = story->rows;
  return cs_look_list (look, &selection, CS_QUEUE_STORY_RECIPIENTS, &search, error);
}

CsQueueStory *
cs_look_show (CsLook *look, const char *id, GError **error)
{
  g_autoptr (CsQueueStory) story = g_new0 (CsQueueStory, 1);
  Subject subject;

  if (!find_subject (look, id, &subject, error) || !load_head (look, subject.message, story, error)
      || !count_recipients (look, &subject, id, story, error)
      || !load_attempts (look, &subject, story, error)
      || !load_transcripts (look, &subject, story, error)
      || !find_shared_transcript (look, &subject, story, error)
      || !load_rows (look, id, story, error))
    return NULL;

  return g_steal_pointer (&story);
}
