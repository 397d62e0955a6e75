/* session-check.h - whether the answers to messages sent ahead were theirs; how: session-check.c
 */
#pragma once

#include "smtp/session-private.h"

G_BEGIN_DECLS

gboolean cs_session_is_ahead (const CsSession *session, const CsSending *sending);
void cs_session_keep (CsSession *session, CsSending *sending /* (transfer full) */);
/* Asks now; until the answer has come nothing begins. */
void cs_session_check_begin (CsSession *session);
/* Before the reply to the first message is taken, and afterwards. */
void cs_session_check_before (CsSession *session, const CsSending *sending, CsSessionState due,
                              guint code);
void cs_session_check_after (CsSession *session, CsSessionState due, guint code);
void cs_session_check_replied (CsSession *session, const CsReply *reply);

G_END_DECLS
