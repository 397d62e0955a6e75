#include <string.h>

#include "base/log.h"
#include "base/when.h"

/* Each case logs in a process of its own, whose standard error is a pipe. */
static void
start (void)
{
  cs_when_set_now_s (1795503006);
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL); /* not warnings */
  cs_log_init ("test-log");
}

static void
expect (const char *line)
{
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr (line);
}

static void
test_line (void)
{
  if (!g_test_subprocess ())
    {
      expect ("2026-11-24T06:50:06Z notice delivered recipient=ann@example.com size-bytes=4096\n");
      return;
    }

  start ();
  cs_log (G_LOG_LEVEL_MESSAGE, "delivered", "recipient", "ann@example.com", "size-bytes", "4096",
          NULL);
}

static void
test_left_out (void)
{
  if (!g_test_subprocess ())
    {
      expect ("2026-11-24T06:50:06Z warning refused code=535\n");
      return;
    }

  start ();
  cs_log (G_LOG_LEVEL_WARNING, "refused", "host", NULL, "code", "535", NULL);
}

static void
test_quoted (void)
{
  if (!g_test_subprocess ())
    {
      expect ("* refused a=\"x y\" b=\"q\\\"q\" c=\"\" d=\"\\\\\" e=\"k=v\"\n");
      return;
    }

  start ();
  cs_log (G_LOG_LEVEL_MESSAGE, "refused", "a", "x y", "b", "q\"q", "c", "", "d", "\\", "e", "k=v",
          NULL);
}

/* A reply cannot forge a line of its own. */
static void
test_cleaned (void)
{
  if (!g_test_subprocess ())
    {
      expect ("2026-11-24T06:50:06Z notice refused "
              "text=\"no??2026-11-24T06:50:06Z notice delivered ?1m\"\n");
      return;
    }

  start ();
  cs_log (G_LOG_LEVEL_MESSAGE, "refused", "text",
          "no\r\n2026-11-24T06:50:06Z notice delivered \x1b"
          "1m",
          NULL);
}

static void
test_debug_is_quiet (void)
{
  if (!g_test_subprocess ())
    {
      expect ("2026-11-24T06:50:06Z notice shown\n");
      return;
    }

  g_unsetenv ("G_MESSAGES_DEBUG");
  start ();
  cs_log (G_LOG_LEVEL_DEBUG, "hidden", NULL);
  cs_log (G_LOG_LEVEL_MESSAGE, "shown", NULL);
}

/* What libraries log takes the same form. */
static void
test_libraries (void)
{
  if (!g_test_subprocess ())
    {
      expect ("2026-11-24T06:50:06Z warning Other: it is broken\n");
      return;
    }

  start ();
  g_log ("Other", G_LOG_LEVEL_WARNING, "it is %s", "broken");
}

static void
test_fatal (void)
{
  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, 0);
      g_test_trap_assert_failed ();
      g_test_trap_assert_stderr ("*critical bad*");
      return;
    }

  start ();
  cs_log (G_LOG_LEVEL_CRITICAL, "bad", NULL);
}

static GLogWriterOutput
capture (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  GHashTable *seen = data;

  for (gsize i = 0; i < n_fields; i++)
    g_hash_table_insert (seen, g_strdup (fields[i].key), g_strdup (fields[i].value));
  return G_LOG_WRITER_HANDLED;
}

/* What the journal gets, seen by a writer in its place. */
static void
test_fields (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, 0);
      g_test_trap_assert_passed ();
      return;
    }

  g_log_set_writer_func (capture, seen, NULL);
  cs_log (G_LOG_LEVEL_WARNING, "refused", "reply-code", "535", NULL);

  g_assert_cmpstr (g_hash_table_lookup (seen, "COUNTERSIGN_EVENT"), ==, "refused");
  g_assert_cmpstr (g_hash_table_lookup (seen, "COUNTERSIGN_REPLY_CODE"), ==, "535");
  g_assert_cmpstr (g_hash_table_lookup (seen, "PRIORITY"), ==, "4");
  g_assert_cmpstr (g_hash_table_lookup (seen, "MESSAGE"), ==, "refused reply-code=535");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/log/line", test_line);
  g_test_add_func ("/base/log/left-out", test_left_out);
  g_test_add_func ("/base/log/quoted", test_quoted);
  g_test_add_func ("/base/log/cleaned", test_cleaned);
  g_test_add_func ("/base/log/debug-is-quiet", test_debug_is_quiet);
  g_test_add_func ("/base/log/libraries", test_libraries);
  g_test_add_func ("/base/log/fatal", test_fatal);
  g_test_add_func ("/base/log/fields", test_fields);

  return g_test_run ();
}
