#include "cli/output-json.h"

#include <stdio.h>

#include "base/when.h"

void
cs_json_print (JsonNode *root)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autofree char *text = NULL;
  gsize size;

  json_generator_set_pretty (generator, TRUE);
  json_generator_set_root (generator, root);
  text = json_generator_to_data (generator, &size);
  fwrite (text, 1, size, stdout);
  fputc ('\n', stdout);
  json_node_unref (root);
}

void
cs_json_print_builder (JsonBuilder *builder)
{
  cs_json_print (json_builder_get_root (builder));
}

void
cs_json_print_error (const char *message, int status)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  cs_json_add_string (builder, "error", message);
  cs_json_add_integer (builder, "exit-status", status);
  json_builder_end_object (builder);
  cs_json_print_builder (builder);
}

void
cs_json_add_string (JsonBuilder *builder, const char *key, const char *value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_string_value (builder, value);
}

void
cs_json_add_optional (JsonBuilder *builder, const char *key, const char *value)
{
  if (value != NULL && *value != '\0')
    cs_json_add_string (builder, key, value);
}

void
cs_json_add_integer (JsonBuilder *builder, const char *key, gint64 value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_int_value (builder, value);
}

void
cs_json_add_boolean (JsonBuilder *builder, const char *key, gboolean value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_boolean_value (builder, value);
}

void
cs_json_add_strings (JsonBuilder *builder, const char *key, const char *const *values)
{
  json_builder_set_member_name (builder, key);
  json_builder_begin_array (builder);
  for (guint i = 0; values[i] != NULL; i++)
    json_builder_add_string_value (builder, values[i]);
  json_builder_end_array (builder);
}

void
cs_json_add_time (JsonBuilder *builder, const char *key, gint64 when_s)
{
  g_autofree char *text = cs_when_to_rfc3339 (when_s);

  cs_json_add_string (builder, key, text);
}
