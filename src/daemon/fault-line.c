#include "daemon/fault-line.h"

#define MOST_LINES 20 /* a property and a log line are no place for thousands */

static void
append_line (GString *out, const CsFault *fault, const char *path)
{
  if (out->len > 0)
    g_string_append_c (out, '\n');
  g_string_append_printf (out, "%s:%u:%u: error: ", path, fault->line, fault->column);
  if (*fault->path != '\0')
    g_string_append_printf (out, "%s: ", fault->path);
  g_string_append (out, cs_fault_code_name (fault->code));
  if (fault->value != NULL)
    g_string_append_printf (out, " \"%s\"", fault->value);
  if (fault->expected != NULL)
    g_string_append_printf (out, " (%s)", fault->expected);
}

static void
add_row (GVariantBuilder *rows, const CsFault *fault)
{
  g_variant_builder_add (rows, "(uuussss)", fault->line, fault->column, fault->other_line,
                         fault->path, cs_fault_code_name (fault->code),
                         fault->value != NULL ? fault->value : "",
                         fault->expected != NULL ? fault->expected : "");
}

GVariant *
cs_fault_rows (GPtrArray *faults)
{
  GVariantBuilder rows;
  guint n = 0;

  g_variant_builder_init (&rows, G_VARIANT_TYPE ("a(uuussss)"));
  for (guint i = 0; i < faults->len && n < MOST_LINES; i++)
    {
      const CsFault *fault = faults->pdata[i];

      if (fault->is_warning)
        continue;
      add_row (&rows, fault);
      n++;
    }
  return g_variant_builder_end (&rows);
}

char *
cs_fault_lines (GPtrArray *faults, const char *path)
{
  g_autoptr (GString) out = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < faults->len; i++)
    {
      const CsFault *fault = faults->pdata[i];

      if (fault->is_warning)
        continue;
      if (n++ < MOST_LINES)
        append_line (out, fault, path);
    }
  if (n > MOST_LINES)
    g_string_append_printf (out, "\n%s: and %u more", path, n - MOST_LINES);
  return g_string_free (g_steal_pointer (&out), FALSE);
}
