/* The state machine without any connection: every state, every code, and what may never follow. */
#include "smtp/session-states.h"

typedef struct
{
  const char *name;
  CsSessionState state;
  guint code;
  CsSessionFacts facts;
  CsSessionState next;
  CsFailureKind failure;
} Case;

#define SECURED(...)                                                                               \
  {                                                                                                \
    .is_secured = TRUE, __VA_ARGS__                                                                \
  }

static const Case cases[] = {
  { "greeting", CS_STATE_GREETING, 220, { 0 }, CS_STATE_EHLO },
  { "greeting-helo", CS_STATE_GREETING, 220, { .helo = TRUE }, CS_STATE_HELO },
  { "greeting-refused", CS_STATE_GREETING, 554, { 0 }, CS_STATE_FAILED, CS_FAILURE_REPLY },
  { "greeting-nonsense", CS_STATE_GREETING, 250, { 0 }, CS_STATE_FAILED, CS_FAILURE_PROTOCOL },
  { "ehlo", CS_STATE_EHLO, 250, { 0 }, CS_STATE_READY },
  { "ehlo-starttls", CS_STATE_EHLO, 250, { .features = CS_FEATURE_STARTTLS }, CS_STATE_STARTTLS },
  { "ehlo-starttls-never",
    CS_STATE_EHLO,
    250,
    { .tls = CS_TLS_NEVER, .features = CS_FEATURE_STARTTLS },
    CS_STATE_READY },
  { "ehlo-starttls-again", CS_STATE_EHLO, 250, SECURED (.features = CS_FEATURE_STARTTLS),
    CS_STATE_READY },
  { "ehlo-required",
    CS_STATE_EHLO,
    250,
    { .tls = CS_TLS_REQUIRED },
    CS_STATE_FAILED,
    CS_FAILURE_TLS_NOT_OFFERED },
  { "ehlo-required-before-auth",
    CS_STATE_EHLO,
    250,
    { .tls = CS_TLS_REQUIRED, .authenticates = TRUE },
    CS_STATE_FAILED,
    CS_FAILURE_TLS_NOT_OFFERED },
  { "ehlo-required-and-secured", CS_STATE_EHLO, 250, SECURED (.tls = CS_TLS_REQUIRED),
    CS_STATE_READY },
  { "ehlo-auth", CS_STATE_EHLO, 250, { .authenticates = TRUE }, CS_STATE_AUTHENTICATING },
  { "ehlo-auth-after-starttls",
    CS_STATE_EHLO,
    250,
    { .authenticates = TRUE, .features = CS_FEATURE_STARTTLS },
    CS_STATE_STARTTLS },
  { "ehlo-unknown", CS_STATE_EHLO, 502, { 0 }, CS_STATE_HELO },
  { "ehlo-unknown-auth",
    CS_STATE_EHLO,
    502,
    { .authenticates = TRUE },
    CS_STATE_FAILED,
    CS_FAILURE_AUTH_NOT_OFFERED },
  { "ehlo-unknown-required",
    CS_STATE_EHLO,
    502,
    { .tls = CS_TLS_REQUIRED },
    CS_STATE_FAILED,
    CS_FAILURE_TLS_NOT_OFFERED },
  { "ehlo-unknown-secured", CS_STATE_EHLO, 502, SECURED (.tls = CS_TLS_REQUIRED), CS_STATE_HELO },
  { "ehlo-refused", CS_STATE_EHLO, 554, { 0 }, CS_STATE_FAILED, CS_FAILURE_REPLY },
  { "helo", CS_STATE_HELO, 250, { 0 }, CS_STATE_READY },
  { "helo-required",
    CS_STATE_HELO,
    250,
    { .tls = CS_TLS_REQUIRED },
    CS_STATE_FAILED,
    CS_FAILURE_TLS_NOT_OFFERED },
  { "starttls", CS_STATE_STARTTLS, 220, { 0 }, CS_STATE_SECURING },
  { "starttls-refused", CS_STATE_STARTTLS, 454, { 0 }, CS_STATE_READY },
  { "starttls-refused-required",
    CS_STATE_STARTTLS,
    454,
    { .tls = CS_TLS_REQUIRED },
    CS_STATE_FAILED,
    CS_FAILURE_TLS_REFUSED },
  { "auth", CS_STATE_AUTHENTICATING, 235, { 0 }, CS_STATE_READY },
  { "auth-challenge", CS_STATE_AUTHENTICATING, 334, { 0 }, CS_STATE_AUTHENTICATING },
  { "auth-refused", CS_STATE_AUTHENTICATING, 535, { 0 }, CS_STATE_FAILED, CS_FAILURE_REPLY },
  { "reset", CS_STATE_RESETTING, 250, { 0 }, CS_STATE_MAIL },
  { "data", CS_STATE_DATA, 354, { 0 }, CS_STATE_CONTENT },
  { "data-250", CS_STATE_DATA, 250, { 0 }, CS_STATE_FAILED, CS_FAILURE_PROTOCOL },
  { "end", CS_STATE_END, 250, { 0 }, CS_STATE_READY },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  CsTransition transition = cs_session_next_state (c->state, c->code, &c->facts);

  g_assert_cmpint (transition.state, ==, c->next);
  g_assert_cmpint (transition.failure, ==, c->failure);
}

static void
test_secured (void)
{
  CsSessionFacts starttls = { .tls = CS_TLS_REQUIRED, .is_secured = TRUE };
  CsSessionFacts from_start = { .tls = CS_TLS_FROM_START, .is_secured = TRUE };

  g_assert_cmpint (cs_session_next_state_secured (&starttls).state, ==, CS_STATE_EHLO);
  g_assert_cmpint (cs_session_next_state_secured (&from_start).state, ==, CS_STATE_GREETING);
}

/* All that a server can say in all states under all rules. */
static void
check_invariants (CsSessionState state, guint code, const CsSessionFacts *facts)
{
  CsTransition transition = cs_session_next_state (state, code, facts);
  gboolean may_go_on = transition.state != CS_STATE_FAILED;

  g_assert_true ((transition.state == CS_STATE_FAILED) == (transition.failure != CS_FAILURE_NONE));
  g_assert_true (transition.failure != CS_FAILURE_REPLY || code >= 400);
  /* Never on to mail or password without the TLS that is required. */
  if (facts->tls == CS_TLS_REQUIRED && !facts->is_secured
      && (state == CS_STATE_EHLO || state == CS_STATE_HELO || state == CS_STATE_STARTTLS))
    g_assert_true (transition.state != CS_STATE_READY
                   && transition.state != CS_STATE_AUTHENTICATING);
  /* Never a second handshake, and none that is forbidden. */
  if (facts->is_secured || facts->tls == CS_TLS_NEVER)
    g_assert_true (transition.state != CS_STATE_STARTTLS);
  /* Never past authentication unasked. */
  if (facts->authenticates && transition.state == CS_STATE_READY)
    g_assert_true (state == CS_STATE_AUTHENTICATING || state == CS_STATE_END);
  /* A refusal is never taken for consent. */
  if (may_go_on && code >= 400)
    g_assert_true (state == CS_STATE_EHLO || state == CS_STATE_STARTTLS);
}

static void
test_invariants (void)
{
  for (int state = CS_STATE_NEW; state <= CS_STATE_LAST; state++)
    for (guint code = 200; code <= 599; code++)
      for (guint bits = 0; bits < 64; bits++)
        {
          CsSessionFacts facts = {
            .tls = (CsTlsRule)(bits & 3),
            .authenticates = (bits & 4) != 0,
            .is_secured = (bits & 8) != 0,
            .helo = (bits & 16) != 0,
            .features = bits & 32 ? CS_FEATURE_STARTTLS : 0,
          };

          check_invariants ((CsSessionState)state, code, &facts);
        }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/session-states/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/smtp/session-states/secured", test_secured);
  g_test_add_func ("/smtp/session-states/invariants", test_invariants);
  return g_test_run ();
}
