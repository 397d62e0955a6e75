/* What each reply means for each recipient. */
#include "smtp/reply-facts.h"
#include "smtp/transaction-private.h"

/* --- what becomes of the recipients ------------------------------------------------------- */

static CsTransactionStep
broken (CsTransaction *transaction, CsFailure *fault)
{
  transaction->fault = fault;
  return CS_TRANSACTION_BROKEN;
}

static CsTransactionStep
nonsense (CsTransaction *transaction, CsSessionState state, const CsReply *reply)
{
  CsStage stage = cs_session_stage (state);
  g_autofree char *said = cs_reply_text (reply);
  g_autofree char *text = g_strdup_printf ("%u is no answer to this: %s", reply->code, said);

  return broken (transaction, cs_failure_new (stage, CS_FAILURE_PROTOCOL, text));
}

/* A parameter that was offered and then refused, RFC 5321 section 4.1.1.11. */
static gboolean
is_parameter_refusal (guint code)
{
  return code == 555 || code == 501 || code == 504;
}

/* The server does not know the command, or thinks that it has no place here: it has not looked at
 * the message. */
static gboolean
is_command_refusal (guint code)
{
  return code >= 500 && code <= 504;
}

static void
refuse (CsTransaction *transaction, CsSendRecipient *recipient, const CsReply *reply,
        CsSessionState state, gboolean again)
{
  recipient->outcome = cs_reply_to_failure (reply, cs_session_stage (state), CS_FAILURE_REPLY);
  if (again)
    g_ptr_array_add (transaction->again, recipient);
}

static void
refuse_accepted (CsTransaction *transaction, const CsReply *reply, CsSessionState state,
                 gboolean again)
{
  for (guint i = 0; i < transaction->accepted->len; i++)
    refuse (transaction, transaction->accepted->pdata[i], reply, state, again);
}

/* --- what each reply means ---------------------------------------------------------------- */

/* With content behind it there is no way back: if the server knows no RSET, its answer to MAIL says
 * whether something is unfinished. The first of two may have had a byte before it. */
static CsTransactionStep
take_reset (CsTransaction *transaction, const CsReply *reply, CsAnswer answer)
{
  gboolean is_spoilt
      = transaction->next_reply < transaction->manner.n_resets && is_command_refusal (reply->code);

  if (answer == CS_ANSWER_ACCEPTED || is_spoilt || transaction->manner.way == CS_CONTENT_FOLLOWS)
    return CS_TRANSACTION_GO_ON;

  return broken (transaction, cs_reply_to_failure (reply, CS_STAGE_RESET, CS_FAILURE_REPLY));
}

static CsTransactionStep
take_mail (CsTransaction *transaction, const CsReply *reply, CsAnswer answer)
{
  gboolean again = is_parameter_refusal (reply->code)
                   && cs_command_mail_has_optional (transaction->request, &transaction->parameters);

  if (answer == CS_ANSWER_ACCEPTED)
    {
      transaction->is_mail_accepted = TRUE;
      return CS_TRANSACTION_GO_ON;
    }

  transaction->refused_parameters |= again;
  for (guint i = 0; i < transaction->recipients->len; i++)
    refuse (transaction, transaction->recipients->pdata[i], reply, CS_STATE_MAIL, again);

  if (transaction->manner.pipelining)
    return CS_TRANSACTION_GO_ON;

  transaction->is_over = TRUE;
  return CS_TRANSACTION_FINISHED;
}

/* Behind the last recipient it may be known that nobody is there to deliver to, or that content may
 * be sent. */
static CsTransactionStep
go_on_behind_recipient (CsTransaction *transaction)
{
  gboolean is_nobody = transaction->accepted->len == 0;

  if (transaction->next_reply < cs_transaction_recipients_end (transaction)
      || transaction->manner.way == CS_CONTENT_FOLLOWS)
    return CS_TRANSACTION_GO_ON;
  if (cs_transaction_has_command_for_content (transaction))
    return is_nobody && !transaction->manner.pipelining ? CS_TRANSACTION_FINISHED
                                                        : CS_TRANSACTION_GO_ON;

  return is_nobody ? CS_TRANSACTION_FINISHED : CS_TRANSACTION_SEND_CONTENT;
}

static CsTransactionStep
take_recipient (CsTransaction *transaction, const CsReply *reply, CsAnswer answer)
{
  CsSendRecipient *recipient
      = cs_transaction_recipient_of (transaction, transaction->next_reply - 1);
  gboolean again = is_parameter_refusal (reply->code)
                   && cs_command_recipient_has_optional (recipient, &transaction->parameters);

  if (!transaction->is_mail_accepted) /* MAIL has decided already */
    return go_on_behind_recipient (transaction);

  if (answer == CS_ANSWER_ACCEPTED)
    g_ptr_array_add (transaction->accepted, recipient);
  else
    {
      transaction->refused_parameters |= again;
      refuse (transaction, recipient, reply, CS_STATE_RECIPIENT, again);
    }

  return go_on_behind_recipient (transaction);
}

static CsTransactionStep
take_data (CsTransaction *transaction, const CsReply *reply, CsAnswer answer)
{
  if (answer == CS_ANSWER_ACCEPTED)
    return transaction->accepted->len > 0 ? CS_TRANSACTION_SEND_CONTENT : CS_TRANSACTION_SEND_DOT;

  if (transaction->accepted->len > 0 && reply->code == 503) /* it has lost count, or we have */
    return nonsense (transaction, CS_STATE_DATA, reply);

  refuse_accepted (transaction, reply, CS_STATE_DATA, FALSE);
  return CS_TRANSACTION_FINISHED;
}

/* RFC 3030 section 2: after a refused chunk the state is unclear until RSET. A refusal for good is
 * about chunks, never about the message, of which one byte was sent. */
static CsTransactionStep
take_probe (CsTransaction *transaction, const CsReply *reply, CsAnswer answer)
{
  gboolean has_accepted = transaction->accepted->len > 0;

  if (answer == CS_ANSWER_ACCEPTED)
    return has_accepted ? CS_TRANSACTION_SEND_CONTENT : CS_TRANSACTION_FINISHED;

  transaction->is_content_refused = TRUE;
  transaction->may_hold_byte = reply->code >= 500;
  /* Who puts off every first chunk may mean chunks, not this message: the next attempt is by DATA.
   */
  transaction->refused_chunks = has_accepted;
  refuse_accepted (transaction, reply, CS_STATE_PROBE, reply->code >= 500);
  return CS_TRANSACTION_FINISHED;
}

static CsTransactionStep
refuse_chunk (CsTransaction *transaction, const CsReply *reply, CsSessionState state)
{
  /* It may be taking content for commands. */
  if (transaction->accepted->len > 0 && is_command_refusal (reply->code))
    {
      transaction->refused_chunks = TRUE;
      return nonsense (transaction, state, reply);
    }

  transaction->is_content_refused = TRUE;
  refuse_accepted (transaction, reply, state, FALSE);
  return CS_TRANSACTION_STOP_CONTENT;
}

static CsTransactionStep
finish_if_none_is_due (const CsTransaction *transaction, CsTransactionStep otherwise)
{
  return transaction->n_chunk_replies == transaction->n_chunks ? CS_TRANSACTION_FINISHED
                                                               : otherwise;
}

static CsTransactionStep
take_end (CsTransaction *transaction, const CsReply *reply, CsAnswer answer)
{
  CsFailureKind kind = answer == CS_ANSWER_ACCEPTED ? CS_FAILURE_NONE : CS_FAILURE_REPLY;

  transaction->is_over = TRUE;
  for (guint i = 0; i < transaction->accepted->len; i++)
    {
      CsSendRecipient *recipient = transaction->accepted->pdata[i];

      recipient->outcome = cs_reply_to_failure (reply, CS_STAGE_END, kind);
    }
  return CS_TRANSACTION_FINISHED;
}

static CsTransactionStep
take_chunk (CsTransaction *transaction, CsSessionState state, const CsReply *reply, CsAnswer answer)
{
  CsTransactionStep step;

  transaction->n_chunk_replies++;
  if (transaction->is_content_refused) /* what was under way when it was */
    return finish_if_none_is_due (transaction, CS_TRANSACTION_GO_ON);
  if (answer == CS_ANSWER_ACCEPTED)
    return state == CS_STATE_END ? take_end (transaction, reply, answer) : CS_TRANSACTION_GO_ON;

  step = refuse_chunk (transaction, reply, state);
  return step == CS_TRANSACTION_STOP_CONTENT ? finish_if_none_is_due (transaction, step) : step;
}

static CsTransactionStep
take_command (CsTransaction *transaction, CsSessionState state, const CsReply *reply,
              CsAnswer answer)
{
  transaction->next_reply++;
  switch (state)
    {
    case CS_STATE_RESETTING:
      return take_reset (transaction, reply, answer);
    case CS_STATE_MAIL:
      return take_mail (transaction, reply, answer);
    case CS_STATE_RECIPIENT:
      return take_recipient (transaction, reply, answer);
    case CS_STATE_PROBE:
      return take_probe (transaction, reply, answer);
    default:
      return take_data (transaction, reply, answer);
    }
}

static void
note_subject (CsTransaction *transaction, CsSessionState state, const CsReply *reply)
{
  guint subject = cs_reply_subject (reply);

  if (state == CS_STATE_MAIL || state == CS_STATE_RECIPIENT)
    transaction->is_like_another |= subject != CS_REPLY_SUBJECT_ADDRESS;
  else if (state == CS_STATE_END)
    transaction->is_end_apart
        = subject != CS_REPLY_SUBJECT_ADDRESS && subject != CS_REPLY_SUBJECT_NONE;
}

CsTransactionStep
cs_transaction_take_reply (CsTransaction *transaction, const CsReply *reply)
{
  CsSessionState state = cs_transaction_state (transaction);
  CsAnswer answer = cs_session_answer (state, reply->code);

  note_subject (transaction, state, reply);
  if (answer == CS_ANSWER_NONSENSE)
    return nonsense (transaction, state, reply);
  if (reply->code == CS_REPLY_CLOSING)
    return broken (transaction,
                   cs_reply_to_failure (reply, cs_session_stage (state), CS_FAILURE_REPLY));

  if (transaction->n_chunks > 0
      && transaction->next_reply == cs_transaction_commands_end (transaction))
    return take_chunk (transaction, state, reply, answer);
  if (state == CS_STATE_END)
    return take_end (transaction, reply, answer);
  return take_command (transaction, state, reply, answer);
}
