/* transaction.h - one envelope and its answers, RFC 5321 section 3.3, RFC 2920
 *
 * Which lines to send (one by one, or as a group where PIPELINING is offered)
 * and what each reply means for each recipient. No I/O: it is handed replies
 * and says what to do next, so that no sequence of replies can make a
 * recipient count as delivered without an accepted dot. Private to the layer.
 */
#pragma once

#include "smtp/command.h"
#include "smtp/reply.h"
#include "smtp/session-states.h"

G_BEGIN_DECLS

typedef struct _CsTransaction CsTransaction;

typedef enum
{
  CS_TRANSACTION_GO_ON, /* send what cs_transaction_next_line gives, await the rest */
  CS_TRANSACTION_SEND_CONTENT, /* 354, and somebody to deliver to */
  CS_TRANSACTION_SEND_DOT, /* 354, though nobody was accepted: the dot alone, to nobody */
  CS_TRANSACTION_FINISHED,
  CS_TRANSACTION_BROKEN, /* the session is over: cs_transaction_fault says why */
} CsTransactionStep;

/* @recipients: (element-type CsSendRecipient): those of @request to try; not copied. */
CsTransaction *cs_transaction_new (const CsSendRequest *request, GPtrArray *recipients,
                                   const CsMailParameters *parameters, gboolean pipelining);
void cs_transaction_free (CsTransaction *transaction);

/* (transfer full) (nullable): the next line to queue; NULL: wait for a reply first. */
char *cs_transaction_next_line (CsTransaction *transaction);
/* What the reply that is due next answers. */
CsSessionState cs_transaction_state (const CsTransaction *transaction);
CsTransactionStep cs_transaction_take_reply (CsTransaction *transaction, const CsReply *reply);
/* All content and the dot are sent: the next reply is the one that decides. */
void cs_transaction_dot_sent (CsTransaction *transaction);

/* Gives every recipient without an outcome, the accepted ones too, a copy of @failure. */
void cs_transaction_fail_rest (CsTransaction *transaction, const CsFailure *failure);
/* (transfer none): after CS_TRANSACTION_BROKEN. */
const CsFailure *cs_transaction_fault (const CsTransaction *transaction);

/* Whether the server holds an unfinished transaction, which RSET ends. */
gboolean cs_transaction_needs_reset (const CsTransaction *transaction);
/* Whether no reply was read yet. */
gboolean cs_transaction_is_untouched (const CsTransaction *transaction);
/* (transfer full) (nullable): recipients to try once more without optional parameters, because
 * one was refused (555, 501, 504). Their outcomes are cleared. */
GPtrArray *cs_transaction_take_bare_retry (CsTransaction *transaction);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsTransaction, cs_transaction_free)

G_END_DECLS
