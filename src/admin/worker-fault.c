#include "admin/worker-fault.h"

#include <glib/gi18n-lib.h>

#include "admin/words.h"

#define ROWS "a(uuussss)"
#define MOST_LINES 5

static char *
copy_unless_empty (const char *text)
{
  return *text != '\0' ? g_strdup (text) : NULL;
}

/* NULL: a code of another version. */
static CsFault *
read_row (GVariant *row)
{
  const char *path, *name, *value, *expected;
  guint32 line, column, other_line;
  CsFaultCode code;
  CsFault *fault;

  g_variant_get (row, "(uuu&s&s&s&s)", &line, &column, &other_line, &path, &name, &value,
                 &expected);
  if (!cs_fault_code_from_name (name, &code))
    return NULL;

  fault = g_new (CsFault, 1);
  *fault = (CsFault){
    .code = code,
    .path = g_strdup (path),
    .line = line,
    .column = column,
    .other_line = other_line,
    .value = copy_unless_empty (value),
    .expected = copy_unless_empty (expected),
  };
  return fault;
}

static gboolean
append_line (GString *text, GVariant *row, const char *file)
{
  g_autoptr (CsFault) fault = read_row (row);
  g_autofree char *line = fault != NULL ? cs_words_fault_line (fault, file) : NULL;

  if (line == NULL)
    return FALSE;
  g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
  return TRUE;
}

char *
cs_worker_fault_words (const char *text, GVariant *faults, const char *file)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  gsize n = 0;

  if (faults != NULL && g_variant_is_of_type (faults, G_VARIANT_TYPE (ROWS)))
    n = g_variant_n_children (faults);
  for (gsize i = 0; i < MIN (n, MOST_LINES); i++)
    {
      g_autoptr (GVariant) row = g_variant_get_child_value (faults, i);

      if (!append_line (lines, row, file))
        return g_strdup (text);
    }
  if (n > MOST_LINES)
    /* Translators: follows a few lines of a longer list; %s is a command */
    g_string_append_printf (lines, _ ("\n…and more: “%s” lists all."), "countersign check");
  return lines->len > 0 ? g_strdup (lines->str) : g_strdup (text);
}
