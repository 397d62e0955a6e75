#include "mock-keyring.h"

#include <string.h>

#define ROOT "/org/freedesktop/secrets"
#define COLLECTION ROOT "/collection/main"
#define NAME "org.freedesktop.secrets"
#define ERROR "org.freedesktop.Secret.Error."

typedef struct
{
  char *path;
  char *label;
  GVariant *attributes; /* a{ss} */
  GBytes *secret;
  char *content_type;
  guint64 modified;
  guint registration;
} Item;

struct _MockKeyring
{
  GDBusConnection *bus;
  GDBusNodeInfo *node;
  GPtrArray *items;
  GArray *registrations;
  GHashTable *broken; /* method to error name */
  GHashTable *sessions; /* paths */
  GPtrArray *waiting; /* invocations that never get an answer */
  gboolean is_locked;
  gboolean has_default;
  gboolean is_corrupting;
  MockAnswer answer;
  guint n_prompts;
  guint n_objects;
};

static const char xml[]
    = "<node>"
      "<interface name='org.freedesktop.Secret.Service'>"
      " <method name='OpenSession'><arg type='s' direction='in'/><arg type='v' direction='in'/>"
      "  <arg type='v' direction='out'/><arg type='o' direction='out'/></method>"
      " <method name='CreateCollection'><arg type='a{sv}' direction='in'/>"
      "  <arg type='s' direction='in'/><arg type='o' direction='out'/>"
      "  <arg type='o' direction='out'/></method>"
      " <method name='SearchItems'><arg type='a{ss}' direction='in'/>"
      "  <arg type='ao' direction='out'/><arg type='ao' direction='out'/></method>"
      " <method name='Unlock'><arg type='ao' direction='in'/><arg type='ao' direction='out'/>"
      "  <arg type='o' direction='out'/></method>"
      " <method name='GetSecrets'><arg type='ao' direction='in'/><arg type='o' direction='in'/>"
      "  <arg type='a{o(oayays)}' direction='out'/></method>"
      " <method name='ReadAlias'><arg type='s' direction='in'/><arg type='o' direction='out'/>"
      " </method>"
      "</interface>"
      "<interface name='org.freedesktop.Secret.Collection'>"
      " <method name='CreateItem'><arg type='a{sv}' direction='in'/>"
      "  <arg type='(oayays)' direction='in'/><arg type='b' direction='in'/>"
      "  <arg type='o' direction='out'/><arg type='o' direction='out'/></method>"
      " <signal name='ItemCreated'><arg type='o'/></signal>"
      " <signal name='ItemDeleted'><arg type='o'/></signal>"
      " <property name='Locked' type='b' access='read'/>"
      "</interface>"
      "<interface name='org.freedesktop.Secret.Item'>"
      " <method name='Delete'><arg type='o' direction='out'/></method>"
      " <property name='Attributes' type='a{ss}' access='read'/>"
      " <property name='Label' type='s' access='read'/>"
      " <property name='Modified' type='t' access='read'/>"
      "</interface>"
      "<interface name='org.freedesktop.Secret.Prompt'>"
      " <method name='Prompt'><arg type='s' direction='in'/></method>"
      " <method name='Dismiss'/>"
      " <signal name='Completed'><arg type='b'/><arg type='v'/></signal>"
      "</interface>"
      "</node>";

static const GDBusInterfaceVTable vtable;

static void
item_free (Item *item)
{
  g_free (item->path);
  g_free (item->label);
  g_variant_unref (item->attributes);
  g_bytes_unref (item->secret);
  g_free (item->content_type);
  g_free (item);
}

static guint
register_object (MockKeyring *mock, const char *path, const char *interface)
{
  guint id = g_dbus_connection_register_object (
      mock->bus, path, g_dbus_node_info_lookup_interface (mock->node, interface), &vtable, mock,
      NULL, NULL);

  g_assert_cmpuint (id, !=, 0);
  return id;
}

MockKeyring *
mock_keyring_new (GDBusConnection *bus)
{
  MockKeyring *mock = g_new0 (MockKeyring, 1);
  guint id;

  mock->bus = g_object_ref (bus);
  mock->node = g_dbus_node_info_new_for_xml (xml, NULL);
  mock->items = g_ptr_array_new_with_free_func ((GDestroyNotify)item_free);
  mock->registrations = g_array_new (FALSE, FALSE, sizeof (guint));
  mock->broken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  mock->sessions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  mock->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  mock->has_default = TRUE;

  id = register_object (mock, ROOT, "org.freedesktop.Secret.Service");
  g_array_append_val (mock->registrations, id);
  id = register_object (mock, COLLECTION, "org.freedesktop.Secret.Collection");
  g_array_append_val (mock->registrations, id);
  g_variant_unref (g_dbus_connection_call_sync (
      bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
      g_variant_new ("(su)", NAME, 4), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL));
  return mock;
}

void
mock_keyring_free (MockKeyring *mock)
{
  for (guint i = 0; i < mock->registrations->len; i++)
    g_dbus_connection_unregister_object (mock->bus, g_array_index (mock->registrations, guint, i));
  for (guint i = 0; i < mock->items->len; i++)
    g_dbus_connection_unregister_object (
        mock->bus, ((Item *)g_ptr_array_index (mock->items, i))->registration);
  g_variant_unref (g_dbus_connection_call_sync (
      mock->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      "ReleaseName", g_variant_new ("(s)", NAME), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL));
  g_ptr_array_unref (mock->items);
  g_array_unref (mock->registrations);
  g_hash_table_unref (mock->broken);
  g_hash_table_unref (mock->sessions);
  g_ptr_array_unref (mock->waiting);
  g_dbus_node_info_unref (mock->node);
  g_object_unref (mock->bus);
  g_free (mock);
}

/* --- items --------------------------------------------------------------------------------- */

static gboolean
item_matches (Item *item, GVariant *wanted)
{
  GVariantIter iter;
  const char *key, *value;

  g_variant_iter_init (&iter, wanted);
  while (g_variant_iter_next (&iter, "{&s&s}", &key, &value))
    {
      const char *has = NULL;

      if (!g_variant_lookup (item->attributes, key, "&s", &has) || strcmp (has, value) != 0)
        return FALSE;
    }
  return TRUE;
}

static Item *
find_item (MockKeyring *mock, const char *uuid)
{
  for (guint i = mock->items->len; i-- > 0;)
    {
      Item *item = g_ptr_array_index (mock->items, i);
      const char *has = NULL;

      if (g_variant_lookup (item->attributes, "uuid", "&s", &has) && strcmp (has, uuid) == 0)
        return item;
    }
  return NULL;
}

static Item *
item_at (MockKeyring *mock, const char *path)
{
  for (guint i = 0; i < mock->items->len; i++)
    if (strcmp (((Item *)g_ptr_array_index (mock->items, i))->path, path) == 0)
      return g_ptr_array_index (mock->items, i);
  return NULL;
}

static void
emit (MockKeyring *mock, const char *signal, const char *path)
{
  g_dbus_connection_emit_signal (mock->bus, NULL, COLLECTION, "org.freedesktop.Secret.Collection",
                                 signal, g_variant_new ("(o)", path), NULL);
}

static Item *
add_item (MockKeyring *mock, const char *label, GVariant *attributes, GBytes *secret,
          const char *content_type, guint64 modified)
{
  Item *item = g_new0 (Item, 1);

  item->path = g_strdup_printf (COLLECTION "/%u", ++mock->n_objects);
  item->label = g_strdup (label);
  item->attributes = g_variant_ref_sink (attributes);
  item->secret = secret;
  item->content_type = g_strdup (content_type);
  item->modified = modified;
  item->registration = register_object (mock, item->path, "org.freedesktop.Secret.Item");
  g_ptr_array_add (mock->items, item);
  emit (mock, "ItemCreated", item->path);
  return item;
}

static void
remove_item (MockKeyring *mock, Item *item)
{
  emit (mock, "ItemDeleted", item->path);
  g_dbus_connection_unregister_object (mock->bus, item->registration);
  g_ptr_array_remove (mock->items, item);
}

void
mock_keyring_add (MockKeyring *mock, const char *uuid, const char *bytes, gsize size_bytes,
                  const char *content_type, guint64 modified)
{
  add_item (mock, "by the test",
            g_variant_new_parsed ("{'xdg:schema': 'org.countersign.Credential', 'uuid': %s}", uuid),
            g_bytes_new (bytes, size_bytes), content_type, modified);
}

void
mock_keyring_remove (MockKeyring *mock, const char *uuid)
{
  Item *item = find_item (mock, uuid);

  if (item != NULL)
    remove_item (mock, item);
}

GBytes *
mock_keyring_secret (MockKeyring *mock, const char *uuid)
{
  Item *item = find_item (mock, uuid);

  return item != NULL ? item->secret : NULL;
}

const char *
mock_keyring_label (MockKeyring *mock, const char *uuid)
{
  Item *item = find_item (mock, uuid);

  return item != NULL ? item->label : NULL;
}

guint
mock_keyring_count (MockKeyring *mock)
{
  return mock->items->len;
}

/* --- behaviour ----------------------------------------------------------------------------- */

void
mock_keyring_set_locked (MockKeyring *mock, gboolean locked)
{
  mock->is_locked = locked;
  g_dbus_connection_emit_signal (
      mock->bus, NULL, COLLECTION, "org.freedesktop.DBus.Properties", "PropertiesChanged",
      g_variant_new_parsed ("('org.freedesktop.Secret.Collection', {'Locked': <%b>}, @as [])",
                            locked),
      NULL);
}

void
mock_keyring_set_default (MockKeyring *mock, gboolean has_default)
{
  mock->has_default = has_default;
}

void
mock_keyring_set_answer (MockKeyring *mock, MockAnswer answer)
{
  mock->answer = answer;
}

guint
mock_keyring_prompts (MockKeyring *mock)
{
  return mock->n_prompts;
}

void
mock_keyring_break (MockKeyring *mock, const char *method, const char *name)
{
  if (name == NULL)
    g_hash_table_remove (mock->broken, method);
  else
    g_hash_table_replace (mock->broken, g_strdup (method), g_strdup (name));
}

void
mock_keyring_forget_sessions (MockKeyring *mock)
{
  g_hash_table_remove_all (mock->sessions);
}

void
mock_keyring_set_corrupting (MockKeyring *mock, gboolean corrupting)
{
  mock->is_corrupting = corrupting;
}

/* --- methods ------------------------------------------------------------------------------- */

/* A prompt's path says what it will do: /prompt/N/unlock or /prompt/N/collection. */
static char *
new_prompt (MockKeyring *mock, const char *what)
{
  char *path = g_strdup_printf (ROOT "/prompt/%u/%s", ++mock->n_objects, what);
  guint id = register_object (mock, path, "org.freedesktop.Secret.Prompt");

  g_array_append_val (mock->registrations, id);
  return path;
}

static void
complete_prompt (MockKeyring *mock, const char *path, gboolean dismissed)
{
  GVariant *result;

  if (dismissed)
    result = g_variant_new_string ("");
  else if (g_str_has_suffix (path, "/unlock"))
    {
      mock_keyring_set_locked (mock, FALSE);
      result = g_variant_new_parsed ("[%o]", COLLECTION);
    }
  else
    {
      mock->has_default = TRUE;
      result = g_variant_new_object_path (COLLECTION);
    }
  g_dbus_connection_emit_signal (mock->bus, NULL, path, "org.freedesktop.Secret.Prompt",
                                 "Completed", g_variant_new ("(bv)", dismissed, result), NULL);
}

static void
search_items (MockKeyring *mock, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) wanted = g_variant_get_child_value (parameters, 0);
  GVariantBuilder found, none;

  g_variant_builder_init (&found, G_VARIANT_TYPE ("ao"));
  g_variant_builder_init (&none, G_VARIANT_TYPE ("ao"));
  for (guint i = 0; i < mock->items->len; i++)
    {
      Item *item = g_ptr_array_index (mock->items, i);

      if (item_matches (item, wanted))
        g_variant_builder_add (&found, "o", item->path);
    }
  if (mock->is_locked)
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(aoao)", &none, &found));
  else
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(aoao)", &found, &none));
}

static GVariant *
bytes_variant (GBytes *bytes)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, g_bytes_get_data (bytes, NULL),
                                    g_bytes_get_size (bytes), 1);
}

static void
get_secrets (MockKeyring *mock, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_autofree const char **paths = NULL;
  const char *session;
  GVariantBuilder secrets;

  g_variant_get (parameters, "(^a&o&o)", &paths, &session);
  if (!g_hash_table_contains (mock->sessions, session))
    {
      g_dbus_method_invocation_return_dbus_error (invocation, ERROR "NoSession", "no session");
      return;
    }
  g_variant_builder_init (&secrets, G_VARIANT_TYPE ("a{o(oayays)}"));
  for (guint i = 0; paths[i] != NULL; i++)
    {
      Item *item = item_at (mock, paths[i]);

      if (item != NULL && !mock->is_locked)
        g_variant_builder_add (&secrets, "{o(o@ay@ays)}", item->path, session,
                               g_variant_new_array (G_VARIANT_TYPE_BYTE, NULL, 0),
                               bytes_variant (item->secret), item->content_type);
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(a{o(oayays)})", &secrets));
}

static void
open_session (MockKeyring *mock, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  const char *algorithm;
  g_autofree char *path = NULL;

  g_variant_get (parameters, "(&sv)", &algorithm, NULL);
  if (strcmp (algorithm, "plain") != 0)
    {
      g_dbus_method_invocation_return_dbus_error (
          invocation, "org.freedesktop.DBus.Error.NotSupported", "plain only");
      return;
    }
  path = g_strdup_printf (ROOT "/session/%u", ++mock->n_objects);
  g_dbus_method_invocation_return_value (invocation,
                                         g_variant_new ("(vo)", g_variant_new_string (""), path));
  g_hash_table_add (mock->sessions, g_steal_pointer (&path));
}

static void
unlock (MockKeyring *mock, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) paths = g_variant_get_child_value (parameters, 0);
  g_autofree char *prompt = NULL;

  if (!mock->is_locked)
    {
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(@aoo)", paths, "/"));
      return;
    }
  prompt = new_prompt (mock, "unlock");
  g_dbus_method_invocation_return_value (
      invocation,
      g_variant_new ("(@aoo)", g_variant_new_array (G_VARIANT_TYPE_OBJECT_PATH, NULL, 0), prompt));
}

static void
read_alias (MockKeyring *mock, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_dbus_method_invocation_return_value (
      invocation, g_variant_new ("(o)", mock->has_default ? COLLECTION : "/"));
}

static void
create_collection (MockKeyring *mock, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_autofree char *prompt = new_prompt (mock, "collection");

  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(oo)", "/", prompt));
}

static void
create_item (MockKeyring *mock, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) properties = NULL;
  g_autoptr (GVariant) secret = NULL;
  g_autoptr (GVariant) value = NULL;
  GVariant *attributes = NULL;
  const char *label = "", *content_type;
  gboolean replace;
  GBytes *bytes;
  Item *item;

  if (mock->is_locked)
    {
      g_dbus_method_invocation_return_dbus_error (invocation, ERROR "IsLocked", "locked");
      return;
    }
  g_variant_get (parameters, "(@a{sv}@(oayays)b)", &properties, &secret, &replace);
  g_variant_lookup (properties, "org.freedesktop.Secret.Item.Label", "&s", &label);
  g_variant_lookup (properties, "org.freedesktop.Secret.Item.Attributes", "@a{ss}", &attributes);
  value = g_variant_get_child_value (secret, 2);
  g_variant_get_child (secret, 3, "&s", &content_type);
  bytes = mock->is_corrupting ? g_bytes_new ("changed", 7) : g_variant_get_data_as_bytes (value);
  item = add_item (mock, label, attributes, bytes, content_type, 1000 + mock->n_objects);
  g_variant_unref (attributes);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(oo)", item->path, "/"));
}

static void
show_prompt (MockKeyring *mock, const char *path, GDBusMethodInvocation *invocation)
{
  mock->n_prompts++;
  g_dbus_method_invocation_return_value (invocation, NULL);
  if (mock->answer != MOCK_ANSWER_NONE)
    complete_prompt (mock, path, mock->answer == MOCK_ANSWER_DISMISS);
}

typedef struct
{
  const char *method;
  void (*answer) (MockKeyring *, GVariant *, GDBusMethodInvocation *);
} Method;

static const Method methods[] = {
  { "OpenSession", open_session }, { "SearchItems", search_items },
  { "GetSecrets", get_secrets },   { "Unlock", unlock },
  { "ReadAlias", read_alias },     { "CreateCollection", create_collection },
  { "CreateItem", create_item },
};

static void
on_call (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
         const char *method, GVariant *parameters, GDBusMethodInvocation *invocation,
         gpointer user_data)
{
  MockKeyring *mock = user_data;
  const char *error = g_hash_table_lookup (mock->broken, method);

  if (error != NULL && *error != '\0')
    g_dbus_method_invocation_return_dbus_error (invocation, error, "as the test wants");
  else if (error != NULL)
    g_ptr_array_add (mock->waiting, invocation); /* ours: nothing returns it */
  else if (strcmp (method, "Prompt") == 0)
    show_prompt (mock, path, invocation);
  else if (strcmp (method, "Dismiss") == 0)
    {
      g_dbus_method_invocation_return_value (invocation, NULL);
      complete_prompt (mock, path, TRUE);
    }
  else if (strcmp (method, "Delete") == 0)
    {
      remove_item (mock, item_at (mock, path));
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", "/"));
    }
  else
    for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
      if (strcmp (methods[i].method, method) == 0)
        methods[i].answer (mock, parameters, invocation);
}

static GVariant *
on_property (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
             const char *property, GError **error, gpointer user_data)
{
  MockKeyring *mock = user_data;
  Item *item = item_at (mock, path);

  if (strcmp (property, "Locked") == 0)
    return g_variant_new_boolean (mock->is_locked);
  if (strcmp (property, "Attributes") == 0)
    return g_variant_ref (item->attributes);
  if (strcmp (property, "Label") == 0)
    return g_variant_new_string (item->label);
  return g_variant_new_uint64 (item->modified);
}

static const GDBusInterfaceVTable vtable = { on_call, on_property, NULL, { NULL } };
