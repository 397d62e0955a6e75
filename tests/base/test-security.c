#include "base/security.h"

static void
test_authentication (void)
{
  for (int i = 0; i <= CS_AUTHENTICATION_CHALLENGE_RESPONSE; i++)
    {
      CsAuthentication found = -1;

      g_assert_true (cs_authentication_from_name (cs_authentication_name (i), &found));
      g_assert_cmpint (found, ==, i);
    }
}

static void
test_tls (void)
{
  for (int i = 0; i <= CS_TLS_NEVER; i++)
    {
      CsTlsRule found = -1;

      g_assert_true (cs_tls_rule_from_name (cs_tls_rule_name (i), &found));
      g_assert_cmpint (found, ==, i);
    }
}

static void
test_cause (void)
{
  for (int i = 0; i <= CS_CAUSE_LAST; i++)
    {
      CsCause found = -1;

      g_assert_true (cs_cause_from_name (cs_cause_name (i), &found));
      g_assert_cmpint (found, ==, i);
    }
  g_assert_cmpstr (cs_cause_name (CS_CAUSE_NONE), ==, "");
  g_assert_cmpstr (cs_cause_name (CS_CAUSE_CREDENTIAL_STORE_UNAVAILABLE), ==,
                   "credential-store-unavailable");
}

static void
test_unknown_changes_nothing (void)
{
  CsAuthentication authentication = CS_AUTHENTICATION_CLEAR_TEXT;
  CsTlsRule tls = CS_TLS_REQUIRED;
  CsCause cause = CS_CAUSE_DNS;

  g_assert_false (cs_authentication_from_name ("Clear-Text", &authentication));
  g_assert_false (cs_tls_rule_from_name ("", &tls));
  g_assert_false (cs_cause_from_name ("dns ", &cause));
  g_assert_cmpint (authentication, ==, CS_AUTHENTICATION_CLEAR_TEXT);
  g_assert_cmpint (tls, ==, CS_TLS_REQUIRED);
  g_assert_cmpint (cause, ==, CS_CAUSE_DNS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/security/authentication", test_authentication);
  g_test_add_func ("/base/security/tls", test_tls);
  g_test_add_func ("/base/security/cause", test_cause);
  g_test_add_func ("/base/security/unknown-changes-nothing", test_unknown_changes_nothing);

  return g_test_run ();
}
