/* output-json.h - the JSON forms of the command line
 *
 * Always one valid document on standard output, also when the command fails:
 * then an object with "error" and "exit-status".
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* (transfer full) @root; ends with a newline. */
void cs_json_print (JsonNode *root);
void cs_json_print_builder (JsonBuilder *builder);
void cs_json_print_error (const char *message, int status);

/* Members of the object under construction. */
void cs_json_add_string (JsonBuilder *builder, const char *key, const char *value);
/* Left out if @value is NULL or empty. */
void cs_json_add_optional (JsonBuilder *builder, const char *key, const char *value);
void cs_json_add_integer (JsonBuilder *builder, const char *key, gint64 value);
void cs_json_add_boolean (JsonBuilder *builder, const char *key, gboolean value);
void cs_json_add_strings (JsonBuilder *builder, const char *key, const char *const *values);
void cs_json_add_time (JsonBuilder *builder, const char *key, gint64 when_s);

G_END_DECLS
