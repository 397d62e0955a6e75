#include "base/domain.h"
#include "daemon/asker.h"
#include "daemon/filter.h"
#include "daemon/login-variant.h"
#include "daemon/policy-variant.h"
#include "daemon/row-variant.h"
#include "daemon/service-private.h"
#include "daemon/trouble-variant.h"

#define MOST_DESTINATIONS 100
#define MOST_TROUBLES 100

void
cs_service_return_error (GDBusMethodInvocation *invocation, const char *name, const char *message)
{
  g_autofree char *full = g_strconcat (CS_SERVICE_ERROR_PREFIX, name, NULL);

  g_dbus_method_invocation_return_dbus_error (invocation, full, message);
}

void
cs_service_return_queue_error (GDBusMethodInvocation *invocation, const GError *error)
{
  if (g_error_matches (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_UNKNOWN))
    cs_service_return_error (invocation, "UnknownId", error->message);
  else if (g_error_matches (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_CLOSED))
    cs_service_return_error (invocation, "NotReady", error->message);
  else
    cs_service_return_error (invocation, "Failed", error->message);
}

/* A call under way: the service may be gone when it is answered, what it needs may not. */
typedef struct
{
  GDBusMethodInvocation *invocation;
  CsSettingsFile *settings_file;
  CsEngine *engine;
  CsAsker *asker; /* (nullable) */
} Call;

static Call *
call_new (CsService *service, GDBusMethodInvocation *invocation)
{
  Call *call = g_new0 (Call, 1);

  call->invocation = invocation;
  call->settings_file = g_object_ref (service->config.settings_file);
  call->engine = g_object_ref (service->config.engine);
  return call;
}

static void
call_free (Call *call)
{
  g_object_unref (call->settings_file);
  g_object_unref (call->engine);
  g_clear_pointer (&call->asker, cs_asker_free);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

/* (transfer none): ends what may take long when nobody waits for it any more */
static GCancellable *
call_until_left (Call *call)
{
  call->asker = cs_asker_new (call->invocation);
  return cs_asker_cancellable (call->asker);
}

/* --- LoadSettings ------------------------------------------------------------------------- */

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  CsSettingsFile *file = CS_SETTINGS_FILE (source);

  cs_settings_file_load_finish (file, result);
  g_dbus_method_invocation_return_value (
      call->invocation,
      g_variant_new ("(ss)", cs_settings_file_revision (file), cs_settings_file_fault (file)));
}

static gboolean
on_load_settings (CsDelivery *skeleton, GDBusMethodInvocation *invocation, const char *revision,
                  gpointer user_data)
{
  CsService *service = user_data;

  /* Whatever the caller has written: what is in the file is what counts. */
  cs_settings_file_load_async (service->config.settings_file, on_loaded,
                               call_new (service, invocation));
  return TRUE;
}

/* --- ListRecipients ----------------------------------------------------------------------- */

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = cs_queue_list_finish (CS_QUEUE (source), result, &error);

  if (rows == NULL)
    {
      cs_service_return_queue_error (call->invocation, error);
      return;
    }
  g_dbus_method_invocation_return_value (
      call->invocation,
      g_variant_new ("(@aa{sv})",
                     cs_rows_to_variant (rows, cs_settings_file_settings (call->settings_file))));
}

static gboolean
on_list_recipients (CsDelivery *skeleton, GDBusMethodInvocation *invocation, GVariant *variant,
                    const char *after, guint limit, gpointer user_data)
{
  CsService *service = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CsFilter) filter = cs_filter_new (variant, &error);
  Call *call;

  if (filter == NULL)
    cs_service_return_error (invocation, "BadArgument", error->message);
  else if (limit == 0 || limit > CS_SERVICE_MOST_ROWS)
    cs_service_return_error (invocation, "BadArgument", "limit: 1 to 1000");
  else
    {
      call = call_new (service, invocation);
      cs_queue_list_async (service->config.queue, &filter->selection, after, limit,
                           call_until_left (call), on_listed, call);
    }
  return TRUE;
}

/* --- CountRecipients ---------------------------------------------------------------------- */

static void
on_counted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;
  gint64 n = cs_queue_count_finish (CS_QUEUE (source), result, &error);

  if (n < 0)
    cs_service_return_queue_error (call->invocation, error);
  else
    g_dbus_method_invocation_return_value (call->invocation, g_variant_new ("(t)", (guint64)n));
}

static gboolean
on_count_recipients (CsDelivery *skeleton, GDBusMethodInvocation *invocation, GVariant *variant,
                     gpointer user_data)
{
  CsService *service = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CsFilter) filter = cs_filter_new (variant, &error);
  Call *call;

  if (filter != NULL && filter->ids != NULL)
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "'ids' is no filter");
  if (error != NULL)
    cs_service_return_error (invocation, "BadArgument", error->message);
  else
    {
      call = call_new (service, invocation);
      cs_queue_count_async (service->config.queue, &filter->selection, call_until_left (call),
                            on_counted, call);
    }
  return TRUE;
}

/* --- ShowMessage -------------------------------------------------------------------------- */

static void
on_shown (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CsQueueStory) story = cs_queue_show_finish (CS_QUEUE (source), result, &error);

  if (story == NULL)
    {
      cs_service_return_queue_error (call->invocation, error);
      return;
    }
  g_dbus_method_invocation_return_value (
      call->invocation,
      g_variant_new ("(@a{sv})",
                     cs_story_to_variant (story, cs_settings_file_settings (call->settings_file))));
}

static gboolean
on_show_message (CsDelivery *skeleton, GDBusMethodInvocation *invocation, const char *id,
                 gpointer user_data)
{
  CsService *service = user_data;

  cs_queue_show_async (service->config.queue, id, NULL, on_shown, call_new (service, invocation));
  return TRUE;
}

/* --- ListDestinations --------------------------------------------------------------------- */

static void
on_busiest (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lanes = cs_queue_busiest_finish (CS_QUEUE (source), result, &error);

  if (lanes == NULL)
    {
      cs_service_return_queue_error (call->invocation, error);
      return;
    }
  g_dbus_method_invocation_return_value (
      call->invocation, g_variant_new ("(@aa{sv})", cs_lanes_to_variant (lanes, call->engine)));
}

static gboolean
on_list_destinations (CsDelivery *skeleton, GDBusMethodInvocation *invocation, guint limit,
                      gpointer user_data)
{
  CsService *service = user_data;

  if (limit == 0 || limit > MOST_DESTINATIONS)
    cs_service_return_error (invocation, "BadArgument", "limit: 1 to 100");
  else
    cs_queue_busiest_async (service->config.queue, limit, NULL, on_busiest,
                            call_new (service, invocation));
  return TRUE;
}

/* --- ListTroubles ------------------------------------------------------------------------- */

static void
on_troubles (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) troubles = cs_queue_troubles_finish (CS_QUEUE (source), result, &error);

  if (troubles == NULL)
    {
      cs_service_return_queue_error (call->invocation, error);
      return;
    }
  g_dbus_method_invocation_return_value (
      call->invocation,
      g_variant_new ("(@aa{sv})",
                     cs_troubles_to_variant (troubles, call->engine,
                                             cs_settings_file_settings (call->settings_file))));
}

static gboolean
on_list_troubles (CsDelivery *skeleton, GDBusMethodInvocation *invocation, guint limit,
                  gpointer user_data)
{
  CsService *service = user_data;

  if (limit == 0 || limit > MOST_TROUBLES)
    cs_service_return_error (invocation, "BadArgument", "limit: 1 to 100");
  else
    cs_queue_troubles_async (service->config.queue, limit, NULL, on_troubles,
                             call_new (service, invocation));
  return TRUE;
}

/* --- ListCredentials ---------------------------------------------------------------------- */

static gboolean
on_list_credentials (CsDelivery *skeleton, GDBusMethodInvocation *invocation, gpointer user_data)
{
  CsService *service = user_data;

  g_dbus_method_invocation_return_value (
      invocation, g_variant_new ("(@aa{sv})", cs_logins_to_variant (service->config.engine)));
  return TRUE;
}

/* --- ShowPolicy --------------------------------------------------------------------------- */

static gboolean
on_show_policy (CsDelivery *skeleton, GDBusMethodInvocation *invocation, const char *name,
                gpointer user_data)
{
  CsService *service = user_data;
  CsEngine *engine = service->config.engine;
  g_autofree char *domain = cs_domain_normalize (name, -1, NULL);

  if (domain == NULL)
    cs_service_return_error (invocation, "BadArgument", "domain: not a domain name");
  else
    g_dbus_method_invocation_return_value (
        invocation,
        g_variant_new ("(@a{sv})", cs_policy_to_variant (cs_engine_get_sts (engine, domain),
                                                         cs_engine_get_dane (engine, domain))));
  return TRUE;
}

void
cs_service_connect_methods (CsService *service)
{
  CsDelivery *skeleton = service->skeleton;

  g_signal_connect (skeleton, "handle-load-settings", G_CALLBACK (on_load_settings), service);
  g_signal_connect (skeleton, "handle-list-recipients", G_CALLBACK (on_list_recipients), service);
  g_signal_connect (skeleton, "handle-count-recipients", G_CALLBACK (on_count_recipients), service);
  g_signal_connect (skeleton, "handle-show-message", G_CALLBACK (on_show_message), service);
  g_signal_connect (skeleton, "handle-list-destinations", G_CALLBACK (on_list_destinations),
                    service);
  g_signal_connect (skeleton, "handle-list-credentials", G_CALLBACK (on_list_credentials), service);
  g_signal_connect (skeleton, "handle-show-policy", G_CALLBACK (on_show_policy), service);
  g_signal_connect (skeleton, "handle-list-troubles", G_CALLBACK (on_list_troubles), service);
}
