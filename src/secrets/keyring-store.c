#define SECRET_API_SUBJECT_TO_CHANGE
#include "secrets/keyring-operation.h"
#include "secrets/secret-value.h"

/* Find the default collection, make one if there is none, unlock it, create the item. Each of the
 * three may ask a person; where that is not allowed it is an error with a name. */

#define DEFAULT_ALIAS "default"

static gboolean
may_prompt (CsKeyringOperation *operation)
{
  return cs_deadline_prompt (operation->deadline) == CS_PROMPT_ALLOWED;
}

static void
on_created (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsKeyringOperation *operation = user_data;
  GError *error = NULL;
  g_autofree char *path
      = secret_service_create_item_dbus_path_finish (SECRET_SERVICE (source), result, &error);

  if (path != NULL)
    cs_keyring_operation_done (operation);
  else
    cs_keyring_operation_fail (operation, error);
}

static GHashTable *
item_properties (CsKeyringOperation *operation)
{
  GHashTable *properties
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_variant_unref);
  const char *settings_file = cs_keyring_settings_file (operation->keyring);
  GVariantBuilder attributes;

  g_variant_builder_init (&attributes, G_VARIANT_TYPE ("a{ss}"));
  g_variant_builder_add (&attributes, "{ss}", "xdg:schema", cs_keyring_schema.name);
  g_variant_builder_add (&attributes, "{ss}", "uuid", operation->uuid);
  if (settings_file != NULL)
    g_variant_builder_add (&attributes, "{ss}", CS_KEYRING_SETTINGS_FILE, settings_file);

  g_hash_table_insert (properties, (gpointer) "org.freedesktop.Secret.Item.Label",
                       g_variant_ref_sink (g_variant_new_string (operation->label)));
  g_hash_table_insert (properties, (gpointer) "org.freedesktop.Secret.Item.Attributes",
                       g_variant_ref_sink (g_variant_builder_end (&attributes)));
  return properties;
}

static void
create_item (CsKeyringOperation *operation)
{
  g_autoptr (GHashTable) properties = item_properties (operation);
  SecretValue *value = cs_secret_value_for (operation->secret);

  secret_service_create_item_dbus_path (
      operation->service, operation->collection, properties, value, SECRET_ITEM_CREATE_REPLACE,
      cs_keyring_operation_cancellable (operation), on_created, operation);
  secret_value_unref (value);
}

static void
on_unlocked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsKeyringOperation *operation = user_data;
  GError *error = NULL;
  int n = secret_service_unlock_dbus_paths_finish (SECRET_SERVICE (source), result, NULL, &error);

  if (n < 0)
    cs_keyring_operation_fail (operation, error);
  else if (n == 0)
    cs_keyring_operation_fail_with (operation, CS_SECRETS_ERROR_DISMISSED,
                                    "The keyring was not unlocked");
  else
    create_item (operation);
}

static gboolean
is_true (GVariant *answer)
{
  return answer != NULL && g_variant_is_of_type (answer, G_VARIANT_TYPE_BOOLEAN)
         && g_variant_get_boolean (answer);
}

static void
unlock_if_locked (CsKeyringOperation *operation)
{
  if (!is_true (g_ptr_array_index (operation->answers, 0)))
    create_item (operation);
  else if (!may_prompt (operation))
    cs_keyring_operation_fail_with (operation, CS_SECRETS_ERROR_LOCKED, "The keyring is locked");
  else
    secret_service_unlock_dbus_paths (operation->service, (const char **)operation->paths,
                                      cs_keyring_operation_cancellable (operation), on_unlocked,
                                      operation);
}

static void
use_collection (CsKeyringOperation *operation, const char *path)
{
  g_free (operation->collection);
  operation->collection = g_strdup (path);
  g_strfreev (operation->paths);
  operation->paths = g_new0 (char *, 2);
  operation->paths[0] = g_strdup (path);
  cs_keyring_operation_read_property (operation, "org.freedesktop.Secret.Collection", "Locked",
                                      unlock_if_locked);
}

static void
on_collection_created (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsKeyringOperation *operation = user_data;
  GError *error = NULL;
  g_autofree char *path
      = secret_service_create_collection_dbus_path_finish (SECRET_SERVICE (source), result, &error);

  if (error != NULL)
    cs_keyring_operation_fail (operation, error);
  else if (path == NULL || g_str_equal (path, "/"))
    cs_keyring_operation_fail_with (operation, CS_SECRETS_ERROR_DISMISSED,
                                    "No keyring was created");
  else
    use_collection (operation, path);
}

static void
create_collection (CsKeyringOperation *operation)
{
  g_autoptr (GHashTable) properties
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_variant_unref);

  g_hash_table_insert (properties, (gpointer) "org.freedesktop.Secret.Collection.Label",
                       g_variant_ref_sink (g_variant_new_string ("Default")));
  secret_service_create_collection_dbus_path (
      operation->service, properties, DEFAULT_ALIAS, SECRET_COLLECTION_CREATE_NONE,
      cs_keyring_operation_cancellable (operation), on_collection_created, operation);
}

static void
on_alias (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsKeyringOperation *operation = user_data;
  GError *error = NULL;
  g_autofree char *path
      = secret_service_read_alias_dbus_path_finish (SECRET_SERVICE (source), result, &error);

  if (error != NULL)
    cs_keyring_operation_fail (operation, error);
  else if (path != NULL && !g_str_equal (path, "/"))
    use_collection (operation, path);
  else if (!may_prompt (operation))
    cs_keyring_operation_fail_with (operation, CS_SECRETS_ERROR_UNAVAILABLE,
                                    "There is no default keyring to store the password in");
  else
    create_collection (operation);
}

static void
read_alias (CsKeyringOperation *operation)
{
  secret_service_read_alias_dbus_path (operation->service, DEFAULT_ALIAS,
                                       cs_keyring_operation_cancellable (operation), on_alias,
                                       operation);
}

void
cs_keyring_store (CsKeyringOperation *operation)
{
  cs_keyring_operation_start (operation, read_alias);
}
