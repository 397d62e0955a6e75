#include "smtp/reply-facts.h"
#include "smtp/session-private.h"

/* Seconds, RFC 5321 section 4.5.3.2. */
#define RESET_LIMIT_S 300
#define MAIL_LIMIT_S 300
#define RECIPIENT_LIMIT_S 300
#define DATA_LIMIT_S 120

static gboolean
needs_smtputf8 (const CsSendRequest *request)
{
  if (request->needs_smtputf8 || cs_address_needs_smtputf8 (request->sender))
    return TRUE;

  for (guint i = 0; i < request->recipients->len; i++)
    {
      const CsSendRecipient *recipient = request->recipients->pdata[i];

      if (cs_address_needs_smtputf8 (recipient->address))
        return TRUE;
    }
  return FALSE;
}

static CsMailParameters
parameters_of (CsSession *session)
{
  CsBodySource *body = session->request->body;

  return (CsMailParameters){
    .features = session->features->flags,
    .bare = session->avoids_optional,
    .size_bytes = cs_body_source_get_size (body),
    .is_8bit = cs_body_source_is_8bit (body),
    .needs_smtputf8 = needs_smtputf8 (session->request),
  };
}

/* --- the end of a message ----------------------------------------------------------------- */

static void
forget_message (CsSession *session)
{
  session->request = NULL;
  g_clear_pointer (&session->transaction, cs_transaction_free);
  g_clear_pointer (&session->pass, g_ptr_array_unref);
  g_clear_pointer (&session->next_chunk, g_bytes_unref);
}

static void
give_all (CsSession *session, const CsFailure *failure)
{
  GPtrArray *recipients = session->request->recipients;

  if (session->transaction != NULL)
    cs_transaction_fail_rest (session->transaction, failure);

  for (guint i = 0; i < recipients->len; i++)
    {
      CsSendRecipient *recipient = recipients->pdata[i];

      if (recipient->outcome == NULL)
        recipient->outcome = cs_failure_copy (failure);
    }
}

/* A session that served before and was over when this message came: no attempt was made. */
static gboolean
was_over (const CsSession *session, const CsFailure *failure)
{
  gboolean is_end = failure->kind == CS_FAILURE_CLOSED || failure->code == CS_REPLY_CLOSING;

  return is_end && session->sent_count > 0 && session->transaction != NULL
         && cs_transaction_is_untouched (session->transaction);
}

void
cs_session_send_failed (CsSession *session, CsFailure *failure)
{
  if (was_over (session, failure))
    failure->stage = CS_STAGE_RESET;

  give_all (session, failure);
  forget_message (session);
}

/* Every recipient has its outcome. */
static void
finish (CsSession *session)
{
  session->sent_count++;
  session->needs_reset
      = session->transaction != NULL && cs_transaction_needs_reset (session->transaction);
  forget_message (session);
  session->state = CS_STATE_READY;

  if (cs_connection_has_unread (session->connection))
    cs_session_fail_here (session, CS_FAILURE_PROTOCOL, "more replies than commands");
  else
    cs_session_done (session);
}

/* Nothing of this message can be sent on this session; the next one may. */
static void
finish_unsent (CsSession *session, CsFailureKind kind, const char *text)
{
  g_autoptr (CsFailure) failure = cs_failure_new (CS_STAGE_MAIL, kind, text);

  give_all (session, failure);
  forget_message (session);
  cs_session_done (session);
}

/* --- one transaction ---------------------------------------------------------------------- */

static guint
limit_of (CsSessionState state)
{
  switch (state)
    {
    case CS_STATE_MAIL:
      return MAIL_LIMIT_S;
    case CS_STATE_RECIPIENT:
      return RECIPIENT_LIMIT_S;
    default:
      return DATA_LIMIT_S;
    }
}

static void
go_on (CsSession *session)
{
  char *line;

  while ((line = cs_transaction_next_line (session->transaction)) != NULL)
    {
      gboolean queued
          = cs_connection_queue_line (session->connection, line, CS_COMMAND_ENVELOPE_MAX_BYTES);

      g_free (line);
      if (!queued)
        return;
    }

  session->state = cs_transaction_state (session->transaction);
  cs_session_set_step_deadline (session, limit_of (session->state));
  cs_connection_flush (session->connection);
}

static void
begin_pass (CsSession *session)
{
  CsMailParameters parameters = parameters_of (session);
  gboolean pipelining
      = !session->config.no_pipelining && (session->features->flags & CS_FEATURE_PIPELINING) != 0;

  cs_transaction_free (session->transaction);
  session->transaction
      = cs_transaction_new (session->request, session->pass, &parameters, pipelining);
  session->state = CS_STATE_MAIL;
  go_on (session);
}

static void
reset_or_begin (CsSession *session)
{
  if (!session->needs_reset)
    {
      begin_pass (session);
      return;
    }

  session->state = CS_STATE_RESETTING;
  if (cs_session_send_line (session, "RSET"))
    cs_session_set_step_deadline (session, RESET_LIMIT_S);
}

/* Some recipients may have to be tried again without parameters. */
static void
finish_pass (CsSession *session)
{
  GPtrArray *again = cs_transaction_take_bare_retry (session->transaction);

  if (again == NULL)
    {
      finish (session);
      return;
    }

  session->avoids_optional = TRUE;
  session->needs_reset = cs_transaction_needs_reset (session->transaction);
  g_ptr_array_unref (session->pass);
  session->pass = again;
  reset_or_begin (session);
}

static void
reset_replied (CsSession *session, const CsReply *reply)
{
  CsTransition transition
      = cs_session_next_state (CS_STATE_RESETTING, reply->code, &session->facts);

  if (transition.state == CS_STATE_FAILED)
    {
      cs_session_fail_with_reply (session, transition.failure, reply);
      return;
    }

  session->needs_reset = FALSE;
  begin_pass (session);
}

static void
take_step (CsSession *session, CsTransactionStep step)
{
  switch (step)
    {
    case CS_TRANSACTION_GO_ON:
      go_on (session);
      break;
    case CS_TRANSACTION_SEND_CONTENT:
      session->state = CS_STATE_CONTENT;
      cs_session_content_begin (session);
      break;
    case CS_TRANSACTION_SEND_DOT:
      session->state = CS_STATE_CONTENT;
      cs_session_content_lone_dot (session);
      break;
    case CS_TRANSACTION_FINISHED:
      finish_pass (session);
      break;
    case CS_TRANSACTION_BROKEN:
      cs_session_fail (session, cs_failure_copy (cs_transaction_fault (session->transaction)));
      break;
    }
}

void
cs_session_send_replied (CsSession *session, const CsReply *reply)
{
  if (session->state == CS_STATE_RESETTING)
    reset_replied (session, reply);
  else if (session->state == CS_STATE_CONTENT) /* the dot waits behind content: too early */
    cs_session_content_unasked (session, reply);
  else
    take_step (session, cs_transaction_take_reply (session->transaction, reply));
}

/* --- one message -------------------------------------------------------------------------- */

static void
fail_closed (CsSession *session)
{
  cs_session_fail (
      session, cs_failure_new (CS_STAGE_RESET, CS_FAILURE_CLOSED, "the session was over already"));
}

void
cs_session_send_begin (CsSession *session)
{
  CsMailParameters parameters;
  const CsFeatures *features = session->features;

  if (session->state != CS_STATE_READY)
    {
      fail_closed (session);
      return;
    }

  parameters = parameters_of (session);
  if (features->size_limit_bytes > 0 && parameters.size_bytes > features->size_limit_bytes)
    finish_unsent (session, CS_FAILURE_MESSAGE_TOO_LARGE, NULL);
  else if (parameters.is_8bit && !(features->flags & CS_FEATURE_8BITMIME))
    finish_unsent (session, CS_FAILURE_8BITMIME_NOT_OFFERED, NULL);
  else if (parameters.needs_smtputf8 && !(features->flags & CS_FEATURE_SMTPUTF8))
    finish_unsent (session, CS_FAILURE_SMTPUTF8_NOT_OFFERED, NULL);
  else
    {
      session->pass = g_ptr_array_ref (session->request->recipients);
      reset_or_begin (session);
    }
}
