#include "daemon/intake.h"

#include "base/file.h"
#include "base/log.h"
#include "daemon/file-watch.h"
#include "daemon/resource-limits.h"
#include "delivery/lane.h"
#include "submission/listener.h"
#include "submission/pickup.h"

#define FOLDER_MODE 0700
#define SOCKET_MODE_USER 0600
#define SOCKET_MODE_SYSTEM 0666

struct _CsIntake
{
  CsIntakeConfig config;
  CsSettings *settings;
  CsAcceptor *acceptor;
  CsFileWatch *aliases_watch;
  CsPickup *pickup;
  CsListener *listener;
  guint16 port;
  guint n_stopping;
  void (*stopped) (gpointer);
  gpointer stopped_data;
};

static char *
lane_of (const CsAddress *address, gpointer user_data)
{
  const CsIntake *intake = user_data;

  return cs_lane_name_for (intake->settings, address);
}

static CsAcceptorConfig
acceptor_config (CsIntake *intake)
{
  CsSettings *settings = intake->settings;

  return (CsAcceptorConfig){
    .machine_name = intake->config.machine_name,
    .mail_domain = cs_settings_text (settings, CS_OPTION_MAIL_DOMAIN),
    .local_recipients = cs_settings_text (settings, CS_OPTION_LOCAL_RECIPIENTS),
    .masquerade_domain = cs_settings_text (settings, CS_OPTION_MASQUERADE_DOMAIN),
    .aliases_file = intake->config.aliases_file,
    .maximum_message_size = cs_limits_message_bytes (settings),
    .maximum_hop_count = cs_settings_integer (settings, CS_OPTION_MAXIMUM_HOP_COUNT),
    .lane = lane_of,
    .lane_data = intake,
  };
}

static void
set_port (CsIntake *intake)
{
  guint16 port = cs_settings_integer (intake->settings, CS_OPTION_SUBMISSION_PORT);
  g_autoptr (GError) error = NULL;

  if (intake->listener == NULL || port == intake->port)
    return;
  if (cs_listener_set_port (intake->listener, port, &error))
    intake->port = port;
  else
    cs_log (G_LOG_LEVEL_WARNING, "submission port not opened", "error", error->message, NULL);
}

void
cs_intake_set_settings (CsIntake *intake, CsSettings *settings)
{
  CsAcceptorConfig config;

  cs_settings_ref (settings);
  cs_settings_unref (intake->settings);
  intake->settings = settings;
  config = acceptor_config (intake);
  cs_acceptor_set_config (intake->acceptor, &config);
  set_port (intake);
  if (intake->pickup != NULL)
    cs_pickup_scan (intake->pickup); /* there may be room now for what had to wait */
}

static void
on_pickup_idle (gpointer user_data)
{
  CsIntake *intake = user_data;

  intake->config.done (intake->config.user_data);
}

static gboolean
open_pickup (CsIntake *intake, GError **error)
{
  const CsInstance *instance = intake->config.instance;

  if (!cs_file_make_folder (instance->pickup_dir, FOLDER_MODE, error)
      || !cs_file_make_folder (instance->badmail_dir, FOLDER_MODE, error))
    return FALSE;
  intake->pickup = cs_pickup_new (intake->acceptor, instance->pickup_dir, instance->badmail_dir,
                                  on_pickup_idle, intake, error);
  return intake->pickup != NULL;
}

static gboolean
open_listener (CsIntake *intake, GError **error)
{
  const CsInstance *instance = intake->config.instance;
  mode_t mode = instance->is_system ? SOCKET_MODE_SYSTEM : SOCKET_MODE_USER;
  CsListenerLimits limits = { .maximum_peers = cs_limits_most_peers () };

  if (!intake->config.listens)
    return TRUE;
  intake->listener = cs_listener_new (intake->acceptor, &limits);
  return cs_listener_add_socket (intake->listener, instance->submission_socket, mode, error);
}

static void
on_aliases_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  cs_acceptor_read_aliases_finish (result);
}

static void
on_aliases_changed (gpointer user_data)
{
  CsIntake *intake = user_data;

  cs_acceptor_read_aliases_async (intake->acceptor, on_aliases_read, NULL);
}

CsIntake *
cs_intake_new (const CsIntakeConfig *config, GError **error)
{
  g_autoptr (CsIntake) intake = g_new0 (CsIntake, 1);
  CsAcceptorConfig acceptor;

  intake->config = *config;
  if (config->aliases_file == NULL)
    intake->config.aliases_file = CS_ACCEPTOR_ALIASES_FILE;
  intake->settings = cs_settings_new ();
  acceptor = acceptor_config (intake);
  /* Watched before it is read, so that nothing falls between. */
  intake->aliases_watch
      = cs_file_watch_new (intake->config.aliases_file, on_aliases_changed, intake);
  intake->acceptor = cs_acceptor_new (config->queue, &acceptor);
  if (!open_listener (intake, error) || !open_pickup (intake, error))
    return NULL;
  return g_steal_pointer (&intake);
}

void
cs_intake_free (CsIntake *intake)
{
  g_clear_pointer (&intake->pickup, cs_pickup_free);
  g_clear_pointer (&intake->listener, cs_listener_free);
  g_clear_pointer (&intake->aliases_watch, cs_file_watch_free);
  g_clear_pointer (&intake->acceptor, cs_acceptor_unref);
  cs_settings_unref (intake->settings);
  g_free (intake);
}

GPtrArray *
cs_intake_redirect (CsIntake *intake, const CsAddress *address)
{
  return cs_acceptor_recipients (intake->acceptor, cs_address_text (address), NULL);
}

static void
on_stopped (gpointer user_data)
{
  CsIntake *intake = user_data;

  if (--intake->n_stopping == 0)
    intake->stopped (intake->stopped_data);
}

gboolean
cs_intake_has_postponed (CsIntake *intake)
{
  return cs_pickup_has_postponed (intake->pickup);
}

void
cs_intake_stop (CsIntake *intake, void (*stopped) (gpointer), gpointer user_data)
{
  intake->stopped = stopped;
  intake->stopped_data = user_data;
  intake->n_stopping = intake->listener != NULL ? 2 : 1;
  if (intake->listener != NULL)
    cs_listener_stop (intake->listener, on_stopped, intake);
  cs_pickup_stop (intake->pickup, on_stopped, intake);
}
