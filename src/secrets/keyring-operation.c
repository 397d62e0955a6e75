#define SECRET_API_SUBJECT_TO_CHANGE
#include "secrets/keyring-operation.h"

const SecretSchema cs_keyring_schema = {
  "org.countersign.Credential",
  SECRET_SCHEMA_NONE,
  { { "uuid", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
};

CsKeyringOperation *
cs_keyring_operation_new (CsKeyring *keyring, const char *uuid, CsPrompt prompt,
                          GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  CsKeyringOperation *operation = g_new0 (CsKeyringOperation, 1);

  operation->task = g_task_new (keyring, cancellable, callback, user_data);
  operation->keyring = g_object_ref (keyring);
  operation->deadline = cs_deadline_new (cancellable, prompt, cs_keyring_limit_ms (keyring));
  operation->uuid = g_strdup (uuid);
  return operation;
}

static void
cs_keyring_operation_free (CsKeyringOperation *operation)
{
  cs_deadline_close (operation->deadline);
  g_object_unref (operation->deadline);
  g_object_unref (operation->task);
  g_object_unref (operation->keyring);
  g_clear_object (&operation->service);
  g_free (operation->uuid);
  g_free (operation->label);
  g_free (operation->collection);
  g_free (operation->chosen);
  g_clear_pointer (&operation->secret, cs_secret_unref);
  g_strfreev (operation->paths);
  g_clear_pointer (&operation->answers, g_ptr_array_unref);
  g_free (operation);
}

void
cs_keyring_operation_start (CsKeyringOperation *operation, CsKeyringStep first_step)
{
  operation->first_step = first_step;
  cs_keyring_connect (operation->keyring, operation);
}

GCancellable *
cs_keyring_operation_cancellable (CsKeyringOperation *operation)
{
  return G_CANCELLABLE (operation->deadline);
}

void
cs_keyring_operation_done (CsKeyringOperation *operation)
{
  g_task_return_boolean (operation->task, TRUE);
  cs_keyring_operation_free (operation);
}

void
cs_keyring_operation_return (CsKeyringOperation *operation, gpointer value,
                             GDestroyNotify free_value)
{
  g_task_return_pointer (operation->task, value, free_value);
  cs_keyring_operation_free (operation);
}

typedef struct
{
  GQuark (*domain) (void);
  int code;
  CsSecretsError meaning;
} Meaning;

/* What the errors of GDBus, of the bus and of libsecret mean; anything else is FAILED. */
static const Meaning meanings[] = {
  { secret_error_get_quark, SECRET_ERROR_IS_LOCKED, CS_SECRETS_ERROR_LOCKED },
  { secret_error_get_quark, SECRET_ERROR_NO_SUCH_OBJECT, CS_SECRETS_ERROR_MISSING },
  { g_dbus_error_quark, G_DBUS_ERROR_SERVICE_UNKNOWN, CS_SECRETS_ERROR_UNAVAILABLE },
  { g_dbus_error_quark, G_DBUS_ERROR_NAME_HAS_NO_OWNER, CS_SECRETS_ERROR_UNAVAILABLE },
  { g_dbus_error_quark, G_DBUS_ERROR_NO_SERVER, CS_SECRETS_ERROR_UNAVAILABLE },
  { g_dbus_error_quark, G_DBUS_ERROR_DISCONNECTED, CS_SECRETS_ERROR_UNAVAILABLE },
  { g_dbus_error_quark, G_DBUS_ERROR_SPAWN_EXEC_FAILED, CS_SECRETS_ERROR_UNAVAILABLE },
  { g_dbus_error_quark, G_DBUS_ERROR_SPAWN_FORK_FAILED, CS_SECRETS_ERROR_UNAVAILABLE },
  { g_dbus_error_quark, G_DBUS_ERROR_SPAWN_CHILD_EXITED, CS_SECRETS_ERROR_UNAVAILABLE },
  { g_dbus_error_quark, G_DBUS_ERROR_SPAWN_CHILD_SIGNALED, CS_SECRETS_ERROR_UNAVAILABLE },
  { g_dbus_error_quark, G_DBUS_ERROR_SPAWN_FAILED, CS_SECRETS_ERROR_UNAVAILABLE },
  { g_dbus_error_quark, G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND, CS_SECRETS_ERROR_UNAVAILABLE },
  { g_io_error_quark, G_IO_ERROR_CLOSED, CS_SECRETS_ERROR_UNAVAILABLE },
  { g_io_error_quark, G_IO_ERROR_NOT_FOUND, CS_SECRETS_ERROR_UNAVAILABLE },
  { g_io_error_quark, G_IO_ERROR_CONNECTION_REFUSED, CS_SECRETS_ERROR_UNAVAILABLE },
  { g_dbus_error_quark, G_DBUS_ERROR_NO_REPLY, CS_SECRETS_ERROR_TIMED_OUT },
  { g_dbus_error_quark, G_DBUS_ERROR_TIMEOUT, CS_SECRETS_ERROR_TIMED_OUT },
  { g_dbus_error_quark, G_DBUS_ERROR_TIMED_OUT, CS_SECRETS_ERROR_TIMED_OUT },
  { g_io_error_quark, G_IO_ERROR_TIMED_OUT, CS_SECRETS_ERROR_TIMED_OUT },
};

static CsSecretsError
meaning_of (const GError *error)
{
  for (guint i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (g_error_matches (error, meanings[i].domain (), meanings[i].code))
      return meanings[i].meaning;
  return CS_SECRETS_ERROR_FAILED;
}

static const char *
words_for (CsSecretsError code)
{
  switch (code)
    {
    case CS_SECRETS_ERROR_LOCKED:
      return "The keyring is locked";
    case CS_SECRETS_ERROR_MISSING:
      return "The keyring has no such item";
    case CS_SECRETS_ERROR_UNAVAILABLE:
      return "There is no keyring service";
    case CS_SECRETS_ERROR_TIMED_OUT:
      return "The keyring does not answer";
    default:
      return "The keyring refused";
    }
}

/* (transfer full): @error as one of ours; cancelling by the caller stays what it is. */
static GError *
translate (CsKeyringOperation *operation, const GError *error)
{
  CsSecretsError code;

  if (cs_deadline_has_expired (operation->deadline))
    return g_error_new (CS_SECRETS_ERROR, CS_SECRETS_ERROR_TIMED_OUT, "%s",
                        words_for (CS_SECRETS_ERROR_TIMED_OUT));
  if (error->domain == CS_SECRETS_ERROR
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (error);

  code = meaning_of (error);
  return g_error_new (CS_SECRETS_ERROR, code, "%s: %s", words_for (code), error->message);
}

/* A service that we have known for a while may be another one by now (K8). */
static gboolean
is_worth_a_second_try (CsKeyringOperation *operation, const GError *translated)
{
  return operation->service != NULL && !operation->is_second_try
         && (g_error_matches (translated, CS_SECRETS_ERROR, CS_SECRETS_ERROR_FAILED)
             || g_error_matches (translated, CS_SECRETS_ERROR, CS_SECRETS_ERROR_UNAVAILABLE));
}

void
cs_keyring_operation_fail (CsKeyringOperation *operation, GError *error)
{
  g_autoptr (GError) original = error;
  g_autoptr (GError) translated = translate (operation, original);

  if (is_worth_a_second_try (operation, translated))
    {
      operation->is_second_try = TRUE;
      cs_keyring_forget (operation->keyring, operation->service);
      g_clear_object (&operation->service);
      cs_keyring_connect (operation->keyring, operation);
      return;
    }
  g_task_return_error (operation->task, g_steal_pointer (&translated));
  cs_keyring_operation_free (operation);
}

void
cs_keyring_operation_fail_with (CsKeyringOperation *operation, CsSecretsError code,
                                const char *message)
{
  cs_keyring_operation_fail (operation, g_error_new_literal (CS_SECRETS_ERROR, code, message));
}

GHashTable *
cs_keyring_operation_attributes (CsKeyringOperation *operation)
{
  GHashTable *attributes = g_hash_table_new (g_str_hash, g_str_equal);

  if (operation->uuid != NULL)
    g_hash_table_insert (attributes, (gpointer) "uuid", operation->uuid);
  return attributes;
}
