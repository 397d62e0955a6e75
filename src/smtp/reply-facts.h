/* reply-facts.h - what a reply says, as the facts of failure.h
 *
 * The enhanced status code (RFC 3463, RFC 2034) counts only where its class
 * is that of the reply code. Pure; private to the layer.
 */
#pragma once

#include "smtp/failure.h"
#include "smtp/reply.h"

G_BEGIN_DECLS

#define CS_REPLY_CLOSING 421 /* the server ends the connection, RFC 5321 section 3.8 */

#define CS_REPLY_SUBJECT_ADDRESS 1 /* RFC 3463 section 3.2 */
#define CS_REPLY_SUBJECT_NONE G_MAXUINT
/* The second number of the enhanced code. */
guint cs_reply_subject (const CsReply *reply);
/* (transfer full): all lines as one, the enhanced code of the first line kept. */
char *cs_reply_text (const CsReply *reply);
/* (transfer full): code, enhanced code and text of @reply as a failure of @kind. */
CsFailure *cs_reply_to_failure (const CsReply *reply, CsStage stage, CsFailureKind kind);

G_END_DECLS
