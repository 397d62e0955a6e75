#define SECRET_API_SUBJECT_TO_CHANGE
#include "secrets/keyring-operation.h"

/* Every item with the UUID goes, one after the other. A locked one cannot, and removing never
 * asks anybody to unlock. */

static void delete_next (CsKeyringOperation *operation, guint index);

typedef struct
{
  CsKeyringOperation *operation;
  guint index;
} Deleting;

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Deleting *deleting = user_data;
  GError *error = NULL;

  if (secret_service_delete_item_dbus_path_finish (SECRET_SERVICE (source), result, &error)
      || g_error_matches (error, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT))
    {
      g_clear_error (&error);
      delete_next (deleting->operation, deleting->index + 1);
    }
  else
    cs_keyring_operation_fail (deleting->operation, error);
}

static void
delete_next (CsKeyringOperation *operation, guint index)
{
  Deleting *deleting;

  if (operation->paths[index] == NULL)
    {
      cs_keyring_operation_done (operation);
      return;
    }
  deleting = g_new (Deleting, 1);
  *deleting = (Deleting){ operation, index };
  secret_service_delete_item_dbus_path (operation->service, operation->paths[index],
                                        cs_keyring_operation_cancellable (operation), on_deleted,
                                        deleting);
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
    cs_keyring_operation_fail (operation, error);
  else if (locked[0] != NULL)
    cs_keyring_operation_fail_with (operation, CS_SECRETS_ERROR_LOCKED, "The keyring is locked");
  else
    {
      g_strfreev (operation->paths);
      operation->paths = g_steal_pointer (&unlocked);
      delete_next (operation, 0);
    }
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
cs_keyring_remove (CsKeyringOperation *operation)
{
  cs_keyring_operation_start (operation, search);
}
