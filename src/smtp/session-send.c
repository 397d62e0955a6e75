/* The messages under way: how they come, what is answered, how they go. Replies are for the first
 * of them, as they come in the order of the commands. */
#include "smtp/reply-facts.h"
#include "smtp/session-check.h"
#include "smtp/session-content.h"

/* --- the end of a message ----------------------------------------------------------------- */

static gboolean
any_delivered (const CsSendRequest *request)
{
  for (guint i = 0; i < request->recipients->len; i++)
    {
      const CsSendRecipient *recipient = request->recipients->pdata[i];

      if (recipient->outcome->kind == CS_FAILURE_NONE)
        return TRUE;
    }
  return FALSE;
}

static void
leave_first (CsSession *session)
{
  const CsSending *leaving = g_queue_pop_head (&session->sendings);
  CsSending *first = g_queue_peek_head (&session->sendings);
  gboolean is_covered = first != NULL && first->phase != CS_SENDING_WAITING; /* by its RSET */

  session->n_resets_needed = is_covered ? 0 : cs_transaction_n_resets_needed (leaving->transaction);
  if (first != NULL)
    first->first_since_us = g_get_monotonic_time ();
}

gboolean
cs_session_has_too_many_replies (const CsSession *session)
{
  return cs_connection_n_expected (session->connection) == 0
         && cs_connection_has_unread (session->connection);
}

void
cs_session_settle (CsSession *session, CsSending *sending)
{
  g_autoptr (GTask) task = g_steal_pointer (&sending->task);

  cs_sending_free (sending);
  if (cs_session_has_too_many_replies (session))
    cs_session_fail_here (session, CS_FAILURE_PROTOCOL, "more replies than commands");
  if (session->state == CS_STATE_READY)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task,
                         cs_failure_to_error (cs_failure_new (CS_STAGE_RESET, CS_FAILURE_PROTOCOL,
                                                              "more replies than commands")));
}

/* Every recipient has its outcome. By DATA 354 shows that it is its own; chunks are answered as the
 * commands before them are. */
static void
finish (CsSession *session, CsSending *sending)
{
  gboolean is_ahead = cs_session_is_ahead (session, sending);

  leave_first (session);
  session->sent_count++;
  session->delivered_count += any_delivered (sending->request);
  if (is_ahead || session->is_in_doubt)
    cs_session_keep (session, sending);
  else
    cs_session_settle (session, sending);
}

/* Some recipients may have to be tried again in another way: then behind what is under way. */
static void
finish_pass (CsSession *session, CsSending *sending)
{
  GPtrArray *again = cs_transaction_take_again (sending->transaction);

  session->avoids_optional |= cs_transaction_refused_parameters (sending->transaction);
  if (cs_transaction_refused_chunks (sending->transaction))
    session->habits |= CS_HABIT_NO_CHUNKS;
  if (again == NULL)
    {
      finish (session, sending);
      return;
    }

  leave_first (session);
  cs_sending_wait_again (sending, again);
  g_queue_push_tail (&session->sendings, sending);
}

/* --- replies ------------------------------------------------------------------------------ */

static void
take_step (CsSession *session, CsSending *sending, CsTransactionStep step)
{
  switch (step)
    {
    case CS_TRANSACTION_GO_ON:
      break;
    case CS_TRANSACTION_SEND_CONTENT:
      cs_session_content_begin (session, sending);
      break;
    case CS_TRANSACTION_SEND_DOT:
      cs_session_content_lone_dot (session, sending);
      break;
    case CS_TRANSACTION_STOP_CONTENT:
      cs_sending_stop_reading (sending);
      sending->phase = CS_SENDING_SENT;
      sending->end = cs_connection_position (session->connection);
      break;
    case CS_TRANSACTION_FINISHED:
      finish_pass (session, sending);
      break;
    case CS_TRANSACTION_BROKEN:
      cs_session_fail (session, cs_failure_copy (cs_transaction_fault (sending->transaction)));
      break;
    }
}

/* A refusal in the middle of the content is an answer; an acceptance is not. */
static void
take_early (CsSession *session, const CsReply *reply)
{
  if (cs_session_answer (CS_STATE_CONTENT, reply->code) == CS_ANSWER_REFUSED)
    cs_session_fail_with_reply (session, CS_FAILURE_REPLY, reply);
  else
    cs_session_fail_here (session, CS_FAILURE_PROTOCOL, "an answer before the content was sent");
}

/* Its last reply has come before its last byte went. */
static gboolean
is_early (const CsSession *session, const CsSending *sending, CsSessionState due)
{
  return due == CS_STATE_END && !cs_sending_is_chunked (sending)
         && !cs_connection_has_written (session->connection, sending->end);
}

/* Chunks are answered alike, so that a reply too many would be taken for that of the last one. */
static gboolean
is_out_of_step (const CsSession *session, const CsSending *sending, CsSessionState due)
{
  return due == CS_STATE_END && cs_sending_is_chunked (sending)
         && cs_session_has_too_many_replies (session);
}

/* RFC 5321 section 4.1.1.5: 250 and nothing else. A server that knows no RSET says so each time. */
static gboolean
is_right_reset (CsSession *session, guint code)
{
  if (code != 250 && code != 500 && code != 502)
    return FALSE;
  if (session->reset_code == 0)
    session->reset_code = code;

  return code == session->reset_code;
}

/* "I do not know this" to a command that it knows is about something else. */
static gboolean
is_unlikely (const CsSending *sending, CsSessionState due, guint code)
{
  gboolean is_of_envelope = due == CS_STATE_MAIL || due == CS_STATE_RECIPIENT;

  return sending->is_behind && cs_sending_is_chunked (sending) && is_of_envelope
         && (code == 500 || code == 502 || (code == 503 && due == CS_STATE_MAIL));
}

/* The reply is not to what it would be taken for. */
static gboolean
is_misplaced (CsSession *session, const CsSending *sending, CsSessionState due,
              const CsReply *reply)
{
  if (reply->code == CS_REPLY_CLOSING || cs_transaction_awaits_spoilt_reset (sending->transaction))
    return FALSE;
  if (due == CS_STATE_RESETTING && (session->kept.length > 0 || cs_sending_is_chunked (sending)))
    return !is_right_reset (session, reply->code);

  return is_unlikely (sending, due, reply->code);
}

static void
note_chunk (CsSession *session, const CsSending *sending, CsSessionState due, const CsReply *reply)
{
  gboolean is_of_chunk = due == CS_STATE_PROBE || due == CS_STATE_CHUNK
                         || (due == CS_STATE_END && cs_sending_is_chunked (sending));

  if (is_of_chunk && cs_session_answer (due, reply->code) == CS_ANSWER_ACCEPTED)
    session->habits |= CS_HABIT_CHUNKS;
}

static void
take_reply (CsSession *session, CsSending *sending, const CsReply *reply)
{
  CsSessionState due = cs_transaction_state (sending->transaction);

  if (is_early (session, sending, due))
    take_early (session, reply);
  else if (is_out_of_step (session, sending, due))
    cs_session_fail_here (session, CS_FAILURE_PROTOCOL, "more replies than commands");
  else if (is_misplaced (session, sending, due, reply))
    cs_session_fail_here (session, CS_FAILURE_PROTOCOL, "replies and commands are out of step");
  else
    {
      note_chunk (session, sending, due, reply);
      cs_session_check_before (session, sending, due, reply->code);
      take_step (session, sending, cs_transaction_take_reply (sending->transaction, reply));
      cs_session_check_after (session, due, reply->code);
    }
}

void
cs_session_send_replied (CsSession *session, const CsReply *reply)
{
  g_object_ref (session);
  if (session->awaits_check)
    cs_session_check_replied (session, reply);
  else
    take_reply (session, g_queue_peek_head (&session->sendings), reply);
  if (session->state == CS_STATE_READY)
    cs_session_write (session);
  g_object_unref (session);
}

void
cs_session_send_unasked (CsSession *session, const CsReply *reply)
{
  const CsSending *first = g_queue_peek_head (&session->sendings);

  if (first != NULL && first->phase == CS_SENDING_CONTENT)
    take_early (session, reply);
  else if (reply->code == CS_REPLY_CLOSING)
    cs_session_fail_with_reply (session, CS_FAILURE_REPLY, reply);
  else
    cs_session_fail_here (session, CS_FAILURE_PROTOCOL, "a reply that nobody asked for");
}

/* --- a new one ---------------------------------------------------------------------------- */

/* Nothing of this message can be sent on this session; others may. */
static void
finish_unsent (CsSending *sending, CsStage stage, CsFailureKind kind, const char *text)
{
  g_autoptr (CsFailure) failure = cs_failure_new (stage, kind, text);
  g_autoptr (GTask) task = g_steal_pointer (&sending->task);

  cs_sending_fail_rest (sending, failure);
  cs_sending_free (sending);
  g_task_return_boolean (task, TRUE);
}

static void
finish_closed (CsSending *sending)
{
  CsFailure *failure
      = cs_failure_new (CS_STAGE_RESET, CS_FAILURE_CLOSED, "the session was over already");
  g_autoptr (GTask) task = g_steal_pointer (&sending->task);

  cs_sending_fail_rest (sending, failure);
  cs_sending_free (sending);
  g_task_return_error (task, cs_failure_to_error (failure));
}

static gboolean
is_unsendable (const CsSending *sending)
{
  CsBodySource *body = sending->request->body;
  g_autoptr (GBytes) whole = cs_body_source_peek_whole (body);

  return whole != NULL && !cs_content_is_sendable (whole, cs_body_source_get_size (body));
}

void
cs_session_send_begin (CsSession *session, CsSending *sending)
{
  const CsFeatures *features = session->features;
  CsMailParameters parameters;

  if (session->state != CS_STATE_READY)
    {
      finish_closed (sending);
      return;
    }

  parameters = cs_session_parameters (session, sending->request);
  if (features->size_limit_bytes > 0 && parameters.size_bytes > features->size_limit_bytes)
    finish_unsent (sending, CS_STAGE_MAIL, CS_FAILURE_MESSAGE_TOO_LARGE, NULL);
  else if (parameters.is_8bit && !(features->flags & CS_FEATURE_8BITMIME))
    finish_unsent (sending, CS_STAGE_MAIL, CS_FAILURE_8BITMIME_NOT_OFFERED, NULL);
  else if (parameters.needs_smtputf8 && !(features->flags & CS_FEATURE_SMTPUTF8))
    finish_unsent (sending, CS_STAGE_MAIL, CS_FAILURE_SMTPUTF8_NOT_OFFERED, NULL);
  else if (is_unsendable (sending))
    finish_unsent (sending, CS_STAGE_CONTENT, CS_FAILURE_LOCAL,
                   "the message is not as it was said to be, or holds a bare CR, LF or NUL");
  else
    {
      g_queue_push_tail (&session->sendings, sending);
      cs_session_write (session);
    }
}
