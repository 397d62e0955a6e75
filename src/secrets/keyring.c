#define SECRET_API_SUBJECT_TO_CHANGE
#include "secrets/keyring.h"

#include "secrets/keyring-operation.h"

#define LIMIT_MS 30000

/* What may make a credential worth another look: items and collections that come, go and change,
 * and a keyring that was unlocked. Other programs' prompts and sessions, and the properties of each
 * single item, are none of our business. */
typedef struct
{
  const char *interface, *member, *arg0; /* NULL: any */
} Watched;

static const Watched watched[] = {
  { "org.freedesktop.Secret.Service", NULL, NULL },
  { "org.freedesktop.Secret.Collection", NULL, NULL },
  { "org.freedesktop.DBus.Properties", "PropertiesChanged", "org.freedesktop.Secret.Collection" },
};

struct _CsKeyring
{
  GObject parent;
  GDBusConnection *bus; /* from the first use on */
  SecretService *service; /* connected; NULL: at the next use */
  char *settings_file; /* whose credentials are stored; NULL: not said */
  GMainContext *context;
  GSource *announcement; /* "changed" is about to be emitted */
  guint limit_ms;
  guint owner_watch;
  guint signal_watches[G_N_ELEMENTS (watched)];
};

static void cs_keyring_iface_init (CsSecretStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CsKeyring, cs_keyring, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CS_TYPE_SECRET_STORE, cs_keyring_iface_init))

static void
stop_watching (CsKeyring *self)
{
  if (self->bus == NULL)
    return;
  g_dbus_connection_signal_unsubscribe (self->bus, self->owner_watch);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_dbus_connection_signal_unsubscribe (self->bus, self->signal_watches[i]);
  g_clear_object (&self->bus);
}

static void
cs_keyring_dispose (GObject *object)
{
  CsKeyring *self = CS_KEYRING (object);

  stop_watching (self);
  g_clear_object (&self->service);
  if (self->announcement != NULL)
    g_source_destroy (self->announcement);
  g_clear_pointer (&self->announcement, g_source_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->settings_file, g_free);
  G_OBJECT_CLASS (cs_keyring_parent_class)->dispose (object);
}

static void
cs_keyring_class_init (CsKeyringClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cs_keyring_dispose;
}

static void
cs_keyring_init (CsKeyring *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->limit_ms = LIMIT_MS;
}

CsKeyring *
cs_keyring_new (void)
{
  return g_object_new (CS_TYPE_KEYRING, NULL);
}

CsKeyring *
cs_keyring_new_for (const char *settings_file)
{
  CsKeyring *keyring = cs_keyring_new ();

  keyring->settings_file = g_strdup (settings_file);
  return keyring;
}

const char *
cs_keyring_settings_file (CsKeyring *keyring)
{
  return keyring->settings_file;
}

void
cs_keyring_set_limit_ms (CsKeyring *keyring, guint limit_ms)
{
  keyring->limit_ms = limit_ms;
}

guint
cs_keyring_limit_ms (CsKeyring *keyring)
{
  return keyring->limit_ms;
}

/* --- watching ------------------------------------------------------------------------------ */

static gboolean
announce (gpointer user_data)
{
  CsKeyring *self = user_data;

  g_clear_pointer (&self->announcement, g_source_unref);
  g_signal_emit_by_name (self, "changed");
  return G_SOURCE_REMOVE;
}

/* Unlocking a keyring of a thousand items is a thousand signals: one announcement for them. */
static void
announce_soon (CsKeyring *self)
{
  if (self->announcement != NULL)
    return;
  self->announcement = g_idle_source_new ();
  g_source_set_callback (self->announcement, announce, self, NULL);
  g_source_attach (self->announcement, self->context);
}

static void
on_owner_changed (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
                  const char *signal, GVariant *parameters, gpointer user_data)
{
  CsKeyring *self = user_data;

  g_clear_object (&self->service);
  announce_soon (self);
}

static void
on_signal (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
           const char *signal, GVariant *parameters, gpointer user_data)
{
  announce_soon (CS_KEYRING (user_data));
}

static void
watch (CsKeyring *self, GDBusConnection *bus, const char *name)
{
  if (self->bus == bus)
    return;
  stop_watching (self);
  self->bus = g_object_ref (bus);
  self->owner_watch = g_dbus_connection_signal_subscribe (
      bus, "org.freedesktop.DBus", "org.freedesktop.DBus", "NameOwnerChanged",
      "/org/freedesktop/DBus", name, G_DBUS_SIGNAL_FLAGS_NONE, on_owner_changed, self, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    self->signal_watches[i] = g_dbus_connection_signal_subscribe (
        bus, name, watched[i].interface, watched[i].member, NULL, watched[i].arg0,
        G_DBUS_SIGNAL_FLAGS_NONE, on_signal, self, NULL);
}

/* --- connecting ---------------------------------------------------------------------------- */

static void
use_service (CsKeyringOperation *operation, SecretService *service)
{
  operation->service = g_object_ref (service);
  operation->first_step (operation);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsKeyringOperation *operation = user_data;
  CsKeyring *self = operation->keyring;
  GError *error = NULL;
  g_autoptr (SecretService) service = secret_service_open_finish (result, &error);

  if (service == NULL)
    {
      cs_keyring_operation_fail (operation, error);
      return;
    }
  watch (self, g_dbus_proxy_get_connection (G_DBUS_PROXY (service)),
         g_dbus_proxy_get_name (G_DBUS_PROXY (service)));
  if (self->service == NULL)
    self->service = g_object_ref (service);
  use_service (operation, service);
}

static void
on_bus (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsKeyringOperation *operation = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    cs_keyring_operation_fail (operation, g_steal_pointer (&error));
  else if (bus == NULL)
    {
      g_prefix_error (&error, "There is no session bus, so there is no keyring: ");
      cs_keyring_operation_fail_with (operation, CS_SECRETS_ERROR_UNAVAILABLE, error->message);
    }
  else
    {
      /* GLib ends the process when the session bus goes; mail must go on */
      g_dbus_connection_set_exit_on_close (bus, FALSE);
      secret_service_open (CS_TYPE_PROMPTING_SERVICE, NULL, SECRET_SERVICE_NONE,
                           cs_keyring_operation_cancellable (operation), on_opened, operation);
    }
}

void
cs_keyring_connect (CsKeyring *keyring, CsKeyringOperation *operation)
{
  if (keyring->service != NULL)
    use_service (operation, keyring->service);
  else
    g_bus_get (G_BUS_TYPE_SESSION, cs_keyring_operation_cancellable (operation), on_bus, operation);
}

void
cs_keyring_forget (CsKeyring *keyring, SecretService *service)
{
  if (keyring->service == service)
    g_clear_object (&keyring->service);
}

/* --- the interface ------------------------------------------------------------------------- */

static void
lookup_async (CsSecretStore *store, const char *uuid, CsPrompt prompt, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  cs_keyring_lookup (cs_keyring_operation_new (CS_KEYRING (store), uuid, prompt, cancellable,
                                               callback, user_data));
}

static CsSecret *
lookup_finish (CsSecretStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
store_async (CsSecretStore *store, const char *uuid, const char *label, CsSecret *secret,
             CsPrompt prompt, GCancellable *cancellable, GAsyncReadyCallback callback,
             gpointer user_data)
{
  CsKeyringOperation *operation = cs_keyring_operation_new (CS_KEYRING (store), uuid, prompt,
                                                            cancellable, callback, user_data);

  operation->label = g_utf8_make_valid (label, -1);
  operation->secret = cs_secret_ref (secret);
  cs_keyring_store (operation);
}

static gboolean
boolean_finish (CsSecretStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
remove_async (CsSecretStore *store, const char *uuid, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  cs_keyring_remove (cs_keyring_operation_new (CS_KEYRING (store), uuid, CS_PROMPT_NEVER,
                                               cancellable, callback, user_data));
}

static void
list_async (CsSecretStore *store, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
  cs_keyring_list (cs_keyring_operation_new (CS_KEYRING (store), NULL, CS_PROMPT_NEVER, cancellable,
                                             callback, user_data));
}

static GHashTable *
list_finish (CsSecretStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
cs_keyring_iface_init (CsSecretStoreInterface *iface)
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
