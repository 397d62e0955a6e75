#include "model/reader.h"

#include <string.h>

#include "model/reader-private.h"

#define VERSION 1

static void
report_version (CsReader *reader, const CsPlace *root, JsonNode *node, guint nth)
{
  CsPlace place = { root, "version", 0, nth };
  g_autofree char *value = NULL;

  if (node != NULL)
    value = json_to_string (node, FALSE);
  cs_report_error (&reader->report, &place, CS_FAULT_VERSION, value, G_STRINGIFY (VERSION));
}

/* Before anything else: the keys of another version mean what we cannot know. */
static gboolean
check_version (CsReader *reader, JsonNode *root_node, const CsPlace *root)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;
  guint nth = root->nth + 1;

  json_object_iter_init_ordered (&iter, json_node_get_object (root_node));
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      if (strcmp (name, "version") == 0)
        {
          if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64
              && json_node_get_int (node) == VERSION)
            return TRUE;

          report_version (reader, root, node, nth);
          return FALSE;
        }
      nth = cs_scan_after (reader->report.scan, nth);
    }

  report_version (reader, root, NULL, CS_NOWHERE);
  return FALSE;
}

/* Only texts that the scan has passed come here, so a failure is one of json-glib's own.
 * Returns: (transfer none) (nullable): until the next text */
static JsonNode *
parse (CsReader *reader, const char *text, gsize size_bytes, const CsPlace *place)
{
  g_autoptr (GError) why = NULL;

  if (json_parser_load_from_data (reader->parser, text, size_bytes, &why))
    return json_parser_get_root (reader->parser);

  cs_report_error (&reader->report, place, CS_FAULT_SYNTAX, NULL, why->message);
  return NULL;
}

static void
read_remote_domains (CsReadObject *object)
{
  CsPlace place = cs_members_place (&object->members, CS_ROOT_REMOTE_DOMAINS);
  const CsScan *scan = object->reader->report.scan;
  guint nth = place.nth + 1;

  if (cs_read_array (object, CS_ROOT_REMOTE_DOMAINS) == NULL)
    return;

  for (guint i = 0; nth < cs_scan_after (scan, place.nth); i++)
    {
      CsPlace element = { &place, NULL, i, nth };
      gsize size_bytes;
      const char *text = cs_scan_value (scan, nth, &size_bytes);
      JsonNode *node = parse (object->reader, text, size_bytes, &element);

      if (node != NULL)
        cs_read_remote_domain (object->reader, node, &element);
      nth = cs_scan_after (scan, nth);
    }
}

/* The text with nothing in the lists that the root holds. Their elements are parsed one at a time:
 * json-glib's tree takes seven times the memory of the text, and filling it most of the time. */
static GString *
make_outline (const CsScan *scan)
{
  GString *outline = g_string_new (NULL);
  gsize size_bytes;
  const char *from = cs_scan_text (scan, &size_bytes);
  const char *end = from + size_bytes;

  if (*cs_scan_value (scan, 0, &size_bytes) == '{')
    for (guint nth = 1; nth < cs_scan_after (scan, 0); nth = cs_scan_after (scan, nth))
      {
        const char *value = cs_scan_value (scan, nth, &size_bytes);

        if (*value != '[')
          continue;
        g_string_append_len (outline, from, value + 1 - from);
        from = value + size_bytes - 1;
      }

  return g_string_append_len (outline, from, end - from);
}

/* The site first, wherever it stands: what a remote domain inherits is checked too. */
static void
read_root (CsReader *reader)
{
  g_autoptr (GString) outline = make_outline (reader->report.scan);
  g_autoptr (JsonNode) node = NULL;
  CsPlace root = { NULL, NULL, 0, 0 };
  CsReadObject object;

  if (parse (reader, outline->str, outline->len, &root) == NULL)
    return;
  node = json_parser_steal_root (reader->parser);
  if (JSON_NODE_HOLDS_OBJECT (node) && !check_version (reader, node, &root))
    return;
  if (!cs_read_object (reader, node, &root, CS_OBJECT_ROOT, reader->settings->root_order, &object))
    return;

  if (object.nodes[CS_ROOT_SITE] != NULL)
    {
      CsPlace place = cs_members_place (&object.members, CS_ROOT_SITE);

      cs_read_site (reader, object.nodes[CS_ROOT_SITE], &place);
    }
  read_remote_domains (&object);
}

static gint
compare_places (gconstpointer a, gconstpointer b)
{
  const CsFault *x = *(const CsFault *const *)a;
  const CsFault *y = *(const CsFault *const *)b;

  if (x->line != y->line)
    return x->line < y->line ? -1 : 1;
  return x->column < y->column ? -1 : x->column > y->column;
}

static CsSettings *
read_scanned (CsScan *scan, GHashTable *stored, GPtrArray *faults)
{
  CsReader reader = { .report = { .faults = faults, .scan = scan, .stored = stored } };

  reader.parser = json_parser_new ();
  reader.settings = cs_settings_new ();
  reader.domain_nths = g_array_new (FALSE, FALSE, sizeof (guint));
  read_root (&reader);
  g_array_unref (reader.domain_nths);
  g_object_unref (reader.parser);

  if (reader.report.has_errors)
    g_clear_pointer (&reader.settings, cs_settings_unref);
  return reader.settings;
}

static void
report_size (GPtrArray *faults)
{
  CsReport report = { .faults = faults };
  CsPlace whole = { NULL, NULL, 0, CS_NOWHERE };

  cs_report_error (&report, &whole, CS_FAULT_TOO_LARGE, NULL,
                   G_STRINGIFY (CS_SETTINGS_MAX_MIB) " MiB");
}

/**
 * cs_settings_read:
 * @text: (array length=size_bytes): the bytes of a file
 * @size_bytes: length of @text
 * @faults: (element-type CsFault): where to append what is wrong, in the order of the text
 *
 * Returns: (transfer full) (nullable): the settings, unless a fault is an error
 */
CsSettings *
cs_settings_read (const char *text, gsize size_bytes, GPtrArray *faults)
{
  return cs_settings_read_with_stored (text, size_bytes, NULL, faults);
}

CsSettings *
cs_settings_read_with_stored (const char *text, gsize size_bytes, GHashTable *stored,
                              GPtrArray *faults)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  g_autoptr (CsScan) scan = NULL;
  CsSettings *settings = NULL;

  if (size_bytes > CS_SETTINGS_MAX_BYTES)
    report_size (found);
  else
    scan = cs_scan_new (text, size_bytes, found);
  if (scan != NULL)
    settings = read_scanned (scan, stored, found);

  g_ptr_array_sort (found, compare_places);
  g_ptr_array_extend_and_steal (faults, g_steal_pointer (&found));
  return settings;
}
