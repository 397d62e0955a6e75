#include "model/reader-private.h"

static void
read_intervals (CsReadObject *object, guint key, CsOption option)
{
  JsonArray *array = cs_read_array (object, key);
  CsPlace place = cs_members_place (&object->members, key);
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint n;

  if (array == NULL)
    return;

  n = json_array_get_length (array);
  cs_rules_check_intervals_count (n, &place, &object->reader->report);
  for (guint i = 0, nth = place.nth + 1; i < n;
       i++, nth = cs_scan_after (object->reader->report.scan, nth))
    {
      JsonNode *element = json_array_get_element (array, i);
      CsPlace element_place = { &place, NULL, i, nth };
      gint64 value;

      if (!cs_read_node_is (object->reader, element, &element_place, G_TYPE_INT64))
        continue;

      value = json_node_get_int (element);
      cs_rules_check_integer (option, value, &element_place, &object->reader->report);
      g_array_append_val (values, value);
    }

  cs_settings_set_intervals (object->reader->settings, option, (gpointer)values->data, values->len);
}

static void
read_integer (CsReadObject *object, guint key, CsOption option)
{
  CsPlace place = cs_members_place (&object->members, key);
  gint64 value;

  if (!cs_read_integer (object, key, &value))
    return;

  cs_rules_check_integer (option, value, &place, &object->reader->report);
  cs_settings_set_integer (object->reader->settings, option, value);
}

static void
read_boolean (CsReadObject *object, guint key, CsOption option)
{
  gboolean value;

  if (cs_read_boolean (object, key, &value))
    cs_settings_set_integer (object->reader->settings, option, value);
}

static void
read_text (CsReadObject *object, guint key, CsOption option)
{
  CsPlace place = cs_members_place (&object->members, key);
  const char *text = cs_read_text (object, key);

  if (text == NULL)
    return;

  cs_rules_check_text (option, text, &place, &object->reader->report);
  cs_settings_set_text (object->reader->settings, option, text);
}

static void
read_option (CsReadObject *object, CsOption option)
{
  guint key = CS_SITE_FIRST_OPTION + option;

  switch (cs_option_info (option)->type)
    {
    case CS_OPTION_TYPE_INTERVALS:
      read_intervals (object, key, option);
      break;
    case CS_OPTION_TYPE_INTEGER:
      read_integer (object, key, option);
      break;
    case CS_OPTION_TYPE_BOOLEAN:
      read_boolean (object, key, option);
      break;
    case CS_OPTION_TYPE_DOMAIN:
    case CS_OPTION_TYPE_ADDRESS:
    case CS_OPTION_TYPE_LANGUAGE:
    default:
      read_text (object, key, option);
    }
}

static void
read_site_security (CsReadObject *object)
{
  CsPlace place = cs_members_place (&object->members, CS_SITE_SECURITY);
  JsonNode *node = object->nodes[CS_SITE_SECURITY];
  CsSecurity *security;

  if (node == NULL)
    return;

  security = cs_read_security (object->reader, node, &place, FALSE);
  if (security == NULL)
    return;

  cs_security_free (object->reader->settings->security);
  object->reader->settings->security = security;
}

void
cs_read_site (CsReader *reader, JsonNode *node, const CsPlace *place)
{
  CsReadObject object;
  const char *name;

  if (!cs_read_object (reader, node, place, CS_OBJECT_SITE, reader->settings->site_order, &object))
    return;

  name = cs_read_text (&object, CS_SITE_NAME);
  if (name != NULL)
    {
      cs_rules_check_site_name (name, &object.members, &reader->report);
      cs_settings_set_site_name (reader->settings, name);
    }

  reader->settings->smart_host = cs_read_host (&object, CS_SITE_SMART_HOST);
  read_site_security (&object);
  for (guint i = 0; i < CS_N_OPTIONS; i++)
    if (object.nodes[CS_SITE_FIRST_OPTION + i] != NULL)
      read_option (&object, i);
}
