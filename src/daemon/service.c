#include "daemon/service.h"

#include "base/log.h"
#include "base/when.h"
#include "daemon/service-private.h"

#define LOOK_AGAIN_S 15
#define FIGURES_MS 100 /* a busy engine must not keep the bus busy */

static void look_for_bus (CsService *service);
static void on_engine_changed (CsService *service);

/* --- properties --------------------------------------------------------------------------- */

static void
show_counts (CsService *service)
{
  CsDelivery *skeleton = service->skeleton;
  CsQueueCounts counts;

  cs_queue_get_counts (service->config.queue, &counts);
  cs_delivery_set_queued (skeleton, counts.queued);
  cs_delivery_set_active (skeleton, counts.active);
  cs_delivery_set_deferred (skeleton, counts.deferred);
  cs_delivery_set_held (skeleton, counts.held);
  cs_delivery_set_messages (skeleton, counts.messages);
  cs_delivery_set_content_bytes (skeleton, counts.content_bytes);
}

static void
on_queue_changed (CsService *service)
{
  show_counts (service);
  cs_delivery_emit_queue_changed (service->skeleton);
}

static void
show_figures (CsService *service)
{
  CsEngine *engine = service->config.engine;
  CsDelivery *skeleton = service->skeleton;
  g_auto (GStrv) suspended = cs_engine_suspended_credentials (engine);
  CsFigures figures;

  cs_engine_get_figures (engine, &figures);
  cs_delivery_set_delivered (skeleton, figures.delivered);
  cs_delivery_set_rejected (skeleton, figures.rejected);
  cs_delivery_set_possible_duplicates (skeleton, figures.possible_duplicates);
  cs_delivery_set_open_connections (skeleton, figures.open_connections);
  cs_delivery_set_connections (skeleton, figures.connections);
  cs_delivery_set_failed_connections (skeleton, figures.failed_connections);
  cs_delivery_set_logins (skeleton, figures.logins);
  cs_delivery_set_refused_logins (skeleton, figures.refused_logins);
  cs_delivery_set_suspended_credentials (skeleton, (const char *const *)suspended);
}

static gboolean
on_figures (gpointer user_data)
{
  CsService *service = user_data;

  service->figures = 0;
  if (service->are_figures_old)
    on_engine_changed (service);
  return G_SOURCE_REMOVE;
}

/* At once, but not again for a while. */
static void
on_engine_changed (CsService *service)
{
  service->are_figures_old = service->figures != 0;
  if (service->are_figures_old)
    return;
  show_figures (service);
  service->figures = g_timeout_add (FIGURES_MS, on_figures, service);
}

static void
on_settings_changed (CsService *service)
{
  CsSettingsFile *file = service->config.settings_file;

  cs_delivery_set_revision (service->skeleton, cs_settings_file_revision (file));
  cs_delivery_set_settings_fault (service->skeleton, cs_settings_file_fault (file));
  cs_delivery_set_settings_faults (service->skeleton, cs_settings_file_faults (file));
}

static void
on_resolver_changed (CsService *service)
{
  CsValidation validation = cs_resolver_validation (service->config.resolver);

  cs_delivery_set_dnssec (service->skeleton, cs_validation_name (validation));
}

/* --- the bus ------------------------------------------------------------------------------ */

static gboolean
on_look_again (gpointer user_data)
{
  CsService *service = user_data;

  service->again = 0;
  look_for_bus (service);
  return G_SOURCE_REMOVE;
}

static void
look_again_later (CsService *service)
{
  if (service->again == 0)
    service->again = g_timeout_add_seconds (LOOK_AGAIN_S, on_look_again, service);
}

static void
forget_bus (CsService *service)
{
  if (service->bus == NULL)
    return;
  g_clear_pointer (&service->reporter, cs_reporter_free);
  g_clear_handle_id (&service->name, g_bus_unown_name);
  g_clear_signal_handler (&service->bus_closed, service->bus);
  if (g_dbus_interface_skeleton_has_connection (G_DBUS_INTERFACE_SKELETON (service->skeleton),
                                                service->bus))
    g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (service->skeleton));
  g_clear_object (&service->bus);
}

/* Whoever waits for the name need not wait any more. */
static void
note_named (CsService *service)
{
  if (service->was_named)
    return;
  service->was_named = TRUE;
  service->config.named (service->config.user_data);
}

static void
on_bus_closed (CsService *service)
{
  cs_log (G_LOG_LEVEL_WARNING, "bus lost", NULL);
  forget_bus (service);
  look_again_later (service);
}

static void
on_name_acquired (GDBusConnection *bus, const char *name, gpointer user_data)
{
  note_named (user_data);
}

static void
on_name_lost (GDBusConnection *bus, const char *name, gpointer user_data)
{
  CsService *service = user_data;

  if (bus == NULL || g_dbus_connection_is_closed (bus))
    return;
  cs_log (G_LOG_LEVEL_WARNING, "bus name taken by another program", "name", name, NULL);
  if (!service->was_named)
    service->config.name_taken (service->config.user_data);
}

static void
use_bus (CsService *service, GDBusConnection *bus)
{
  g_autoptr (GError) error = NULL;

  /* GLib would end the process with the bus. */
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  service->bus = g_object_ref (bus);
  service->bus_closed
      = g_signal_connect_swapped (bus, "closed", G_CALLBACK (on_bus_closed), service);
  if (!g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (service->skeleton), bus,
                                         CS_DELIVERY_OBJECT_PATH, &error))
    cs_log (G_LOG_LEVEL_WARNING, "not on the bus", "error", error->message, NULL);
  if (!service->config.is_system)
    service->reporter = cs_reporter_new (bus, service->config.queue, service->config.engine,
                                         service->config.settings_file);
  service->name = g_bus_own_name_on_connection (bus, CS_DELIVERY_BUS_NAME,
                                                G_BUS_NAME_OWNER_FLAGS_DO_NOT_QUEUE,
                                                on_name_acquired, on_name_lost, service, NULL);
}

static void
on_bus (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsService *service;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  service = user_data;
  if (bus != NULL)
    {
      use_bus (service, bus);
      return;
    }
  if (!service->was_named)
    cs_log (G_LOG_LEVEL_WARNING, "no bus: nobody can ask about the queue", "error", error->message,
            NULL);
  note_named (service);
  look_again_later (service);
}

static void
look_for_bus (CsService *service)
{
  g_bus_get (service->config.is_system ? G_BUS_TYPE_SYSTEM : G_BUS_TYPE_SESSION,
             service->cancellable, on_bus, service);
}

CsService *
cs_service_new (const CsServiceConfig *config)
{
  CsService *service = g_new0 (CsService, 1);

  service->config = *config;
  g_object_ref (config->queue);
  g_object_ref (config->engine);
  g_object_ref (config->resolver);
  g_object_ref (config->settings_file);
  service->cancellable = g_cancellable_new ();
  service->skeleton = cs_delivery_skeleton_new ();
  cs_delivery_set_started (service->skeleton, cs_when_now_s ());
  cs_delivery_set_version (service->skeleton, CS_VERSION);
  cs_service_connect_methods (service);
  cs_service_connect_changes (service);
  cs_service_connect_preview (service);
  g_signal_connect_swapped (config->queue, "changed", G_CALLBACK (on_queue_changed), service);
  g_signal_connect_swapped (config->engine, "changed", G_CALLBACK (on_engine_changed), service);
  g_signal_connect_swapped (config->settings_file, "changed", G_CALLBACK (on_settings_changed),
                            service);
  g_signal_connect_swapped (config->resolver, "changed", G_CALLBACK (on_resolver_changed), service);
  show_counts (service);
  show_figures (service);
  on_settings_changed (service);
  on_resolver_changed (service);
  look_for_bus (service);
  return service;
}

void
cs_service_free (CsService *service)
{
  g_cancellable_cancel (service->cancellable);
  g_clear_handle_id (&service->again, g_source_remove);
  g_clear_handle_id (&service->figures, g_source_remove);
  forget_bus (service);
  g_signal_handlers_disconnect_by_data (service->config.queue, service);
  g_signal_handlers_disconnect_by_data (service->config.engine, service);
  g_signal_handlers_disconnect_by_data (service->config.resolver, service);
  g_signal_handlers_disconnect_by_data (service->config.settings_file, service);
  g_object_unref (service->config.queue);
  g_object_unref (service->config.engine);
  g_object_unref (service->config.resolver);
  g_object_unref (service->config.settings_file);
  g_object_unref (service->skeleton);
  g_object_unref (service->cancellable);
  g_free (service);
}
