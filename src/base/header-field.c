#include "base/header-field.h"

#include <string.h>

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

/* Length of the line at @at with its end; 0: it has no end yet. */
static gsize
line_size (const char *at, const char *end)
{
  const char *feed = memchr (at, '\n', end - at);

  return feed != NULL ? (gsize)(feed + 1 - at) : 0;
}

static gboolean
is_empty_line (const char *line, gsize size_bytes)
{
  return size_bytes == 0 || line[0] == '\n'
         || (line[0] == '\r' && (size_bytes == 1 || line[1] == '\n'));
}

/* RFC 5322 section 3.6.8: printable ASCII but the colon; section 4.5: white space may follow.
 * 0: the line does not begin a field. */
static gsize
field_name_size (const char *line, gsize size_bytes)
{
  gsize name = 0;
  gsize at;

  while (name < size_bytes && line[name] > 32 && line[name] < 127 && line[name] != ':')
    name++;
  for (at = name; at < size_bytes && is_blank (line[at]); at++)
    ;

  return at < size_bytes && line[at] == ':' ? name : 0;
}

/* The line that mail boxes put in front, also as some programs quote it. */
static gboolean
is_mailbox_line (const char *line, gsize size_bytes)
{
  return (size_bytes >= 5 && memcmp (line, "From ", 5) == 0
          && field_name_size (line, size_bytes) == 0)
         || (size_bytes >= 6 && memcmp (line, ">From ", 6) == 0);
}

static gboolean
belongs (const CsHeaderScan *scan, const char *line, gsize size_bytes)
{
  if (is_blank (line[0]))
    return scan->has_field;

  return field_name_size (line, size_bytes) > 0
         || (scan->next == 0 && is_mailbox_line (line, size_bytes));
}

gboolean
cs_header_scan (CsHeaderScan *scan, const char *bytes, gsize size_bytes, gboolean is_all,
                gsize *header_bytes, gsize *body_start)
{
  while (scan->next < size_bytes)
    {
      const char *line = bytes + scan->next;
      gsize size = line_size (line, bytes + size_bytes);

      if (size == 0 && !is_all)
        return FALSE;
      if (size == 0)
        size = size_bytes - scan->next;

      if (!belongs (scan, line, size))
        {
          *header_bytes = scan->next;
          *body_start = scan->next + (is_empty_line (line, size) ? size : 0);
          return TRUE;
        }
      scan->has_field |= field_name_size (line, size) > 0;
      scan->next += size;
    }

  *header_bytes = *body_start = size_bytes;
  return is_all;
}

/* The size of the line at @at and of the folded ones behind it. */
static gsize
folded_size (const char *at, const char *end)
{
  const char *next = at;

  do
    {
      gsize size = line_size (next, end);

      next = size > 0 ? next + size : end;
    }
  while (next < end && is_blank (*next));

  return next - at;
}

static gsize
without_line_end (const char *bytes, gsize size_bytes)
{
  if (size_bytes > 0 && bytes[size_bytes - 1] == '\n')
    size_bytes--;
  if (size_bytes > 0 && bytes[size_bytes - 1] == '\r')
    size_bytes--;
  return size_bytes;
}

gboolean
cs_header_next (const char **at, const char *end, CsHeaderField *field)
{
  while (*at < end)
    {
      const char *start = *at;
      gsize size = folded_size (start, end);
      gsize name = field_name_size (start, size);
      const char *colon;

      *at = start + size;
      if (name == 0)
        continue;

      colon = memchr (start + name, ':', size - name);
      field->start = start;
      field->size_bytes = size;
      field->name_bytes = name;
      field->value = colon + 1;
      field->value_bytes = without_line_end (colon + 1, start + size - (colon + 1));
      return TRUE;
    }

  return FALSE;
}

gboolean
cs_header_field_is (const CsHeaderField *field, const char *name)
{
  return strlen (name) == field->name_bytes
         && g_ascii_strncasecmp (field->start, name, field->name_bytes) == 0;
}

char *
cs_header_field_unfold (const CsHeaderField *field)
{
  GString *text = g_string_sized_new (field->value_bytes);

  for (gsize i = 0; i < field->value_bytes; i++)
    if (field->value[i] != '\r' && field->value[i] != '\n' && field->value[i] != '\0')
      g_string_append_c (text, field->value[i]);

  return g_strstrip (g_string_free (text, FALSE));
}
