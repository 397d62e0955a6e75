#include "smtp/transcript.h"

#include <string.h>

#include "smtp/line.h"

#define HEAD_BYTES (CS_TRANSCRIPT_MAX_BYTES / 2)
#define TAIL_BYTES                                                                                 \
  (CS_TRANSCRIPT_MAX_BYTES / 2 - 64) /* the sentence about the gap fits beside it */
#define MAX_LINE_BYTES 1024

struct _CsTranscript
{
  gatomicrefcount references;
  GString *head;
  GString *tail; /* begins once the head is full */
  guint64 left_out_bytes;
};

CsTranscript *
cs_transcript_new (void)
{
  CsTranscript *transcript = g_new0 (CsTranscript, 1);

  g_atomic_ref_count_init (&transcript->references);
  transcript->head = g_string_new (NULL);
  return transcript;
}

CsTranscript *
cs_transcript_ref (CsTranscript *transcript)
{
  g_atomic_ref_count_inc (&transcript->references);
  return transcript;
}

void
cs_transcript_unref (CsTranscript *transcript)
{
  if (transcript == NULL || !g_atomic_ref_count_dec (&transcript->references))
    return;

  g_string_free (transcript->head, TRUE);
  if (transcript->tail != NULL)
    g_string_free (transcript->tail, TRUE);
  g_free (transcript);
}

/* Forgets whole lines from the front, down to half of what is allowed, so that it happens seldom.
 */
static void
shorten_tail (CsTranscript *transcript)
{
  GString *tail = transcript->tail;
  const char *keep = tail->str + tail->len - TAIL_BYTES / 2;
  const char *end_of_line = strchr (keep, '\n');
  gsize drop = (end_of_line != NULL ? end_of_line + 1 : keep) - tail->str;

  transcript->left_out_bytes += drop;
  g_string_erase (tail, 0, drop);
}

static void
append (CsTranscript *transcript, const char *prefix, const char *line)
{
  GString *part;

  if (transcript->tail == NULL && transcript->head->len + MAX_LINE_BYTES > HEAD_BYTES)
    transcript->tail = g_string_new (NULL);

  part = transcript->tail != NULL ? transcript->tail : transcript->head;
  g_string_append (part, prefix);
  g_string_append (part, line);
  g_string_append_c (part, '\n');

  if (part == transcript->tail && part->len > TAIL_BYTES)
    shorten_tail (transcript);
}

static void
append_cleaned (CsTranscript *transcript, const char *prefix, const char *line, gsize size_bytes)
{
  g_autofree char *cleaned = cs_line_clean (line, size_bytes, MAX_LINE_BYTES - 8);

  append (transcript, prefix, cleaned);
}

void
cs_transcript_client (CsTranscript *transcript, const char *line, gsize size_bytes)
{
  append_cleaned (transcript, "C: ", line, size_bytes);
}

void
cs_transcript_server (CsTranscript *transcript, const char *line, gsize size_bytes)
{
  append_cleaned (transcript, "S: ", line, size_bytes);
}

void
cs_transcript_note (CsTranscript *transcript, const char *format, ...)
{
  g_autofree char *note = NULL;
  va_list arguments;

  va_start (arguments, format);
  note = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  append_cleaned (transcript, "-- ", note, strlen (note));
}

char *
cs_transcript_text (const CsTranscript *transcript)
{
  if (transcript->tail == NULL)
    return g_strdup (transcript->head->str);
  if (transcript->left_out_bytes == 0)
    return g_strconcat (transcript->head->str, transcript->tail->str, NULL);

  return g_strdup_printf ("%s-- %" G_GUINT64_FORMAT " bytes left out here\n%s",
                          transcript->head->str, transcript->left_out_bytes, transcript->tail->str);
}
