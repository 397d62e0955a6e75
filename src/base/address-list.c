#include "base/address-list.h"

#include <string.h>

/* What is collected for one list element: the text outside of brackets, and the text inside. */
typedef struct
{
  GPtrArray *addresses;
  GString *plain;
  GString *angle;
  gboolean has_angle;
  gboolean in_angle;
} Scan;

static GString *
current (Scan *scan)
{
  return scan->in_angle ? scan->angle : scan->plain;
}

/* "@a,@b:user@host" is a source route: only what follows the colon is the address. */
static const char *
without_route (const char *address)
{
  const char *colon = address[0] == '@' ? strchr (address, ':') : NULL;

  return colon != NULL ? colon + 1 : address;
}

static void
end_element (Scan *scan)
{
  const char *address = without_route (scan->has_angle ? scan->angle->str : scan->plain->str);

  if (address[0] != '\0')
    g_ptr_array_add (scan->addresses, g_strdup (address));
  g_string_truncate (scan->plain, 0);
  g_string_truncate (scan->angle, 0);
  scan->has_angle = scan->in_angle = FALSE;
}

/* Returns the bytes that a quoted string at @text takes, and keeps it as it is written. */
static gsize
take_quoted (Scan *scan, const char *text, gsize size_bytes)
{
  gsize i = 1;

  while (i < size_bytes && text[i] != '"')
    i += text[i] == '\\' && i + 1 < size_bytes ? 2 : 1;
  i = MIN (i + 1, size_bytes);
  g_string_append_len (current (scan), text, i);
  return i;
}

/* Returns the bytes that a comment at @text takes; comments nest. */
static gsize
skip_comment (const char *text, gsize size_bytes)
{
  guint depth = 0;
  gsize i = 0;

  while (i < size_bytes)
    {
      if (text[i] == '\\' && i + 1 < size_bytes)
        i++;
      else if (text[i] == '(')
        depth++;
      else if (text[i] == ')' && --depth == 0)
        return i + 1;
      i++;
    }
  return i;
}

/* Returns the bytes that an address literal at @text takes: its colons and commas are its own. */
static gsize
take_literal (Scan *scan, const char *text, gsize size_bytes)
{
  const char *end = memchr (text, ']', size_bytes);
  gsize n = end != NULL ? (gsize)(end - text) + 1 : size_bytes;

  g_string_append_len (current (scan), text, n);
  return n;
}

static void
take_character (Scan *scan, char c)
{
  if (c == '<')
    {
      scan->has_angle = scan->in_angle = TRUE;
      g_string_truncate (scan->angle, 0);
    }
  else if (c == '>')
    scan->in_angle = FALSE;
  else if (scan->in_angle && !g_ascii_isspace (c))
    g_string_append_c (scan->angle, c);
  else if (c == ',' || c == ';')
    end_element (scan);
  else if (c == ':')
    g_string_truncate (scan->plain, 0); /* what stood in front is a group's name */
  else if (!g_ascii_isspace (c))
    g_string_append_c (scan->plain, c);
}

GPtrArray *
cs_address_list_parse (const char *text, gsize size_bytes)
{
  Scan scan = { g_ptr_array_new_with_free_func (g_free), g_string_new (NULL), g_string_new (NULL) };

  for (gsize i = 0; i < size_bytes;)
    if (text[i] == '"')
      i += take_quoted (&scan, text + i, size_bytes - i);
    else if (text[i] == '(')
      i += skip_comment (text + i, size_bytes - i);
    else if (text[i] == '[')
      i += take_literal (&scan, text + i, size_bytes - i);
    else
      take_character (&scan, text[i++]);

  end_element (&scan);
  g_string_free (scan.plain, TRUE);
  g_string_free (scan.angle, TRUE);
  return scan.addresses;
}
