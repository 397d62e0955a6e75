#include "delivery/verdict.h"

#include <string.h>

#define THIRD_TIME 3

/* What must be so for a row to match, beside stage, kind and code. */
typedef enum
{
  ALWAYS = 0,
  IF_AUTHENTICATES = 1 << 0,
  IF_ANONYMOUS = 1 << 1,
  IF_SMART_HOST = 1 << 2,
  IF_OFFERS_AUTH = 1 << 3,
  IF_MAY_CLEAR = 1 << 4,
  IF_MAY_HELO = 1 << 5,
  IF_USED = 1 << 6,
  IF_ANOTHER = 1 << 7, /* recipient of the transaction was accepted */
  IF_WORKED = 1 << 8, /* the credential, here */
  IF_THIRD = 1 << 9, /* time in a row with the row's cause */
  IF_WANTS_LOGIN = 1 << 10, /* the server's words */
  IF_WANTS_TLS = 1 << 11, /* the server's words */
  IF_4_3_2 = 1 << 12, /* enhanced code */
  IF_5_5_6 = 1 << 13,
  IF_5_7_30 = 1 << 14,
  IF_OFFERED_TLS = 1 << 15, /* it used to */
  IF_WOULD_LOG_IN = 1 << 16, /* also without TLS */
} Condition;

typedef struct
{
  int first_stage, last_stage;
  int kind;
  guint first_code, last_code; /* 0, 0: any */
  guint conditions;
  CsVerdict verdict;
} Rule;

/* clang-format off */
#define ANY_STAGE CS_STAGE_RESOLVE, CS_STAGE_QUIT
#define AT(stage) CS_STAGE_##stage, CS_STAGE_##stage
#define UNTIL(stage) CS_STAGE_RESOLVE, CS_STAGE_##stage
#define FROM_TO(first, last) CS_STAGE_##first, CS_STAGE_##last
#define REPLY CS_FAILURE_REPLY
#define DELIVERED { CS_VERDICT_DELIVERED, CS_CAUSE_NONE, CS_THEN_NOTHING, "2.0.0" }
#define UNTRIED { CS_VERDICT_UNTRIED, CS_CAUSE_NONE, CS_THEN_NOTHING, "4.0.0" }
#define DEFERRED(cause, then, status) { CS_VERDICT_DEFERRED, CS_CAUSE_##cause, then, status }
#define HELD(cause, then, status) { CS_VERDICT_HELD, CS_CAUSE_##cause, then, status }
#define REJECTED(then, status) { CS_VERDICT_REJECTED, CS_CAUSE_NONE, then, status }
#define NOTHING CS_THEN_NOTHING
#define NEXT (CS_THEN_NEXT_HOST | CS_THEN_REST)

/* The first row that matches decides. Numbers are those of tests/catalogue.txt. */
static const Rule rules[] = {
  { ANY_STAGE, CS_FAILURE_NONE, 0, 0, ALWAYS, DELIVERED },      /* RFC 5321 section 4.2.5; 94, 109, 112 */
  { ANY_STAGE, CS_FAILURE_CANCELLED, 0, 0, ALWAYS, UNTRIED },

  /* A session that was used before and has ended says nothing about the next message: 116, 118 */
  { FROM_TO (MAIL, MAIL), CS_FAILURE_CLOSED, 0, 0, IF_USED, DEFERRED (UNREACHABLE, CS_THEN_NEW_SESSION, "4.4.2") },
  { AT (RESET), CS_FAILURE_CLOSED, 0, 0, ALWAYS, DEFERRED (UNREACHABLE, CS_THEN_NEW_SESSION, "4.4.2") },
  { AT (RESET), CS_FAILURE_TIMED_OUT, 0, 0, ALWAYS, DEFERRED (UNREACHABLE, CS_THEN_NEW_SESSION, "4.4.2") },
  { AT (RESET), CS_FAILURE_PROTOCOL, 0, 0, ALWAYS, DEFERRED (PROTOCOL, CS_THEN_NEW_SESSION, "4.5.0") }, /* 117 */
  { AT (RESET), REPLY, 0, 0, ALWAYS, DEFERRED (PROTOCOL, CS_THEN_NEW_SESSION, "4.5.0") },
  { AT (MAIL), REPLY, 421, 421, IF_USED, DEFERRED (REFUSED_FOR_NOW, CS_THEN_NEW_SESSION, "4.3.2") },

  /* Connecting and greeting */
  { UNTIL (GREETING), CS_FAILURE_UNREACHABLE, 0, 0, ALWAYS, DEFERRED (UNREACHABLE, NEXT, "4.4.1") }, /* RFC 5321 section 5.1; 1, 3 */
  { UNTIL (GREETING), CS_FAILURE_TIMED_OUT, 0, 0, ALWAYS, DEFERRED (UNREACHABLE, NEXT, "4.4.1") },   /* section 4.5.3.2; 2, 4, 5, 6 */
  { UNTIL (GREETING), CS_FAILURE_CLOSED, 0, 0, ALWAYS, DEFERRED (UNREACHABLE, NEXT, "4.4.2") },      /* section 3.8; 16 */
  { AT (GREETING), REPLY, 421, 421, ALWAYS, DEFERRED (REFUSED_FOR_NOW, NEXT | CS_THEN_FEWER, "4.3.2") }, /* section 3.1; 9 */
  { AT (GREETING), REPLY, 521, 521, IF_SMART_HOST, DEFERRED (REFUSED_FOR_NOW, NEXT, "5.3.2") }, /* the administrator's host, not the recipient's */
  { AT (GREETING), REPLY, 521, 521, ALWAYS, REJECTED (CS_THEN_NEXT_HOST, "5.3.2") },             /* RFC 7504 section 2; 12 */
  { AT (GREETING), REPLY, 400, 599, ALWAYS, DEFERRED (REFUSED_FOR_NOW, NEXT, "4.3.2") },         /* this host, not this mail; 10, 11 */

  /* EHLO and HELO */
  { AT (HELLO), CS_FAILURE_CLOSED, 0, 0, IF_MAY_HELO, DEFERRED (UNREACHABLE, CS_THEN_HELO | NEXT, "4.4.2") }, /* 20 */
  { AT (HELLO), REPLY, 421, 421, IF_MAY_HELO, DEFERRED (REFUSED_FOR_NOW, CS_THEN_HELO | NEXT, "4.3.2") },     /* 20 */
  { AT (HELLO), REPLY, 400, 499, ALWAYS, DEFERRED (REFUSED_FOR_NOW, NEXT, "4.3.2") },                         /* 21 */
  { AT (HELLO), REPLY, 500, 599, IF_AUTHENTICATES, DEFERRED (AUTHENTICATION_NOT_OFFERED, NEXT, "5.5.1") },    /* 19 */
  { AT (HELLO), REPLY, 500, 599, IF_SMART_HOST, DEFERRED (REFUSED_FOR_NOW, NEXT, "5.5.1") },                  /* as 521 */
  { AT (HELLO), REPLY, 500, 599, ALWAYS, REJECTED (CS_THEN_NEXT_HOST, "5.5.0") },                             /* section 4.1.4; 22 */

  /* TLS */
  { ANY_STAGE, CS_FAILURE_TLS_NOT_OFFERED, 0, 0, IF_OFFERED_TLS | IF_WOULD_LOG_IN | IF_THIRD, HELD (DOWNGRADE, NOTHING, "4.7.10") }, /* an account waits for a person, but not for a server that is being mended; 40 */
  { ANY_STAGE, CS_FAILURE_TLS_NOT_OFFERED, 0, 0, IF_OFFERED_TLS, DEFERRED (DOWNGRADE, NEXT, "4.7.10") }, /* rule 5 of the design; 40 */
  { ANY_STAGE, CS_FAILURE_TLS_REFUSED, 0, 0, IF_OFFERED_TLS, DEFERRED (DOWNGRADE, NEXT, "4.7.10") },
  { ANY_STAGE, CS_FAILURE_TLS_NOT_OFFERED, 0, 0, ALWAYS, DEFERRED (TLS_NOT_OFFERED, NEXT, "4.7.10") }, /* RFC 3207 section 6; 36, 39 */
  { ANY_STAGE, CS_FAILURE_TLS_REFUSED, 0, 0, ALWAYS, DEFERRED (TLS_FAILED, NEXT, "4.7.10") },          /* section 4; 41, 42 */
  { AT (STARTTLS), REPLY, 400, 599, IF_MAY_CLEAR, DEFERRED (TLS_FAILED, CS_THEN_IN_CLEAR | NEXT, "4.7.10") },
  { AT (STARTTLS), REPLY, 400, 599, ALWAYS, DEFERRED (TLS_FAILED, NEXT, "4.7.10") },
  { ANY_STAGE, CS_FAILURE_TLS_HANDSHAKE, 0, 0, IF_OFFERED_TLS | IF_MAY_CLEAR, DEFERRED (DOWNGRADE, NEXT, "4.7.5") }, /* who can hide STARTTLS can spoil the handshake; 40 */
  { AT (TLS), CS_FAILURE_TIMED_OUT, 0, 0, IF_OFFERED_TLS | IF_MAY_CLEAR, DEFERRED (DOWNGRADE, NEXT, "4.7.5") },
  { AT (TLS), CS_FAILURE_CLOSED, 0, 0, IF_OFFERED_TLS | IF_MAY_CLEAR, DEFERRED (DOWNGRADE, NEXT, "4.7.5") },
  { ANY_STAGE, CS_FAILURE_TLS_HANDSHAKE, 0, 0, IF_MAY_CLEAR, DEFERRED (TLS_FAILED, CS_THEN_IN_CLEAR | NEXT, "4.7.5") }, /* 44, 47, 52 */
  { ANY_STAGE, CS_FAILURE_TLS_HANDSHAKE, 0, 0, ALWAYS, DEFERRED (TLS_FAILED, NEXT, "4.7.5") },
  { AT (TLS), CS_FAILURE_TIMED_OUT, 0, 0, IF_MAY_CLEAR, DEFERRED (TLS_FAILED, CS_THEN_IN_CLEAR | NEXT, "4.7.5") }, /* 45 */
  { AT (TLS), CS_FAILURE_TIMED_OUT, 0, 0, ALWAYS, DEFERRED (TLS_FAILED, NEXT, "4.7.5") },
  { AT (TLS), CS_FAILURE_CLOSED, 0, 0, IF_MAY_CLEAR, DEFERRED (TLS_FAILED, CS_THEN_IN_CLEAR | NEXT, "4.7.5") },
  { AT (TLS), CS_FAILURE_CLOSED, 0, 0, ALWAYS, DEFERRED (TLS_FAILED, NEXT, "4.7.5") },
  { ANY_STAGE, CS_FAILURE_TLS_CERTIFICATE, 0, 0, ALWAYS, DEFERRED (TLS_FAILED, NEXT, "4.7.5") },     /* section 4.1, RFC 9525; 46, 51 */
  { ANY_STAGE, CS_FAILURE_TLS_TOO_OLD, 0, 0, ALWAYS, DEFERRED (TLS_FAILED, NEXT, "4.7.5") },         /* RFC 8996, RFC 9325; 47 */
  { ANY_STAGE, CS_FAILURE_TLS_EXPECTED_PLAIN, 0, 0, ALWAYS, DEFERRED (TLS_FAILED, NEXT, "4.7.5") },  /* 54 */
  { ANY_STAGE, CS_FAILURE_PLAIN_EXPECTED_TLS, 0, 0, ALWAYS, DEFERRED (PROTOCOL, NEXT, "4.5.0") },    /* 13, 54 */
  { ANY_STAGE, CS_FAILURE_PASSWORD_NEEDS_TLS, 0, 0, ALWAYS, DEFERRED (TLS_REQUIRED, NEXT, "4.7.11") }, /* rule 5 of the design; 41, 46, 60 */

  /* AUTH: nothing here goes to the next host once the credential was shown */
  { ANY_STAGE, CS_FAILURE_CREDENTIAL_INVALID, 0, 0, ALWAYS, HELD (CREDENTIAL_INVALID, NOTHING, "4.7.8") },
  { ANY_STAGE, CS_FAILURE_AUTH_UNAVAILABLE, 0, 0, ALWAYS, HELD (SETTINGS, NOTHING, "4.3.5") },
  { ANY_STAGE, CS_FAILURE_AUTH_WEAKER, 0, 0, IF_THIRD, HELD (DOWNGRADE, NOTHING, "4.7.0") },
  { ANY_STAGE, CS_FAILURE_AUTH_WEAKER, 0, 0, ALWAYS, DEFERRED (DOWNGRADE, NEXT, "4.7.0") },            /* rule 5 of the design; 61 */
  { ANY_STAGE, CS_FAILURE_AUTH_NOT_OFFERED, 0, 0, IF_THIRD, HELD (AUTHENTICATION_NOT_OFFERED, NOTHING, "4.7.0") },
  { ANY_STAGE, CS_FAILURE_AUTH_NOT_OFFERED, 0, 0, ALWAYS, DEFERRED (AUTHENTICATION_NOT_OFFERED, CS_THEN_NEXT_HOST, "4.7.0") }, /* RFC 4954 section 3; 59 */
  { ANY_STAGE, CS_FAILURE_AUTH_NTLM_V1_ONLY, 0, 0, ALWAYS, HELD (AUTHENTICATION_TOO_WEAK, NOTHING, "5.7.9") },
  { ANY_STAGE, CS_FAILURE_AUTH_CHALLENGE, 0, 0, ALWAYS, DEFERRED (PROTOCOL, NOTHING, "4.5.0") },                      /* 71, 72, 75, 76 */
  { AT (AUTHENTICATE), REPLY, 500, 599, IF_5_7_30, HELD (AUTHENTICATION_TOO_WEAK, NOTHING, "5.7.30") },               /* 70 */
  { AT (AUTHENTICATE), REPLY, 535, 535, IF_WORKED, DEFERRED (AUTHENTICATION_REFUSED, CS_THEN_SUSPEND, "4.7.8") },     /* rule 4: busy servers refuse right passwords; 63 */
  { AT (AUTHENTICATE), REPLY, 535, 535, ALWAYS, HELD (AUTHENTICATION_REFUSED, CS_THEN_SUSPEND, "5.7.8") },            /* RFC 4954 section 6; 62 */
  { FROM_TO (AUTHENTICATE, MAIL), REPLY, 432, 432, IF_4_3_2, DEFERRED (REFUSED_FOR_NOW, CS_THEN_FEWER | CS_THEN_SOON, "4.3.2") }, /* too many at once; 65b */
  { AT (AUTHENTICATE), REPLY, 432, 432, ALWAYS, HELD (AUTHENTICATION_REFUSED, NOTHING, "4.7.12") },                   /* RFC 4954 section 6; 65 */
  { AT (AUTHENTICATE), REPLY, 421, 421, IF_THIRD, HELD (AUTHENTICATION_REFUSED, NOTHING, "4.7.0") },
  { AT (AUTHENTICATE), REPLY, 421, 421, ALWAYS, DEFERRED (AUTHENTICATION_REFUSED, NOTHING, "4.7.0") },                /* 37, 80 */
  { AT (AUTHENTICATE), REPLY, 400, 499, ALWAYS, DEFERRED (REFUSED_FOR_NOW, CS_THEN_REST, "4.7.0") },                  /* RFC 4954 section 6: 454; 64 */
  { AT (AUTHENTICATE), REPLY, 534, 534, ALWAYS, HELD (AUTHENTICATION_TOO_WEAK, NOTHING, "5.7.9") },                   /* RFC 4954 section 6; 66 */
  { AT (AUTHENTICATE), REPLY, 538, 538, ALWAYS, DEFERRED (TLS_REQUIRED, NOTHING, "5.7.11") },                         /* 67 */
  { AT (AUTHENTICATE), REPLY, 530, 530, ALWAYS, DEFERRED (TLS_REQUIRED, NOTHING, "5.7.0") },                          /* RFC 3207 section 4; 68 */
  { AT (AUTHENTICATE), REPLY, 504, 504, ALWAYS, HELD (AUTHENTICATION_NOT_OFFERED, NOTHING, "5.5.4") },                /* RFC 4954 section 4; 69 */
  { AT (AUTHENTICATE), REPLY, 503, 503, ALWAYS, DEFERRED (PROTOCOL, NOTHING, "5.5.1") },                              /* 69 */
  { AT (AUTHENTICATE), REPLY, 500, 500, IF_5_5_6, HELD (AUTHENTICATION_REFUSED, NOTHING, "5.5.6") },                  /* RFC 4954 section 6; 77 */
  { AT (AUTHENTICATE), REPLY, 500, 502, ALWAYS, DEFERRED (PROTOCOL, NOTHING, "5.5.1") },                              /* not about the password; 78 */
  { AT (AUTHENTICATE), REPLY, 500, 599, IF_WORKED, DEFERRED (AUTHENTICATION_REFUSED, CS_THEN_SUSPEND, "4.7.8") },
  { AT (AUTHENTICATE), REPLY, 500, 599, ALWAYS, HELD (AUTHENTICATION_REFUSED, CS_THEN_SUSPEND, "5.7.8") },            /* a refusal in other words: an account may lock */
  { AT (AUTHENTICATE), CS_FAILURE_CLOSED, 0, 0, IF_THIRD, HELD (AUTHENTICATION_REFUSED, NOTHING, "4.7.0") },
  { AT (AUTHENTICATE), CS_FAILURE_CLOSED, 0, 0, ALWAYS, DEFERRED (AUTHENTICATION_REFUSED, NOTHING, "4.7.0") },        /* 80 */

  /* An entry without authentication meets a server that wants it: the seed's "add a remote domain" */
  { FROM_TO (HELLO, END), REPLY, 530, 530, IF_WANTS_TLS, HELD (TLS_REQUIRED, NOTHING, "5.7.0") },                     /* RFC 3207 section 4; 68 */
  { FROM_TO (HELLO, END), REPLY, 530, 530, ALWAYS, HELD (AUTHENTICATION_REQUIRED, NOTHING, "5.7.0") },                /* RFC 4954 section 6; 68, 86 */
  { FROM_TO (MAIL, DATA), REPLY, 500, 599, IF_ANONYMOUS | IF_OFFERS_AUTH | IF_WANTS_LOGIN, HELD (AUTHENTICATION_REQUIRED, NOTHING, "5.7.1") }, /* 550 and 554 in its place */

  /* Envelope */
  { ANY_STAGE, CS_FAILURE_MESSAGE_TOO_LARGE, 0, 0, ALWAYS, REJECTED (NOTHING, "5.3.4") },             /* RFC 1870 section 6; 84 */
  { ANY_STAGE, CS_FAILURE_SMTPUTF8_NOT_OFFERED, 0, 0, ALWAYS, REJECTED (CS_THEN_NEXT_HOST, "5.6.7") }, /* RFC 6531 section 3.5; 121 */
  { ANY_STAGE, CS_FAILURE_8BITMIME_NOT_OFFERED, 0, 0, ALWAYS, REJECTED (CS_THEN_CONVERT, "5.6.3") },   /* RFC 6152 section 3; 120 */
  { AT (MAIL), REPLY, 552, 552, ALWAYS, REJECTED (NOTHING, "5.3.4") },                                 /* RFC 1870 section 6.1; 84 */
  { AT (RECIPIENT), REPLY, 452, 452, IF_ANOTHER, DEFERRED (REFUSED_FOR_NOW, CS_THEN_NEXT_TRANSACTION, "4.5.3") }, /* RFC 5321 section 4.5.3.1.10; 89 */
  { AT (RECIPIENT), REPLY, 552, 552, IF_ANOTHER, DEFERRED (REFUSED_FOR_NOW, CS_THEN_NEXT_TRANSACTION, "4.5.3") }, /* the same section; 90 */
  { AT (RECIPIENT), REPLY, 552, 552, ALWAYS, DEFERRED (REFUSED_FOR_NOW, NOTHING, "4.5.3") },           /* as 452; 90 */

  /* After the dot */
  { AT (END), REPLY, 552, 552, ALWAYS, REJECTED (NOTHING, "5.2.2") },                                  /* 111 */

  /* Whatever the stage */
  { FROM_TO (MAIL, END), REPLY, 503, 503, ALWAYS, DEFERRED (PROTOCOL, NOTHING, "4.5.1") },              /* out of step: RFC 5321 section 4.3.2; 100 */
  { ANY_STAGE, REPLY, 400, 499, ALWAYS, DEFERRED (REFUSED_FOR_NOW, NOTHING, "4.0.0") },                /* RFC 5321 section 4.2.1; 37, 82, 85, 87, 91, 95, 107 */
  { ANY_STAGE, REPLY, 500, 599, ALWAYS, REJECTED (NOTHING, "5.0.0") },                                 /* section 4.2.1; 83, 88, 98, 102, 108, 113 */
  { UNTIL (HELLO), CS_FAILURE_TIMED_OUT, 0, 0, ALWAYS, DEFERRED (UNREACHABLE, NEXT, "4.4.2") },        /* section 4.5.3.2; 24, 35 */
  { UNTIL (HELLO), CS_FAILURE_CLOSED, 0, 0, ALWAYS, DEFERRED (UNREACHABLE, NEXT, "4.4.2") },           /* 20 */
  { UNTIL (STARTTLS), CS_FAILURE_TIMED_OUT, 0, 0, ALWAYS, DEFERRED (UNREACHABLE, NEXT, "4.4.2") },
  { UNTIL (STARTTLS), CS_FAILURE_CLOSED, 0, 0, ALWAYS, DEFERRED (UNREACHABLE, NEXT, "4.4.2") },
  { UNTIL (TLS), CS_FAILURE_PROTOCOL, 0, 0, ALWAYS, DEFERRED (PROTOCOL, NEXT, "4.5.0") },              /* 13 to 15, 17, 23, 25, 26, 30, 31, 43 */
  { ANY_STAGE, CS_FAILURE_UNREACHABLE, 0, 0, ALWAYS, DEFERRED (UNREACHABLE, NEXT, "4.4.1") },
  { ANY_STAGE, CS_FAILURE_TIMED_OUT, 0, 0, ALWAYS, DEFERRED (UNREACHABLE, NOTHING, "4.4.2") },         /* 97, 99, 103, 105 */
  { ANY_STAGE, CS_FAILURE_CLOSED, 0, 0, ALWAYS, DEFERRED (UNREACHABLE, NOTHING, "4.4.2") },            /* section 3.8: as 451; 50, 96, 101, 104 */
  { ANY_STAGE, CS_FAILURE_LOCAL, 0, 0, ALWAYS, DEFERRED (FULL, NOTHING, "4.3.0") },
};
#undef REPLY
/* clang-format on */

static const CsVerdict protocol_error
    = { CS_VERDICT_DEFERRED, CS_CAUSE_PROTOCOL, CS_THEN_NOTHING, "4.5.0" };

static gboolean
text_has_one_of (const char *text, const char *const *words)
{
  g_autofree char *lower = text != NULL ? g_ascii_strdown (text, -1) : g_strdup ("");

  for (; *words != NULL; words++)
    {
      if (strstr (lower, *words) != NULL)
        return TRUE;
    }
  return FALSE;
}

gboolean
cs_text_speaks_of_authentication (const char *text)
{
  static const char *const words[]
      = { "relay",     "authenticat", "smtp auth", "auth required", "auth first", "log in",
          "logged in", "login",       "sign in",   "sasl",          NULL };

  return text_has_one_of (text, words);
}

static gboolean
speaks_of_tls (const char *text)
{
  static const char *const words[] = { "starttls", "tls", "ssl", NULL };

  return text_has_one_of (text, words);
}

static gboolean
has_enhanced (const CsFailure *failure, guint class, guint subject, guint detail)
{
  return failure->enhanced[0] == class && failure->enhanced[1] == subject
         && failure->enhanced[2] == detail;
}

/* 550 and 554 say many things: what counts is the words, unless the enhanced code is about
 * something other than security (RFC 3463 section 3.8). */
static gboolean
wants_login (const CsFailure *failure)
{
  if (failure->enhanced[0] != 0 && failure->enhanced[1] != 7)
    return FALSE;
  return cs_text_speaks_of_authentication (failure->text);
}

static guint
facts_of (const CsFailure *failure, const CsVerdictContext *context)
{
  guint facts = context->authenticates ? IF_AUTHENTICATES : IF_ANONYMOUS;

  facts |= context->has_smart_host ? IF_SMART_HOST : 0;
  facts |= context->server_offers_auth ? IF_OFFERS_AUTH : 0;
  facts |= context->may_go_clear ? IF_MAY_CLEAR : 0;
  facts |= context->may_say_helo ? IF_MAY_HELO : 0;
  facts |= context->used_to_offer_tls ? IF_OFFERED_TLS : 0;
  facts |= context->would_log_in_without_tls ? IF_WOULD_LOG_IN : 0;
  facts |= context->session_was_used ? IF_USED : 0;
  facts |= context->another_was_accepted ? IF_ANOTHER : 0;
  facts |= context->credential_has_worked ? IF_WORKED : 0;
  if (failure->kind != CS_FAILURE_REPLY)
    return facts;

  facts |= wants_login (failure) ? IF_WANTS_LOGIN : 0;
  facts |= speaks_of_tls (failure->text) ? IF_WANTS_TLS : 0;
  facts |= has_enhanced (failure, 4, 3, 2) ? IF_4_3_2 : 0;
  facts |= has_enhanced (failure, 5, 5, 6) ? IF_5_5_6 : 0;
  facts |= has_enhanced (failure, 5, 7, 30) || has_enhanced (failure, 5, 7, 139) ? IF_5_7_30 : 0;
  return facts;
}

static gboolean
is_third_time (const Rule *rule, const CsVerdictContext *context)
{
  return context->last_cause == rule->verdict.cause && context->cause_in_row + 1 >= THIRD_TIME;
}

static gboolean
rule_matches (const Rule *rule, const CsFailure *failure, const CsVerdictContext *context,
              guint facts)
{
  if (rule->kind != (int)failure->kind)
    return FALSE;
  if ((int)failure->stage < rule->first_stage || (int)failure->stage > rule->last_stage)
    return FALSE;
  if (rule->first_code != 0
      && (failure->code < rule->first_code || failure->code > rule->last_code))
    return FALSE;
  if (rule->conditions & IF_THIRD && is_third_time (rule, context))
    facts |= IF_THIRD;
  return (rule->conditions & facts) == rule->conditions;
}

/**
 * cs_verdict_for_failure:
 * @failure: what happened; of kind CS_FAILURE_NONE when the mail was accepted
 * @context: what is known about entry, host and recipient
 *
 * Returns: by the first row of the table that matches; what no row knows is a
 * server that does not keep to the protocol, and deferred
 */
CsVerdict
cs_verdict_for_failure (const CsFailure *failure, const CsVerdictContext *context)
{
  guint facts = facts_of (failure, context);

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      if (rule_matches (&rules[i], failure, context, facts))
        return rules[i].verdict;
    }
  return protocol_error;
}

/**
 * cs_verdict_for_dns:
 * @code: why there are no hosts
 * @has_smart_host: it was the smart host that was looked for
 *
 * A smart host is the administrator's word: that its name cannot be found is
 * never the fault of a recipient, so it never rejects.
 */
CsVerdict
cs_verdict_for_dns (CsDnsError code, gboolean has_smart_host)
{
  static const CsVerdict deferred = { CS_VERDICT_DEFERRED, CS_CAUSE_DNS, CS_THEN_REST, "4.4.3" };
  static const CsVerdict verdicts[] = {
    [CS_DNS_ERROR_NO_DOMAIN] = { CS_VERDICT_REJECTED, CS_CAUSE_NONE, 0, "5.1.2" }, /* 126, 129 */
    [CS_DNS_ERROR_NULL_MX]
    = { CS_VERDICT_REJECTED, CS_CAUSE_NONE, 0, "5.1.10" }, /* RFC 7505; 130 */
    [CS_DNS_ERROR_NO_HOST] = { CS_VERDICT_DEFERRED, CS_CAUSE_DNS, CS_THEN_REST, "5.4.4" }, /* 135 */
    [CS_DNS_ERROR_LOOP] = { CS_VERDICT_REJECTED, CS_CAUSE_NONE, 0, "5.4.6" }, /* 18, 136 */
    [CS_DNS_ERROR_TEMPORARY]
    = { CS_VERDICT_DEFERRED, CS_CAUSE_DNS, CS_THEN_REST, "4.4.3" }, /* 127 */
    [CS_DNS_ERROR_BOGUS] = { CS_VERDICT_DEFERRED, CS_CAUSE_DNS, CS_THEN_REST, "4.7.5" }, /* 127 */
  };

  if (has_smart_host || (guint)code >= G_N_ELEMENTS (verdicts))
    return deferred;
  return verdicts[code];
}

/**
 * cs_verdict_for_protection:
 * @code: why none of a domain's hosts may be used
 */
CsVerdict
cs_verdict_for_protection (CsProtectionError code)
{
  static const CsVerdict verdicts[] = {
    /* RFC 7672 sections 2.1.2 and 2.2: as if the host were not there for now; 55 */
    [CS_PROTECTION_ERROR_NO_TLSA] = { CS_VERDICT_DEFERRED, CS_CAUSE_DNS, CS_THEN_REST, "4.7.5" },
    /* RFC 8461 section 5: no policy refuses for good; 57 */
    [CS_PROTECTION_ERROR_NOT_IN_POLICY]
    = { CS_VERDICT_DEFERRED, CS_CAUSE_TLS_FAILED, CS_THEN_REST, "4.7.5" },
  };

  g_return_val_if_fail ((guint)code < G_N_ELEMENTS (verdicts), protocol_error);

  return verdicts[code];
}

CsVerdict
cs_verdict_for_secret (CsSecretsError code)
{
  CsVerdict verdict = { CS_VERDICT_HELD, CS_CAUSE_CREDENTIAL_STORE_UNAVAILABLE, 0, "4.7.8" };

  switch (code)
    {
    case CS_SECRETS_ERROR_MISSING:
      verdict.cause = CS_CAUSE_CREDENTIAL_MISSING;
      break;
    case CS_SECRETS_ERROR_LOCKED:
    case CS_SECRETS_ERROR_DISMISSED:
      verdict.cause = CS_CAUSE_CREDENTIAL_LOCKED;
      break;
    case CS_SECRETS_ERROR_INVALID:
      verdict.cause = CS_CAUSE_CREDENTIAL_INVALID;
      break;
    case CS_SECRETS_ERROR_UNAVAILABLE:
    case CS_SECRETS_ERROR_TIMED_OUT:
    case CS_SECRETS_ERROR_READ_ONLY:
    case CS_SECRETS_ERROR_NOT_STORED:
    case CS_SECRETS_ERROR_FAILED:
      break;
    }
  return verdict;
}

gboolean
cs_verdict_is_milder (const CsVerdict *verdict, const CsVerdict *than)
{
  return verdict->kind < than->kind;
}

const char *
cs_verdict_kind_name (CsVerdictKind kind)
{
  static const char *const names[] = {
    [CS_VERDICT_DELIVERED] = "delivered", [CS_VERDICT_DEFERRED] = "deferred",
    [CS_VERDICT_HELD] = "held",           [CS_VERDICT_REJECTED] = "rejected",
    [CS_VERDICT_UNTRIED] = "untried",
  };

  g_return_val_if_fail ((guint)kind < G_N_ELEMENTS (names), "");

  return names[kind];
}
