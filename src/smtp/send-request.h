/* send-request.h - one message for a session: its envelope, its content, and what became of it
 *
 * The session sets the outcome of every recipient; nothing here does anything.
 */
#pragma once

#include "base/address.h"
#include "smtp/body.h"
#include "smtp/failure.h"

G_BEGIN_DECLS

typedef enum
{
  CS_NOTIFY_DEFAULT = 0, /* nothing asked for: failures, RFC 3461 section 4.1 */
  CS_NOTIFY_NEVER = 1 << 0,
  CS_NOTIFY_SUCCESS = 1 << 1,
  CS_NOTIFY_FAILURE = 1 << 2,
  CS_NOTIFY_DELAY = 1 << 3,
} CsNotify;

typedef struct
{
  CsAddress *address;
  CsNotify notify;
  char *original_recipient; /* ORCPT as received ("rfc822;…", xtext), or NULL */
  CsFailure *outcome; /* (out): set for every recipient when the send finishes; kind NONE:
                       * accepted and delivered; its text is the server's last words */
} CsSendRecipient;

typedef struct
{
  const CsAddress *sender; /* may be the null reverse-path */
  GPtrArray *recipients; /* (element-type CsSendRecipient), at least one */
  CsBodySource *body;
  gboolean needs_smtputf8;
  const char *envelope_id; /* ENVID (xtext) or NULL */
  const char *dsn_return; /* "FULL", "HDRS" or NULL */
  gboolean is_not_begun; /* (out): the session ended before its turn, and no server has seen
                          * it: recipients whose outcome is at CS_STAGE_RESET were not tried */
} CsSendRequest;

CsSendRecipient *cs_send_recipient_new (CsAddress *address);
void cs_send_recipient_free (CsSendRecipient *recipient);

G_END_DECLS
