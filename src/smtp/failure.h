/* failure.h - what went wrong in a session, as facts for the verdict table
 *
 * The protocol layer never judges: it says at which stage something happened,
 * what kind of thing it was, and what the server said. delivery/verdict.c is
 * the one place where that becomes delivered, deferred, held or rejected.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CS_STAGE_RESOLVE,
  CS_STAGE_CONNECT,
  CS_STAGE_GREETING,
  CS_STAGE_HELLO, /* EHLO or HELO */
  CS_STAGE_STARTTLS, /* the command and its reply */
  CS_STAGE_TLS, /* the handshake and the certificate */
  CS_STAGE_CREDENTIAL, /* fetching the secret, before any AUTH */
  CS_STAGE_AUTHENTICATE,
  CS_STAGE_MAIL,
  CS_STAGE_RECIPIENT,
  CS_STAGE_DATA, /* the command and its 354 */
  CS_STAGE_CONTENT, /* while the message is being sent, before the final dot */
  CS_STAGE_END, /* after the final dot: the duplicate window, RFC 1047 */
  CS_STAGE_RESET,
  CS_STAGE_QUIT,
} CsStage;

typedef enum
{
  CS_FAILURE_NONE, /* accepted */
  CS_FAILURE_REPLY, /* the server answered code (not the one hoped for) */
  CS_FAILURE_UNREACHABLE, /* refused, no route, connect timed out */
  CS_FAILURE_TIMED_OUT, /* a step took longer than its limit */
  CS_FAILURE_CLOSED, /* the connection ended */
  CS_FAILURE_PROTOCOL, /* not SMTP, out of step, over a limit; text says what */
  CS_FAILURE_TLS_NOT_OFFERED, /* required, and STARTTLS is not among the features */
  CS_FAILURE_TLS_REFUSED, /* required, and STARTTLS was answered code */
  CS_FAILURE_TLS_HANDSHAKE,
  CS_FAILURE_TLS_CERTIFICATE, /* not verified where it must be; text names the exact fault */
  CS_FAILURE_TLS_TOO_OLD, /* below 1.2 where it must not be */
  CS_FAILURE_TLS_EXPECTED_PLAIN, /* from-start, but the server speaks plain SMTP */
  CS_FAILURE_PLAIN_EXPECTED_TLS, /* plain, but the server speaks TLS from the start */
  CS_FAILURE_PASSWORD_NEEDS_TLS, /* clear text would go unprotected: rule 5 of the design */
  CS_FAILURE_AUTH_NOT_OFFERED, /* no AUTH at all, or none of the option's mechanisms */
  CS_FAILURE_AUTH_WEAKER, /* less than it offered before, and perhaps not by its own word */
  CS_FAILURE_AUTH_CHALLENGE, /* a challenge that the mechanism cannot take; text says why */
  CS_FAILURE_AUTH_NTLM_V1_ONLY, /* the server would only take NTLM version 1, which is never sent */
  CS_FAILURE_AUTH_UNAVAILABLE, /* the mechanism is not installed here (gss-ntlmssp) */
  CS_FAILURE_CREDENTIAL_INVALID, /* the secret or account cannot be used (SASLprep, NUL, too long)
                                  */
  CS_FAILURE_MESSAGE_TOO_LARGE, /* above the SIZE announced */
  CS_FAILURE_SMTPUTF8_NOT_OFFERED,
  CS_FAILURE_8BITMIME_NOT_OFFERED,
  CS_FAILURE_LOCAL, /* the message could not be read here */
  CS_FAILURE_CANCELLED,
} CsFailureKind;

typedef struct
{
  CsStage stage;
  CsFailureKind kind;
  guint code; /* 200 to 599 with NONE, REPLY and TLS_REFUSED, else 0 */
  guint enhanced[3]; /* RFC 3463, {0,0,0} if absent or of another class than code */
  char *text; /* cleaned (base/text.h); the server's words or ours; may be NULL */
} CsFailure;

CsFailure *cs_failure_new (CsStage stage, CsFailureKind kind, const char *text);
CsFailure *cs_failure_copy (const CsFailure *failure);
void cs_failure_free (CsFailure *failure);
const char *cs_stage_name (CsStage stage); /* "greeting" */
const char *cs_failure_kind_name (CsFailureKind kind); /* "timed-out" */

/* How failures travel through GTask: error code is the CsFailureKind, and the failure itself is
 * attached and fetched with cs_failure_from_error. */
#define CS_SMTP_ERROR (cs_smtp_error_quark ())
GQuark cs_smtp_error_quark (void);
GError *cs_failure_to_error (CsFailure *failure /* (transfer full) */);
/* (transfer none): NULL if @error is not of CS_SMTP_ERROR. */
const CsFailure *cs_failure_from_error (const GError *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsFailure, cs_failure_free)

G_END_DECLS
