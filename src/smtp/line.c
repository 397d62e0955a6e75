#include "smtp/line.h"

#include "base/text.h"

static gboolean
is_printable_ascii (const char *line, gsize size_bytes)
{
  for (gsize i = 0; i < size_bytes; i++)
    if (line[i] < 0x20 || line[i] > 0x7e)
      return FALSE;

  return TRUE;
}

char *
cs_line_clean (const char *line, gsize size_bytes, gsize max_bytes)
{
  if (size_bytes <= max_bytes && is_printable_ascii (line, size_bytes))
    return g_strndup (line, size_bytes);

  return cs_text_clean (line, size_bytes, max_bytes);
}
