/* json-text.h - JSON in the one layout that settings are written in
 *
 * JsonGenerator writes `"key" : value` and each number of a list on its own
 * line, which no editor and no other tool does: the first change would touch
 * every line of a file written by hand. So the layout is ours; what needs
 * escaping goes through json-glib. Keys are our own words.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  GString *text;
  guint depth;
  gboolean is_first; /* nothing stands yet in the innermost container */
} CsJsonText;

void cs_json_text_begin (CsJsonText *json, const char *key, char bracket);
void cs_json_text_end (CsJsonText *json, char bracket);
void cs_json_text_string (CsJsonText *json, const char *key, const char *value);
void cs_json_text_integer (CsJsonText *json, const char *key, gint64 value);
void cs_json_text_boolean (CsJsonText *json, const char *key, gboolean value);
void cs_json_text_integers (CsJsonText *json, const char *key, const gint64 *values, guint n);

G_END_DECLS
