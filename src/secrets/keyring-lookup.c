#define SECRET_API_SUBJECT_TO_CHANGE
#include "base/log.h"
#include "secrets/keyring-operation.h"
#include "secrets/secret-value.h"

/* Search, unlock if need be, choose the newest, read. libsecret's own look-up answers NULL for
 * "no such item", "dismissed" and "cannot prompt" alike, so the steps are taken one by one. */

static void search (CsKeyringOperation *operation);

static gboolean
is_text (SecretValue *value)
{
  const char *type = secret_value_get_content_type (value);

  return type == NULL || *type == '\0' || g_ascii_strncasecmp (type, "text/plain", 10) == 0;
}

/* @answer: a{o(oayays)} for the one path that was asked for. */
static SecretValue *
decode (SecretService *service, GVariant *answer)
{
  g_autoptr (GVariant) secrets = g_variant_get_child_value (answer, 0);
  g_autoptr (GVariant) entry = NULL;
  g_autoptr (GVariant) secret = NULL;

  if (g_variant_n_children (secrets) != 1)
    return NULL;

  entry = g_variant_get_child_value (secrets, 0);
  secret = g_variant_get_child_value (entry, 1);
  return secret_service_decode_dbus_secret (service, secret);
}

static void
on_secret (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsKeyringOperation *operation = user_data;
  GError *error = NULL;
  g_autoptr (GVariant) answer = g_dbus_proxy_call_finish (G_DBUS_PROXY (source), result, &error);
  SecretValue *value = answer != NULL ? decode (SECRET_SERVICE (source), answer) : NULL;

  if (error != NULL)
    cs_keyring_operation_fail (operation, error);
  else if (value == NULL)
    /* locked or removed since the search, or in a session that is no longer ours */
    cs_keyring_operation_fail_with (operation, CS_SECRETS_ERROR_FAILED,
                                    "The keyring did not hand the password over");
  else if (!is_text (value))
    cs_keyring_operation_fail_with (operation, CS_SECRETS_ERROR_INVALID,
                                    "This cannot be used as a password: it is stored as something "
                                    "other than text");
  else
    cs_keyring_operation_return (operation, cs_secret_from_value (value),
                                 (GDestroyNotify)cs_secret_unref);
  g_clear_pointer (&value, secret_value_unref);
}

static void
on_session (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsKeyringOperation *operation = user_data;
  SecretService *service = SECRET_SERVICE (source);
  const char *paths[] = { operation->chosen, NULL };
  GError *error = NULL;

  if (!secret_service_ensure_session_finish (service, result, &error))
    {
      cs_keyring_operation_fail (operation, error);
      return;
    }
  g_dbus_proxy_call (
      G_DBUS_PROXY (service), "GetSecrets",
      g_variant_new ("(^aoo)", paths, secret_service_get_session_dbus_path (service)),
      G_DBUS_CALL_FLAGS_NONE, -1, cs_keyring_operation_cancellable (operation), on_secret,
      operation);
}

/* Not through secret_service_get_secret_for_dbus_path: libsecret 0.20 never frees the service's
 * answer, and a worker reads secrets for months. */
static void
read_secret (CsKeyringOperation *operation, const char *path)
{
  g_free (operation->chosen);
  operation->chosen = g_strdup (path);
  secret_service_ensure_session (operation->service, cs_keyring_operation_cancellable (operation),
                                 on_session, operation);
}

static guint64
modified (GVariant *answer)
{
  if (answer == NULL || !g_variant_is_of_type (answer, G_VARIANT_TYPE_UINT64))
    return 0;
  return g_variant_get_uint64 (answer);
}

static void
choose_newest (CsKeyringOperation *operation)
{
  guint newest = 0;

  for (guint i = 1; i < operation->answers->len; i++)
    if (modified (g_ptr_array_index (operation->answers, i))
        > modified (g_ptr_array_index (operation->answers, newest)))
      newest = i;

  cs_log (G_LOG_LEVEL_WARNING, "credential stored twice", "credential", operation->uuid, "used",
          "the newest", NULL);
  read_secret (operation, operation->paths[newest]);
}

static void
on_unlocked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsKeyringOperation *operation = user_data;
  g_auto (GStrv) unlocked = NULL;
  GError *error = NULL;
  int n = secret_service_unlock_dbus_paths_finish (SECRET_SERVICE (source), result, &unlocked,
                                                   &error);

  if (n < 0)
    cs_keyring_operation_fail (operation, error);
  else if (n == 0)
    cs_keyring_operation_fail_with (operation, CS_SECRETS_ERROR_DISMISSED,
                                    "The keyring was not unlocked");
  else
    {
      operation->was_unlocked = TRUE;
      search (operation);
    }
}

static void
use_found (CsKeyringOperation *operation, GStrv unlocked, GStrv locked)
{
  if (g_strv_length (unlocked) == 1)
    read_secret (operation, unlocked[0]);
  else if (unlocked[0] != NULL)
    {
      g_strfreev (operation->paths);
      operation->paths = g_strdupv (unlocked);
      cs_keyring_operation_read_property (operation, "org.freedesktop.Secret.Item", "Modified",
                                          choose_newest);
    }
  else if (locked[0] == NULL)
    cs_keyring_operation_fail_with (operation, CS_SECRETS_ERROR_MISSING,
                                    "The keyring has no such password");
  else if (cs_deadline_prompt (operation->deadline) == CS_PROMPT_NEVER || operation->was_unlocked)
    cs_keyring_operation_fail_with (operation, CS_SECRETS_ERROR_LOCKED, "The keyring is locked");
  else
    secret_service_unlock_dbus_paths (operation->service, (const char **)locked,
                                      cs_keyring_operation_cancellable (operation), on_unlocked,
                                      operation);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsKeyringOperation *operation = user_data;
  g_auto (GStrv) unlocked = NULL;
  g_auto (GStrv) locked = NULL;
  GError *error = NULL;

  if (secret_service_search_for_dbus_paths_finish (SECRET_SERVICE (source), result, &unlocked,
                                                   &locked, &error))
    use_found (operation, unlocked, locked);
  else
    cs_keyring_operation_fail (operation, error);
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
cs_keyring_lookup (CsKeyringOperation *operation)
{
  cs_keyring_operation_start (operation, search);
}
