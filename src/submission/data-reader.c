#include "submission/data-reader.h"

#include <string.h>

enum
{
  STATE_LINE_START, /* must be 0 */
  STATE_TEXT,
  STATE_CR, /* in a line, behind a CR that is already in the output */
  STATE_DOT, /* a dot at the start of a line, not in the output */
  STATE_DOT_CR, /* and a CR behind it, neither in the output */
};

static void
put (GByteArray *out, const char *bytes, gsize size_bytes)
{
  g_byte_array_append (out, (const guint8 *)bytes, size_bytes);
}

/* The rest of a line, up to and including its LF or to the end; *@at moves behind it. */
static gboolean
read_text (CsDataReader *reader, const char **at, const char *end, GByteArray *out)
{
  const char *start = *at;
  const char *feed = memchr (start, '\n', end - start);
  gboolean after_cr;

  *at = feed != NULL ? feed + 1 : end;
  put (out, start, *at - start);
  if (feed == NULL)
    {
      reader->state = end[-1] == '\r' ? STATE_CR : STATE_TEXT;
      return TRUE;
    }

  after_cr = feed > start ? feed[-1] == '\r' : reader->state == STATE_CR;
  reader->state = STATE_LINE_START;
  return after_cr;
}

/* Behind a dot at the start of a line: another one, or whatever else, begins the line. */
static CsDataProgress
read_dot (CsDataReader *reader, const char **at, GByteArray *out)
{
  char c = **at;

  if (reader->state == STATE_DOT_CR && c == '\n')
    {
      ++*at;
      return CS_DATA_END;
    }
  if (reader->state == STATE_DOT && c == '\r')
    {
      ++*at;
      reader->state = STATE_DOT_CR;
      return CS_DATA_MORE;
    }
  if (c == '\n')
    return CS_DATA_BARE_LF;

  if (reader->state == STATE_DOT_CR)
    put (out, "\r", 1);
  reader->state = STATE_TEXT;
  return CS_DATA_MORE;
}

CsDataProgress
cs_data_reader_feed (CsDataReader *reader, const char *bytes, gsize size_bytes, GByteArray *out,
                     gsize *consumed)
{
  const char *at = bytes;
  const char *end = bytes + size_bytes;
  CsDataProgress progress = CS_DATA_MORE;

  while (at < end && progress == CS_DATA_MORE)
    {
      if (reader->state == STATE_LINE_START && *at == '.')
        {
          reader->state = STATE_DOT;
          at++;
        }
      else if (reader->state == STATE_DOT || reader->state == STATE_DOT_CR)
        {
          progress = read_dot (reader, &at, out);
        }
      else if (!read_text (reader, &at, end, out))
        {
          progress = CS_DATA_BARE_LF;
        }
    }

  *consumed = at - bytes;
  return progress;
}
