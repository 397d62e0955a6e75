#include "admin/worker.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "admin/worker-fault.h"

#define CALL_LIMIT_MS 30000
#define ERROR_PREFIX "org.countersign.Delivery.Error."

G_DEFINE_QUARK (cs - worker - error - quark, cs_worker_error)

typedef struct
{
  GQuark (*domain) (void);
  int code;
  CsWorkerError meaning;
} Meaning;

static const Meaning meanings[] = {
  { g_dbus_error_quark, G_DBUS_ERROR_SERVICE_UNKNOWN, CS_WORKER_ERROR_NOT_RUNNING },
  { g_dbus_error_quark, G_DBUS_ERROR_NAME_HAS_NO_OWNER, CS_WORKER_ERROR_NOT_RUNNING },
  { g_dbus_error_quark, G_DBUS_ERROR_NO_SERVER, CS_WORKER_ERROR_NOT_RUNNING },
  { g_dbus_error_quark, G_DBUS_ERROR_DISCONNECTED, CS_WORKER_ERROR_NOT_RUNNING },
  { g_dbus_error_quark, G_DBUS_ERROR_SPAWN_CHILD_EXITED, CS_WORKER_ERROR_NOT_RUNNING },
  { g_dbus_error_quark, G_DBUS_ERROR_SPAWN_FAILED, CS_WORKER_ERROR_NOT_RUNNING },
  { g_dbus_error_quark, G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND, CS_WORKER_ERROR_NOT_RUNNING },
  { g_io_error_quark, G_IO_ERROR_CLOSED, CS_WORKER_ERROR_NOT_RUNNING },
  { g_dbus_error_quark, G_DBUS_ERROR_NO_REPLY, CS_WORKER_ERROR_NO_ANSWER },
  { g_dbus_error_quark, G_DBUS_ERROR_TIMEOUT, CS_WORKER_ERROR_NO_ANSWER },
  { g_dbus_error_quark, G_DBUS_ERROR_TIMED_OUT, CS_WORKER_ERROR_NO_ANSWER },
  { g_io_error_quark, G_IO_ERROR_TIMED_OUT, CS_WORKER_ERROR_NO_ANSWER },
  { g_dbus_error_quark, G_DBUS_ERROR_ACCESS_DENIED, CS_WORKER_ERROR_DENIED },
  { g_dbus_error_quark, G_DBUS_ERROR_AUTH_FAILED, CS_WORKER_ERROR_DENIED },
  { g_dbus_error_quark, G_DBUS_ERROR_UNKNOWN_METHOD, CS_WORKER_ERROR_OLD },
};

static CsWorkerError
meaning_of (const GError *error)
{
  g_autofree char *remote = g_dbus_error_get_remote_error (error);

  if (g_strcmp0 (remote, ERROR_PREFIX "UnknownId") == 0)
    return CS_WORKER_ERROR_UNKNOWN_ID;
  for (guint i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (g_error_matches (error, meanings[i].domain (), meanings[i].code))
      return meanings[i].meaning;
  return CS_WORKER_ERROR_REFUSED;
}

static const char *
words_of (CsWorkerError code)
{
  switch (code)
    {
    case CS_WORKER_ERROR_NOT_RUNNING:
      return _ ("The delivery worker is not running");
    case CS_WORKER_ERROR_NO_ANSWER:
      return _ ("The delivery worker does not answer");
    case CS_WORKER_ERROR_DENIED:
      return _ ("You may not do that: looking at the machine’s queue takes membership in the group "
                "“countersign”, changing it the rights of an administrator");
    case CS_WORKER_ERROR_OLD:
      return _ ("The delivery worker that is running is an older version than this program; "
                "restart it");
    default:
      return NULL;
    }
}

/**
 * cs_worker_translate_error:
 * @error: (inout): what a call on the proxy returned; a cancelled call stays G_IO_ERROR_CANCELLED
 */
void
cs_worker_translate_error (GError **error)
{
  g_autoptr (GError) original = NULL;
  CsWorkerError code;
  const char *words;

  if (error == NULL || *error == NULL || (*error)->domain == CS_WORKER_ERROR
      || g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  original = g_steal_pointer (error);
  code = meaning_of (original);
  g_dbus_error_strip_remote_error (original);
  words = words_of (code);
  g_set_error_literal (error, CS_WORKER_ERROR, code, words != NULL ? words : original->message);
}

/* --- connecting ---------------------------------------------------------------------------- */

typedef struct
{
  gboolean is_system;
  gboolean may_start;
  gboolean follows; /* with or without a worker */
} Connecting;

static void
on_proxy (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (CsDelivery) worker = cs_delivery_proxy_new_finish (result, &error);
  g_autofree char *owner = worker ? g_dbus_proxy_get_name_owner (G_DBUS_PROXY (worker)) : NULL;
  const Connecting *connecting = g_task_get_task_data (task);

  if (worker == NULL)
    {
      cs_worker_translate_error (&error);
      g_task_return_error (task, error);
    }
  else if (owner == NULL && !connecting->follows)
    g_task_return_new_error (task, CS_WORKER_ERROR, CS_WORKER_ERROR_NOT_RUNNING,
                             /* Translators: %s is a command */
                             _ ("The delivery worker is not running; “%s” starts it"),
                             connecting->is_system ? "systemctl start countersign-delivery"
                                                   : "systemctl --user start countersign-delivery");
  else
    {
      g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (worker), CALL_LIMIT_MS);
      g_task_return_pointer (task, g_steal_pointer (&worker), g_object_unref);
    }
}

static void
on_bus (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Connecting *connecting = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (bus == NULL)
    g_task_return_new_error (task, CS_WORKER_ERROR, CS_WORKER_ERROR_NOT_RUNNING,
                             connecting->is_system
                                 /* Translators: %s is an error message of the system */
                                 ? _ ("The delivery worker cannot be reached: there is no system "
                                      "bus (%s)")
                                 : _ ("The delivery worker cannot be reached: there is no session "
                                      "bus, as after “su” or “sudo”. Sign in as the user, or use "
                                      "--system for the machine's worker (%s)"),
                             error->message);
  else
    {
      /* GLib would end the process with the bus */
      g_dbus_connection_set_exit_on_close (bus, FALSE);
      cs_delivery_proxy_new (bus,
                             connecting->may_start ? G_DBUS_PROXY_FLAGS_NONE
                                                   : G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START,
                             CS_DELIVERY_BUS_NAME, CS_DELIVERY_OBJECT_PATH,
                             g_task_get_cancellable (task), on_proxy, g_object_ref (task));
    }
}

static void
connect_to_bus (const Connecting *connecting, GCancellable *cancellable,
                GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_task_data (task, g_memdup2 (connecting, sizeof *connecting), g_free);
  g_bus_get (connecting->is_system ? G_BUS_TYPE_SYSTEM : G_BUS_TYPE_SESSION, cancellable, on_bus,
             task);
}

void
cs_worker_connect_async (const CsInstance *instance, gboolean may_start, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  Connecting connecting = { .is_system = instance->is_system, .may_start = may_start };

  connect_to_bus (&connecting, cancellable, callback, user_data);
}

CsDelivery *
cs_worker_connect_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
cs_worker_follow_async (const CsInstance *instance, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  Connecting connecting = { .is_system = instance->is_system, .follows = TRUE };

  connect_to_bus (&connecting, cancellable, callback, user_data);
}

CsDelivery *
cs_worker_follow_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- telling it of new settings ------------------------------------------------------------ */

typedef struct
{
  char *revision;
  char *file;
  gboolean is_running;
  char *fault; /* in the worker's own words */
} Loading;

static void
loading_free (Loading *loading)
{
  g_free (loading->revision);
  g_free (loading->file);
  g_free (loading->fault);
  g_free (loading);
}

static void
return_refusal (GTask *task, GVariant *faults)
{
  Loading *loading = g_task_get_task_data (task);
  g_autofree char *words = cs_worker_fault_words (loading->fault, faults, loading->file);

  g_task_return_new_error (task, CS_WORKER_ERROR, CS_WORKER_ERROR_REFUSED, "%s", words);
}

/* An older worker has only the text. */
static void
on_faults (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GVariant) answer
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_autoptr (GVariant) faults = NULL;

  if (answer != NULL)
    g_variant_get (answer, "(v)", &faults);
  return_refusal (task, faults);
}

static void
ask_for_faults (GTask *task, GDBusConnection *bus)
{
  g_dbus_connection_call (bus, CS_DELIVERY_BUS_NAME, CS_DELIVERY_OBJECT_PATH,
                          "org.freedesktop.DBus.Properties", "Get",
                          g_variant_new ("(ss)", CS_DELIVERY_BUS_NAME, "SettingsFaults"),
                          G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, CALL_LIMIT_MS,
                          g_task_get_cancellable (task), on_faults, g_object_ref (task));
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Loading *loading = g_task_get_task_data (task);
  const char *in_force;
  GError *error = NULL;
  g_autoptr (GVariant) answer
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  cs_worker_translate_error (&error);
  loading->is_running = !g_error_matches (error, CS_WORKER_ERROR, CS_WORKER_ERROR_NOT_RUNNING);
  if (!loading->is_running)
    g_clear_error (&error);
  if (answer == NULL)
    {
      if (error != NULL)
        g_task_return_error (task, error);
      else
        g_task_return_boolean (task, TRUE);
      return;
    }

  g_variant_get (answer, "(&ss)", &in_force, &loading->fault);
  if (g_str_equal (in_force, loading->revision))
    g_task_return_boolean (task, TRUE);
  else if (*loading->fault != '\0')
    ask_for_faults (task, G_DBUS_CONNECTION (source));
  else
    g_task_return_new_error (task, CS_WORKER_ERROR, CS_WORKER_ERROR_REFUSED, "%s",
                             _ ("The settings file has changed again"));
}

static void
on_load_bus (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Loading *loading = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, error);
  else if (bus == NULL)
    {
      g_error_free (error);
      g_task_return_boolean (task, TRUE); /* without a bus no worker runs either */
    }
  else
    {
      g_dbus_connection_set_exit_on_close (bus, FALSE);
      g_dbus_connection_call (bus, CS_DELIVERY_BUS_NAME, CS_DELIVERY_OBJECT_PATH,
                              CS_DELIVERY_BUS_NAME, "LoadSettings",
                              g_variant_new ("(s)", loading->revision), G_VARIANT_TYPE ("(ss)"),
                              G_DBUS_CALL_FLAGS_NO_AUTO_START, CALL_LIMIT_MS,
                              g_task_get_cancellable (task), on_loaded, g_object_ref (task));
    }
}

void
cs_worker_load_settings_async (const CsInstance *instance, const char *revision,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Loading *loading = g_new0 (Loading, 1);

  loading->revision = g_strdup (revision);
  loading->file = g_strdup (instance->settings_file);
  g_task_set_task_data (task, loading, (GDestroyNotify)loading_free);
  g_bus_get (instance->is_system ? G_BUS_TYPE_SYSTEM : G_BUS_TYPE_SESSION, cancellable, on_load_bus,
             task);
}

gboolean
cs_worker_load_settings_finish (GAsyncResult *result, gboolean *running, GError **error)
{
  Loading *loading = g_task_get_task_data (G_TASK (result));

  *running = loading->is_running;
  return g_task_propagate_boolean (G_TASK (result), error);
}
