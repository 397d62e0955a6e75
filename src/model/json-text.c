#include "model/json-text.h"

#include <json-glib/json-glib.h>

#define INDENT "  "

/* A new line for the next item; @key: NULL in a list and at the top. */
static void
start_item (CsJsonText *json, const char *key)
{
  if (!json->is_first)
    g_string_append_c (json->text, ',');
  if (json->depth > 0)
    g_string_append_c (json->text, '\n');
  for (guint i = 0; i < json->depth; i++)
    g_string_append (json->text, INDENT);
  if (key != NULL)
    g_string_append_printf (json->text, "\"%s\": ", key);

  json->is_first = FALSE;
}

void
cs_json_text_begin (CsJsonText *json, const char *key, char bracket)
{
  start_item (json, key);
  g_string_append_c (json->text, bracket);
  json->depth++;
  json->is_first = TRUE;
}

void
cs_json_text_end (CsJsonText *json, char bracket)
{
  json->depth--;
  if (!json->is_first)
    {
      g_string_append_c (json->text, '\n');
      for (guint i = 0; i < json->depth; i++)
        g_string_append (json->text, INDENT);
    }

  g_string_append_c (json->text, bracket);
  json->is_first = FALSE;
}

static gboolean
needs_escapes (const char *value)
{
  for (; *value != '\0'; value++)
    if (g_ascii_iscntrl (*value) || *value == '"' || *value == '\\')
      return TRUE;

  return FALSE;
}

void
cs_json_text_string (CsJsonText *json, const char *key, const char *value)
{
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *escaped = NULL;

  start_item (json, key);
  if (!needs_escapes (value))
    {
      g_string_append_c (json->text, '"');
      g_string_append (json->text, value);
      g_string_append_c (json->text, '"');
      return;
    }

  node = json_node_init_string (json_node_alloc (), value);
  escaped = json_to_string (node, FALSE);
  g_string_append (json->text, escaped);
}

void
cs_json_text_integer (CsJsonText *json, const char *key, gint64 value)
{
  start_item (json, key);
  g_string_append_printf (json->text, "%" G_GINT64_FORMAT, value);
}

void
cs_json_text_boolean (CsJsonText *json, const char *key, gboolean value)
{
  start_item (json, key);
  g_string_append (json->text, value ? "true" : "false");
}

void
cs_json_text_integers (CsJsonText *json, const char *key, const gint64 *values, guint n)
{
  start_item (json, key);
  g_string_append_c (json->text, '[');
  for (guint i = 0; i < n; i++)
    g_string_append_printf (json->text, "%s%" G_GINT64_FORMAT, i > 0 ? ", " : "", values[i]);
  g_string_append_c (json->text, ']');
}
