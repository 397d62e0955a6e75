#include "smtp/content.h"

/* CR and LF only as a pair, and no NUL. */
static gboolean
is_normalized (gboolean *after_cr, const char *bytes, gsize size_bytes)
{
  for (gsize i = 0; i < size_bytes; i++)
    {
      if (*after_cr != (bytes[i] == '\n') || bytes[i] == '\0')
        return FALSE;
      *after_cr = bytes[i] == '\r';
    }

  return TRUE;
}

gboolean
cs_content_check (CsContent *content, const char *bytes, gsize size_bytes)
{
  if (!is_normalized (&content->after_cr, bytes, size_bytes))
    return FALSE;

  if (size_bytes > 0)
    content->is_within_line = bytes[size_bytes - 1] != '\n';
  content->size_bytes += size_bytes;
  return TRUE;
}

gboolean
cs_content_is_ended (const CsContent *content)
{
  return !content->is_within_line;
}

gboolean
cs_content_feed (CsContent *content, const char *bytes, gsize size_bytes, GByteArray *out)
{
  if (!cs_content_check (content, bytes, size_bytes))
    return FALSE;

  cs_dot_stuffer_feed (&content->stuffer, bytes, size_bytes, out);
  return TRUE;
}

gboolean
cs_content_end (CsContent *content, GByteArray *out)
{
  if (!cs_content_is_ended (content))
    return FALSE;

  g_byte_array_append (out, (const guint8 *)".\r\n", 3);
  return TRUE;
}
