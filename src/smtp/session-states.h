/* session-states.h - which state follows which, RFC 5321 section 4.3.2
 *
 * The state machine of a session as a table: state and reply in, next state
 * out. Nothing is sent here (session-open.c and session-auth.c enter
 * states, transaction.c those of a message), and nothing is judged: a refusal is a fact. Pure.
 * Private to the layer.
 */
#pragma once

#include "base/security.h"
#include "smtp/failure.h"
#include "smtp/features.h"

G_BEGIN_DECLS

typedef enum
{
  CS_STATE_NEW,
  CS_STATE_CONNECTING,
  CS_STATE_GREETING,
  CS_STATE_EHLO,
  CS_STATE_HELO,
  CS_STATE_STARTTLS,
  CS_STATE_SECURING, /* the handshake; its end counts as CS_ANSWER_ACCEPTED */
  CS_STATE_AUTHENTICATING,
  CS_STATE_AUTH_CANCELLING, /* "*" was sent */
  CS_STATE_READY,
  CS_STATE_RESETTING,
  CS_STATE_MAIL, /* the reply that is due next is that of MAIL … */
  CS_STATE_RECIPIENT,
  CS_STATE_DATA,
  CS_STATE_PROBE, /* … of the first chunk, of one byte (transaction.h) */
  CS_STATE_CONTENT, /* content is on its way; no reply is due before the dot */
  CS_STATE_CHUNK, /* … of a chunk that is not the last, RFC 3030 */
  CS_STATE_END,
  CS_STATE_QUITTING,
  CS_STATE_FAILED,
  CS_STATE_CLOSED,
  CS_STATE_LAST = CS_STATE_CLOSED,
} CsSessionState;

typedef enum
{
  CS_ANSWER_ACCEPTED, /* the code that was hoped for */
  CS_ANSWER_CHALLENGE, /* 334 where it may be */
  CS_ANSWER_REFUSED, /* 4xx or 5xx */
  CS_ANSWER_NONSENSE, /* no answer to this question */
} CsAnswer;

typedef struct
{
  CsTlsRule tls;
  gboolean expects_tls;
  gboolean helo;
  gboolean authenticates; /* the option is not "none", and this is no probe */
  gboolean is_secured;
  CsFeatureFlags features; /* of the last EHLO */
} CsSessionFacts;

typedef struct
{
  CsSessionState state;
  CsFailureKind failure; /* with CS_STATE_FAILED */
} CsTransition;

CsAnswer cs_session_answer (CsSessionState state, guint code);
CsTransition cs_session_next_state (CsSessionState state, guint code, const CsSessionFacts *facts);
/* Of the handshake, which no code ends. */
CsTransition cs_session_next_state_secured (const CsSessionFacts *facts);
CsStage cs_session_stage (CsSessionState state);

G_END_DECLS
