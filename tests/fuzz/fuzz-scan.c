/* What the scan accepts json-glib can parse, and every value has its place in the text. */
#include <json-glib/json-glib.h>

#include "fuzz.h"

#include "model/scan.h"

/* A container ends with the bracket that it begins with, and what it holds lies inside. */
static void
check_value (CsScan *scan, guint nth)
{
  gsize size_bytes, last_bytes;
  const char *value = cs_scan_value (scan, nth, &size_bytes);
  const char *last = cs_scan_value (scan, cs_scan_after (scan, nth) - 1, &last_bytes);

  g_assert_cmpuint (size_bytes, >, 0);
  if (*value == '{' || *value == '[')
    g_assert_cmpint (value[size_bytes - 1], ==, *value + 2); /* in ASCII */
  g_assert_true (last >= value && last + last_bytes <= value + size_bytes);
}

static void
check_positions (CsScan *scan, guint n_values)
{
  guint line, column, last_line = 0, last_column = 0;

  for (guint nth = 0; nth < n_values; nth++)
    {
      cs_scan_position (scan, nth, &line, &column);
      g_assert_true (line > last_line || (line == last_line && column > last_column));
      g_assert_cmpuint (cs_scan_after (scan, nth), >, nth);
      g_assert_cmpuint (cs_scan_after (scan, nth), <=, n_values);
      check_value (scan, nth);
      last_line = line;
      last_column = column;
    }
}

static guint count (JsonNode *node);

static void
count_member (JsonObject *object, const char *name, JsonNode *node, gpointer data)
{
  *(guint *)data += count (node);
}

static void
count_element (JsonArray *array, guint index, JsonNode *node, gpointer data)
{
  *(guint *)data += count (node);
}

static guint
count (JsonNode *node)
{
  guint n = 1;

  if (JSON_NODE_HOLDS_OBJECT (node))
    json_object_foreach_member (json_node_get_object (node), count_member, &n);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    json_array_foreach_element (json_node_get_array (node), count_element, &n);
  return n;
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size_bytes)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_fault_free);
  g_autoptr (CsScan) scan = cs_scan_new ((const char *)bytes, size_bytes, faults);
  g_autoptr (JsonParser) parser = NULL;
  const char *text;
  gsize text_size;

  g_assert_cmpint (scan == NULL, ==, faults->len > 0);
  if (scan == NULL)
    return 0;

  parser = json_parser_new ();
  text = cs_scan_text (scan, &text_size);
  g_assert_true (json_parser_load_from_data (parser, text, text_size, NULL));
  g_assert_cmpuint (cs_scan_after (scan, 0), ==, count (json_parser_get_root (parser)));
  check_positions (scan, cs_scan_after (scan, 0));
  return 0;
}
