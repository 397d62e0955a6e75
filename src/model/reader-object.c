#include <string.h>

#include "model/reader-private.h"

static const char *
type_name (GType type)
{
  switch (type)
    {
    case G_TYPE_STRING:
      return "text";
    case G_TYPE_BOOLEAN:
      return "true or false";
    case G_TYPE_INT64:
      return "a number";
    default:
      return "null";
    }
}

static const char *
node_type_name (JsonNode *node)
{
  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      return "an object";
    case JSON_NODE_ARRAY:
      return "a list";
    case JSON_NODE_VALUE:
      return type_name (json_node_get_value_type (node));
    case JSON_NODE_NULL:
    default:
      return "null";
    }
}

static void
report_unknown (CsReader *reader, const CsPlace *place, JsonNode *node, CsObjectKind kind)
{
  const char *nearest = cs_keys_nearest (kind, place->key);
  /* a misspelt "allow-unencrypted-password" holds no secret */
  gboolean is_flag = nearest != NULL && JSON_NODE_HOLDS_VALUE (node)
                     && json_node_get_value_type (node) == G_TYPE_BOOLEAN;

  if (cs_keys_is_secret_like (place->key) && !is_flag)
    cs_report_key (&reader->report, place, CS_FAULT_SECRET_KEY, NULL, NULL);
  else
    cs_report_key (&reader->report, place, CS_FAULT_UNKNOWN_KEY, place->key, nearest);
}

static void
take_member (CsReadObject *object, const char *name, JsonNode *node, guint nth, guint8 *order)
{
  int key = cs_keys_find (object->members.kind, name);
  CsPlace place = { object->members.place, name, 0, nth };

  if (key < 0)
    {
      report_unknown (object->reader, &place, node, object->members.kind);
      return;
    }

  object->nodes[key] = node;
  object->nths[key] = nth;
  order[strlen ((char *)order)] = key + 1;
}

/* json-glib keeps the members in the order of the text: so each one's number is known. */
gboolean
cs_read_object (CsReader *reader, JsonNode *node, const CsPlace *place, CsObjectKind kind,
                guint8 *order, CsReadObject *object)
{
  guint n = cs_keys_count (kind);
  guint nth = place->nth + 1;
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      cs_report_error (&reader->report, place, CS_FAULT_TYPE, node_type_name (node), "an object");
      return FALSE;
    }

  object->reader = reader;
  object->members = (CsMembers){ .place = place, .kind = kind, .nths = object->nths };
  memset (object->nodes, 0, n * sizeof object->nodes[0]);
  memset (object->nths, 0xff, n * sizeof object->nths[0]);

  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      take_member (object, name, member, nth, order);
      nth = cs_scan_after (reader->report.scan, nth);
    }

  return TRUE;
}

gboolean
cs_read_node_is (CsReader *reader, JsonNode *node, const CsPlace *place, GType type)
{
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type)
    return TRUE;

  cs_report_error (&reader->report, place, CS_FAULT_TYPE, node_type_name (node), type_name (type));
  return FALSE;
}

static gboolean
has (CsReadObject *object, guint key, GType type)
{
  CsPlace place;

  if (object->nodes[key] == NULL)
    return FALSE;

  place = cs_members_place (&object->members, key);
  if (cs_read_node_is (object->reader, object->nodes[key], &place, type))
    return TRUE;

  object->members.bad |= 1u << key;
  return FALSE;
}

const char *
cs_read_text (CsReadObject *object, guint key)
{
  return has (object, key, G_TYPE_STRING) ? json_node_get_string (object->nodes[key]) : NULL;
}

gboolean
cs_read_boolean (CsReadObject *object, guint key, gboolean *value)
{
  if (!has (object, key, G_TYPE_BOOLEAN))
    return FALSE;

  *value = json_node_get_boolean (object->nodes[key]);
  return TRUE;
}

gboolean
cs_read_integer (CsReadObject *object, guint key, gint64 *value)
{
  if (!has (object, key, G_TYPE_INT64))
    return FALSE;

  *value = json_node_get_int (object->nodes[key]);
  return TRUE;
}

JsonArray *
cs_read_array (CsReadObject *object, guint key)
{
  CsPlace place = cs_members_place (&object->members, key);
  JsonNode *node = object->nodes[key];

  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_node_get_array (node);

  cs_report_error (&object->reader->report, &place, CS_FAULT_TYPE, node_type_name (node), "a list");
  object->members.bad |= 1u << key;
  return NULL;
}

CsHost *
cs_read_host (CsReadObject *object, guint key)
{
  const char *text = cs_read_text (object, key);
  g_autoptr (GError) why = NULL;
  CsPlace place;
  CsHost *host;

  if (text == NULL)
    return NULL;

  host = cs_host_parse (text, -1, &why);
  if (host == NULL)
    {
      /* "smtp://name:password@host" is not repeated */
      gboolean may_show = strchr (text, '@') == NULL;

      place = cs_members_place (&object->members, key);
      cs_report_error (&object->reader->report, &place, CS_FAULT_HOST, may_show ? text : NULL,
                       why->message);
      object->members.bad |= 1u << key;
    }

  return host;
}
