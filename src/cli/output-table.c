#include "cli/output-table.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"

#define GAP 2
#define CELL_MAX_BYTES 4096
#define ISOLATE "\u2068"
#define END_OF_ISOLATE "\u2069"
#define RIGHT_TO_LEFT_MARK "\u200f"

static const char *const marks[] = { ISOLATE, END_OF_ISOLATE, RIGHT_TO_LEFT_MARK };

struct _CsTable
{
  guint n_columns;
  gboolean has_titles;
  GPtrArray *cells; /* row by row, cleaned */
  guint *widths;
};

static guint
display_width (const char *text)
{
  guint width = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (g_unichar_iszerowidth (c))
        continue;
      width += g_unichar_iswide (c) ? 2 : 1;
    }
  return width;
}

/* How far a translation's own mark at @text reaches: isolates and the mark in front keep what
 * stands in a sentence in its order (UAX #9). 0: there is none */
static gsize
mark_bytes (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    if (g_str_has_prefix (text, marks[i]))
      return strlen (marks[i]);
  return 0;
}

/* Else what is in a row would pour out of it. */
static gboolean
are_isolates_closed (const char *text)
{
  guint depth = 0;

  for (const char *c = text; *c != '\0'; c++)
    if (g_str_has_prefix (c, ISOLATE))
      depth++;
    else if (g_str_has_prefix (c, END_OF_ISOLATE) && depth-- == 0)
      return FALSE;
  return depth == 0;
}

static void
append_cleaned (GString *line, const char *text, gsize size_bytes)
{
  g_autofree char *part = cs_text_clean (text, size_bytes, CELL_MAX_BYTES);

  g_string_append (line, part);
}

/* Like cs_text_clean, but the marks of translations stay. What strangers write has been cleaned of
 * them when it was read. */
static char *
clean (const char *text)
{
  GString *line = g_string_new (NULL);
  const char *start = text;
  const char *end = text;

  if (!are_isolates_closed (text) || strlen (text) > CELL_MAX_BYTES)
    {
      append_cleaned (line, text, strlen (text));
      return g_string_free (line, FALSE);
    }
  while (*end != '\0')
    {
      gsize size_bytes = mark_bytes (end);

      if (size_bytes > 0)
        {
          append_cleaned (line, start, end - start);
          g_string_append_len (line, end, size_bytes);
          start = end + size_bytes;
        }
      end += MAX (size_bytes, 1);
    }
  append_cleaned (line, start, end - start);
  return g_string_free (line, FALSE);
}

static void
add_cell (CsTable *table, const char *text)
{
  guint column = table->cells->len % table->n_columns;
  char *cell = clean (text != NULL ? text : "");

  table->widths[column] = MAX (table->widths[column], display_width (cell));
  g_ptr_array_add (table->cells, cell);
}

CsTable *
cs_table_new (const char *const *titles, guint n_columns)
{
  CsTable *table = g_new0 (CsTable, 1);

  table->n_columns = titles != NULL ? g_strv_length ((char **)titles) : n_columns;
  table->has_titles = titles != NULL;
  table->cells = g_ptr_array_new_with_free_func (g_free);
  table->widths = g_new0 (guint, table->n_columns);
  for (guint i = 0; titles != NULL && titles[i] != NULL; i++)
    add_cell (table, titles[i]);
  return table;
}

void
cs_table_free (CsTable *table)
{
  g_ptr_array_unref (table->cells);
  g_free (table->widths);
  g_free (table);
}

void
cs_table_add (CsTable *table, ...)
{
  va_list cells;

  va_start (cells, table);
  for (guint i = 0; i < table->n_columns; i++)
    add_cell (table, va_arg (cells, const char *));
  va_end (cells);
}

/* 0: not a terminal, so no limit */
static guint
terminal_width (void)
{
  struct winsize size;

  if (!isatty (STDOUT_FILENO) || ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
    return 0;
  return size.ws_col;
}

/* The text's beginning that is at most @width wide, with "…" where it was cut. */
static char *
cut (const char *text, guint width)
{
  const char *end = text;
  guint used = 0;

  if (display_width (text) <= width)
    return g_strdup (text);
  while (*end != '\0')
    {
      gunichar c = g_utf8_get_char (end);
      guint wide = g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;

      if (used + wide + 1 > width)
        break;
      used += wide;
      end = g_utf8_next_char (end);
    }
  return g_strdup_printf ("%.*s…", (int)(end - text), text);
}

static void
print_row (CsTable *table, guint row, guint limit)
{
  g_autoptr (GString) line = g_string_new (NULL);
  guint used = 0;

  for (guint i = 0; i < table->n_columns; i++)
    {
      const char *cell = g_ptr_array_index (table->cells, row * table->n_columns + i);
      gboolean is_last = i + 1 == table->n_columns;
      g_autofree char *shown = NULL;

      shown = is_last && limit > used + 8 ? cut (cell, limit - used) : g_strdup (cell);
      g_string_append (line, shown);
      if (!is_last)
        g_string_append_printf (line, "%*s", (int)(table->widths[i] - display_width (cell) + GAP),
                                "");
      used += table->widths[i] + GAP;
    }
  g_print ("%s\n", g_strchomp (line->str));
}

void
cs_table_print (CsTable *table)
{
  guint n_rows = table->cells->len / table->n_columns;
  guint limit = terminal_width ();

  for (guint row = 0; row < n_rows; row++)
    print_row (table, row, limit);
}

void
cs_table_print_lines (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *line = clean (lines[i]);

      if (*line != '\0' || lines[i + 1] != NULL)
        g_print ("%s\n", line);
    }
}
