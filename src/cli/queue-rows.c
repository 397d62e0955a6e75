#include "cli/queue-rows.h"

#include <glib/gi18n-lib.h>

#include "admin/words.h"
#include "base/when.h"
#include "cli/output-table.h"

static const char *
text_of (GVariant *row, const char *key)
{
  const char *text = NULL;

  g_variant_lookup (row, key, "&s", &text);
  return text;
}

static void
add_advice (JsonBuilder *builder, GVariant *row)
{
  const char *name = text_of (row, "cause");
  CsCause cause;

  if (name != NULL && cs_cause_from_name (name, &cause))
    cs_json_add_optional (builder, "advice", cs_words_advice (cause));
}

static void
add_row (JsonBuilder *builder, GVariant *row, gboolean with_advice)
{
  guint32 attempts = 0;
  guint64 size = 0;
  gint64 when = 0;

  json_builder_begin_object (builder);
  cs_json_add_string (builder, "id", text_of (row, "id"));
  cs_json_add_string (builder, "sender", text_of (row, "sender"));
  cs_json_add_string (builder, "recipient", text_of (row, "recipient"));
  cs_json_add_string (builder, "state", text_of (row, "state"));
  cs_json_add_optional (builder, "cause", text_of (row, "cause"));
  cs_json_add_optional (builder, "text", text_of (row, "text"));
  cs_json_add_optional (builder, "entry", text_of (row, "entry"));
  g_variant_lookup (row, "attempts", "u", &attempts);
  cs_json_add_integer (builder, "attempts", attempts);
  if (g_variant_lookup (row, "next-attempt", "x", &when))
    cs_json_add_time (builder, "next-attempt", when);
  when = 0;
  g_variant_lookup (row, "arrived", "x", &when);
  cs_json_add_time (builder, "arrived", when);
  g_variant_lookup (row, "size-bytes", "t", &size);
  cs_json_add_integer (builder, "size-bytes", size);
  cs_json_add_optional (builder, "subject", text_of (row, "subject"));
  cs_json_add_optional (builder, "host", text_of (row, "host"));
  if (with_advice)
    add_advice (builder, row);
  json_builder_end_object (builder);
}

void
cs_queue_rows_add_json (JsonBuilder *builder, GPtrArray *rows, gboolean with_advice)
{
  json_builder_begin_array (builder);
  for (guint i = 0; i < rows->len; i++)
    add_row (builder, g_ptr_array_index (rows, i), with_advice);
  json_builder_end_array (builder);
}

const char *
cs_queue_row_state (const char *state)
{
  if (g_strcmp0 (state, "queued") == 0)
    return _ ("queued");
  if (g_strcmp0 (state, "active") == 0)
    return _ ("active");
  if (g_strcmp0 (state, "deferred") == 0)
    return _ ("deferred");
  if (g_strcmp0 (state, "held") == 0)
    return _ ("held");
  return state != NULL ? state : "";
}

char *
cs_queue_row_why (GVariant *row)
{
  const char *text = text_of (row, "text");
  const char *name = text_of (row, "cause");
  CsCause cause;

  if (name == NULL || !cs_cause_from_name (name, &cause))
    return g_strdup (text != NULL ? text : "");
  if (text == NULL || *text == '\0')
    return g_strdup (cs_words_cause (cause));
  /* Translators: why a message waits, then what the server said */
  return g_strdup_printf (_ ("%s: %s"), cs_words_cause (cause), text);
}

static void
print_row (CsTable *table, GVariant *row, gint64 now_s)
{
  g_autofree char *next = NULL;
  g_autofree char *reason = cs_queue_row_why (row);
  const char *sender = text_of (row, "sender");
  gint64 when;

  if (g_variant_lookup (row, "next-attempt", "x", &when))
    next = cs_words_when (when, now_s);
  cs_table_add (table, text_of (row, "id"), sender != NULL && *sender != '\0' ? sender : "<>",
                text_of (row, "recipient"), cs_queue_row_state (text_of (row, "state")),
                next != NULL ? next : "–", reason);
}

void
cs_queue_rows_print (GPtrArray *rows)
{
  const char *titles[]
      = { _ ("ID"), _ ("Sender"), _ ("Recipient"), _ ("State"), _ ("Next try"), _ ("Why"), NULL };
  g_autoptr (CsTable) table = cs_table_new (titles, 0);

  for (guint i = 0; i < rows->len; i++)
    print_row (table, g_ptr_array_index (rows, i), cs_when_now_s ());
  if (rows->len == 0)
    g_print ("%s\n", _ ("Nothing waits."));
  else
    cs_table_print (table);
}
