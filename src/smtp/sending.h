/* sending.h - one message on its way through a session
 *
 * What session-send.c, session-content.c and session-lost.c know about it;
 * nothing is sent here. Private to the layer.
 */
#pragma once

#include "smtp/connection.h"
#include "smtp/content.h"
#include "smtp/transaction.h"

G_BEGIN_DECLS

typedef enum
{
  CS_SENDING_WAITING, /* nothing of it has been sent */
  CS_SENDING_ENVELOPE, /* its commands are on their way, and answers decide about its content */
  CS_SENDING_CONTENT,
  CS_SENDING_SENT, /* all of it is in the connection's buffer: the next one may follow */
} CsSendingPhase;

typedef struct
{
  CsSendRequest *request;
  GTask *task;
  GSource *cancel_source;
  CsSendingPhase phase;
  GPtrArray *pass; /* (element-type CsSendRecipient): those of the transaction under way */
  CsTransaction *transaction;
  CsContentWay way;
  gboolean is_behind; /* it was written while another one was under way */
  gint64 first_since_us; /* its replies are the next that are due; monotonic */
  guint64 mark; /* of the connection, before its first byte */
  guint64 end; /* position of the connection behind its last byte; once it is SENT */

  CsContent content;
  gint64 content_since_us;
  GCancellable *reading; /* the body is being read */
  GBytes *piece; /* read, and not sent: it may be the last one */
  GBytes *next_piece;
  guint64 read_bytes;
  gboolean is_body_read;
} CsSending;

/* Takes @task over. */
CsSending *cs_sending_new (CsSendRequest *request, GTask *task);
/* Its task must have been taken. */
void cs_sending_free (CsSending *sending);

void cs_sending_begin_pass (CsSending *sending, const CsMailParameters *parameters,
                            const CsTransactionManner *manner);
/* From the beginning, in another transaction. @recipients: (transfer full) */
void cs_sending_wait_again (CsSending *sending, GPtrArray *recipients);
/* The stage at which it is by what was answered and written. */
CsStage cs_sending_stage (const CsSending *sending, const CsConnection *connection);
/* Whether all of it has left, and the other side's system has something of it: then the server may
 * have accepted it, whatever is known of its answers (RFC 1047). */
gboolean cs_sending_may_be_delivered (const CsSending *sending, const CsConnection *connection);
/* Gives every recipient without an outcome a copy of @failure. */
void cs_sending_fail_rest (CsSending *sending, const CsFailure *failure);
/* Gives every recipient a copy of @failure, whatever was answered: @decided to those that have an
 * outcome. */
void cs_sending_fail_all (CsSending *sending, const CsFailure *failure, const CsFailure *decided);
gboolean cs_sending_is_chunked (const CsSending *sending);
/* Its content holds a piece that waits to be sent, or to be read. */
void cs_sending_stop_reading (CsSending *sending);

G_END_DECLS
