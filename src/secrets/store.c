#include "secrets/store.h"

#include <string.h>

G_DEFINE_QUARK (cs - secrets - error - quark, cs_secrets_error)

G_DEFINE_INTERFACE (CsSecretStore, cs_secret_store, G_TYPE_OBJECT)

static void
cs_secret_store_default_init (CsSecretStoreInterface *iface)
{
  g_signal_new ("changed", CS_TYPE_SECRET_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

/**
 * cs_secrets_check:
 * @secret: a password, as it was typed or as a store returned it
 *
 * A password must fit into a protocol step of every mechanism that uses it: PLAIN ends its parts
 * with NUL (RFC 4616 section 2), and the others want UTF-8 (RFC 4013). The message says what is
 * wrong and never shows a byte of the secret.
 *
 * Returns: FALSE with CS_SECRETS_ERROR_INVALID if it cannot be one
 */
gboolean
cs_secrets_check (const CsSecret *secret, GError **error)
{
  gsize size_bytes;
  const char *text = (const char *)cs_secret_peek (secret, &size_bytes);
  const char *fault = NULL;

  if (size_bytes == 0)
    fault = "it is empty";
  else if (size_bytes > CS_SECRET_MAX_PASSWORD_BYTES)
    fault = "it is longer than 8192 bytes, which no server takes";
  else if (memchr (text, '\0', size_bytes) != NULL)
    fault = "it contains a NUL character";
  else if (memchr (text, '\r', size_bytes) != NULL || memchr (text, '\n', size_bytes) != NULL)
    fault = "it contains a line break";
  else if (!g_utf8_validate_len (text, size_bytes, NULL))
    fault = "it is not UTF-8 text";

  if (fault == NULL)
    return TRUE;
  g_set_error (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_INVALID,
               "This cannot be used as a password: %s", fault);
  return FALSE;
}

/* A UUID becomes part of a path in one store and of a query in another, so nothing else passes. */
static gboolean
check_uuid (const char *uuid, CsSecretsError code, GError **error)
{
  if (g_uuid_string_is_valid (uuid))
    return TRUE;
  g_set_error_literal (error, CS_SECRETS_ERROR, code, "A credential is named by a UUID");
  return FALSE;
}

void
cs_secret_store_lookup_async (CsSecretStore *store, const char *uuid, CsPrompt prompt,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GError *error = NULL;

  if (!check_uuid (uuid, CS_SECRETS_ERROR_MISSING, &error))
    g_task_report_error (store, callback, user_data, cs_secret_store_lookup_async, error);
  else
    CS_SECRET_STORE_GET_IFACE (store)->lookup_async (store, uuid, prompt, cancellable, callback,
                                                     user_data);
}

CsSecret *
cs_secret_store_lookup_finish (CsSecretStore *store, GAsyncResult *result, GError **error)
{
  g_autoptr (CsSecret) secret = NULL;

  if (g_async_result_is_tagged (result, cs_secret_store_lookup_async))
    return g_task_propagate_pointer (G_TASK (result), error);

  secret = CS_SECRET_STORE_GET_IFACE (store)->lookup_finish (store, result, error);
  if (secret == NULL || !cs_secrets_check (secret, error))
    return NULL;
  return g_steal_pointer (&secret);
}

typedef struct
{
  char *uuid;
  CsSecret *secret;
  CsPrompt prompt;
} Storing;

static void
storing_free (Storing *storing)
{
  g_free (storing->uuid);
  cs_secret_unref (storing->secret);
  g_free (storing);
}

/* Keeps what a person can act on (locked, dismissed, no answer); the rest means "not stored". */
static void
name_read_back_error (GError **error)
{
  if (!g_error_matches (*error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_MISSING)
      && !g_error_matches (*error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_INVALID))
    return;
  (*error)->code = CS_SECRETS_ERROR_NOT_STORED;
  g_prefix_error (error, "The password was stored, but reading it back failed: ");
}

static void
on_read_back (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Storing *storing = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (CsSecret) stored
      = cs_secret_store_lookup_finish (CS_SECRET_STORE (source), result, &error);

  if (stored == NULL)
    {
      name_read_back_error (&error);
      g_task_return_error (task, error);
    }
  else if (!cs_secret_equal (stored, storing->secret))
    g_task_return_new_error (task, CS_SECRETS_ERROR, CS_SECRETS_ERROR_NOT_STORED,
                             "The password was stored, but reading it back gave another one");
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CsSecretStore *store = CS_SECRET_STORE (source);
  Storing *storing = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;

  if (!CS_SECRET_STORE_GET_IFACE (store)->store_finish (store, result, &error))
    g_task_return_error (task, error);
  else
    cs_secret_store_lookup_async (store, storing->uuid, storing->prompt, cancellable, on_read_back,
                                  g_steal_pointer (&task));
}

void
cs_secret_store_store_async (CsSecretStore *store, const char *uuid, const char *label,
                             CsSecret *secret, CsPrompt prompt, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  Storing *storing = g_new (Storing, 1);
  GError *error = NULL;

  *storing = (Storing){ g_strdup (uuid), cs_secret_ref (secret), prompt };
  g_task_set_task_data (task, storing, (GDestroyNotify)storing_free);
  g_task_set_source_tag (task, cs_secret_store_store_async);

  if (!check_uuid (uuid, CS_SECRETS_ERROR_INVALID, &error) || !cs_secrets_check (secret, &error))
    g_task_return_error (task, error);
  else
    CS_SECRET_STORE_GET_IFACE (store)->store_async (store, uuid, label, secret, prompt, cancellable,
                                                    on_stored, g_steal_pointer (&task));
}

gboolean
cs_secret_store_store_finish (CsSecretStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
cs_secret_store_remove_async (CsSecretStore *store, const char *uuid, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  GError *error = NULL;

  if (!check_uuid (uuid, CS_SECRETS_ERROR_INVALID, &error))
    g_task_report_error (store, callback, user_data, cs_secret_store_remove_async, error);
  else
    CS_SECRET_STORE_GET_IFACE (store)->remove_async (store, uuid, cancellable, callback, user_data);
}

gboolean
cs_secret_store_remove_finish (CsSecretStore *store, GAsyncResult *result, GError **error)
{
  if (g_async_result_is_tagged (result, cs_secret_store_remove_async))
    return g_task_propagate_boolean (G_TASK (result), error);
  return CS_SECRET_STORE_GET_IFACE (store)->remove_finish (store, result, error);
}

void
cs_secret_store_list_async (CsSecretStore *store, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  CS_SECRET_STORE_GET_IFACE (store)->list_async (store, cancellable, callback, user_data);
}

GHashTable *
cs_secret_store_list_finish (CsSecretStore *store, GAsyncResult *result, GError **error)
{
  return CS_SECRET_STORE_GET_IFACE (store)->list_finish (store, result, error);
}
