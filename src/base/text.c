#include "base/text.h"

#include <string.h>

#define ELLIPSIS "…"

/* Marks and overrides that make a terminal or a label show text in another order than it is
 * stored (UAX #9), with which a reply could imitate words of ours. */
static gboolean
is_bidirectional_control (gunichar c)
{
  return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e)
         || (c >= 0x2066 && c <= 0x2069);
}

static gboolean
is_forbidden (gunichar c)
{
  return g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029 || is_bidirectional_control (c);
}

static gunichar
clean_character (gunichar c)
{
  if (c == '\t')
    return ' ';
  if (is_forbidden (c))
    return '?';
  if (g_unichar_isspace (c))
    return ' ';
  return c;
}

/* The next character of the input, cleaned; U+FFFD for each byte that is not UTF-8. */
static gunichar
take_character (const char **next, const char *end)
{
  gunichar c;

  if (**next == '\0')
    {
      (*next)++;
      return '?';
    }

  c = g_utf8_get_char_validated (*next, end - *next);
  if (c == (gunichar)-1 || c == (gunichar)-2)
    {
      (*next)++;
      return 0xfffd;
    }

  *next = g_utf8_next_char (*next);
  return clean_character (c);
}

static void
cut (GString *line, gsize max_bytes)
{
  gsize room = max_bytes >= strlen (ELLIPSIS) ? max_bytes - strlen (ELLIPSIS) : max_bytes;
  const char *end = line->str + room;

  while (end > line->str && (*end & 0xc0) == 0x80)
    end--;

  g_string_truncate (line, end - line->str);
  if (max_bytes >= strlen (ELLIPSIS))
    g_string_append (line, ELLIPSIS);
}

/**
 * cs_text_clean:
 * @bytes: (array length=size_bytes): anything, also NUL inside
 * @size_bytes: length of @bytes
 * @max_bytes: most bytes in the result, the "…" counted
 *
 * Makes one line that can be stored and shown from bytes that a stranger sent.
 * It is still data: each place that shows it escapes for itself.
 *
 * Returns: (transfer full): valid UTF-8
 */
char *
cs_text_clean (const char *bytes, gsize size_bytes, gsize max_bytes)
{
  GString *line = g_string_sized_new (MIN (size_bytes, max_bytes) + 8);
  const char *next = bytes;
  const char *end = bytes + size_bytes;

  while (next < end && line->len <= max_bytes)
    {
      gunichar c = take_character (&next, end);

      if (c != ' ' || line->len == 0 || line->str[line->len - 1] != ' ')
        g_string_append_unichar (line, c);
    }

  if (line->len > max_bytes)
    cut (line, max_bytes);

  return g_string_free (line, FALSE);
}
