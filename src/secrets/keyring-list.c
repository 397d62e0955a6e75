#define SECRET_API_SUBJECT_TO_CHANGE
#include "secrets/keyring-operation.h"

/* Attributes are readable while an item is locked, so nothing is unlocked and no secret is read. */

static GStrv
join (GStrv a, GStrv b)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_strv_builder_addv (builder, (const char **)a);
  g_strv_builder_addv (builder, (const char **)b);
  return g_strv_builder_end (builder);
}

static void
collect (CsKeyringOperation *operation)
{
  GHashTable *uuids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < operation->answers->len; i++)
    {
      GVariant *attributes = g_ptr_array_index (operation->answers, i);
      g_autofree char *uuid = NULL;
      char *settings_file = NULL;

      if (attributes == NULL || !g_variant_is_of_type (attributes, G_VARIANT_TYPE ("a{ss}")))
        continue;
      if (!g_variant_lookup (attributes, "uuid", "s", &uuid) || !g_uuid_string_is_valid (uuid))
        continue;
      g_variant_lookup (attributes, CS_KEYRING_SETTINGS_FILE, "s", &settings_file);
      g_hash_table_replace (uuids, g_steal_pointer (&uuid), settings_file);
    }
  cs_keyring_operation_return (operation, uuids, (GDestroyNotify)g_hash_table_unref);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsKeyringOperation *operation = user_data;
  g_auto (GStrv) unlocked = NULL;
  g_auto (GStrv) locked = NULL;
  GError *error = NULL;

  if (!secret_service_search_for_dbus_paths_finish (SECRET_SERVICE (source), result, &unlocked,
                                                    &locked, &error))
    {
      cs_keyring_operation_fail (operation, error);
      return;
    }
  g_strfreev (operation->paths);
  operation->paths = join (unlocked, locked);
  cs_keyring_operation_read_property (operation, "org.freedesktop.Secret.Item", "Attributes",
                                      collect);
}

static void
search (CsKeyringOperation *operation)
{
  g_autoptr (GHashTable) attributes = cs_keyring_operation_attributes (operation);

  secret_service_search_for_dbus_paths (operation->service, &cs_keyring_schema, attributes,
                                        cs_keyring_operation_cancellable (operation), on_found,
                                        operation);
}

void
cs_keyring_list (CsKeyringOperation *operation)
{
  cs_keyring_operation_start (operation, search);
}
