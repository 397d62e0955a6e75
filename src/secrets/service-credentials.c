#include "secrets/service-credentials.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#define PREFIX "countersign."

struct _CsServiceCredentials
{
  GObject parent;
  char *directory; /* NULL: the manager gave none */
};

static void cs_service_credentials_iface_init (CsSecretStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CsServiceCredentials, cs_service_credentials, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CS_TYPE_SECRET_STORE,
                                                      cs_service_credentials_iface_init))

static void
cs_service_credentials_finalize (GObject *object)
{
  g_free (CS_SERVICE_CREDENTIALS (object)->directory);
  G_OBJECT_CLASS (cs_service_credentials_parent_class)->finalize (object);
}

static void
cs_service_credentials_class_init (CsServiceCredentialsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cs_service_credentials_finalize;
}

static void
cs_service_credentials_init (CsServiceCredentials *self)
{
}

CsServiceCredentials *
cs_service_credentials_new (const char *directory)
{
  CsServiceCredentials *self = g_object_new (CS_TYPE_SERVICE_CREDENTIALS, NULL);

  if (directory == NULL)
    directory = g_getenv ("CREDENTIALS_DIRECTORY");
  self->directory = g_strdup (directory);
  return self;
}

/* What an administrator runs: systemd reads the encrypted file at the next start of the service. */
static char *
advice_for (const char *uuid)
{
  return g_strdup_printf ("run: systemd-ask-password | systemd-creds encrypt --name=" PREFIX "%s - "
                          "/etc/credstore.encrypted/" PREFIX "%s; then name it in the service with "
                          "LoadCredentialEncrypted=" PREFIX
                          "%s and restart countersign-delivery.service",
                          uuid, uuid, uuid);
}

static void
set_open_error (GError **error, const char *uuid, const char *path, int errno_value)
{
  g_autofree char *advice = advice_for (uuid);

  if (errno_value == ENOENT)
    g_set_error (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_MISSING, "%s is not there; %s", path,
                 advice);
  else
    g_set_error (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_UNAVAILABLE, "%s: cannot open: %s", path,
                 g_strerror (errno_value));
}

static gboolean
check_file (int fd, const char *path, gsize *size_bytes, GError **error)
{
  struct stat status;

  if (fstat (fd, &status) != 0)
    g_set_error (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_FAILED, "%s: cannot read: %s", path,
                 g_strerror (errno));
  else if (!S_ISREG (status.st_mode))
    g_set_error (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_INVALID, "%s is not a file", path);
  else if (status.st_mode & S_IRWXO)
    g_set_error (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_INVALID,
                 "%s is open to everybody; run: chmod o= '%s'", path, path);
  else if (status.st_size > CS_SECRET_MAX_BYTES)
    g_set_error (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_INVALID, "%s is larger than 1 MiB",
                 path);
  else
    {
      *size_bytes = status.st_size;
      return TRUE;
    }
  return FALSE;
}

/* Straight into the secret's own memory: no buffer of the C library sees it. */
static CsSecret *
read_secret (int fd, const char *path, gsize size_bytes, GError **error)
{
  guint8 *bytes;
  g_autoptr (CsSecret) whole = cs_secret_new_sized (size_bytes, &bytes);
  gsize done = 0;

  while (done < size_bytes)
    {
      gssize n = read (fd, bytes + done, size_bytes - done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          g_set_error (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_FAILED, "%s: cannot read: %s",
                       path, g_strerror (errno));
          return NULL;
        }
      if (n == 0)
        break;
      done += n;
    }
  if (done > 0 && bytes[done - 1] == '\n')
    done--;
  return done == size_bytes ? g_steal_pointer (&whole) : cs_secret_new (bytes, done);
}

static CsSecret *
lookup (CsServiceCredentials *self, const char *uuid, GError **error)
{
  g_autofree char *path = NULL;
  gsize size_bytes;
  CsSecret *secret = NULL;
  int fd;

  if (self->directory == NULL)
    {
      g_autofree char *advice = advice_for (uuid);

      g_set_error (error, CS_SECRETS_ERROR, CS_SECRETS_ERROR_UNAVAILABLE,
                   "systemd has handed over no credentials ($CREDENTIALS_DIRECTORY is not set); %s",
                   advice);
      return NULL;
    }

  path = g_strconcat (self->directory, "/" PREFIX, uuid, NULL);
  fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
  if (fd < 0)
    {
      set_open_error (error, uuid, path, errno);
      return NULL;
    }
  if (check_file (fd, path, &size_bytes, error))
    secret = read_secret (fd, path, size_bytes, error);
  close (fd);
  return secret;
}

static void
lookup_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  CsSecret *secret = lookup (source, task_data, &error);

  if (secret == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, secret, (GDestroyNotify)cs_secret_unref);
}

static void
lookup_async (CsSecretStore *store, const char *uuid, CsPrompt prompt, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_task_data (task, g_strdup (uuid), g_free);
  g_task_run_in_thread (task, lookup_in_thread);
}

static CsSecret *
lookup_finish (CsSecretStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
return_read_only (GTask *task, const char *uuid)
{
  g_autofree char *advice = advice_for (uuid);

  g_task_return_new_error (task, CS_SECRETS_ERROR, CS_SECRETS_ERROR_READ_ONLY,
                           "The credentials of a system service are kept by systemd; %s", advice);
}

static void
store_async (CsSecretStore *store, const char *uuid, const char *label, CsSecret *secret,
             CsPrompt prompt, GCancellable *cancellable, GAsyncReadyCallback callback,
             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);

  return_read_only (task, uuid);
}

static void
remove_async (CsSecretStore *store, const char *uuid, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  CsServiceCredentials *self = CS_SERVICE_CREDENTIALS (store);
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  g_autofree char *path = g_strdup_printf ("%s/" PREFIX "%s", self->directory, uuid);

  if (self->directory == NULL || g_access (path, F_OK) != 0)
    g_task_return_boolean (task, TRUE);
  else
    return_read_only (task, uuid);
}

static gboolean
boolean_finish (CsSecretStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
list_async (CsSecretStore *store, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
  CsServiceCredentials *self = CS_SERVICE_CREDENTIALS (store);
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  g_autoptr (GHashTable) uuids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = self->directory ? g_dir_open (self->directory, 0, &error) : NULL;
  const char *name;

  if (dir == NULL)
    {
      g_task_return_new_error (task, CS_SECRETS_ERROR, CS_SECRETS_ERROR_UNAVAILABLE, "%s",
                               error ? error->message : "$CREDENTIALS_DIRECTORY is not set");
      return;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, PREFIX) && g_uuid_string_is_valid (name + strlen (PREFIX)))
      g_hash_table_add (uuids, g_strdup (name + strlen (PREFIX)));
  g_task_return_pointer (task, g_steal_pointer (&uuids), (GDestroyNotify)g_hash_table_unref);
}

static GHashTable *
list_finish (CsSecretStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
cs_service_credentials_iface_init (CsSecretStoreInterface *iface)
{
  iface->lookup_async = lookup_async;
  iface->lookup_finish = lookup_finish;
  iface->store_async = store_async;
  iface->store_finish = boolean_finish;
  iface->remove_async = remove_async;
  iface->remove_finish = boolean_finish;
  iface->list_async = list_async;
  iface->list_finish = list_finish;
}
