#include "smtp/transaction-private.h"

CsTransaction *
cs_transaction_new (const CsSendRequest *request, GPtrArray *recipients,
                    const CsMailParameters *parameters, const CsTransactionManner *manner)
{
  CsTransaction *transaction = g_new0 (CsTransaction, 1);

  transaction->request = request;
  transaction->recipients = g_ptr_array_ref (recipients);
  transaction->parameters = *parameters;
  transaction->manner = *manner;
  transaction->accepted = g_ptr_array_new ();
  transaction->again = g_ptr_array_new ();
  return transaction;
}

void
cs_transaction_free (CsTransaction *transaction)
{
  if (transaction == NULL)
    return;

  g_ptr_array_unref (transaction->recipients);
  g_ptr_array_unref (transaction->accepted);
  g_ptr_array_unref (transaction->again);
  cs_failure_free (transaction->fault);
  g_free (transaction);
}

/* --- what is sent ------------------------------------------------------------------------- */

guint
cs_transaction_number_of_mail (const CsTransaction *transaction)
{
  return transaction->manner.n_resets;
}

guint
cs_transaction_recipients_end (const CsTransaction *transaction)
{
  return cs_transaction_number_of_mail (transaction) + 1 + transaction->recipients->len;
}

gboolean
cs_transaction_has_command_for_content (const CsTransaction *transaction)
{
  return transaction->manner.way == CS_CONTENT_BY_DATA
         || transaction->manner.way == CS_CONTENT_PROBED;
}

guint
cs_transaction_commands_end (const CsTransaction *transaction)
{
  return cs_transaction_recipients_end (transaction)
         + (cs_transaction_has_command_for_content (transaction) ? 1 : 0);
}

static CsSessionState
state_of_command (const CsTransaction *transaction, guint command)
{
  if (command < cs_transaction_number_of_mail (transaction))
    return CS_STATE_RESETTING;
  if (command == cs_transaction_number_of_mail (transaction))
    return CS_STATE_MAIL;
  if (command < cs_transaction_recipients_end (transaction))
    return CS_STATE_RECIPIENT;

  return transaction->manner.way == CS_CONTENT_BY_DATA ? CS_STATE_DATA : CS_STATE_PROBE;
}

CsSendRecipient *
cs_transaction_recipient_of (const CsTransaction *transaction, guint command)
{
  return transaction->recipients->pdata[command - cs_transaction_number_of_mail (transaction) - 1];
}

/* One by one, DATA is only sent when there is somebody to deliver to. */
static gboolean
may_send (const CsTransaction *transaction)
{
  if (transaction->is_over
      || transaction->next_command >= cs_transaction_commands_end (transaction))
    return FALSE;
  if (transaction->manner.pipelining)
    return TRUE;

  return transaction->next_command == transaction->next_reply;
}

static char *
chunk_line (gsize size_bytes, gboolean is_last)
{
  return g_strdup_printf ("BDAT %" G_GSIZE_FORMAT "%s", size_bytes, is_last ? " LAST" : "");
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
    case CS_STATE_RESETTING:
      return g_strdup ("RSET");
    case CS_STATE_MAIL:
      return cs_command_mail (transaction->request, &transaction->parameters);
    case CS_STATE_RECIPIENT:
      return cs_command_recipient (cs_transaction_recipient_of (transaction, command),
                                   &transaction->parameters);
    case CS_STATE_PROBE:
      return chunk_line (1, FALSE);
    default:
      return g_strdup ("DATA");
    }
}

gboolean
cs_transaction_has_probed (const CsTransaction *transaction)
{
  return transaction->manner.way == CS_CONTENT_PROBED
         && transaction->next_command == cs_transaction_commands_end (transaction);
}

char *
cs_transaction_next_chunk (CsTransaction *transaction, gsize size_bytes, gboolean is_last)
{
  transaction->n_chunks++;
  transaction->has_last_chunk = is_last;
  return chunk_line (size_bytes, is_last);
}

void
cs_transaction_dot_sent (CsTransaction *transaction)
{
  transaction->has_dot = TRUE;
}

/* --- which reply is due ------------------------------------------------------------------- */

static CsSessionState
state_of_content (const CsTransaction *transaction)
{
  guint n_due = transaction->n_chunks - transaction->n_chunk_replies;

  if (transaction->has_dot || (n_due == 1 && transaction->has_last_chunk))
    return CS_STATE_END;

  return n_due > 0 ? CS_STATE_CHUNK : CS_STATE_CONTENT;
}

CsSessionState
cs_transaction_state (const CsTransaction *transaction)
{
  if (transaction->next_reply < cs_transaction_commands_end (transaction))
    return state_of_command (transaction, transaction->next_reply);

  return state_of_content (transaction);
}

/* --- afterwards --------------------------------------------------------------------------- */

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
  clear_outcomes (transaction->again); /* nothing was decided for these */

  for (guint i = 0; i < transaction->recipients->len; i++)
    {
      CsSendRecipient *recipient = transaction->recipients->pdata[i];

      if (recipient->outcome == NULL)
        recipient->outcome = cs_failure_copy (failure);
    }
}

const CsFailure *
cs_transaction_fault (const CsTransaction *transaction)
{
  return transaction->fault;
}

gboolean
cs_transaction_awaits_spoilt_reset (const CsTransaction *transaction)
{
  return transaction->manner.n_resets > 1 && transaction->next_reply == 0;
}

guint
cs_transaction_n_resets_needed (const CsTransaction *transaction)
{
  if (transaction->may_hold_byte)
    return 2;

  return transaction->is_content_refused || (transaction->is_mail_accepted && !transaction->is_over)
             ? 1
             : 0;
}

gboolean
cs_transaction_is_untouched (const CsTransaction *transaction)
{
  return transaction->next_reply <= cs_transaction_number_of_mail (transaction);
}

gboolean
cs_transaction_is_told_apart (const CsTransaction *transaction)
{
  return transaction->is_end_apart && !transaction->is_like_another;
}

GPtrArray *
cs_transaction_take_again (CsTransaction *transaction)
{
  GPtrArray *recipients;

  if (transaction->again->len == 0)
    return NULL;

  recipients = g_steal_pointer (&transaction->again);
  transaction->again = g_ptr_array_new ();
  clear_outcomes (recipients);
  return recipients;
}

gboolean
cs_transaction_refused_parameters (const CsTransaction *transaction)
{
  return transaction->refused_parameters;
}

gboolean
cs_transaction_refused_chunks (const CsTransaction *transaction)
{
  return transaction->refused_chunks;
}
