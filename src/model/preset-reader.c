#include "model/preset.h"

#include <string.h>

#include "model/reader-private.h"

#define VERSION 1
#define MOST_NAME_BYTES 100
#define MOST_NOTE_BYTES 500
#define MOST_RECIPIENTS 1000000

static void
report (CsReadObject *object, guint key, CsFaultCode code, const char *value, const char *expected)
{
  CsPlace place = cs_members_place (&object->members, key);

  cs_report_error (&object->reader->report, &place, code, value, expected);
}

/* Whether the key is there; without it the fault is at the object. */
static gboolean
must_have (CsReadObject *object, guint key)
{
  if (object->nodes[key] != NULL)
    return TRUE;
  cs_report_error (&object->reader->report, object->members.place, CS_FAULT_MISSING, NULL,
                   cs_keys_name (object->members.kind, key));
  return FALSE;
}

static char *
read_words (CsReadObject *object, guint key, gsize most_bytes)
{
  const char *text = cs_read_text (object, key);

  if (text == NULL)
    return NULL;
  if (*text != '\0' && strlen (text) <= most_bytes)
    return g_strdup (text);
  report (object, key, CS_FAULT_RANGE, text, "text that is neither empty nor too long");
  return NULL;
}

static void
read_choices (CsReadObject *object, CsPreset *preset)
{
  const char *tls = cs_read_text (object, CS_PRESET_TLS);
  const char *authentication = cs_read_text (object, CS_PRESET_AUTHENTICATION);
  const char *account_is = cs_read_text (object, CS_PRESET_ACCOUNT_IS);
  CsPresetAccount account = CS_PRESET_ACCOUNT_ADDRESS;

  preset->tls = CS_TLS_REQUIRED;
  preset->authentication = CS_AUTHENTICATION_CLEAR_TEXT;
  if (tls != NULL && !cs_tls_rule_from_name (tls, &preset->tls))
    report (object, CS_PRESET_TLS, CS_FAULT_VALUE, tls,
            "when-offered, required, from-start, never");
  if (authentication != NULL
      && !cs_authentication_from_name (authentication, &preset->authentication))
    report (object, CS_PRESET_AUTHENTICATION, CS_FAULT_VALUE, authentication,
            "none, clear-text, challenge-response");
  if (account_is == NULL)
    return;
  while (account <= CS_PRESET_ACCOUNT_KEY
         && !g_str_equal (cs_preset_account_name (account), account_is))
    account++;
  if (account <= CS_PRESET_ACCOUNT_KEY)
    preset->account_is = account;
  else
    report (object, CS_PRESET_ACCOUNT_IS, CS_FAULT_VALUE, account_is, "address, name, key");
}

static gint64
read_number (CsReadObject *object, guint key, gint64 most)
{
  gint64 value = 0;

  if (!cs_read_integer (object, key, &value))
    return 0;
  if (value >= 1 && value <= most)
    return value;
  report (object, key, CS_FAULT_RANGE, NULL, "1 or more");
  return 0;
}

static void
read_host (CsReadObject *object, CsPreset *preset)
{
  gint64 port;

  if (!must_have (object, CS_PRESET_HOST))
    return;
  preset->host = cs_read_host (object, CS_PRESET_HOST);
  if (preset->host != NULL && preset->host->port != 0)
    report (object, CS_PRESET_HOST, CS_FAULT_HOST, NULL, "the port has a key of its own");
  port = read_number (object, CS_PRESET_PORT, G_MAXUINT16);
  if (port == 0)
    port = preset->tls == CS_TLS_FROM_START ? 465 : 587;
  if (preset->host != NULL)
    preset->host->port = port;
}

/* Calls @take with each text of the list @key. */
static void
for_each_text (CsReadObject *object, guint key,
               void (*take) (const char *text, const CsPlace *place, CsReader *reader,
                             gpointer data),
               gpointer data)
{
  CsPlace place = cs_members_place (&object->members, key);
  JsonArray *array = cs_read_array (object, key);
  guint nth = place.nth + 1;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      CsPlace element = { &place, NULL, i, nth };
      JsonNode *node = json_array_get_element (array, i);

      if (cs_read_node_is (object->reader, node, &element, G_TYPE_STRING))
        take (json_node_get_string (node), &element, object->reader, data);
      nth = cs_scan_after (object->reader->report.scan, nth);
    }
}

static void
take_domain (const char *text, const CsPlace *place, CsReader *reader, gpointer data)
{
  GStrvBuilder *domains = data;
  g_autoptr (GError) why = NULL;
  g_autoptr (CsPattern) pattern = cs_pattern_parse (text, -1, &why);

  if (pattern != NULL && pattern->kind == CS_PATTERN_DOMAIN)
    g_strv_builder_add (domains, pattern->key);
  else
    cs_report_error (&reader->report, place, CS_FAULT_DOMAIN, text,
                     why != NULL ? why->message : "a domain");
}

static void
take_need (const char *text, const CsPlace *place, CsReader *reader, gpointer data)
{
  guint *needs = data;
  g_autoptr (GString) possible = g_string_new (NULL);

  for (guint i = 0; i < CS_N_PRESET_NEEDS; i++)
    if (g_str_equal (cs_preset_need_name (i), text))
      {
        *needs |= 1u << i;
        return;
      }
    else
      g_string_append_printf (possible, "%s%s", i > 0 ? ", " : "", cs_preset_need_name (i));
  cs_report_error (&reader->report, place, CS_FAULT_VALUE, text, possible->str);
}

static void
read_preset (CsReader *reader, JsonNode *node, const CsPlace *place, GPtrArray *presets)
{
  g_autoptr (CsPreset) preset = g_new0 (CsPreset, 1);
  g_autoptr (GStrvBuilder) domains = g_strv_builder_new ();
  guint8 order[CS_KEY_ORDER_BYTES] = { 0 };
  CsReadObject object;

  if (!cs_read_object (reader, node, place, CS_OBJECT_PRESET, order, &object))
    return;

  if (must_have (&object, CS_PRESET_NAME))
    preset->name = read_words (&object, CS_PRESET_NAME, MOST_NAME_BYTES);
  read_choices (&object, preset);
  read_host (&object, preset);
  for_each_text (&object, CS_PRESET_DOMAINS, take_domain, domains);
  preset->domains = g_strv_builder_end (domains);
  preset->account = read_words (&object, CS_PRESET_ACCOUNT, CS_ACCOUNT_MAX_BYTES);
  for_each_text (&object, CS_PRESET_NEEDS, take_need, &preset->needs);
  preset->maximum_message_size = read_number (&object, CS_PRESET_MESSAGE_SIZE, G_MAXINT64);
  preset->maximum_recipients = read_number (&object, CS_PRESET_RECIPIENTS, MOST_RECIPIENTS);
  preset->messages_per_day = read_number (&object, CS_PRESET_PER_DAY, G_MAXINT64);
  preset->note = read_words (&object, CS_PRESET_NOTE, MOST_NOTE_BYTES);
  if (preset->name != NULL && preset->host != NULL)
    g_ptr_array_add (presets, g_steal_pointer (&preset));
}

static void
read_root (CsReader *reader, GPtrArray *presets)
{
  CsPlace root = { NULL, NULL, 0, 0 };
  guint8 order[CS_KEY_ORDER_BYTES] = { 0 };
  CsReadObject object;
  CsPlace list;
  JsonArray *array;
  guint nth;
  gint64 version = 0;

  if (!cs_read_object (reader, json_parser_get_root (reader->parser), &root, CS_OBJECT_PRESETS,
                       order, &object))
    return;
  if (!must_have (&object, CS_PRESETS_VERSION))
    return;
  if (!cs_read_integer (&object, CS_PRESETS_VERSION, &version) || version != VERSION)
    {
      report (&object, CS_PRESETS_VERSION, CS_FAULT_VERSION, NULL, G_STRINGIFY (VERSION));
      return;
    }
  list = cs_members_place (&object.members, CS_PRESETS_LIST);
  array = must_have (&object, CS_PRESETS_LIST) ? cs_read_array (&object, CS_PRESETS_LIST) : NULL;
  nth = list.nth + 1;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      CsPlace element = { &list, NULL, i, nth };

      read_preset (reader, json_array_get_element (array, i), &element, presets);
      nth = cs_scan_after (reader->report.scan, nth);
    }
}

/**
 * cs_presets_read:
 * @text: (array length=size_bytes): the bytes of a file
 * @size_bytes: length of @text
 * @faults: (element-type CsFault): where to append what is wrong
 *
 * Returns: (transfer full) (nullable) (element-type CsPreset): none unless all is right
 */
GPtrArray *
cs_presets_read (const char *text, gsize size_bytes, GPtrArray *faults)
{
  g_autoptr (GPtrArray) presets = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_preset_free);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (CsScan) scan = NULL;
  g_autoptr (GError) why = NULL;
  CsReader reader = { .report = { .faults = faults }, .parser = parser };
  CsPlace whole = { NULL, NULL, 0, CS_NOWHERE };

  if (size_bytes > CS_PRESETS_MAX_BYTES)
    {
      cs_report_error (&reader.report, &whole, CS_FAULT_TOO_LARGE, NULL, "1 MiB");
      return NULL;
    }
  scan = cs_scan_new (text, size_bytes, faults);
  if (scan == NULL)
    return NULL;
  reader.report.scan = scan;
  text = cs_scan_text (scan, &size_bytes);
  if (json_parser_load_from_data (parser, text, size_bytes, &why))
    read_root (&reader, presets);
  else
    cs_report_error (&reader.report, &whole, CS_FAULT_SYNTAX, NULL, why->message);
  return reader.report.has_errors ? NULL : g_steal_pointer (&presets);
}
