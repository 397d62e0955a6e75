#include <string.h>

#include "app/security-several.h"

#define UUID "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11"
#define NONE CS_AUTHENTICATION_NONE
#define CLEAR CS_AUTHENTICATION_CLEAR_TEXT
#define NT CS_AUTHENTICATION_CHALLENGE_RESPONSE

static void
add_site_user (GPtrArray *domains, const char *name)
{
  g_ptr_array_add (domains, cs_remote_domain_new (cs_pattern_parse (name, -1, NULL)));
}

static CsSecurity *
add (GPtrArray *domains, const char *name, CsAuthentication authentication, const char *account)
{
  CsRemoteDomain *domain = cs_remote_domain_new (cs_pattern_parse (name, -1, NULL));

  domain->security = cs_security_new ();
  domain->security->authentication = authentication;
  domain->security->account = g_strdup (account);
  if (account != NULL)
    domain->security->credential = g_strdup (UUID);
  g_ptr_array_add (domains, domain);
  return domain->security;
}

static GPtrArray *
domains_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)cs_remote_domain_unref);
}

/* What @form makes of the remote domain at @index: "clear-text office required" */
static char *
applied (const CsSecurityForm *form, GPtrArray *domains, guint index)
{
  g_autoptr (CsSecurity) security
      = cs_security_several_apply (form, g_ptr_array_index (domains, index));

  if (security == NULL)
    return g_strdup ("site");
  return g_strdup_printf ("%s %s %s%s", cs_authentication_name (security->authentication),
                          security->account != NULL ? security->account : "-",
                          cs_tls_rule_name (security->tls),
                          security->allow_unencrypted_password ? " allowed" : "");
}

static void
assert_applied (const CsSecurityForm *form, GPtrArray *domains, guint index, const char *expected)
{
  g_autofree char *text = applied (form, domains, index);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_alike (void)
{
  g_autoptr (GPtrArray) domains = domains_new ();
  g_autoptr (CsSecurityForm) form = NULL;

  add (domains, "a.example", CLEAR, "office")->tls = CS_TLS_REQUIRED;
  add (domains, "b.example", CLEAR, "office")->tls = CS_TLS_REQUIRED;
  form = cs_security_several_form (domains);
  g_assert_cmpint (form->mixed, ==, 0);
  g_assert_false (form->clear_text->is_mixed);
  g_assert_cmpstr (form->clear_text->account, ==, "office");
  form->tls = CS_TLS_FROM_START;
  assert_applied (form, domains, 1, "clear-text office from-start");
}

static void
test_all_as_the_site (void)
{
  g_autoptr (GPtrArray) domains = domains_new ();
  g_autoptr (CsSecurityForm) form = NULL;

  add_site_user (domains, "a.example");
  add_site_user (domains, "b.example");
  form = cs_security_several_form (domains);
  g_assert_cmpint (form->mixed, ==, 0);
  g_assert_true (form->use_site);
  assert_applied (form, domains, 0, "site");
}

/* Accounts that differ stay, with another TLS rule for all. */
static void
test_other_accounts (void)
{
  g_autoptr (GPtrArray) domains = domains_new ();
  g_autoptr (CsSecurityForm) form = NULL;

  add (domains, "a.example", CLEAR, "office");
  add (domains, "b.example", CLEAR, "sales");
  form = cs_security_several_form (domains);
  g_assert_cmpint (form->authentication, ==, CLEAR);
  g_assert_true (form->clear_text->is_mixed);
  g_assert_null (form->clear_text->account);
  form->tls = CS_TLS_REQUIRED;
  g_assert_cmpint (cs_security_several_check (form, domains), ==, CS_SECURITY_PROBLEM_NONE);
  assert_applied (form, domains, 0, "clear-text office required");
  assert_applied (form, domains, 1, "clear-text sales required");

  form->authentication = NONE;
  assert_applied (form, domains, 1, "none - required");
}

static void
test_account_for_all (void)
{
  g_autoptr (GPtrArray) domains = domains_new ();
  g_autoptr (CsSecurityForm) form = NULL;
  g_autoptr (CsSecret) password = cs_secret_new ("geheim", strlen ("geheim"));

  add (domains, "a.example", CLEAR, "office");
  add (domains, "b.example", CLEAR, "sales");
  form = cs_security_several_form (domains);
  g_assert_cmpint (cs_account_form_take (form->clear_text, CLEAR, "all", NULL, password), ==,
                   CS_ACCOUNT_PROBLEM_NONE);
  assert_applied (form, domains, 0, "clear-text all when-offered");
  assert_applied (form, domains, 1, "clear-text all when-offered");
}

/* Options that differ stay, and what uses the site's setting goes on using it. */
static void
test_other_options (void)
{
  g_autoptr (GPtrArray) domains = domains_new ();
  g_autoptr (CsSecurityForm) form = NULL;

  add_site_user (domains, "a.example");
  add (domains, "b.example", NT, "mailer")->tls = CS_TLS_REQUIRED;
  add (domains, "c.example", CLEAR, "office");
  form = cs_security_several_form (domains);
  g_assert_cmpint (form->mixed, ==, CS_MIXED_OPTION | CS_MIXED_TLS);
  g_assert_false (form->use_site);
  assert_applied (form, domains, 0, "site");
  assert_applied (form, domains, 1, "challenge-response mailer required");

  form->mixed &= ~CS_MIXED_TLS;
  form->tls = CS_TLS_FROM_START;
  assert_applied (form, domains, 0, "site");
  assert_applied (form, domains, 1, "challenge-response mailer from-start");
  assert_applied (form, domains, 2, "clear-text office from-start");

  form->mixed &= ~CS_MIXED_OPTION;
  form->use_site = TRUE;
  assert_applied (form, domains, 2, "site");

  form->use_site = FALSE;
  form->authentication = CLEAR;
  g_assert_cmpint (cs_security_several_check (form, domains), ==,
                   CS_SECURITY_PROBLEM_ACCOUNT_MISSING);
}

/* The words that allow a password outside of TLS are asked for where one entry needs them. */
static void
test_unencrypted (void)
{
  g_autoptr (GPtrArray) domains = domains_new ();
  g_autoptr (CsSecurityForm) form = NULL;

  add (domains, "a.example", CLEAR, "office")->allow_unencrypted_password = TRUE;
  add (domains, "b.example", NT, "mailer");
  form = cs_security_several_form (domains);
  g_assert_cmpint (form->mixed, ==, CS_MIXED_OPTION | CS_MIXED_UNENCRYPTED);
  g_assert_true (cs_security_form_may_send_unencrypted (form));
  assert_applied (form, domains, 0, "clear-text office when-offered allowed");
  assert_applied (form, domains, 1, "challenge-response mailer when-offered");

  form->mixed &= ~CS_MIXED_UNENCRYPTED;
  form->allow_unencrypted_password = FALSE;
  form->tls = CS_TLS_NEVER;
  g_assert_cmpint (cs_security_several_check (form, domains), ==, CS_SECURITY_PROBLEM_UNENCRYPTED);
  form->allow_unencrypted_password = TRUE;
  g_assert_cmpint (cs_security_several_check (form, domains), ==, CS_SECURITY_PROBLEM_NONE);
  assert_applied (form, domains, 1, "challenge-response mailer never");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/app/security-several/alike", test_alike);
  g_test_add_func ("/app/security-several/all-as-the-site", test_all_as_the_site);
  g_test_add_func ("/app/security-several/other-accounts", test_other_accounts);
  g_test_add_func ("/app/security-several/account-for-all", test_account_for_all);
  g_test_add_func ("/app/security-several/other-options", test_other_options);
  g_test_add_func ("/app/security-several/unencrypted", test_unencrypted);

  return g_test_run ();
}
