#include "smtp/session-states.h"

static const struct
{
  CsStage stage;
  guint lowest, highest; /* the codes hoped for */
} states[] = {
  [CS_STATE_NEW] = { CS_STAGE_CONNECT, 0, 0 },
  [CS_STATE_CONNECTING] = { CS_STAGE_CONNECT, 0, 0 },
  [CS_STATE_GREETING] = { CS_STAGE_GREETING, 220, 220 },
  [CS_STATE_EHLO] = { CS_STAGE_HELLO, 250, 259 },
  [CS_STATE_HELO] = { CS_STAGE_HELLO, 250, 259 },
  [CS_STATE_STARTTLS] = { CS_STAGE_STARTTLS, 220, 220 },
  [CS_STATE_SECURING] = { CS_STAGE_TLS, 0, 0 },
  [CS_STATE_AUTHENTICATING] = { CS_STAGE_AUTHENTICATE, 235, 235 },
  [CS_STATE_AUTH_CANCELLING] = { CS_STAGE_AUTHENTICATE, 0, 0 },
  [CS_STATE_READY] = { CS_STAGE_MAIL, 0, 0 },
  [CS_STATE_RESETTING] = { CS_STAGE_RESET, 250, 259 },
  [CS_STATE_MAIL] = { CS_STAGE_MAIL, 250, 259 },
  [CS_STATE_RECIPIENT] = { CS_STAGE_RECIPIENT, 250, 259 },
  [CS_STATE_DATA] = { CS_STAGE_DATA, 354, 354 },
  [CS_STATE_PROBE] = { CS_STAGE_DATA, 250, 259 },
  [CS_STATE_CONTENT] = { CS_STAGE_CONTENT, 0, 0 },
  [CS_STATE_CHUNK] = { CS_STAGE_CONTENT, 250, 259 },
  [CS_STATE_END] = { CS_STAGE_END, 250, 259 },
  [CS_STATE_QUITTING] = { CS_STAGE_QUIT, 221, 221 },
  [CS_STATE_FAILED] = { CS_STAGE_QUIT, 0, 0 },
  [CS_STATE_CLOSED] = { CS_STAGE_QUIT, 0, 0 },
};

typedef gboolean (*Condition) (const CsSessionFacts *facts, guint code);

static gboolean
always (const CsSessionFacts *facts, guint code)
{
  return TRUE;
}

static gboolean
says_helo (const CsSessionFacts *facts, guint code)
{
  return facts->helo;
}

static gboolean
takes_tls (const CsSessionFacts *facts, guint code)
{
  return !facts->is_secured && facts->tls != CS_TLS_NEVER
         && (facts->features & CS_FEATURE_STARTTLS) != 0;
}

static gboolean
lacks_tls (const CsSessionFacts *facts, guint code)
{
  gboolean is_wanted
      = facts->tls == CS_TLS_REQUIRED || (facts->tls == CS_TLS_WHEN_OFFERED && facts->expects_tls);

  return !facts->is_secured && is_wanted;
}

static gboolean
authenticates (const CsSessionFacts *facts, guint code)
{
  return facts->authenticates;
}

/* Answers that mean "I do not know EHLO", RFC 5321 sections 3.2 and 4.1.4. */
static gboolean
knows_no_ehlo (guint code)
{
  return code == 500 || code == 501 || code == 502 || code == 504 || code == 550;
}

static gboolean
may_say_helo (const CsSessionFacts *facts, guint code)
{
  return knows_no_ehlo (code) && !facts->authenticates && !lacks_tls (facts, code);
}

static gboolean
misses_tls (const CsSessionFacts *facts, guint code)
{
  return knows_no_ehlo (code) && lacks_tls (facts, code);
}

static gboolean
misses_auth (const CsSessionFacts *facts, guint code)
{
  return knows_no_ehlo (code) && facts->authenticates;
}

static gboolean
from_start (const CsSessionFacts *facts, guint code)
{
  return facts->tls == CS_TLS_FROM_START;
}

/* The first row that matches decides; what no row names is a refusal or nonsense, see below. */
/* clang-format off */
static const struct
{
  CsSessionState state;
  CsAnswer answer;
  Condition condition;
  CsSessionState next;
  CsFailureKind failure;
} rules[] = {
  { CS_STATE_SECURING,       CS_ANSWER_ACCEPTED,  from_start,    CS_STATE_GREETING,       CS_FAILURE_NONE },
  { CS_STATE_SECURING,       CS_ANSWER_ACCEPTED,  always,        CS_STATE_EHLO,           CS_FAILURE_NONE },
  { CS_STATE_GREETING,       CS_ANSWER_ACCEPTED,  says_helo,     CS_STATE_HELO,           CS_FAILURE_NONE },
  { CS_STATE_GREETING,       CS_ANSWER_ACCEPTED,  always,        CS_STATE_EHLO,           CS_FAILURE_NONE },
  { CS_STATE_EHLO,           CS_ANSWER_ACCEPTED,  takes_tls,     CS_STATE_STARTTLS,       CS_FAILURE_NONE },
  { CS_STATE_EHLO,           CS_ANSWER_ACCEPTED,  lacks_tls,     CS_STATE_FAILED,         CS_FAILURE_TLS_NOT_OFFERED },
  { CS_STATE_EHLO,           CS_ANSWER_ACCEPTED,  authenticates, CS_STATE_AUTHENTICATING, CS_FAILURE_NONE },
  { CS_STATE_EHLO,           CS_ANSWER_ACCEPTED,  always,        CS_STATE_READY,          CS_FAILURE_NONE },
  { CS_STATE_EHLO,           CS_ANSWER_REFUSED,   may_say_helo,  CS_STATE_HELO,           CS_FAILURE_NONE },
  { CS_STATE_EHLO,           CS_ANSWER_REFUSED,   misses_tls,    CS_STATE_FAILED,         CS_FAILURE_TLS_NOT_OFFERED },
  { CS_STATE_EHLO,           CS_ANSWER_REFUSED,   misses_auth,   CS_STATE_FAILED,         CS_FAILURE_AUTH_NOT_OFFERED },
  { CS_STATE_HELO,           CS_ANSWER_ACCEPTED,  lacks_tls,     CS_STATE_FAILED,         CS_FAILURE_TLS_NOT_OFFERED },
  { CS_STATE_HELO,           CS_ANSWER_ACCEPTED,  authenticates, CS_STATE_AUTHENTICATING, CS_FAILURE_NONE },
  { CS_STATE_HELO,           CS_ANSWER_ACCEPTED,  always,        CS_STATE_READY,          CS_FAILURE_NONE },
  { CS_STATE_STARTTLS,       CS_ANSWER_ACCEPTED,  always,        CS_STATE_SECURING,       CS_FAILURE_NONE },
  { CS_STATE_STARTTLS,       CS_ANSWER_REFUSED,   lacks_tls,     CS_STATE_FAILED,         CS_FAILURE_TLS_REFUSED },
  { CS_STATE_STARTTLS,       CS_ANSWER_REFUSED,   authenticates, CS_STATE_AUTHENTICATING, CS_FAILURE_NONE },
  { CS_STATE_STARTTLS,       CS_ANSWER_REFUSED,   always,        CS_STATE_READY,          CS_FAILURE_NONE },
  { CS_STATE_AUTHENTICATING, CS_ANSWER_ACCEPTED,  always,        CS_STATE_READY,          CS_FAILURE_NONE },
  { CS_STATE_AUTHENTICATING, CS_ANSWER_CHALLENGE, always,        CS_STATE_AUTHENTICATING, CS_FAILURE_NONE },
  { CS_STATE_RESETTING,      CS_ANSWER_ACCEPTED,  always,        CS_STATE_MAIL,           CS_FAILURE_NONE },
  { CS_STATE_MAIL,           CS_ANSWER_ACCEPTED,  always,        CS_STATE_RECIPIENT,      CS_FAILURE_NONE },
  { CS_STATE_RECIPIENT,      CS_ANSWER_ACCEPTED,  always,        CS_STATE_RECIPIENT,      CS_FAILURE_NONE },
  { CS_STATE_DATA,           CS_ANSWER_ACCEPTED,  always,        CS_STATE_CONTENT,        CS_FAILURE_NONE },
  { CS_STATE_PROBE,          CS_ANSWER_ACCEPTED,  always,        CS_STATE_CONTENT,        CS_FAILURE_NONE },
  { CS_STATE_CHUNK,          CS_ANSWER_ACCEPTED,  always,        CS_STATE_CONTENT,        CS_FAILURE_NONE },
  { CS_STATE_END,            CS_ANSWER_ACCEPTED,  always,        CS_STATE_READY,          CS_FAILURE_NONE },
  { CS_STATE_QUITTING,       CS_ANSWER_ACCEPTED,  always,        CS_STATE_CLOSED,         CS_FAILURE_NONE },
};
/* clang-format on */

CsAnswer
cs_session_answer (CsSessionState state, guint code)
{
  if (states[state].lowest != 0 && code >= states[state].lowest && code <= states[state].highest)
    return CS_ANSWER_ACCEPTED;
  if (state == CS_STATE_AUTHENTICATING && code == 334)
    return CS_ANSWER_CHALLENGE;
  if (code >= 400 && code <= 599)
    return CS_ANSWER_REFUSED;

  return CS_ANSWER_NONSENSE;
}

static CsTransition
follow (CsSessionState state, CsAnswer answer, guint code, const CsSessionFacts *facts)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (rules[i].state == state && rules[i].answer == answer && rules[i].condition (facts, code))
      return (CsTransition){ rules[i].next, rules[i].failure };

  return (CsTransition){ CS_STATE_FAILED,
                         answer == CS_ANSWER_REFUSED ? CS_FAILURE_REPLY : CS_FAILURE_PROTOCOL };
}

CsTransition
cs_session_next_state (CsSessionState state, guint code, const CsSessionFacts *facts)
{
  return follow (state, cs_session_answer (state, code), code, facts);
}

CsTransition
cs_session_next_state_secured (const CsSessionFacts *facts)
{
  return follow (CS_STATE_SECURING, CS_ANSWER_ACCEPTED, 0, facts);
}

CsStage
cs_session_stage (CsSessionState state)
{
  return states[state].stage;
}
