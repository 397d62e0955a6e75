#include "admin/offer.h"

typedef struct
{
  const char *name;
  const char *mechanisms[6];
  gboolean is_encrypted;
  gboolean has_clear_text, has_challenge;
  gboolean is_suggested;
  CsAuthentication suggestion;
} Case;

#define CLEAR CS_AUTHENTICATION_CLEAR_TEXT
#define NT CS_AUTHENTICATION_CHALLENGE_RESPONSE
#define NONE CS_AUTHENTICATION_NONE

static const Case cases[] = {
  { "/admin/offer/nothing", { NULL }, TRUE, FALSE, FALSE, FALSE, NONE },
  { "/admin/offer/unknown", { "GSSAPI", "XOAUTH2" }, TRUE, FALSE, FALSE, FALSE, NONE },
  { "/admin/offer/plain", { "PLAIN" }, TRUE, TRUE, FALSE, TRUE, CLEAR },
  { "/admin/offer/login-only", { "login" }, FALSE, TRUE, FALSE, TRUE, CLEAR },
  { "/admin/offer/ntlm", { "GSSAPI", "NTLM" }, FALSE, FALSE, TRUE, TRUE, NT },
  { "/admin/offer/both-encrypted", { "NTLM", "LOGIN" }, TRUE, TRUE, TRUE, TRUE, CLEAR },
  { "/admin/offer/both-in-the-open", { "NTLM", "LOGIN" }, FALSE, TRUE, TRUE, TRUE, NT },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  CsAuthentication suggestion = NONE;

  g_assert_cmpint (cs_offer_has (c->mechanisms, CLEAR), ==, c->has_clear_text);
  g_assert_cmpint (cs_offer_has (c->mechanisms, NT), ==, c->has_challenge);
  g_assert_true (cs_offer_has (c->mechanisms, NONE));
  g_assert_cmpint (cs_offer_suggest (c->mechanisms, c->is_encrypted, &suggestion), ==,
                   c->is_suggested);
  g_assert_cmpint (suggestion, ==, c->suggestion);
}

/* Nothing becomes weaker by it. */
static void
test_tls (void)
{
  g_assert_cmpint (cs_offer_suggest_tls (TRUE, CS_TLS_WHEN_OFFERED), ==, CS_TLS_REQUIRED);
  g_assert_cmpint (cs_offer_suggest_tls (TRUE, CS_TLS_NEVER), ==, CS_TLS_REQUIRED);
  g_assert_cmpint (cs_offer_suggest_tls (TRUE, CS_TLS_FROM_START), ==, CS_TLS_FROM_START);
  g_assert_cmpint (cs_offer_suggest_tls (FALSE, CS_TLS_WHEN_OFFERED), ==, CS_TLS_WHEN_OFFERED);
  g_assert_cmpint (cs_offer_suggest_tls (FALSE, CS_TLS_REQUIRED), ==, CS_TLS_REQUIRED);
  g_assert_cmpint (cs_offer_suggest_tls (FALSE, CS_TLS_NEVER), ==, CS_TLS_WHEN_OFFERED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].name, &cases[i], test_case);

  g_test_add_func ("/admin/offer/tls", test_tls);
  return g_test_run ();
}
