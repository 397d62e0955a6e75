/* scan-position.c - the part of scan.h that turns places in the text into lines and columns
 *
 * Nothing is counted for a text without faults. One with many, perhaps all in
 * a single line of megabytes, costs a look-up and a short count for each.
 */
#include <string.h>

#include "model/scan-private.h"

#define MARK_EVERY_BYTES 4096

static gsize
count_characters (const char *from, const char *to)
{
  gsize n = 0;

  for (; from < to; from++)
    n += (*from & 0xc0) != 0x80;

  return n;
}

static void
add_mark (GArray *marks, gsize offset, guint line, guint column)
{
  CsScanMark mark = { offset, line, column };

  g_array_append_val (marks, mark);
}

static void
make_marks (CsScan *scan)
{
  gsize offset = 0;
  guint line = 1, column = 1;

  scan->marks = g_array_new (FALSE, FALSE, sizeof (CsScanMark));
  add_mark (scan->marks, 0, line, column);

  while (offset < scan->size_bytes)
    {
      const char *from = scan->text + offset;
      gsize size = MIN (scan->size_bytes - offset, MARK_EVERY_BYTES);
      const char *newline = memchr (from, '\n', size);

      if (newline != NULL)
        {
          offset += newline + 1 - from;
          line++;
          column = 1;
        }
      else
        {
          offset += size;
          column += count_characters (from, from + size);
        }
      add_mark (scan->marks, offset, line, column);
    }
}

void
cs_scan_position_of_offset (CsScan *scan, gsize offset, guint *line, guint *column)
{
  const CsScanMark *marks;
  guint low = 0, high;

  if (scan->marks == NULL)
    make_marks (scan);

  marks = (gpointer)scan->marks->data;
  high = scan->marks->len;
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (marks[middle].offset <= offset)
        low = middle;
      else
        high = middle;
    }

  *line = marks[low].line;
  *column
      = marks[low].column + count_characters (scan->text + marks[low].offset, scan->text + offset);
}

void
cs_scan_position (CsScan *scan, guint nth, guint *line, guint *column)
{
  const CsScanValue *value = &g_array_index (scan->values, CsScanValue, nth);

  cs_scan_position_of_offset (scan, value->offset, line, column);
}

void
cs_scan_key_position (CsScan *scan, guint nth, guint *line, guint *column)
{
  const CsScanValue *value = &g_array_index (scan->values, CsScanValue, nth);

  cs_scan_position_of_offset (scan, value->key_offset, line, column);
}
