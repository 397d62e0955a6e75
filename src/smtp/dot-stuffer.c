#include <string.h>

#include "smtp/body.h"

/* Whether the line feed at @at ends a line: only CRLF does, wherever the chunks were cut. */
static gboolean
ends_line (const CsDotStuffer *stuffer, const char *bytes, gsize at)
{
  return at > 0 ? bytes[at - 1] == '\r' : stuffer->after_cr;
}

void
cs_dot_stuffer_feed (CsDotStuffer *stuffer, const char *bytes, gsize size_bytes, GByteArray *out)
{
  gsize start = 0;

  while (start < size_bytes)
    {
      const char *line_feed = memchr (bytes + start, '\n', size_bytes - start);
      gsize end = line_feed != NULL ? (gsize)(line_feed - bytes) + 1 : size_bytes;

      if (stuffer->at_line_start && bytes[start] == '.')
        g_byte_array_append (out, (const guint8 *)".", 1);
      g_byte_array_append (out, (const guint8 *)bytes + start, (guint)(end - start));

      stuffer->at_line_start = line_feed != NULL && ends_line (stuffer, bytes, end - 1);
      start = end;
    }

  if (size_bytes > 0)
    stuffer->after_cr = bytes[size_bytes - 1] == '\r';
}
