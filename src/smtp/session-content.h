/* session-content.h - the content of a message: which of it may be sent how, and writing it
 */
#pragma once

#include "smtp/session-private.h"

G_BEGIN_DECLS

/* These append to the buffer. FALSE: the session has failed. */
gboolean cs_session_content_probe (CsSession *session, CsSending *sending);
gboolean cs_session_content_begin (CsSession *session, CsSending *sending);
gboolean cs_session_content_lone_dot (CsSession *session, CsSending *sending);
/* Returns: whether there was more to append. */
gboolean cs_session_content_go_on (CsSession *session);
/* Whether a small message may be sent; a large one shows while it is read. */
gboolean cs_content_is_sendable (GBytes *whole, guint64 size_bytes);
/* Whether its first byte may be a chunk of its own. */
gboolean cs_content_can_probe (GBytes *whole);

G_END_DECLS
