#include "smtp/session.h"

#include "smtp/reply-facts.h"
#include "smtp/session-private.h"

#define QUIT_LIMIT_S 5

G_DEFINE_TYPE (CsSession, cs_session, G_TYPE_OBJECT)

static void on_connected (gpointer user_data, GSocketAddress *address);
static void on_secured (gpointer user_data);
static void on_replied (gpointer user_data, CsReply *reply);
static void on_unasked (gpointer user_data, CsReply *reply);
static void on_drained (gpointer user_data);
static void on_failed (gpointer user_data, CsFailureKind kind, const char *text);

static const CsConnectionEvents events
    = { on_connected, on_secured, on_replied, on_unasked, on_drained, on_failed };

static void
copy_config (CsSessionConfig *copy, const CsSessionConfig *config)
{
  *copy = *config;
  copy->address = g_object_ref (config->address);
  copy->further_addresses
      = config->further_addresses != NULL ? g_ptr_array_ref (config->further_addresses) : NULL;
  copy->host_name = g_strdup (config->host_name);
  copy->client_name = g_strdup (config->client_name);
  copy->account = g_strdup (config->account);
  copy->nt_domain = g_strdup (config->nt_domain);
  copy->secret = config->secret != NULL ? cs_secret_ref (config->secret) : NULL;
  copy->tls_database = config->tls_database != NULL ? g_object_ref (config->tls_database) : NULL;
  copy->dane = config->dane != NULL ? cs_dane_ref (config->dane) : NULL;
}

static void
clear_config (CsSessionConfig *config)
{
  g_clear_object (&config->address);
  g_clear_pointer (&config->further_addresses, g_ptr_array_unref);
  g_clear_object (&config->tls_database);
  g_clear_pointer (&config->secret, cs_secret_unref);
  g_clear_pointer (&config->dane, cs_dane_unref);
  g_free ((char *)config->host_name);
  g_free ((char *)config->client_name);
  g_free ((char *)config->account);
  g_free ((char *)config->nt_domain);
}

static void
cs_session_finalize (GObject *object)
{
  CsSession *session = CS_SESSION (object);

  g_clear_pointer (&session->connection, cs_connection_free);
  cs_session_auth_forget (session);
  g_clear_object (&session->inner);
  g_clear_object (&session->certificate);
  g_free (session->certificate_fault);
  g_free (session->server_domain);
  cs_features_free (session->features);
  cs_features_free (session->plain_features);
  cs_reply_free (session->last_reply);
  cs_failure_free (session->last_reply_facts);
  cs_transcript_unref (session->transcript);
  clear_config (&session->config);
  G_OBJECT_CLASS (cs_session_parent_class)->finalize (object);
}

static void
cs_session_class_init (CsSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cs_session_finalize;
}

static void
cs_session_init (CsSession *session)
{
  session->transcript = cs_transcript_new ();
  session->state = CS_STATE_NEW;
}

CsSession *
cs_session_new (const CsSessionConfig *config)
{
  CsSession *session = g_object_new (CS_TYPE_SESSION, NULL);

  copy_config (&session->config, config);
  session->habits = config->habits;
  session->facts.tls = config->tls;
  session->facts.expects_tls = config->expects_tls || config->dane != NULL;
  session->facts.helo = config->helo;
  session->facts.authenticates
      = config->authentication != CS_AUTHENTICATION_NONE && !config->probe_only;
  return session;
}

void
cs_session_set_step_func (CsSession *session, CsSessionStepFunc func, gpointer user_data)
{
  session->step_func = func;
  session->step_data = user_data;
}

/* --- the operation under way ------------------------------------------------------------- */

static void
end_operation (CsSession *session)
{
  if (session->cancel_source != NULL)
    {
      g_source_destroy (session->cancel_source);
      g_clear_pointer (&session->cancel_source, g_source_unref);
    }
  if (session->inner != NULL)
    g_cancellable_cancel (session->inner);
  g_clear_object (&session->inner);
  g_clear_pointer (&session->config.secret, cs_secret_unref); /* only the opening needs it */
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  cs_session_fail_here (user_data, CS_FAILURE_CANCELLED, NULL);
  return G_SOURCE_REMOVE;
}

/* (transfer full) (nullable) */
static GSource *
watch_cancellable (CsSession *session, GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  GSource *source;

  if (cancellable == NULL)
    return NULL;

  source = g_cancellable_source_new (cancellable);
  g_source_set_callback (source, G_SOURCE_FUNC (on_cancelled), session, NULL);
  g_source_attach (source, g_task_get_context (task));
  return source;
}

/* The task holds the session, and the session the task, until one of the ends below. */
static void
begin_operation (CsSession *session, GTask *task)
{
  g_assert (session->task == NULL);
  g_task_set_check_cancellable (task, FALSE);
  session->task = task;
  session->inner = g_cancellable_new ();
  session->stage_start_us = g_get_monotonic_time ();
  session->cancel_source = watch_cancellable (session, task);
}

void
cs_session_done (CsSession *session)
{
  g_autoptr (GTask) task = g_steal_pointer (&session->task);

  end_operation (session);
  if (session->connection != NULL && session->state == CS_STATE_READY)
    cs_connection_set_deadline (session->connection, 0);
  if (task != NULL)
    g_task_return_boolean (task, TRUE);
}

/* A server that refused us is told goodbye; one that broke the protocol is not. */
static gboolean
deserves_quit (CsFailureKind kind)
{
  switch (kind)
    {
    case CS_FAILURE_TIMED_OUT:
    case CS_FAILURE_CLOSED:
    case CS_FAILURE_PROTOCOL:
    case CS_FAILURE_CANCELLED:
    case CS_FAILURE_LOCAL:
      return FALSE;
    default:
      return TRUE;
    }
}

static gboolean
is_opening (const CsSession *session)
{
  return session->state < CS_STATE_READY;
}

/* Content is on its way, or its end is unanswered. */
static gboolean
is_within_content (const CsSession *session)
{
  for (GList *l = session->sendings.head; l != NULL; l = l->next)
    {
      const CsSending *sending = l->data;

      if (sending->phase >= CS_SENDING_CONTENT)
        return TRUE;
    }
  return FALSE;
}

static void
close_connection (CsSession *session, const CsFailure *failure)
{
  gboolean says_quit = deserves_quit (failure->kind) && session->state != CS_STATE_CONNECTING
                       && !is_within_content (session);

  if (session->connection != NULL)
    cs_connection_close (session->connection, says_quit ? "QUIT" : NULL);
}

void
cs_session_fail (CsSession *session, CsFailure *failure)
{
  g_autoptr (GTask) task = g_steal_pointer (&session->task);
  gboolean was_opening = is_opening (session);
  gboolean was_quitting = session->state == CS_STATE_QUITTING;

  g_object_ref (session);
  end_operation (session);
  close_connection (session, failure);
  session->state = CS_STATE_CLOSED;
  cs_session_auth_forget (session);

  if (was_opening && task != NULL)
    cs_session_report (session, failure->stage, FALSE, failure->text);
  cs_session_lose (session, failure);

  if (task == NULL)
    cs_failure_free (failure);
  else if (was_quitting)
    {
      cs_failure_free (failure);
      g_task_return_boolean (task, TRUE);
    }
  else
    g_task_return_error (task, cs_failure_to_error (failure));
  g_object_unref (session);
}

/* With messages under way, that of the first. */
static CsStage
present_stage (CsSession *session)
{
  const CsSending *first = g_queue_peek_head (&session->sendings);

  return first != NULL ? cs_sending_stage (first, session->connection)
                       : cs_session_stage (session->state);
}

void
cs_session_fail_here (CsSession *session, CsFailureKind kind, const char *text)
{
  cs_session_fail (session, cs_failure_new (present_stage (session), kind, text));
}

void
cs_session_fail_with_reply (CsSession *session, CsFailureKind kind, const CsReply *reply)
{
  cs_session_fail (session, cs_reply_to_failure (reply, present_stage (session), kind));
}

CsPace
cs_session_pace (const CsSession *session)
{
  return (CsPace){ session->config.step_timeout_s, session->config.lowest_bytes_per_s };
}

void
cs_session_set_step_deadline (CsSession *session, guint default_s)
{
  guint limit_s = session->config.step_timeout_s;

  cs_connection_set_deadline (session->connection, limit_s != 0 ? limit_s : default_s);
}

void
cs_session_report (CsSession *session, CsStage stage, gboolean ok, const char *text)
{
  gint64 now_us = g_get_monotonic_time ();
  CsSessionStep step = {
    .stage = stage,
    .ok = ok,
    .duration_ms = (guint)((now_us - session->stage_start_us) / 1000),
    .text = text,
  };

  session->stage_start_us = now_us;
  if (session->step_func != NULL)
    session->step_func (&step, session->step_data);
}

gboolean
cs_session_send_line (CsSession *session, const char *line)
{
  if (!cs_connection_queue_line (session->connection, line, CS_COMMAND_MAX_BYTES))
    return FALSE;

  cs_connection_flush (session->connection);
  return TRUE;
}

/* --- what the connection tells ------------------------------------------------------------ */

static void
on_connected (gpointer user_data, GSocketAddress *address)
{
  CsSession *session = user_data;
  CsSessionState next
      = session->config.tls == CS_TLS_FROM_START ? CS_STATE_SECURING : CS_STATE_GREETING;
  g_autofree char *text = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));

  g_set_object (&session->config.address, address);
  cs_transcript_note (session->transcript, "connected to %s", text);
  cs_session_report (session, CS_STAGE_CONNECT, TRUE, text);
  cs_session_open_enter (session, next);
}

static void
on_secured (gpointer user_data)
{
  cs_session_open_secured (user_data);
}

static void
keep_last_reply (CsSession *session, CsReply *reply)
{
  cs_reply_free (session->last_reply);
  g_clear_pointer (&session->last_reply_facts, cs_failure_free);
  session->last_reply = reply;
  session->last_reply_stage = present_stage (session);
}

static void
on_replied (gpointer user_data, CsReply *reply)
{
  CsSession *session = user_data;

  keep_last_reply (session, reply);
  if (is_opening (session))
    cs_session_open_replied (session, reply);
  else if (session->state == CS_STATE_QUITTING)
    cs_session_fail_here (session, CS_FAILURE_CLOSED, NULL); /* ends a QUIT well */
  else
    cs_session_send_replied (session, reply);
}

static void
on_unasked (gpointer user_data, CsReply *reply)
{
  CsSession *session = user_data;

  keep_last_reply (session, reply);
  cs_session_send_unasked (session, reply);
}

static void
on_drained (gpointer user_data)
{
  CsSession *session = user_data;

  if (session->state == CS_STATE_READY)
    cs_session_write (session);
}

static void
on_failed (gpointer user_data, CsFailureKind kind, const char *text)
{
  CsSession *session = user_data;

  if (session->state == CS_STATE_CONNECTING && kind == CS_FAILURE_TIMED_OUT)
    cs_session_fail_here (session, CS_FAILURE_UNREACHABLE, "nobody answered in time");
  else if (kind == CS_FAILURE_TLS_HANDSHAKE) /* perhaps after the next command was sent */
    cs_session_fail (session, cs_failure_new (CS_STAGE_TLS, kind, text));
  else if (session->cancelled_because != NULL) /* what made us give up is what matters */
    cs_session_fail (session, g_steal_pointer (&session->cancelled_because));
  else
    cs_session_fail_here (session, kind, text);
}

/* --- opening and ending ------------------------------------------------------------------- */

void
cs_session_open_async (CsSession *session, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (session, cancellable, callback, user_data);

  g_return_if_fail (session->state == CS_STATE_NEW);

  g_task_set_source_tag (task, cs_session_open_async);
  begin_operation (session, task);
  session->connection = cs_connection_new (session->transcript, &events, session);
  cs_session_open_begin (session);
}

gboolean
cs_session_open_finish (CsSession *session, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static CsSending *
new_sending (CsSession *session, CsSendRequest *request, GTask *task)
{
  CsSending *sending = cs_sending_new (request, task);

  g_task_set_check_cancellable (task, FALSE);
  sending->cancel_source = watch_cancellable (session, task);
  return sending;
}

void
cs_session_send_async (CsSession *session, CsSendRequest *request, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (session, cancellable, callback, user_data);

  g_return_if_fail (request->recipients->len > 0);

  g_task_set_source_tag (task, cs_session_send_async);
  cs_session_send_begin (session, new_sending (session, request, task));
}

gboolean
cs_session_send_finish (CsSession *session, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
cs_session_is_open (CsSession *session)
{
  return session->state == CS_STATE_READY;
}

void
cs_session_quit_async (CsSession *session, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (session, NULL, callback, user_data);

  g_task_set_source_tag (task, cs_session_quit_async);
  begin_operation (session, task);
  if (session->state != CS_STATE_READY)
    {
      cs_session_done (session);
      return;
    }

  session->state = CS_STATE_QUITTING;
  if (cs_session_send_line (session, "QUIT"))
    cs_session_set_step_deadline (session, QUIT_LIMIT_S);
}

void
cs_session_quit_finish (CsSession *session, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}
