#include "smtp/body.h"

#define MAX_LINE_BYTES 998 /* RFC 5321 section 4.5.3.1.6, without CRLF */

static void
put_line_end (CsNormalizer *normalizer, GByteArray *out)
{
  g_byte_array_append (out, (const guint8 *)"\r\n", 2);
  normalizer->at_line_start = TRUE;
  normalizer->line_bytes = 0;
}

static void
put_run (CsNormalizer *normalizer, const char *run, gsize size_bytes, GByteArray *out)
{
  g_byte_array_append (out, (const guint8 *)run, (guint)size_bytes);
  normalizer->at_line_start = FALSE;
  normalizer->line_bytes += (guint)MIN (size_bytes, MAX_LINE_BYTES + 1);
  if (normalizer->line_bytes > MAX_LINE_BYTES)
    {
      normalizer->has_long_line = TRUE;
      normalizer->line_bytes = MAX_LINE_BYTES + 1;
    }
}

/* Length of the run of ordinary bytes at the start. */
static gsize
ordinary_run (const char *bytes, gsize size_bytes, gboolean *is_8bit)
{
  guint8 seen = 0;
  gsize i;

  for (i = 0; i < size_bytes; i++)
    {
      if (bytes[i] == '\r' || bytes[i] == '\n' || bytes[i] == '\0')
        break;
      seen |= (guint8)bytes[i];
    }

  if (seen > 127)
    *is_8bit = TRUE;
  return i;
}

static void
settle_cr (CsNormalizer *normalizer, GByteArray *out)
{
  normalizer->after_cr = FALSE;
  put_run (normalizer, " ", 1, out);
}

void
cs_normalizer_feed (CsNormalizer *normalizer, const char *bytes, gsize size_bytes, GByteArray *out)
{
  gsize at = 0;

  while (at < size_bytes)
    {
      gsize run;

      if (normalizer->after_cr && bytes[at] != '\n')
        settle_cr (normalizer, out);

      run = ordinary_run (bytes + at, size_bytes - at, &normalizer->is_8bit);
      if (run > 0)
        {
          put_run (normalizer, bytes + at, run, out);
          at += run;
          continue;
        }

      if (bytes[at] == '\n')
        put_line_end (normalizer, out);
      else if (bytes[at] == '\0')
        put_run (normalizer, " ", 1, out);
      normalizer->after_cr = bytes[at] == '\r';
      at++;
    }
}

void
cs_normalizer_end (CsNormalizer *normalizer, GByteArray *out)
{
  if (normalizer->after_cr)
    settle_cr (normalizer, out);
  if (!normalizer->at_line_start)
    put_line_end (normalizer, out);
}
