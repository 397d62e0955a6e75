#include "smtp/sending.h"

CsSending *
cs_sending_new (CsSendRequest *request, GTask *task)
{
  CsSending *sending = g_new0 (CsSending, 1);

  sending->request = request;
  sending->task = task;
  sending->pass = g_ptr_array_ref (request->recipients);
  return sending;
}

void
cs_sending_stop_reading (CsSending *sending)
{
  if (sending->reading != NULL)
    g_cancellable_cancel (sending->reading);
  g_clear_object (&sending->reading);
  g_clear_pointer (&sending->piece, g_bytes_unref);
  g_clear_pointer (&sending->next_piece, g_bytes_unref);
}

void
cs_sending_free (CsSending *sending)
{
  if (sending->cancel_source != NULL)
    {
      g_source_destroy (sending->cancel_source);
      g_source_unref (sending->cancel_source);
    }
  cs_sending_stop_reading (sending);
  cs_transaction_free (sending->transaction);
  g_ptr_array_unref (sending->pass);
  g_free (sending);
}

void
cs_sending_begin_pass (CsSending *sending, const CsMailParameters *parameters,
                       const CsTransactionManner *manner)
{
  sending->transaction = cs_transaction_new (sending->request, sending->pass, parameters, manner);
  sending->way = manner->way;
  sending->phase = CS_SENDING_ENVELOPE;
}

void
cs_sending_wait_again (CsSending *sending, GPtrArray *recipients)
{
  cs_sending_stop_reading (sending);
  g_clear_pointer (&sending->transaction, cs_transaction_free);
  g_ptr_array_unref (sending->pass);
  sending->pass = recipients;
  sending->phase = CS_SENDING_WAITING;
}

static gboolean
has_left (const CsSending *sending, const CsConnection *connection)
{
  return sending->phase == CS_SENDING_SENT && cs_connection_has_written (connection, sending->end);
}

CsStage
cs_sending_stage (const CsSending *sending, const CsConnection *connection)
{
  CsSessionState state;

  if (sending->transaction == NULL)
    return CS_STAGE_MAIL;

  state = cs_transaction_state (sending->transaction);
  if (state == CS_STATE_END && !has_left (sending, connection))
    state = CS_STATE_CONTENT;
  return cs_session_stage (state);
}

gboolean
cs_sending_may_be_delivered (const CsSending *sending, const CsConnection *connection)
{
  return has_left (sending, connection)
         && cs_connection_may_have_arrived (connection, sending->mark);
}

void
cs_sending_fail_rest (CsSending *sending, const CsFailure *failure)
{
  GPtrArray *recipients = sending->request->recipients;

  if (sending->transaction != NULL)
    cs_transaction_fail_rest (sending->transaction, failure);

  for (guint i = 0; i < recipients->len; i++)
    {
      CsSendRecipient *recipient = recipients->pdata[i];

      if (recipient->outcome == NULL)
        recipient->outcome = cs_failure_copy (failure);
    }
}

void
cs_sending_fail_all (CsSending *sending, const CsFailure *failure, const CsFailure *decided)
{
  GPtrArray *recipients = sending->request->recipients;

  for (guint i = 0; i < recipients->len; i++)
    {
      CsSendRecipient *recipient = recipients->pdata[i];
      gboolean is_decided = recipient->outcome != NULL;

      g_clear_pointer (&recipient->outcome, cs_failure_free);
      recipient->outcome = cs_failure_copy (is_decided ? decided : failure);
    }
}

gboolean
cs_sending_is_chunked (const CsSending *sending)
{
  return sending->way != CS_CONTENT_BY_DATA;
}
