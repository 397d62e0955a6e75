#include "smtp/transcript.h"

#include <string.h>

static void
test_lines (void)
{
  g_autoptr (CsTranscript) transcript = cs_transcript_new ();
  g_autofree char *text = NULL;

  cs_transcript_note (transcript, "connected to %s", "192.0.2.7:25");
  cs_transcript_server (transcript, "220 hi\x1b[2J\0there", 16);
  cs_transcript_client (transcript, "EHLO me", 7);
  text = cs_transcript_text (transcript);
  g_assert_cmpstr (text, ==, "-- connected to 192.0.2.7:25\nS: 220 hi?[2J?there\nC: EHLO me\n");
}

static void
test_bound (void)
{
  g_autoptr (CsTranscript) transcript = cs_transcript_new ();

  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *line = g_strdup_printf ("line %u", i);
      g_autofree char *text = NULL;

      cs_transcript_client (transcript, line, strlen (line));
      if (i % 100 != 99)
        continue;

      text = cs_transcript_text (transcript);
      g_assert_cmpuint (strlen (text), <=, CS_TRANSCRIPT_MAX_BYTES);
      g_assert_true (g_str_has_prefix (text, "C: line 0\n"));
      g_assert_nonnull (strstr (text, line));
      if (i < 1000 || i > 2000)
        g_assert_true ((strstr (text, " bytes left out here\n") != NULL) == (i > 2000));
    }
}

static void
test_long_line (void)
{
  g_autoptr (CsTranscript) transcript = cs_transcript_new ();
  g_autofree char *line = g_strnfill (12000, 'a');

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *text = NULL;

      cs_transcript_server (transcript, line, strlen (line));
      text = cs_transcript_text (transcript);
      g_assert_cmpuint (strlen (text), <=, CS_TRANSCRIPT_MAX_BYTES);
      g_assert_true (g_utf8_validate (text, -1, NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp/transcript/lines", test_lines);
  g_test_add_func ("/smtp/transcript/bound", test_bound);
  g_test_add_func ("/smtp/transcript/long-line", test_long_line);
  return g_test_run ();
}
