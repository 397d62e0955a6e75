#include "smtp/transaction.h"

#include "smtp/reply-facts.h"

/* Commands by number: 0 is MAIL, then one RCPT for each recipient, then DATA. */
struct _CsTransaction
{
  const CsSendRequest *request;
  GPtrArray *recipients;
  CsMailParameters parameters;
  gboolean pipelining;

  guint next_command; /* to be sent */
  guint next_reply; /* due */
  gboolean is_mail_accepted;
  gboolean has_dot; /* awaiting the last reply */
  gboolean is_over; /* the server has closed the transaction */
  GPtrArray *accepted;
  GPtrArray *bare_retry;
  CsFailure *fault;
};

CsTransaction *
cs_transaction_new (const CsSendRequest *request, GPtrArray *recipients,
                    const CsMailParameters *parameters, gboolean pipelining)
{
  CsTransaction *transaction = g_new0 (CsTransaction, 1);

  transaction->request = request;
  transaction->recipients = g_ptr_array_ref (recipients);
  transaction->parameters = *parameters;
  transaction->pipelining = pipelining;
  transaction->accepted = g_ptr_array_new ();
  transaction->bare_retry = g_ptr_array_new ();
  return transaction;
}

void
cs_transaction_free (CsTransaction *transaction)
{
  if (transaction == NULL)
    return;

  g_ptr_array_unref (transaction->recipients);
  g_ptr_array_unref (transaction->accepted);
  g_ptr_array_unref (transaction->bare_retry);
  cs_failure_free (transaction->fault);
  g_free (transaction);
}

static CsSessionState
state_of_command (const CsTransaction *transaction, guint command)
{
  if (command == 0)
    return CS_STATE_MAIL;

  return command <= transaction->recipients->len ? CS_STATE_RECIPIENT : CS_STATE_DATA;
}

static gboolean
is_last_command (const CsTransaction *transaction, guint command)
{
  return command == transaction->recipients->len + 1;
}

/* One by one, DATA is only sent when there is somebody to deliver to. */
static gboolean
may_send (const CsTransaction *transaction)
{
  if (transaction->is_over || transaction->next_command > transaction->recipients->len + 1)
    return FALSE;
  if (transaction->pipelining)
    return TRUE;

  return transaction->next_command == transaction->next_reply;
}

char *
cs_transaction_next_line (CsTransaction *transaction)
{
  guint command = transaction->next_command;

  if (!may_send (transaction))
    return NULL;

  transaction->next_command++;
  switch (state_of_command (transaction, command))
    {
    case CS_STATE_MAIL:
      return cs_command_mail (transaction->request, &transaction->parameters);
    case CS_STATE_RECIPIENT:
      return cs_command_recipient (transaction->recipients->pdata[command - 1],
                                   &transaction->parameters);
    default:
      return g_strdup ("DATA");
    }
}

CsSessionState
cs_transaction_state (const CsTransaction *transaction)
{
  if (transaction->has_dot)
    return CS_STATE_END;
  if (transaction->next_reply > transaction->recipients->len + 1)
    return CS_STATE_CONTENT;

  return state_of_command (transaction, transaction->next_reply);
}

static void
clear_outcomes (GPtrArray *recipients)
{
  for (guint i = 0; i < recipients->len; i++)
    {
      CsSendRecipient *recipient = recipients->pdata[i];

      g_clear_pointer (&recipient->outcome, cs_failure_free);
    }
}

void
cs_transaction_fail_rest (CsTransaction *transaction, const CsFailure *failure)
{
  clear_outcomes (transaction->bare_retry); /* nothing was decided for these */

  for (guint i = 0; i < transaction->recipients->len; i++)
    {
      CsSendRecipient *recipient = transaction->recipients->pdata[i];

      if (recipient->outcome == NULL)
        recipient->outcome = cs_failure_copy (failure);
    }
}

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

static void
refuse (CsTransaction *transaction, CsSendRecipient *recipient, const CsReply *reply,
        CsSessionState state, gboolean retry_bare)
{
  recipient->outcome = cs_reply_to_failure (reply, cs_session_stage (state), CS_FAILURE_REPLY);
  if (retry_bare)
    g_ptr_array_add (transaction->bare_retry, recipient);
}

static CsTransactionStep
go_on_or_finish (CsTransaction *transaction)
{
  /* One by one: nobody was accepted, so DATA is not sent. */
  if (!transaction->pipelining && is_last_command (transaction, transaction->next_reply)
      && transaction->accepted->len == 0)
    return CS_TRANSACTION_FINISHED;

  return CS_TRANSACTION_GO_ON;
}

static CsTransactionStep
take_mail (CsTransaction *transaction, const CsReply *reply, CsAnswer answer)
{
  gboolean retry = is_parameter_refusal (reply->code)
                   && cs_command_mail_has_optional (transaction->request, &transaction->parameters);

  if (answer == CS_ANSWER_ACCEPTED)
    {
      transaction->is_mail_accepted = TRUE;
      return CS_TRANSACTION_GO_ON;
    }

  for (guint i = 0; i < transaction->recipients->len; i++)
    refuse (transaction, transaction->recipients->pdata[i], reply, CS_STATE_MAIL, retry);

  if (transaction->pipelining)
    return CS_TRANSACTION_GO_ON;

  transaction->is_over = TRUE;
  return CS_TRANSACTION_FINISHED;
}

static CsTransactionStep
take_recipient (CsTransaction *transaction, const CsReply *reply, CsAnswer answer)
{
  CsSendRecipient *recipient = transaction->recipients->pdata[transaction->next_reply - 2];

  if (!transaction->is_mail_accepted) /* MAIL has decided already */
    return CS_TRANSACTION_GO_ON;

  if (answer == CS_ANSWER_ACCEPTED)
    g_ptr_array_add (transaction->accepted, recipient);
  else
    refuse (transaction, recipient, reply, CS_STATE_RECIPIENT,
            is_parameter_refusal (reply->code)
                && cs_command_recipient_has_optional (recipient, &transaction->parameters));

  return go_on_or_finish (transaction);
}

static CsTransactionStep
take_data (CsTransaction *transaction, const CsReply *reply, CsAnswer answer)
{
  if (answer == CS_ANSWER_ACCEPTED)
    return transaction->accepted->len > 0 ? CS_TRANSACTION_SEND_CONTENT : CS_TRANSACTION_SEND_DOT;

  if (transaction->accepted->len > 0 && reply->code == 503) /* it has lost count, or we have */
    return nonsense (transaction, CS_STATE_DATA, reply);

  for (guint i = 0; i < transaction->accepted->len; i++)
    refuse (transaction, transaction->accepted->pdata[i], reply, CS_STATE_DATA, FALSE);
  return CS_TRANSACTION_FINISHED;
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

CsTransactionStep
cs_transaction_take_reply (CsTransaction *transaction, const CsReply *reply)
{
  CsSessionState state = cs_transaction_state (transaction);
  CsAnswer answer = cs_session_answer (state, reply->code);

  if (answer == CS_ANSWER_NONSENSE)
    return nonsense (transaction, state, reply);
  if (reply->code == CS_REPLY_CLOSING)
    return broken (transaction,
                   cs_reply_to_failure (reply, cs_session_stage (state), CS_FAILURE_REPLY));

  if (state == CS_STATE_END)
    return take_end (transaction, reply, answer);

  transaction->next_reply++;
  switch (state)
    {
    case CS_STATE_MAIL:
      return take_mail (transaction, reply, answer);
    case CS_STATE_RECIPIENT:
      return take_recipient (transaction, reply, answer);
    default:
      return take_data (transaction, reply, answer);
    }
}

void
cs_transaction_dot_sent (CsTransaction *transaction)
{
  transaction->has_dot = TRUE;
}

const CsFailure *
cs_transaction_fault (const CsTransaction *transaction)
{
  return transaction->fault;
}

gboolean
cs_transaction_needs_reset (const CsTransaction *transaction)
{
  return transaction->is_mail_accepted && !transaction->is_over;
}

gboolean
cs_transaction_is_untouched (const CsTransaction *transaction)
{
  return transaction->next_reply == 0;
}

GPtrArray *
cs_transaction_take_bare_retry (CsTransaction *transaction)
{
  GPtrArray *recipients;

  if (transaction->bare_retry->len == 0)
    return NULL;

  recipients = g_steal_pointer (&transaction->bare_retry);
  transaction->bare_retry = g_ptr_array_new ();
  clear_outcomes (recipients);
  return recipients;
}
