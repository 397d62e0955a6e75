/* transaction.h - one envelope and its answers, RFC 5321 section 3.3, RFC 2920, RFC 3030
 *
 * Which lines to send (one by one, or as a group where PIPELINING is offered)
 * and what each reply means for each recipient. No I/O: it is handed replies
 * and says what to do next, so that no sequence of replies can make a
 * recipient count as delivered without an accepted end of the content.
 * Private to the layer.
 */
#pragma once

#include "smtp/command.h"
#include "smtp/reply.h"
#include "smtp/session-states.h"

G_BEGIN_DECLS

typedef struct _CsTransaction CsTransaction;

/* How the content goes. A server that offers CHUNKING and does not know BDAT would take content for
 * commands: until it has answered one, only the first byte goes behind the recipients, and the
 * answer is waited for. (An empty chunk would do, but there are servers that hold it for abuse.) */
typedef enum
{
  CS_CONTENT_BY_DATA,
  CS_CONTENT_PROBED, /* a chunk of one byte behind the recipients, then as chunked */
  CS_CONTENT_CHUNKED, /* chunks, when it is known whether anybody is accepted */
  CS_CONTENT_FOLLOWS, /* one chunk right behind the recipients; only in a group */
} CsContentWay;

typedef struct
{
  gboolean pipelining;
  guint n_resets; /* so many RSET first: what the server holds is not known, or is to be forgotten.
                   * Two where it may hold that byte as the beginning of a line */
  CsContentWay way;
} CsTransactionManner;

typedef enum
{
  CS_TRANSACTION_GO_ON, /* send what cs_transaction_next_line gives, await the rest */
  CS_TRANSACTION_SEND_CONTENT, /* somebody to deliver to, and the server waits */
  CS_TRANSACTION_SEND_DOT, /* 354, though nobody was accepted: the dot alone, to nobody */
  CS_TRANSACTION_STOP_CONTENT, /* a chunk was refused: no more of them; answers are still due */
  CS_TRANSACTION_FINISHED,
  CS_TRANSACTION_BROKEN, /* the session is over: cs_transaction_fault says why */
} CsTransactionStep;

/* @recipients: (element-type CsSendRecipient): those of @request to try; not copied. */
CsTransaction *cs_transaction_new (const CsSendRequest *request, GPtrArray *recipients,
                                   const CsMailParameters *parameters,
                                   const CsTransactionManner *manner);
void cs_transaction_free (CsTransaction *transaction);

/* (transfer full) (nullable): the next line to queue; NULL: content, or wait for a reply first. */
char *cs_transaction_next_line (CsTransaction *transaction);
/* (transfer full): the line before a chunk, which is sent with it. */
char *cs_transaction_next_chunk (CsTransaction *transaction, gsize size_bytes, gboolean is_last);
/* All content and the dot are sent: the next reply is the one that decides. */
void cs_transaction_dot_sent (CsTransaction *transaction);
/* What the reply that is due next answers. */
CsSessionState cs_transaction_state (const CsTransaction *transaction);
CsTransactionStep cs_transaction_take_reply (CsTransaction *transaction, const CsReply *reply);

/* Gives every recipient without an outcome, the accepted ones too, a copy of @failure. */
void cs_transaction_fail_rest (CsTransaction *transaction, const CsFailure *failure);
/* (transfer none): after CS_TRANSACTION_BROKEN. */
const CsFailure *cs_transaction_fault (const CsTransaction *transaction);

/* The line just taken is that of the probe: its byte follows. */
gboolean cs_transaction_has_probed (const CsTransaction *transaction);
/* What is due is the answer to the first RSET of two, whatever it was taken for. */
gboolean cs_transaction_awaits_spoilt_reset (const CsTransaction *transaction);
/* How many RSET end what the server holds, or may hold. */
guint cs_transaction_n_resets_needed (const CsTransaction *transaction);
/* Whether no reply about the message was read yet. */
gboolean cs_transaction_is_untouched (const CsTransaction *transaction);
/* Whether the enhanced codes show that the answer to the end is none to a command before it: those
 * to MAIL and RCPT speak of addresses, and it does not (RFC 3463 section 3.2). */
gboolean cs_transaction_is_told_apart (const CsTransaction *transaction);
/* (transfer full) (nullable): recipients to try once more, without what was refused. Their outcomes
 * are cleared. */
GPtrArray *cs_transaction_take_again (CsTransaction *transaction);
/* Optional parameters were refused (555, 501, 504). */
gboolean cs_transaction_refused_parameters (const CsTransaction *transaction);
/* BDAT is not known (500 to 504). */
gboolean cs_transaction_refused_chunks (const CsTransaction *transaction);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsTransaction, cs_transaction_free)

G_END_DECLS
