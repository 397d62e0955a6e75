#include "smtp/reply.h"

#include <string.h>

#include "base/text.h"
#include "smtp/line.h"

/* What is not a challenge is text for people; RFC 5321 section 4.5.3.1.5 grants it 512 bytes. */
#define MAX_TEXT_LINE 4096
#define MAX_REPLY_BYTES (64 * 1024)
#define CODE_CHALLENGE 334

CsReply *
cs_reply_new (void)
{
  CsReply *reply = g_new0 (CsReply, 1);

  reply->lines = g_ptr_array_new_with_free_func (g_free);
  return reply;
}

void
cs_reply_free (CsReply *reply)
{
  if (reply == NULL)
    return;

  g_ptr_array_unref (reply->lines);
  g_free (reply);
}

static gboolean
parse_code (const char *line, gsize size_bytes, unsigned *code)
{
  if (size_bytes < 3 || line[0] < '2' || line[0] > '5')
    return FALSE;
  if (!g_ascii_isdigit (line[1]) || !g_ascii_isdigit (line[2]))
    return FALSE;

  *code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
  return TRUE;
}

static gboolean
is_within_limits (const CsReply *reply, unsigned code, gsize size_bytes)
{
  gsize most = code == CODE_CHALLENGE ? CS_REPLY_MAX_LINE : MAX_TEXT_LINE;

  return size_bytes <= most && reply->lines->len < CS_REPLY_MAX_LINES
         && reply->size_bytes + size_bytes <= MAX_REPLY_BYTES;
}

/* A challenge is kept at full length, all else at the length that is worth showing. */
static char *
clean_text (unsigned code, const char *text, gsize size_bytes)
{
  gsize most = code == CODE_CHALLENGE ? CS_REPLY_MAX_LINE : CS_TEXT_REPLY_MAX_BYTES;

  return cs_line_clean (text, size_bytes, most);
}

/**
 * cs_reply_feed:
 * @reply: the reply read so far
 * @line: the next line, without its CRLF
 * @size_bytes: length of @line, in bytes
 *
 * Adds one line. All lines of a reply must carry the same code (RFC 5321
 * section 4.2.1); a line that is too long or one line too many makes the reply
 * malformed. Control characters and NUL in the text do not: the code counts,
 * and the text is kept cleaned.
 *
 * Returns: whether another line is needed
 */
CsReplyProgress
cs_reply_feed (CsReply *reply, const char *line, gsize size_bytes)
{
  unsigned code;
  gsize skip = MIN (size_bytes, 4); /* code and separator */
  char separator;

  if (!parse_code (line, size_bytes, &code) || !is_within_limits (reply, code, size_bytes))
    return CS_REPLY_MALFORMED;
  if (reply->lines->len > 0 && reply->code != code)
    return CS_REPLY_MALFORMED;

  separator = size_bytes > 3 ? line[3] : ' ';
  if (separator != ' ' && separator != '-')
    return CS_REPLY_MALFORMED;

  reply->code = code;
  reply->size_bytes += size_bytes;
  g_ptr_array_add (reply->lines, clean_text (code, line + skip, size_bytes - skip));
  return separator == '-' ? CS_REPLY_INCOMPLETE : CS_REPLY_COMPLETE;
}
