#include <gmime/gmime.h>

#include "delivery/engine-private.h"
#include "delivery/target.h"

enum
{
  SIGNAL_CHANGED,
  SIGNAL_IDLE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CsEngine, cs_engine, G_TYPE_OBJECT)

static void
cs_engine_finalize (GObject *object)
{
  CsEngine *engine = CS_ENGINE (object);
  CsShared *shared = &engine->shared;

  g_clear_pointer (&engine->reroute, cs_reroute_free);
  g_clear_pointer (&engine->release, cs_release_free);
  g_clear_pointer (&engine->sweep, cs_sweep_free);
  g_clear_handle_id (&engine->timer, g_source_remove);
  g_clear_handle_id (&engine->notify, g_source_remove);
  g_clear_handle_id (&engine->pump, g_source_remove);
  g_clear_handle_id (&engine->stop_timer, g_source_remove);
  g_signal_handlers_disconnect_by_data (shared->queue, engine);
  g_hash_table_unref (engine->destinations);
  g_strfreev (engine->skipped);
  g_object_unref (engine->cancellable);

  cs_ledger_free (shared->ledger);
  cs_suspensions_free (shared->suspensions);
  cs_logins_free (shared->logins);
  cs_host_memory_free (shared->hosts);
  cs_host_habits_free (shared->habits);
  cs_offers_free (shared->offers);
  cs_dane_memory_free (shared->dane);
  cs_sts_stop (shared->sts);
  g_object_unref (shared->sts);
  g_clear_pointer (&shared->settings, cs_settings_unref);
  g_clear_object (&shared->tls_database);
  g_object_unref (shared->queue);
  g_object_unref (shared->secrets);
  g_object_unref (shared->resolver);
  g_free (shared->machine_name);
  g_free (shared->badmail_dir);
  g_free (shared->work_dir);
  G_OBJECT_CLASS (cs_engine_parent_class)->finalize (object);
}

static void
cs_engine_class_init (CsEngineClass *class)
{
  g_mime_init ();
  G_OBJECT_CLASS (class)->finalize = cs_engine_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CS_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_IDLE] = g_signal_new ("idle", CS_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 0);
}

static void
cs_engine_init (CsEngine *engine)
{
  engine->cancellable = g_cancellable_new ();
  engine->destinations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                (GDestroyNotify)cs_destination_free);
}

/* --- telling others ----------------------------------------------------------------------- */

static gboolean
has_sessions (CsEngine *engine)
{
  return engine->n_connections > 0;
}

gboolean
cs_engine_is_idle (CsEngine *engine)
{
  return engine->is_started && !engine->may_be_due && !engine->is_claiming && engine->n_in_hand == 0
         && engine->n_special == 0 && !has_sessions (engine)
         && cs_ledger_is_empty (engine->shared.ledger) && !cs_reroute_is_running (engine->reroute)
         && !cs_release_is_running (engine->release) && !cs_sweep_is_running (engine->sweep);
}

gboolean
cs_engine_is_stuck (CsEngine *engine)
{
  return cs_ledger_is_stuck (engine->shared.ledger);
}

/* Everything that is not ours to finish is finished. */
static void
finish_stop (CsEngine *engine)
{
  g_autoptr (GTask) task = g_steal_pointer (&engine->stop_task);

  g_clear_handle_id (&engine->stop_timer, g_source_remove);
  g_task_return_boolean (task, TRUE);
}

static gboolean
is_stopped (CsEngine *engine)
{
  return engine->n_in_hand == 0 && !has_sessions (engine) && !engine->is_claiming
         && cs_ledger_is_empty (engine->shared.ledger);
}

static gboolean
on_notify (gpointer user_data)
{
  g_autoptr (CsEngine) engine = g_object_ref (user_data);

  engine->notify = 0;
  g_signal_emit (engine, signals[SIGNAL_CHANGED], 0);
  if (engine->stop_task != NULL && is_stopped (engine))
    finish_stop (engine);
  else if (cs_engine_is_idle (engine))
    g_signal_emit (engine, signals[SIGNAL_IDLE], 0);
  return G_SOURCE_REMOVE;
}

void
cs_engine_note_change (CsEngine *engine)
{
  if (engine->notify == 0)
    engine->notify = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_notify, engine, NULL);
}

static void
on_ledger_changed (gpointer user_data)
{
  CsEngine *engine = user_data;

  if (engine->has_given_back && cs_ledger_is_empty (engine->shared.ledger))
    {
      engine->has_given_back = FALSE;
      engine->may_be_due = TRUE;
    }
  cs_engine_note_change (engine);
  cs_engine_pump (engine);
}

static void
on_pass_done (gpointer user_data)
{
  cs_engine_wake (user_data);
}

static void
on_queue_due (CsQueue *queue, gpointer user_data)
{
  cs_engine_wake (user_data);
}

/* --- construction ------------------------------------------------------------------------- */

CsEngine *
cs_engine_new (const CsEngineConfig *config)
{
  CsEngine *engine = g_object_new (CS_TYPE_ENGINE, NULL);
  CsShared *shared = &engine->shared;

  shared->queue = g_object_ref (config->queue);
  shared->secrets = g_object_ref (config->secrets);
  shared->resolver = g_object_ref (config->resolver);
  shared->redirect = config->redirect;
  shared->redirect_data = config->redirect_data;
  shared->machine_name = g_strdup (config->machine_name);
  shared->badmail_dir = g_strdup (config->badmail_dir);
  shared->work_dir = g_strdup (config->work_dir != NULL ? config->work_dir : g_get_tmp_dir ());
  shared->mail_port = config->mail_port != 0 ? config->mail_port : CS_SMTP_PORT;
  g_set_object (&shared->tls_database, config->tls_database);
  shared->suspensions = cs_suspensions_new ();
  shared->logins = cs_logins_new (config->logins_file);
  shared->hosts = cs_host_memory_new (config->hosts_file);
  shared->habits = cs_host_habits_new ();
  shared->offers = cs_offers_new (config->offers_file);
  shared->sts = cs_sts_new (config->resolver, config->policies_file, config->tls_database,
                            config->policy_server);
  shared->dane = cs_dane_memory_new (config->dane_file);
  shared->ledger = cs_ledger_new (shared->queue, on_ledger_changed, engine);

  engine->drains = config->drains;
  engine->reroute = cs_reroute_new (shared, on_pass_done, engine);
  engine->release = cs_release_new (shared, on_pass_done, engine);
  engine->sweep = cs_sweep_new (shared, on_pass_done, engine);
  g_signal_connect (shared->queue, "due", G_CALLBACK (on_queue_due), engine);
  return engine;
}

/* --- what is in force --------------------------------------------------------------------- */

static void
on_held_for_settings_released (GObject *source, GAsyncResult *result, gpointer user_data)
{
  cs_queue_change_finish (CS_QUEUE (source), result, NULL);
}

static void
release_held_for_settings (CsEngine *engine)
{
  CsQueueSelection selection
      = { .states = 1 << CS_RECIPIENT_HELD, .causes = 1 << CS_CAUSE_SETTINGS };

  cs_queue_change_async (engine->shared.queue, &selection, CS_QUEUE_RELEASE, NULL, NULL,
                         on_held_for_settings_released, NULL);
}

static void
look_after_what_waits (CsEngine *engine)
{
  if (engine->shared.settings == NULL || !engine->is_started || engine->is_stopping)
    return;
  release_held_for_settings (engine);
  cs_reroute_begin (engine->reroute);
  cs_release_begin (engine->release);
  cs_sweep_begin (engine->sweep);
}

void
cs_engine_set_settings (CsEngine *engine, CsSettings *settings)
{
  g_autoptr (GHashTable) credentials = NULL;

  g_clear_pointer (&engine->shared.settings, cs_settings_unref);
  if (settings == NULL)
    return;

  engine->shared.settings = cs_settings_ref (settings);
  engine->shared.revision++;
  credentials = cs_settings_credentials (settings);
  cs_suspensions_keep_only (engine->shared.suspensions, credentials);
  cs_logins_keep_only (engine->shared.logins, credentials);
  cs_engine_dispatch_again (engine);
  look_after_what_waits (engine);
}

void
cs_engine_start (CsEngine *engine)
{
  engine->is_started = TRUE;
  look_after_what_waits (engine);
  cs_engine_wake (engine);
}

void
cs_engine_wake (CsEngine *engine)
{
  engine->may_be_due = TRUE;
  cs_engine_pump (engine);
  cs_engine_pump_destinations (engine);
}

/* --- stopping ----------------------------------------------------------------------------- */

static gboolean
on_grace_over (gpointer user_data)
{
  CsEngine *engine = user_data;
  GHashTableIter iter;
  CsDestination *destination;

  engine->stop_timer = 0;
  g_hash_table_iter_init (&iter, engine->destinations);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&destination))
    cs_destination_cancel (destination);
  return G_SOURCE_REMOVE;
}

void
cs_engine_stop_async (CsEngine *engine, guint grace_ms, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GHashTableIter iter;
  CsDestination *destination;

  g_return_if_fail (!engine->is_stopping);

  engine->is_stopping = TRUE;
  engine->stop_task = g_task_new (engine, NULL, callback, user_data);
  engine->stop_timer = g_timeout_add (grace_ms, on_grace_over, engine);
  g_cancellable_cancel (engine->cancellable);
  g_hash_table_iter_init (&iter, engine->destinations);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&destination))
    cs_destination_give_up (destination);
  cs_engine_note_change (engine);
}

void
cs_engine_stop_finish (CsEngine *engine, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

/* --- figures ------------------------------------------------------------------------------ */

guint64
cs_engine_n_delivered (CsEngine *engine)
{
  return engine->shared.figures.delivered;
}

guint64
cs_engine_n_rejected (CsEngine *engine)
{
  return engine->shared.figures.rejected;
}

void
cs_engine_get_figures (CsEngine *engine, CsFigures *figures)
{
  *figures = engine->shared.figures;
  figures->open_connections = engine->n_connections;
}

void
cs_engine_get_destination (CsEngine *engine, const char *lane, CsDestinationFigures *figures)
{
  CsDestination *destination = g_hash_table_lookup (engine->destinations, lane);

  *figures = (CsDestinationFigures){ 0 };
  if (destination != NULL)
    cs_destination_get_figures (destination, figures);
  else if (engine->shared.settings != NULL)
    figures->most_connections = cs_settings_integer (engine->shared.settings,
                                                     CS_OPTION_MAXIMUM_CONNECTIONS_PER_DESTINATION);
}

const CsOffer *
cs_engine_get_offer (CsEngine *engine, const char *remote, char **host, guint16 *port)
{
  *host = NULL;
  if (remote == NULL || !cs_target_parse (remote, host, port))
    return NULL;
  return cs_offers_get (engine->shared.offers, *host, *port);
}

const CsStsEntry *
cs_engine_get_sts (CsEngine *engine, const char *domain)
{
  return cs_sts_known (engine->shared.sts, domain);
}

const CsDaneSeen *
cs_engine_get_dane (CsEngine *engine, const char *domain)
{
  return cs_dane_memory_find (engine->shared.dane, domain);
}

GStrv
cs_engine_suspended_credentials (CsEngine *engine)
{
  return cs_suspensions_list (engine->shared.suspensions);
}

GPtrArray *
cs_engine_list_logins (CsEngine *engine)
{
  return cs_logins_list (engine->shared.logins);
}

gboolean
cs_engine_is_suspended (CsEngine *engine, const CsLogin *login)
{
  return cs_suspensions_is_suspended (engine->shared.suspensions, login->credential, login->host,
                                      login->port);
}
