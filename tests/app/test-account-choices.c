#include "app/account-choices.h"

#define UUID_A "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11"
#define UUID_B "0d2c6c5e-5a0e-4d0e-9a49-0a4f5a0d8d22"

static CsSecurity *
security (CsAuthentication authentication, const char *account, const char *credential)
{
  CsSecurity *result = cs_security_new ();

  result->authentication = authentication;
  result->account = g_strdup (account);
  result->credential = g_strdup (credential);
  return result;
}

static void
add (CsSettings *settings, const char *name, CsSecurity *own)
{
  g_autoptr (CsRemoteDomain) domain = cs_remote_domain_new (cs_pattern_parse (name, -1, NULL));

  domain->security = own;
  cs_settings_put_remote_domain (settings, domain);
}

static CsSettings *
some_settings (void)
{
  CsSettings *settings = cs_settings_new ();
  g_autoptr (CsSecurity) site = security (CS_AUTHENTICATION_CLEAR_TEXT, "office", UUID_A);

  cs_settings_set_security (settings, site);
  add (settings, "shares.example", security (CS_AUTHENTICATION_CLEAR_TEXT, "office", UUID_A));
  add (settings, "own.example", security (CS_AUTHENTICATION_CLEAR_TEXT, "sales", UUID_B));
  add (settings, "nt.example", security (CS_AUTHENTICATION_CHALLENGE_RESPONSE, "mailer", UUID_B));
  add (settings, "no-password.example", security (CS_AUTHENTICATION_CLEAR_TEXT, "new", NULL));
  add (settings, "site.example", NULL);
  return settings;
}

static void
test_all (void)
{
  g_autoptr (CsSettings) settings = some_settings ();
  g_autoptr (GPtrArray) choices
      = cs_account_choices_new (settings, CS_AUTHENTICATION_CLEAR_TEXT, NULL);
  const CsAccountChoice *first;
  const CsAccountChoice *second;

  g_assert_cmpuint (choices->len, ==, 2);
  first = g_ptr_array_index (choices, 0);
  g_assert_null (first->entry);
  g_assert_cmpstr (first->account->account, ==, "office");
  g_assert_cmpuint (first->n_more_uses, ==, 1);
  second = g_ptr_array_index (choices, 1);
  g_assert_cmpstr (second->entry, ==, "own.example");
  g_assert_cmpstr (second->account->credential, ==, UUID_B);
  g_assert_cmpuint (second->n_more_uses, ==, 0);
}

static void
test_except_own (void)
{
  g_autoptr (CsSettings) settings = some_settings ();
  g_autoptr (GPtrArray) clear
      = cs_account_choices_new (settings, CS_AUTHENTICATION_CLEAR_TEXT, UUID_A);
  g_autoptr (GPtrArray) nt
      = cs_account_choices_new (settings, CS_AUTHENTICATION_CHALLENGE_RESPONSE, UUID_B);

  g_assert_cmpuint (clear->len, ==, 1);
  g_assert_cmpuint (nt->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/app/account-choices/all", test_all);
  g_test_add_func ("/app/account-choices/except-own", test_except_own);

  return g_test_run ();
}
