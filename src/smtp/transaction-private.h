/* transaction-private.h - what the files of transaction.h share
 *
 * transaction.c          what is sent, and which reply is due
 * transaction-replies.c  what each reply means
 */
#pragma once

#include "smtp/transaction.h"

G_BEGIN_DECLS

/* Commands by number: RSET where it is asked for, MAIL, one RCPT for each recipient, then DATA or
 * the probe where the way has one. Chunks are counted apart. */
struct _CsTransaction
{
  const CsSendRequest *request;
  GPtrArray *recipients;
  CsMailParameters parameters;
  CsTransactionManner manner;

  guint next_command; /* to be sent */
  guint next_reply; /* due */
  guint n_chunks, n_chunk_replies;
  gboolean has_last_chunk; /* of those sent */
  gboolean has_dot; /* awaiting the last reply */
  gboolean is_mail_accepted;
  gboolean is_content_refused; /* a chunk of it */
  gboolean may_hold_byte; /* the server, of a chunk that it did not know for one */
  gboolean is_over; /* the server has closed the transaction */
  gboolean is_like_another; /* an answer about the envelope could be that to another command */
  gboolean is_end_apart; /* that to the end could not */
  gboolean refused_parameters, refused_chunks;
  GPtrArray *accepted;
  GPtrArray *again;
  CsFailure *fault;
};

guint cs_transaction_number_of_mail (const CsTransaction *transaction);
/* The number behind the last RCPT, and behind the last command. */
guint cs_transaction_recipients_end (const CsTransaction *transaction);
guint cs_transaction_commands_end (const CsTransaction *transaction);
gboolean cs_transaction_has_command_for_content (const CsTransaction *transaction);
/* Of a command RCPT. */
CsSendRecipient *cs_transaction_recipient_of (const CsTransaction *transaction, guint command);

G_END_DECLS
