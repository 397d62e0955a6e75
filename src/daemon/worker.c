#include "daemon/dnssec-memory.h"
#include "daemon/worker.h"

#include <glib-unix.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "daemon/exit-status.h"
#include "daemon/intake.h"
#include "daemon/resource-limits.h"
#include "daemon/notify.h"
#include "daemon/service.h"
#include "delivery/engine.h"
#include "queue/sqlite-queue.h"
#include "secrets/front.h"
#include "secrets/keyring.h"
#include "secrets/service-credentials.h"

#define FOLDER_MODE 0700
#define GRACE_MS 3000 /* for what is being sent when we are told to stop */
#define LAST_MS 4500 /* then we go, whatever is left; the queue is made for it */

struct _CsWorker
{
  const CsInstance *instance;
  CsOptions options;
  GMainLoop *loop;
  int status;
  char *machine_name;
  CsResolver *resolver;
  CsDnssecMemory *dnssec;
  CsQueue *queue;
  CsSecretStore *secrets;
  CsSettingsFile *settings_file;
  CsEngine *engine;
  CsIntake *intake;
  CsService *service;
  CsNotifier *notifier;
  guint term, interrupt, last;
  gboolean is_stopping;
  guint n_stopping; /* engine and intake, as far as they work */
  gboolean is_intake_done; /* --once: all that lay in the pickup folder is in the queue */
};

static void stop (CsWorker *worker);

/* --- settings ----------------------------------------------------------------------------- */

static void
limit_queue (CsWorker *worker, CsSettings *settings)
{
  CsQueueLimits limits;

  cs_limits_for_queue (settings, &limits);
  cs_sqlite_queue_set_limits (CS_SQLITE_QUEUE (worker->queue), &limits);
}

static void
on_settings_changed (CsWorker *worker)
{
  CsSettings *settings = cs_settings_file_settings (worker->settings_file);

  if (settings == NULL)
    return;
  limit_queue (worker, settings);
  if (worker->engine != NULL)
    {
      g_autoptr (CsSettings) possible = cs_limits_apply (settings);

      cs_engine_set_settings (worker->engine, possible);
    }
  if (worker->intake != NULL)
    cs_intake_set_settings (worker->intake, settings);
}

/* --- stopping ----------------------------------------------------------------------------- */

/* Not by way of exit: somebody may still be writing, and would be waited for. */
static gboolean
on_last (gpointer user_data)
{
  CsWorker *worker = user_data;

  cs_log (G_LOG_LEVEL_WARNING, "stopped without waiting for everything", NULL);
  _exit (worker->status);
}

static void
on_queue_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsWorker *worker = user_data;
  g_autoptr (GError) error = NULL;

  if (!cs_queue_close_finish (CS_QUEUE (source), result, &error))
    cs_log (G_LOG_LEVEL_WARNING, "queue not closed", "error", error->message, NULL);
  g_main_loop_quit (worker->loop);
}

static void
on_part_stopped (gpointer user_data)
{
  CsWorker *worker = user_data;

  if (--worker->n_stopping == 0)
    cs_queue_close_async (worker->queue, on_queue_closed, worker);
}

static void
on_engine_stopped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  cs_engine_stop_finish (CS_ENGINE (source), result);
  on_part_stopped (user_data);
}

/* All at once: no peer of one side takes from the time of the other. */
static void
stop (CsWorker *worker)
{
  if (worker->is_stopping)
    return;
  worker->is_stopping = TRUE;
  cs_notifier_stopping (worker->notifier);
  worker->last = g_timeout_add (LAST_MS, on_last, worker);
  g_clear_pointer (&worker->service, cs_service_free);

  worker->n_stopping = 1;
  if (worker->engine != NULL)
    {
      worker->n_stopping++;
      cs_engine_stop_async (worker->engine, GRACE_MS, on_engine_stopped, worker);
    }
  if (worker->intake != NULL)
    {
      worker->n_stopping++;
      cs_intake_stop (worker->intake, on_part_stopped, worker);
    }
  on_part_stopped (worker);
}

static void
stop_with (CsWorker *worker, int status)
{
  if (!worker->is_stopping)
    worker->status = status;
  stop (worker);
}

static gboolean
on_signal (gpointer user_data)
{
  stop (user_data);
  return G_SOURCE_CONTINUE;
}

/* --- running ------------------------------------------------------------------------------ */

static void
show_status (CsWorker *worker)
{
  g_autofree char *status = NULL;
  CsQueueCounts counts;

  cs_queue_get_counts (worker->queue, &counts);
  status = g_strdup_printf ("%" G_GUINT64_FORMAT " waiting, %" G_GUINT64_FORMAT
                            " held, %" G_GUINT64_FORMAT " delivered",
                            counts.queued + counts.active + counts.deferred, counts.held,
                            cs_engine_n_delivered (worker->engine));
  cs_notifier_status (worker->notifier, status);
}

static void
on_engine_idle (CsWorker *worker)
{
  CsQueueCounts counts;
  gboolean has_mail;

  if (!worker->options.is_once || !worker->is_intake_done)
    return;
  cs_queue_get_counts (worker->queue, &counts);
  has_mail = counts.queued + counts.active + counts.deferred + counts.held > 0
             || cs_intake_has_postponed (worker->intake);
  stop_with (worker, has_mail ? CS_EXIT_TRY_LATER : 0);
}

static void
on_named (gpointer user_data)
{
  CsWorker *worker = user_data;

  cs_notifier_ready (worker->notifier);
  cs_log (G_LOG_LEVEL_MESSAGE, "ready", "version", CS_VERSION, NULL);
}

static void
on_name_taken (gpointer user_data)
{
  stop_with (user_data, CS_EXIT_UNAVAILABLE);
}

static void
start_service (CsWorker *worker)
{
  CsServiceConfig config = {
    .is_system = worker->instance->is_system,
    .queue = worker->queue,
    .engine = worker->engine,
    .resolver = worker->resolver,
    .settings_file = worker->settings_file,
    .named = on_named,
    .name_taken = on_name_taken,
    .user_data = worker,
  };

  worker->service = cs_service_new (&config);
}

static void
on_intake_done (gpointer user_data)
{
  CsWorker *worker = user_data;

  worker->is_intake_done = TRUE;
  if (!worker->options.is_once)
    return;
  cs_engine_wake (worker->engine);
}

static GPtrArray *
redirect (const CsAddress *address, gpointer user_data)
{
  CsWorker *worker = user_data;

  return worker->intake != NULL ? cs_intake_redirect (worker->intake, address) : NULL;
}

static void
start_engine (CsWorker *worker)
{
  g_autofree char *hosts_file = g_build_filename (worker->instance->state_dir, "hosts", NULL);
  g_autofree char *offers_file = g_build_filename (worker->instance->state_dir, "offers", NULL);
  g_autofree char *logins_file = g_build_filename (worker->instance->state_dir, "logins", NULL);
  g_autofree char *dane_file = g_build_filename (worker->instance->state_dir, "tlsa", NULL);
  g_autofree char *policies_file = g_build_filename (worker->instance->state_dir, "mta-sts", NULL);
  CsEngineConfig config = {
    .queue = worker->queue,
    .secrets = worker->secrets,
    .resolver = worker->resolver,
    .machine_name = worker->machine_name,
    .badmail_dir = worker->instance->badmail_dir,
    .work_dir = worker->instance->state_dir,
    .hosts_file = hosts_file,
    .offers_file = offers_file,
    .logins_file = logins_file,
    .policies_file = policies_file,
    .dane_file = dane_file,
    .drains = worker->options.is_once,
    .redirect = redirect,
    .redirect_data = worker,
  };

  worker->engine = cs_engine_new (&config);
  g_signal_connect_swapped (worker->engine, "changed", G_CALLBACK (show_status), worker);
  g_signal_connect_swapped (worker->engine, "idle", G_CALLBACK (on_engine_idle), worker);
}

static gboolean
start_intake (CsWorker *worker)
{
  CsIntakeConfig config = {
    .instance = worker->instance,
    .queue = worker->queue,
    .machine_name = worker->machine_name,
    .listens = !worker->options.is_once,
    .done = on_intake_done,
    .user_data = worker,
  };
  g_autoptr (GError) error = NULL;

  worker->intake = cs_intake_new (&config, &error);
  if (worker->intake != NULL)
    return TRUE;
  cs_log (G_LOG_LEVEL_WARNING, "cannot accept mail", "error", error->message, NULL);
  return FALSE;
}

static void
on_first_settings (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsWorker *worker = user_data;

  cs_settings_file_load_finish (worker->settings_file, result);
  if (worker->is_stopping)
    return;
  if (worker->options.is_once && cs_settings_file_settings (worker->settings_file) == NULL)
    {
      stop_with (worker, CS_EXIT_BAD_SETTINGS);
      return;
    }

  start_engine (worker);
  if (!start_intake (worker))
    {
      stop_with (worker, CS_EXIT_TRY_LATER);
      return;
    }
  on_settings_changed (worker);
  cs_engine_start (worker->engine);
  if (!worker->options.is_once)
    start_service (worker);
}

/* --- storage ------------------------------------------------------------------------------ */

static int
status_for (const GError *error)
{
  if (g_error_matches (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_IN_USE))
    return CS_EXIT_UNAVAILABLE;
  return CS_EXIT_TRY_LATER;
}

static gboolean
open_storage (CsWorker *worker, GError **error)
{
  g_autoptr (CsSettings) defaults = cs_settings_new ();
  CsQueueLimits limits;

  cs_limits_for_queue (defaults, &limits);
  if (!cs_file_make_folder (worker->instance->state_dir, FOLDER_MODE, error)
      || !cs_file_make_folder (worker->instance->runtime_dir, FOLDER_MODE, error))
    return FALSE;
  worker->queue = cs_sqlite_queue_open (worker->instance->queue_file, &limits, error);
  return worker->queue != NULL;
}

static CsSecretStore *
new_secret_store (gboolean is_system)
{
  CsSecretStore *store = is_system ? CS_SECRET_STORE (cs_service_credentials_new (NULL))
                                   : CS_SECRET_STORE (cs_keyring_new ());

  return CS_SECRET_STORE (cs_secret_front_new (store));
}

static void
remember_dnssec (CsWorker *worker)
{
  g_autofree char *file = g_build_filename (worker->instance->state_dir, "dnssec", NULL);

  worker->dnssec = cs_dnssec_memory_new (worker->resolver, file, "/etc/resolv.conf");
}

static gboolean
start (CsWorker *worker, GError **error)
{
  worker->machine_name = cs_instance_machine_name ();
  /* Its thread comes before any secret. */
  worker->resolver = cs_resolver_new (error);
  if (worker->resolver == NULL || !open_storage (worker, error))
    return FALSE;
  remember_dnssec (worker);
  cs_resolver_probe (worker->resolver);

  worker->secrets = new_secret_store (worker->instance->is_system);
  worker->settings_file = cs_settings_file_new (worker->instance->settings_file);
  g_signal_connect_swapped (worker->settings_file, "changed", G_CALLBACK (on_settings_changed),
                            worker);
  cs_settings_file_watch (worker->settings_file);
  cs_settings_file_load_async (worker->settings_file, on_first_settings, worker);
  return TRUE;
}

/* --- all of it ---------------------------------------------------------------------------- */

CsWorker *
cs_worker_new (const CsInstance *instance, const CsOptions *options)
{
  CsWorker *worker = g_new0 (CsWorker, 1);

  worker->instance = instance;
  worker->options = *options;
  worker->loop = g_main_loop_new (NULL, FALSE);
  worker->notifier = cs_notifier_new ();
  worker->term = g_unix_signal_add (SIGTERM, on_signal, worker);
  worker->interrupt = g_unix_signal_add (SIGINT, on_signal, worker);
  return worker;
}

void
cs_worker_free (CsWorker *worker)
{
  g_clear_handle_id (&worker->term, g_source_remove);
  g_clear_handle_id (&worker->interrupt, g_source_remove);
  g_clear_handle_id (&worker->last, g_source_remove);
  g_clear_pointer (&worker->service, cs_service_free);
  g_clear_pointer (&worker->intake, cs_intake_free);
  g_clear_object (&worker->engine);
  g_clear_object (&worker->settings_file);
  g_clear_object (&worker->secrets);
  g_clear_object (&worker->queue);
  g_clear_pointer (&worker->dnssec, cs_dnssec_memory_free);
  g_clear_object (&worker->resolver);
  g_clear_pointer (&worker->notifier, cs_notifier_free);
  g_free (worker->machine_name);
  g_main_loop_unref (worker->loop);
  g_free (worker);
}

int
cs_worker_run (CsWorker *worker)
{
  g_autoptr (GError) error = NULL;

  if (!start (worker, &error))
    {
      cs_log (G_LOG_LEVEL_WARNING, "cannot start", "error", error->message, NULL);
      return status_for (error);
    }
  g_main_loop_run (worker->loop);
  return worker->status;
}
