/* test-verdict.c - the table of verdicts, row by row
 *
 * Each case bears the number that its behaviour has in tests/catalogue.txt.
 */
#include "delivery/verdict.h"

typedef enum
{
  NOBODY = 0,
  AUTHENTICATES = 1 << 0,
  SMART_HOST = 1 << 1,
  OFFERS_AUTH = 1 << 2,
  MAY_CLEAR = 1 << 3,
  MAY_HELO = 1 << 4,
  USED = 1 << 5,
  ANOTHER = 1 << 6,
  WORKED = 1 << 7,
  OFFERED_TLS = 1 << 8,
  WOULD_LOG_IN = 1 << 9, /* without TLS */
} Circumstance;

typedef struct
{
  const char *name;
  CsStage stage;
  CsFailureKind kind;
  guint code;
  guint enhanced[3];
  const char *text;
  guint circumstances;
  CsVerdictKind verdict;
  CsCause cause;
  guint then;
} Case;

/* clang-format off */
#define V(name) "/delivery/verdict/" name
#define REPLY(code) CS_FAILURE_REPLY, code
#define KIND(kind) CS_FAILURE_##kind, 0
#define NO_CODE { 0, 0, 0 }
#define DELIVERED CS_VERDICT_DELIVERED, CS_CAUSE_NONE
#define UNTRIED CS_VERDICT_UNTRIED, CS_CAUSE_NONE
#define DEFERRED(cause) CS_VERDICT_DEFERRED, CS_CAUSE_##cause
#define HELD(cause) CS_VERDICT_HELD, CS_CAUSE_##cause
#define REJECTED CS_VERDICT_REJECTED, CS_CAUSE_NONE
#define NEXT (CS_THEN_NEXT_HOST | CS_THEN_REST)

static const Case cases[] = {
  { V ("1-refused"), CS_STAGE_CONNECT, KIND (UNREACHABLE), NO_CODE, NULL, NOBODY, DEFERRED (UNREACHABLE), NEXT },
  { V ("2-connect-timed-out"), CS_STAGE_CONNECT, KIND (TIMED_OUT), NO_CODE, NULL, NOBODY, DEFERRED (UNREACHABLE), NEXT },
  { V ("4-accepts-and-stalls"), CS_STAGE_GREETING, KIND (TIMED_OUT), NO_CODE, NULL, NOBODY, DEFERRED (UNREACHABLE), NEXT },
  { V ("5-no-greeting"), CS_STAGE_GREETING, KIND (TIMED_OUT), NO_CODE, NULL, NOBODY, DEFERRED (UNREACHABLE), NEXT },
  { V ("9-greeting-421"), CS_STAGE_GREETING, REPLY (421), NO_CODE, NULL, NOBODY, DEFERRED (REFUSED_FOR_NOW), NEXT | CS_THEN_FEWER },
  { V ("10-greeting-450"), CS_STAGE_GREETING, REPLY (450), NO_CODE, NULL, NOBODY, DEFERRED (REFUSED_FOR_NOW), NEXT },
  { V ("11-greeting-554"), CS_STAGE_GREETING, REPLY (554), NO_CODE, NULL, NOBODY, DEFERRED (REFUSED_FOR_NOW), NEXT },
  { V ("12-greeting-521"), CS_STAGE_GREETING, REPLY (521), NO_CODE, NULL, NOBODY, REJECTED, CS_THEN_NEXT_HOST },
  { V ("12-greeting-521-smart-host"), CS_STAGE_GREETING, REPLY (521), NO_CODE, NULL, SMART_HOST, DEFERRED (REFUSED_FOR_NOW), NEXT },
  { V ("13-garbage-greeting"), CS_STAGE_GREETING, KIND (PROTOCOL), NO_CODE, NULL, NOBODY, DEFERRED (PROTOCOL), NEXT },
  { V ("13-speaks-tls"), CS_STAGE_GREETING, KIND (PLAIN_EXPECTED_TLS), NO_CODE, NULL, NOBODY, DEFERRED (PROTOCOL), NEXT },
  { V ("16-closes-at-once"), CS_STAGE_GREETING, KIND (CLOSED), NO_CODE, NULL, NOBODY, DEFERRED (UNREACHABLE), NEXT },
  { V ("19-no-ehlo-but-authentication"), CS_STAGE_HELLO, REPLY (502), NO_CODE, NULL, AUTHENTICATES | SMART_HOST, DEFERRED (AUTHENTICATION_NOT_OFFERED), NEXT },
  { V ("20-ehlo-closes"), CS_STAGE_HELLO, KIND (CLOSED), NO_CODE, NULL, MAY_HELO, DEFERRED (UNREACHABLE), CS_THEN_HELO | NEXT },
  { V ("20-ehlo-closes-again"), CS_STAGE_HELLO, KIND (CLOSED), NO_CODE, NULL, NOBODY, DEFERRED (UNREACHABLE), NEXT },
  { V ("20-ehlo-421"), CS_STAGE_HELLO, REPLY (421), NO_CODE, NULL, MAY_HELO, DEFERRED (REFUSED_FOR_NOW), CS_THEN_HELO | NEXT },
  { V ("21-ehlo-450"), CS_STAGE_HELLO, REPLY (450), NO_CODE, NULL, NOBODY, DEFERRED (REFUSED_FOR_NOW), NEXT },
  { V ("22-helo-550"), CS_STAGE_HELLO, REPLY (550), NO_CODE, "invalid name", NOBODY, REJECTED, CS_THEN_NEXT_HOST },
  { V ("22-helo-550-smart-host"), CS_STAGE_HELLO, REPLY (550), NO_CODE, "invalid name", SMART_HOST, DEFERRED (REFUSED_FOR_NOW), NEXT },
  { V ("23-codes-differ"), CS_STAGE_HELLO, KIND (PROTOCOL), NO_CODE, NULL, NOBODY, DEFERRED (PROTOCOL), NEXT },
  { V ("24-last-line-missing"), CS_STAGE_HELLO, KIND (TIMED_OUT), NO_CODE, NULL, NOBODY, DEFERRED (UNREACHABLE), NEXT },
  { V ("30-250-to-data"), CS_STAGE_DATA, KIND (PROTOCOL), NO_CODE, NULL, NOBODY, DEFERRED (PROTOCOL), 0 },
  { V ("37-421-at-rcpt"), CS_STAGE_RECIPIENT, REPLY (421), NO_CODE, NULL, NOBODY, DEFERRED (REFUSED_FOR_NOW), 0 },
  { V ("39-no-starttls"), CS_STAGE_STARTTLS, KIND (TLS_NOT_OFFERED), NO_CODE, NULL, NOBODY, DEFERRED (TLS_NOT_OFFERED), NEXT },
  { V ("40-starttls-gone"), CS_STAGE_STARTTLS, KIND (TLS_NOT_OFFERED), NO_CODE, NULL, OFFERED_TLS, DEFERRED (DOWNGRADE), NEXT },
  { V ("40-starttls-gone-with-account"), CS_STAGE_STARTTLS, KIND (TLS_NOT_OFFERED), NO_CODE, NULL, AUTHENTICATES | OFFERED_TLS | WOULD_LOG_IN, DEFERRED (DOWNGRADE), NEXT },
  { V ("40-starttls-gone-with-password-that-needs-it"), CS_STAGE_STARTTLS, KIND (TLS_NOT_OFFERED), NO_CODE, NULL, AUTHENTICATES | OFFERED_TLS, DEFERRED (DOWNGRADE), NEXT },
  { V ("40-starttls-454-now"), CS_STAGE_STARTTLS, KIND (TLS_REFUSED), NO_CODE, NULL, OFFERED_TLS, DEFERRED (DOWNGRADE), NEXT },
  { V ("40-handshake-spoilt-now"), CS_STAGE_TLS, KIND (TLS_HANDSHAKE), NO_CODE, NULL, MAY_CLEAR | OFFERED_TLS, DEFERRED (DOWNGRADE), NEXT },
  { V ("40-handshake-hangs-now"), CS_STAGE_TLS, KIND (TIMED_OUT), NO_CODE, NULL, MAY_CLEAR | OFFERED_TLS, DEFERRED (DOWNGRADE), NEXT },
  { V ("40-handshake-closes-now"), CS_STAGE_TLS, KIND (CLOSED), NO_CODE, NULL, MAY_CLEAR | OFFERED_TLS, DEFERRED (DOWNGRADE), NEXT },
  { V ("41-starttls-454"), CS_STAGE_STARTTLS, KIND (TLS_REFUSED), NO_CODE, NULL, NOBODY, DEFERRED (TLS_FAILED), NEXT },
  { V ("43-injected-reply"), CS_STAGE_STARTTLS, KIND (PROTOCOL), NO_CODE, NULL, MAY_CLEAR, DEFERRED (PROTOCOL), NEXT },
  { V ("44-handshake-optional"), CS_STAGE_TLS, KIND (TLS_HANDSHAKE), NO_CODE, NULL, MAY_CLEAR, DEFERRED (TLS_FAILED), CS_THEN_IN_CLEAR | NEXT },
  { V ("44-handshake-required"), CS_STAGE_TLS, KIND (TLS_HANDSHAKE), NO_CODE, NULL, NOBODY, DEFERRED (TLS_FAILED), NEXT },
  { V ("45-handshake-hangs"), CS_STAGE_TLS, KIND (TIMED_OUT), NO_CODE, NULL, MAY_CLEAR, DEFERRED (TLS_FAILED), CS_THEN_IN_CLEAR | NEXT },
  { V ("46-certificate"), CS_STAGE_TLS, KIND (TLS_CERTIFICATE), NO_CODE, NULL, AUTHENTICATES, DEFERRED (TLS_FAILED), NEXT },
  { V ("47-too-old"), CS_STAGE_TLS, KIND (TLS_TOO_OLD), NO_CODE, NULL, AUTHENTICATES, DEFERRED (TLS_FAILED), NEXT },
  { V ("50-close-without-notify"), CS_STAGE_CONTENT, KIND (CLOSED), NO_CODE, NULL, NOBODY, DEFERRED (UNREACHABLE), 0 },
  { V ("52-failure-at-first-read"), CS_STAGE_HELLO, KIND (TLS_HANDSHAKE), NO_CODE, NULL, NOBODY, DEFERRED (TLS_FAILED), NEXT },
  { V ("54-from-start-meets-plain"), CS_STAGE_TLS, KIND (TLS_EXPECTED_PLAIN), NO_CODE, NULL, NOBODY, DEFERRED (TLS_FAILED), NEXT },
  { V ("59-no-auth"), CS_STAGE_AUTHENTICATE, KIND (AUTH_NOT_OFFERED), NO_CODE, NULL, AUTHENTICATES, DEFERRED (AUTHENTICATION_NOT_OFFERED), CS_THEN_NEXT_HOST },
  { V ("60-password-in-clear"), CS_STAGE_AUTHENTICATE, KIND (PASSWORD_NEEDS_TLS), NO_CODE, NULL, AUTHENTICATES, DEFERRED (TLS_REQUIRED), NEXT },
  { V ("61-weaker"), CS_STAGE_AUTHENTICATE, KIND (AUTH_WEAKER), NO_CODE, NULL, AUTHENTICATES, DEFERRED (DOWNGRADE), NEXT },
  { V ("62-535"), CS_STAGE_AUTHENTICATE, REPLY (535), { 5, 7, 8 }, "no", AUTHENTICATES, HELD (AUTHENTICATION_REFUSED), CS_THEN_SUSPEND },
  { V ("62-535-exchange"), CS_STAGE_AUTHENTICATE, REPLY (535), { 5, 7, 3 }, "Authentication unsuccessful", AUTHENTICATES, HELD (AUTHENTICATION_REFUSED), CS_THEN_SUSPEND },
  { V ("62-550-instead-of-535"), CS_STAGE_AUTHENTICATE, REPLY (550), NO_CODE, "bad login", AUTHENTICATES, HELD (AUTHENTICATION_REFUSED), CS_THEN_SUSPEND },
  { V ("63-535-worked-before"), CS_STAGE_AUTHENTICATE, REPLY (535), { 5, 7, 8 }, "no", AUTHENTICATES | WORKED, DEFERRED (AUTHENTICATION_REFUSED), CS_THEN_SUSPEND },
  { V ("63-550-worked-before"), CS_STAGE_AUTHENTICATE, REPLY (550), NO_CODE, "bad login", AUTHENTICATES | WORKED, DEFERRED (AUTHENTICATION_REFUSED), CS_THEN_SUSPEND },
  { V ("64-454"), CS_STAGE_AUTHENTICATE, REPLY (454), { 4, 7, 0 }, "try later", AUTHENTICATES, DEFERRED (REFUSED_FOR_NOW), CS_THEN_REST },
  { V ("65-432-transition"), CS_STAGE_AUTHENTICATE, REPLY (432), { 4, 7, 12 }, "transition", AUTHENTICATES, HELD (AUTHENTICATION_REFUSED), 0 },
  { V ("65b-432-too-many"), CS_STAGE_AUTHENTICATE, REPLY (432), { 4, 3, 2 }, "Concurrent connections limit exceeded", AUTHENTICATES, DEFERRED (REFUSED_FOR_NOW), CS_THEN_FEWER | CS_THEN_SOON },
  { V ("65b-432-too-many-at-mail"), CS_STAGE_MAIL, REPLY (432), { 4, 3, 2 }, "Concurrent connections limit exceeded", AUTHENTICATES, DEFERRED (REFUSED_FOR_NOW), CS_THEN_FEWER | CS_THEN_SOON },
  { V ("66-534"), CS_STAGE_AUTHENTICATE, REPLY (534), { 5, 7, 9 }, "application-specific password required", AUTHENTICATES, HELD (AUTHENTICATION_TOO_WEAK), 0 },
  { V ("67-538"), CS_STAGE_AUTHENTICATE, REPLY (538), { 5, 7, 11 }, "encryption required", AUTHENTICATES, DEFERRED (TLS_REQUIRED), 0 },
  { V ("68-530-at-auth"), CS_STAGE_AUTHENTICATE, REPLY (530), { 5, 7, 0 }, "Must issue a STARTTLS command first", AUTHENTICATES, DEFERRED (TLS_REQUIRED), 0 },
  { V ("68-530-at-mail"), CS_STAGE_MAIL, REPLY (530), { 5, 7, 0 }, "Authentication required", NOBODY, HELD (AUTHENTICATION_REQUIRED), 0 },
  { V ("68-530-at-rcpt"), CS_STAGE_RECIPIENT, REPLY (530), NO_CODE, "", OFFERS_AUTH, HELD (AUTHENTICATION_REQUIRED), 0 },
  { V ("68-530-wants-tls"), CS_STAGE_MAIL, REPLY (530), { 5, 7, 0 }, "Must issue a STARTTLS command first", NOBODY, HELD (TLS_REQUIRED), 0 },
  { V ("68-554-relay"), CS_STAGE_RECIPIENT, REPLY (554), { 5, 7, 1 }, "<a@b>: Relay access denied", OFFERS_AUTH, HELD (AUTHENTICATION_REQUIRED), 0 },
  { V ("68-550-relay-no-enhanced"), CS_STAGE_RECIPIENT, REPLY (550), NO_CODE, "relay not permitted", OFFERS_AUTH, HELD (AUTHENTICATION_REQUIRED), 0 },
  { V ("68-550-unable-to-relay"), CS_STAGE_RECIPIENT, REPLY (550), { 5, 7, 54 }, "SMTP; Unable to relay recipient in non-accepted domain", OFFERS_AUTH, HELD (AUTHENTICATION_REQUIRED), 0 },
  { V ("68-550-not-authenticated"), CS_STAGE_MAIL, REPLY (550), { 5, 7, 1 }, "Client was not authenticated", OFFERS_AUTH, HELD (AUTHENTICATION_REQUIRED), 0 },
  { V ("68-503-auth-first"), CS_STAGE_MAIL, REPLY (503), { 5, 7, 0 }, "AUTH first", OFFERS_AUTH, HELD (AUTHENTICATION_REQUIRED), 0 },
  { V ("68-relay-but-no-auth-offered"), CS_STAGE_RECIPIENT, REPLY (554), { 5, 7, 1 }, "Relay access denied", NOBODY, REJECTED, 0 },
  { V ("68-relay-but-authenticated"), CS_STAGE_RECIPIENT, REPLY (554), { 5, 7, 1 }, "Relay access denied", AUTHENTICATES | OFFERS_AUTH, REJECTED, 0 },
  { V ("68-policy-that-is-not-relaying"), CS_STAGE_RECIPIENT, REPLY (550), { 5, 7, 1 }, "Message refused by policy", OFFERS_AUTH, REJECTED, 0 },
  { V ("68-no-such-user-speaks-of-login"), CS_STAGE_RECIPIENT, REPLY (550), { 5, 1, 1 }, "no user with this login", OFFERS_AUTH, REJECTED, 0 },
  { V ("68-content-refused"), CS_STAGE_END, REPLY (550), { 5, 7, 26 }, "This mail is unauthenticated", OFFERS_AUTH, REJECTED, 0 },
  { V ("69-504"), CS_STAGE_AUTHENTICATE, REPLY (504), { 5, 5, 4 }, NULL, AUTHENTICATES, HELD (AUTHENTICATION_NOT_OFFERED), 0 },
  { V ("69-503"), CS_STAGE_AUTHENTICATE, REPLY (503), NO_CODE, NULL, AUTHENTICATES, DEFERRED (PROTOCOL), 0 },
  { V ("70-550-5.7.30"), CS_STAGE_AUTHENTICATE, REPLY (550), { 5, 7, 30 }, "Basic authentication is not supported", AUTHENTICATES, HELD (AUTHENTICATION_TOO_WEAK), 0 },
  { V ("70-535-5.7.139"), CS_STAGE_AUTHENTICATE, REPLY (535), { 5, 7, 139 }, "basic authentication is disabled", AUTHENTICATES, HELD (AUTHENTICATION_TOO_WEAK), 0 },
  { V ("71-challenge"), CS_STAGE_AUTHENTICATE, KIND (AUTH_CHALLENGE), NO_CODE, NULL, AUTHENTICATES, DEFERRED (PROTOCOL), 0 },
  { V ("72-334-for-ever"), CS_STAGE_AUTHENTICATE, KIND (PROTOCOL), NO_CODE, NULL, AUTHENTICATES, DEFERRED (PROTOCOL), 0 },
  { V ("75-ntlm-v1"), CS_STAGE_AUTHENTICATE, KIND (AUTH_NTLM_V1_ONLY), NO_CODE, NULL, AUTHENTICATES, HELD (AUTHENTICATION_TOO_WEAK), 0 },
  { V ("77-500-5.5.6"), CS_STAGE_AUTHENTICATE, REPLY (500), { 5, 5, 6 }, NULL, AUTHENTICATES, HELD (AUTHENTICATION_REFUSED), 0 },
  { V ("80-dropped-after-credentials"), CS_STAGE_AUTHENTICATE, KIND (CLOSED), NO_CODE, NULL, AUTHENTICATES, DEFERRED (AUTHENTICATION_REFUSED), 0 },
  { V ("mechanism-not-installed"), CS_STAGE_AUTHENTICATE, KIND (AUTH_UNAVAILABLE), NO_CODE, NULL, AUTHENTICATES, HELD (SETTINGS), 0 },
  { V ("credential-unusable"), CS_STAGE_CREDENTIAL, KIND (CREDENTIAL_INVALID), NO_CODE, NULL, AUTHENTICATES, HELD (CREDENTIAL_INVALID), 0 },
  { V ("82-mail-451"), CS_STAGE_MAIL, REPLY (451), NO_CODE, NULL, NOBODY, DEFERRED (REFUSED_FOR_NOW), 0 },
  { V ("83-mail-550"), CS_STAGE_MAIL, REPLY (550), NO_CODE, NULL, NOBODY, REJECTED, 0 },
  { V ("84-mail-552"), CS_STAGE_MAIL, REPLY (552), NO_CODE, NULL, NOBODY, REJECTED, 0 },
  { V ("84-announced-limit"), CS_STAGE_MAIL, KIND (MESSAGE_TOO_LARGE), NO_CODE, NULL, NOBODY, REJECTED, 0 },
  { V ("85-mail-452"), CS_STAGE_MAIL, REPLY (452), NO_CODE, NULL, NOBODY, DEFERRED (REFUSED_FOR_NOW), 0 },
  { V ("87-greylisting"), CS_STAGE_RECIPIENT, REPLY (451), { 4, 7, 1 }, NULL, NOBODY, DEFERRED (REFUSED_FOR_NOW), 0 },
  { V ("88-rcpt-550"), CS_STAGE_RECIPIENT, REPLY (550), { 5, 1, 1 }, NULL, NOBODY, REJECTED, 0 },
  { V ("88-rcpt-551"), CS_STAGE_RECIPIENT, REPLY (551), NO_CODE, NULL, NOBODY, REJECTED, 0 },
  { V ("89-rcpt-452-after-another"), CS_STAGE_RECIPIENT, REPLY (452), NO_CODE, NULL, ANOTHER, DEFERRED (REFUSED_FOR_NOW), CS_THEN_NEXT_TRANSACTION },
  { V ("90-rcpt-552-after-another"), CS_STAGE_RECIPIENT, REPLY (552), NO_CODE, NULL, ANOTHER, DEFERRED (REFUSED_FOR_NOW), CS_THEN_NEXT_TRANSACTION },
  { V ("90-rcpt-552-first"), CS_STAGE_RECIPIENT, REPLY (552), NO_CODE, NULL, NOBODY, DEFERRED (REFUSED_FOR_NOW), 0 },
  { V ("91-rcpt-452-first"), CS_STAGE_RECIPIENT, REPLY (452), NO_CODE, NULL, NOBODY, DEFERRED (REFUSED_FOR_NOW), 0 },
  { V ("96-closed-between"), CS_STAGE_RECIPIENT, KIND (CLOSED), NO_CODE, NULL, NOBODY, DEFERRED (UNREACHABLE), 0 },
  { V ("97-rcpt-silent"), CS_STAGE_RECIPIENT, KIND (TIMED_OUT), NO_CODE, NULL, NOBODY, DEFERRED (UNREACHABLE), 0 },
  { V ("99-data-silent"), CS_STAGE_DATA, KIND (TIMED_OUT), NO_CODE, NULL, NOBODY, DEFERRED (UNREACHABLE), 0 },
  { V ("100-data-451"), CS_STAGE_DATA, REPLY (451), NO_CODE, NULL, NOBODY, DEFERRED (REFUSED_FOR_NOW), 0 },
  { V ("100-data-554"), CS_STAGE_DATA, REPLY (554), NO_CODE, NULL, NOBODY, REJECTED, 0 },
  { V ("100-data-503"), CS_STAGE_DATA, REPLY (503), NO_CODE, NULL, NOBODY, DEFERRED (PROTOCOL), 0 },
  { V ("101-reset-while-sending"), CS_STAGE_CONTENT, KIND (CLOSED), NO_CODE, NULL, NOBODY, DEFERRED (UNREACHABLE), 0 },
  { V ("102-552-while-sending"), CS_STAGE_CONTENT, REPLY (552), NO_CODE, NULL, NOBODY, REJECTED, 0 },
  { V ("102-421-while-sending"), CS_STAGE_CONTENT, REPLY (421), NO_CODE, NULL, NOBODY, DEFERRED (REFUSED_FOR_NOW), 0 },
  { V ("103-zero-window"), CS_STAGE_CONTENT, KIND (TIMED_OUT), NO_CODE, NULL, NOBODY, DEFERRED (UNREACHABLE), 0 },
  { V ("104-closed-after-dot"), CS_STAGE_END, KIND (CLOSED), NO_CODE, NULL, NOBODY, DEFERRED (UNREACHABLE), 0 },
  { V ("105-silent-after-dot"), CS_STAGE_END, KIND (TIMED_OUT), NO_CODE, NULL, NOBODY, DEFERRED (UNREACHABLE), 0 },
  { V ("107-dot-451"), CS_STAGE_END, REPLY (451), NO_CODE, NULL, NOBODY, DEFERRED (REFUSED_FOR_NOW), 0 },
  { V ("108-dot-554"), CS_STAGE_END, REPLY (554), NO_CODE, NULL, NOBODY, REJECTED, 0 },
  { V ("109-accepted"), CS_STAGE_END, KIND (NONE), NO_CODE, "queued as 123", NOBODY, DELIVERED, 0 },
  { V ("110-dot-354"), CS_STAGE_END, KIND (PROTOCOL), NO_CODE, NULL, NOBODY, DEFERRED (PROTOCOL), 0 },
  { V ("111-dot-552"), CS_STAGE_END, REPLY (552), NO_CODE, NULL, NOBODY, REJECTED, 0 },
  { V ("111-dot-452"), CS_STAGE_END, REPLY (452), NO_CODE, NULL, NOBODY, DEFERRED (REFUSED_FOR_NOW), 0 },
  { V ("113-loop"), CS_STAGE_END, REPLY (554), { 5, 4, 6 }, "routing loop", NOBODY, REJECTED, 0 },
  { V ("116-used-session-died"), CS_STAGE_MAIL, KIND (CLOSED), NO_CODE, NULL, USED, DEFERRED (UNREACHABLE), CS_THEN_NEW_SESSION },
  { V ("116-new-session-died"), CS_STAGE_MAIL, KIND (CLOSED), NO_CODE, NULL, NOBODY, DEFERRED (UNREACHABLE), 0 },
  { V ("116-rset-421"), CS_STAGE_RESET, REPLY (421), NO_CODE, NULL, USED, DEFERRED (PROTOCOL), CS_THEN_NEW_SESSION },
  { V ("118-too-many-messages"), CS_STAGE_MAIL, REPLY (421), NO_CODE, NULL, USED, DEFERRED (REFUSED_FOR_NOW), CS_THEN_NEW_SESSION },
  { V ("120-no-8bitmime"), CS_STAGE_MAIL, KIND (8BITMIME_NOT_OFFERED), NO_CODE, NULL, NOBODY, REJECTED, CS_THEN_CONVERT },
  { V ("121-no-smtputf8"), CS_STAGE_MAIL, KIND (SMTPUTF8_NOT_OFFERED), NO_CODE, NULL, NOBODY, REJECTED, CS_THEN_NEXT_HOST },
  { V ("150-cannot-read-here"), CS_STAGE_CONTENT, KIND (LOCAL), NO_CODE, NULL, NOBODY, DEFERRED (FULL), 0 },
  { V ("we-stopped"), CS_STAGE_CONTENT, KIND (CANCELLED), NO_CODE, NULL, NOBODY, UNTRIED, 0 },
};
/* clang-format on */

static CsVerdictContext
context_of (guint circumstances)
{
  CsVerdictContext context = {
    .authenticates = (circumstances & AUTHENTICATES) != 0,
    .has_smart_host = (circumstances & SMART_HOST) != 0,
    .server_offers_auth = (circumstances & OFFERS_AUTH) != 0,
    .may_go_clear = (circumstances & MAY_CLEAR) != 0,
    .may_say_helo = (circumstances & MAY_HELO) != 0,
    .session_was_used = (circumstances & USED) != 0,
    .another_was_accepted = (circumstances & ANOTHER) != 0,
    .used_to_offer_tls = (circumstances & OFFERED_TLS) != 0,
    .would_log_in_without_tls = (circumstances & WOULD_LOG_IN) != 0,
    .credential_has_worked = (circumstances & WORKED) != 0,
  };

  return context;
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  CsFailure failure = { c->stage, c->kind, c->code, { 0 }, (char *)c->text };
  CsVerdictContext context = context_of (c->circumstances);
  CsVerdict verdict;

  memcpy (failure.enhanced, c->enhanced, sizeof failure.enhanced);
  verdict = cs_verdict_for_failure (&failure, &context);
  g_assert_cmpstr (cs_verdict_kind_name (verdict.kind), ==, cs_verdict_kind_name (c->verdict));
  g_assert_cmpstr (cs_cause_name (verdict.cause), ==, cs_cause_name (c->cause));
  g_assert_cmphex (verdict.then, ==, c->then);
}

static const CsVerdictKind kinds_with_cause[] = { CS_VERDICT_DEFERRED, CS_VERDICT_HELD };

/* Whatever a server does: no crash, a status of the right class, a cause where one is due. */
static void
check_combination (CsStage stage, CsFailureKind kind, guint code, guint circumstances)
{
  CsFailure failure = { stage, kind, code, { 0 }, NULL };
  CsVerdictContext context = context_of (circumstances);
  CsVerdict verdict = cs_verdict_for_failure (&failure, &context);
  gboolean wants_cause = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (kinds_with_cause); i++)
    wants_cause |= verdict.kind == kinds_with_cause[i];
  g_assert_cmpint (verdict.cause != CS_CAUSE_NONE, ==, wants_cause);
  g_assert_nonnull (verdict.status);
  g_assert_cmpint (verdict.kind == CS_VERDICT_DELIVERED, ==, kind == CS_FAILURE_NONE);
  if (verdict.kind == CS_VERDICT_REJECTED)
    g_assert_cmpint (verdict.status[0], ==, '5');
}

static void
test_every_combination (void)
{
  static const guint codes[]
      = { 200, 250, 354, 399, 400, 421, 432, 450, 451, 452, 454, 499, 500, 501,
          502, 503, 504, 521, 530, 534, 535, 538, 550, 552, 554, 555, 599 };

  for (guint stage = 0; stage <= CS_STAGE_QUIT; stage++)
    for (guint kind = 0; kind <= CS_FAILURE_CANCELLED; kind++)
      for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
        for (guint circumstances = 0; circumstances < WOULD_LOG_IN << 1; circumstances++)
          check_combination (stage, kind, kind == CS_FAILURE_REPLY ? codes[i] : 0, circumstances);
}

static void
check_third_time (CsFailureKind kind, guint circumstances, CsCause cause)
{
  CsFailure failure = { CS_STAGE_AUTHENTICATE, kind, 0, { 0 }, NULL };
  CsVerdictContext context = context_of (circumstances);

  context.last_cause = cause;
  context.cause_in_row = 1;
  g_assert_cmpint (cs_verdict_for_failure (&failure, &context).kind, ==, CS_VERDICT_DEFERRED);
  context.cause_in_row = 2;
  g_assert_cmpint (cs_verdict_for_failure (&failure, &context).kind, ==, CS_VERDICT_HELD);
  g_assert_cmpint (cs_verdict_for_failure (&failure, &context).cause, ==, cause);
  context.last_cause = CS_CAUSE_UNREACHABLE;
  g_assert_cmpint (cs_verdict_for_failure (&failure, &context).kind, ==, CS_VERDICT_DEFERRED);
}

static void
test_third_time (void)
{
  check_third_time (CS_FAILURE_AUTH_NOT_OFFERED, AUTHENTICATES,
                    CS_CAUSE_AUTHENTICATION_NOT_OFFERED);
  check_third_time (CS_FAILURE_AUTH_WEAKER, AUTHENTICATES, CS_CAUSE_DOWNGRADE);
  check_third_time (CS_FAILURE_TLS_NOT_OFFERED, AUTHENTICATES | OFFERED_TLS | WOULD_LOG_IN,
                    CS_CAUSE_DOWNGRADE);
}

typedef struct
{
  const char *name;
  int code;
  gboolean has_smart_host;
  CsVerdictKind verdict;
  CsCause cause;
  const char *status;
} OtherCase;

/* clang-format off */
static const OtherCase dns_cases[] = {
  { V ("dns/126-no-domain"), CS_DNS_ERROR_NO_DOMAIN, FALSE, REJECTED, "5.1.2" },
  { V ("dns/126-no-smart-host"), CS_DNS_ERROR_NO_DOMAIN, TRUE, DEFERRED (DNS), "4.4.3" },
  { V ("dns/127-servfail"), CS_DNS_ERROR_TEMPORARY, FALSE, DEFERRED (DNS), "4.4.3" },
  { V ("dns/127-bogus"), CS_DNS_ERROR_BOGUS, FALSE, DEFERRED (DNS), "4.7.5" },
  { V ("dns/130-null-mx"), CS_DNS_ERROR_NULL_MX, FALSE, REJECTED, "5.1.10" },
  { V ("dns/135-no-host"), CS_DNS_ERROR_NO_HOST, FALSE, DEFERRED (DNS), "5.4.4" },
  { V ("dns/135-no-smart-host"), CS_DNS_ERROR_NO_HOST, TRUE, DEFERRED (DNS), "4.4.3" },
  { V ("dns/136-loop"), CS_DNS_ERROR_LOOP, FALSE, REJECTED, "5.4.6" },
};

static const OtherCase protection_cases[] = {
  { V ("protection/55-no-tlsa"), CS_PROTECTION_ERROR_NO_TLSA, FALSE, DEFERRED (DNS), "4.7.5" },
  { V ("protection/57-not-in-policy"), CS_PROTECTION_ERROR_NOT_IN_POLICY, FALSE, DEFERRED (TLS_FAILED), "4.7.5" },
};

static const OtherCase secret_cases[] = {
  { V ("secret/missing"), CS_SECRETS_ERROR_MISSING, FALSE, HELD (CREDENTIAL_MISSING), "4.7.8" },
  { V ("secret/locked"), CS_SECRETS_ERROR_LOCKED, FALSE, HELD (CREDENTIAL_LOCKED), "4.7.8" },
  { V ("secret/unavailable"), CS_SECRETS_ERROR_UNAVAILABLE, FALSE, HELD (CREDENTIAL_STORE_UNAVAILABLE), "4.7.8" },
  { V ("secret/timed-out"), CS_SECRETS_ERROR_TIMED_OUT, FALSE, HELD (CREDENTIAL_STORE_UNAVAILABLE), "4.7.8" },
  { V ("secret/invalid"), CS_SECRETS_ERROR_INVALID, FALSE, HELD (CREDENTIAL_INVALID), "4.7.8" },
  { V ("secret/failed"), CS_SECRETS_ERROR_FAILED, FALSE, HELD (CREDENTIAL_STORE_UNAVAILABLE), "4.7.8" },
};
/* clang-format on */

static void
check_other (const OtherCase *c, CsVerdict verdict)
{
  g_assert_cmpstr (cs_verdict_kind_name (verdict.kind), ==, cs_verdict_kind_name (c->verdict));
  g_assert_cmpstr (cs_cause_name (verdict.cause), ==, cs_cause_name (c->cause));
  g_assert_cmpstr (verdict.status, ==, c->status);
}

static void
test_dns (gconstpointer data)
{
  const OtherCase *c = data;

  check_other (c, cs_verdict_for_dns (c->code, c->has_smart_host));
}

static void
test_protection (gconstpointer data)
{
  const OtherCase *c = data;

  check_other (c, cs_verdict_for_protection (c->code));
}

static void
test_secret (gconstpointer data)
{
  const OtherCase *c = data;

  check_other (c, cs_verdict_for_secret (c->code));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].name, &cases[i], test_case);
  for (guint i = 0; i < G_N_ELEMENTS (dns_cases); i++)
    g_test_add_data_func (dns_cases[i].name, &dns_cases[i], test_dns);
  for (guint i = 0; i < G_N_ELEMENTS (protection_cases); i++)
    g_test_add_data_func (protection_cases[i].name, &protection_cases[i], test_protection);
  for (guint i = 0; i < G_N_ELEMENTS (secret_cases); i++)
    g_test_add_data_func (secret_cases[i].name, &secret_cases[i], test_secret);
  g_test_add_func ("/delivery/verdict/every-combination", test_every_combination);
  g_test_add_func ("/delivery/verdict/third-time", test_third_time);

  return g_test_run ();
}
