#include <glib/gstdio.h>
#include <string.h>

#include "app/security-form.h"

#define UUID "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11"

static CsSecret *
secret (const char *text)
{
  return text != NULL ? cs_secret_new (text, strlen (text)) : NULL;
}

/* What is typed in Change…, over an account that may be stored already. */
typedef struct
{
  const char *name;
  const char *stored_account, *stored_domain; /* NULL: no account yet */
  CsAuthentication option;
  const char *account, *domain, *password;
  CsAccountProblem problem;
  const char *account_after, *domain_after;
} AccountCase;

#define CLEAR CS_AUTHENTICATION_CLEAR_TEXT
#define NT CS_AUTHENTICATION_CHALLENGE_RESPONSE

/* clang-format off */
static const AccountCase account_cases[] = {
  { "new", NULL, NULL, CLEAR, "office", NULL, "geheim", CS_ACCOUNT_PROBLEM_NONE, "office", NULL },
  { "spaces-around", NULL, NULL, CLEAR, " office ", NULL, "geheim", CS_ACCOUNT_PROBLEM_NONE, "office", NULL },
  { "nothing-typed", NULL, NULL, CLEAR, "", NULL, NULL, CS_ACCOUNT_PROBLEM_ACCOUNT_EMPTY, NULL, NULL },
  { "no-password", NULL, NULL, CLEAR, "office", NULL, NULL, CS_ACCOUNT_PROBLEM_PASSWORD_EMPTY, NULL, NULL },
  { "left-alone", "office", NULL, CLEAR, "office", NULL, NULL, CS_ACCOUNT_PROBLEM_NONE, "office", NULL },
  { "new-password", "office", NULL, CLEAR, "office", NULL, "neu", CS_ACCOUNT_PROBLEM_NONE, "office", NULL },
  { "renamed-without-password", "office", NULL, CLEAR, "sales", NULL, NULL,
    CS_ACCOUNT_PROBLEM_PASSWORD_OF_OTHER_ACCOUNT, "office", NULL },
  { "renamed-with-password", "office", NULL, CLEAR, "sales", NULL, "neu", CS_ACCOUNT_PROBLEM_NONE, "sales", NULL },
  { "line-break-in-password", NULL, NULL, CLEAR, "office", NULL, "a\nb", CS_ACCOUNT_PROBLEM_PASSWORD_INVALID, NULL, NULL },
  { "control-character", NULL, NULL, CLEAR, "off\tice", NULL, "x", CS_ACCOUNT_PROBLEM_ACCOUNT_CHARACTER, NULL, NULL },
  { "nt", NULL, NULL, NT, "mailer", "CORP", "geheim", CS_ACCOUNT_PROBLEM_NONE, "mailer", "CORP" },
  { "nt-without-domain", NULL, NULL, NT, "mailer@corp.example", "", "x", CS_ACCOUNT_PROBLEM_NONE, "mailer@corp.example", NULL },
  { "nt-backslash", NULL, NULL, NT, "CORP\\mailer", "", "x", CS_ACCOUNT_PROBLEM_NONE, "mailer", "CORP" },
  { "nt-backslash-and-same-domain", NULL, NULL, NT, "CORP\\mailer", "corp", "x", CS_ACCOUNT_PROBLEM_NONE, "mailer", "CORP" },
  { "nt-backslash-and-other-domain", NULL, NULL, NT, "CORP\\mailer", "HOME", "x", CS_ACCOUNT_PROBLEM_DOMAIN_CONFLICT, NULL, NULL },
  { "nt-other-domain-without-password", "mailer", "CORP", NT, "mailer", "HOME", NULL,
    CS_ACCOUNT_PROBLEM_PASSWORD_OF_OTHER_ACCOUNT, "mailer", "CORP" },
  { "backslash-is-no-domain-in-clear-text", NULL, NULL, CLEAR, "CORP\\mailer", NULL, "x", CS_ACCOUNT_PROBLEM_NONE, "CORP\\mailer", NULL },
};
/* clang-format on */

static void
test_account (gconstpointer data)
{
  const AccountCase *c = data;
  g_autoptr (CsAccountForm) form = cs_account_form_new (c->stored_account, c->stored_domain,
                                                        c->stored_account != NULL ? UUID : NULL);
  g_autoptr (CsSecret) password = secret (c->password);
  CsAccountProblem problem
      = cs_account_form_take (form, c->option, c->account, c->domain, password);

  g_assert_cmpint (problem, ==, c->problem);
  g_assert_cmpstr (form->account, ==, c->account_after);
  g_assert_cmpstr (form->nt_domain, ==, c->domain_after);
  g_assert_true (form->typed == (problem == CS_ACCOUNT_PROBLEM_NONE ? password : NULL));
  g_assert_cmpint (cs_account_problem_field (problem) == CS_ACCOUNT_FIELD_NONE, ==,
                   problem == CS_ACCOUNT_PROBLEM_NONE);
}

static void
test_account_too_long (void)
{
  g_autoptr (CsAccountForm) form = cs_account_form_new (NULL, NULL, NULL);
  g_autoptr (CsSecret) password = secret ("x");
  g_autofree char *account = g_strnfill (CS_ACCOUNT_MAX_BYTES + 1, 'a');
  g_autofree char *domain = g_strnfill (CS_NT_DOMAIN_MAX_BYTES + 1, 'd');

  g_assert_cmpint (cs_account_form_take (form, CLEAR, account, NULL, password), ==,
                   CS_ACCOUNT_PROBLEM_ACCOUNT_TOO_LONG);
  g_assert_cmpint (cs_account_form_take (form, NT, "a", domain, password), ==,
                   CS_ACCOUNT_PROBLEM_DOMAIN_TOO_LONG);
}

/* Each option keeps its account while the dialog is open; only the picked one is handed back. */
static void
test_options_keep_their_accounts (void)
{
  g_autoptr (CsSecurity) stored = cs_security_new ();
  g_autoptr (CsSecurityForm) form = NULL;
  g_autoptr (CsSecurity) after = NULL;

  stored->authentication = CLEAR;
  stored->account = g_strdup ("office");
  stored->credential = g_strdup (UUID);
  form = cs_security_form_new (stored, FALSE);
  form->authentication = CS_AUTHENTICATION_NONE;
  after = cs_security_form_to_security (form);
  g_assert_null (after->account);
  g_assert_null (after->credential);
  g_clear_pointer (&after, cs_security_free);

  form->authentication = NT;
  g_assert_cmpint (cs_security_form_check (form, FALSE), ==, CS_SECURITY_PROBLEM_ACCOUNT_MISSING);

  form->authentication = CLEAR;
  after = cs_security_form_to_security (form);
  g_assert_true (cs_security_equal (stored, after));
}

/* What the server names fills an empty domain, and nothing else. */
static void
test_server_domain (void)
{
  g_autoptr (CsSecurity) stored = cs_security_new ();
  g_autoptr (CsSecurityForm) form = NULL;

  stored->authentication = NT;
  stored->account = g_strdup ("mailer");
  form = cs_security_form_new (stored, FALSE);
  g_assert_false (cs_security_form_take_nt_domain (form, NULL));
  g_assert_true (cs_security_form_take_nt_domain (form, "CORP"));
  g_assert_cmpstr (form->challenge_response->nt_domain, ==, "CORP");
  g_assert_false (cs_security_form_take_nt_domain (form, "OTHER"));
  form->authentication = CLEAR;
  g_assert_false (cs_security_form_take_nt_domain (form, "CORP"));
}

/* A provider's settings come in; the account and the words for another one go. */
static void
test_preset (void)
{
  g_autoptr (CsSecurity) stored = cs_security_new ();
  g_autoptr (CsSecurityForm) form = NULL;
  g_autoptr (CsSecurity) after = NULL;
  CsPreset preset
      = { .tls = CS_TLS_FROM_START, .authentication = CLEAR, .account = (char *)"apikey" };

  stored->authentication = CLEAR;
  stored->account = g_strdup ("office");
  stored->credential = g_strdup (UUID);
  stored->allow_unencrypted_password = TRUE;
  form = cs_security_form_new (stored, TRUE);
  cs_security_form_take_preset (form, &preset);
  after = cs_security_form_to_security (form);
  g_assert_cmpstr (after->account, ==, "apikey");
  g_assert_null (after->credential);
  g_assert_cmpint (after->tls, ==, CS_TLS_FROM_START);
  g_assert_false (after->allow_unencrypted_password);
}

typedef struct
{
  const char *name;
  CsAuthentication option;
  CsTlsRule tls;
  gboolean is_ticked, is_shown, is_allowed;
  CsSecurityProblem problem;
} TickCase;

/* clang-format off */
static const TickCase tick_cases[] = {
  { "clear-text-when-offered", CLEAR, CS_TLS_WHEN_OFFERED, FALSE, TRUE, FALSE, CS_SECURITY_PROBLEM_NONE },
  { "clear-text-when-offered-ticked", CLEAR, CS_TLS_WHEN_OFFERED, TRUE, TRUE, TRUE, CS_SECURITY_PROBLEM_NONE },
  { "clear-text-never", CLEAR, CS_TLS_NEVER, FALSE, TRUE, FALSE, CS_SECURITY_PROBLEM_UNENCRYPTED },
  { "clear-text-never-ticked", CLEAR, CS_TLS_NEVER, TRUE, TRUE, TRUE, CS_SECURITY_PROBLEM_NONE },
  { "clear-text-required-forgets-the-tick", CLEAR, CS_TLS_REQUIRED, TRUE, FALSE, FALSE, CS_SECURITY_PROBLEM_NONE },
  { "clear-text-from-start-forgets-the-tick", CLEAR, CS_TLS_FROM_START, TRUE, FALSE, FALSE, CS_SECURITY_PROBLEM_NONE },
  { "nt-never", NT, CS_TLS_NEVER, TRUE, FALSE, FALSE, CS_SECURITY_PROBLEM_NONE },
  { "none-never", CS_AUTHENTICATION_NONE, CS_TLS_NEVER, TRUE, FALSE, FALSE, CS_SECURITY_PROBLEM_NONE },
};
/* clang-format on */

static void
test_tick (gconstpointer data)
{
  const TickCase *c = data;
  g_autoptr (CsSecurityForm) form = cs_security_form_new (NULL, TRUE);
  g_autoptr (CsSecurity) security = NULL;

  form->use_site = FALSE;
  form->authentication = c->option;
  form->tls = c->tls;
  form->allow_unencrypted_password = c->is_ticked;
  form->clear_text->account = g_strdup ("office");
  form->challenge_response->account = g_strdup ("mailer");

  security = cs_security_form_to_security (form);
  g_assert_cmpint (cs_security_form_may_send_unencrypted (form), ==, c->is_shown);
  g_assert_cmpint (security->allow_unencrypted_password, ==, c->is_allowed);
  g_assert_cmpint (cs_security_form_check (form, FALSE), ==, c->problem);
}

static void
test_site_choice (void)
{
  g_autoptr (CsSecurityForm) form = cs_security_form_new (NULL, TRUE);

  g_assert_true (form->use_site);
  g_assert_null (cs_security_form_to_security (form));
  g_assert_null (cs_security_form_picked_account (form));
  g_assert_cmpint (cs_security_form_check (form, TRUE), ==, CS_SECURITY_PROBLEM_NONE);

  form->use_site = FALSE;
  g_assert_nonnull (cs_security_form_account (form, CLEAR));
  form->authentication = NT;
  form->challenge_response->account = g_strdup ("mailer");
  g_assert_cmpint (cs_security_form_check (form, TRUE), ==, CS_SECURITY_PROBLEM_HELO);
}

static CsDraft *
new_draft (void)
{
  g_autofree char *folder = g_dir_make_tmp ("countersign-XXXXXX", NULL);
  g_autoptr (CsInstance) instance = NULL;
  CsDraft *draft;

  g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
  instance = cs_instance_new (FALSE);
  draft = cs_draft_load (instance, NULL, NULL);
  g_rmdir (folder);
  return draft;
}

/* A typed password reaches the draft when the form is committed, and not before. */
static void
test_commit (void)
{
  g_autoptr (CsDraft) draft = new_draft ();
  g_autoptr (CsSecurityForm) form = cs_security_form_new (NULL, TRUE);
  g_autoptr (CsSecurityForm) cancelled = NULL;
  g_autoptr (CsSecret) password = secret ("geheim");
  g_autoptr (CsSecurity) security = NULL;

  g_assert_nonnull (draft);
  form->use_site = FALSE;
  form->authentication = CLEAR;
  cs_account_form_take (form->clear_text, CLEAR, "office", NULL, password);
  cancelled = cs_security_form_copy (form);
  g_assert_true (cancelled->clear_text->typed == password);

  security = cs_security_form_commit (form, draft);
  g_assert_nonnull (security->credential);
  g_assert_true (cs_draft_typed_password (draft, security->credential) == password);
  g_assert_null (form->clear_text->typed);
  g_assert_null (cancelled->clear_text->credential);
}

/* What a server offers, for an entry that has nothing of its own; an account that was there stays.
 */
static void
test_propose (void)
{
  g_autoptr (CsSecurityForm) form = cs_security_form_new (NULL, TRUE);
  g_autoptr (CsSecurity) security = NULL;

  form->clear_text->account = g_strdup ("office");
  cs_security_form_propose (form, CS_AUTHENTICATION_CLEAR_TEXT, CS_TLS_REQUIRED);
  security = cs_security_form_to_security (form);
  g_assert_cmpint (security->authentication, ==, CS_AUTHENTICATION_CLEAR_TEXT);
  g_assert_cmpint (security->tls, ==, CS_TLS_REQUIRED);
  g_assert_cmpstr (security->account, ==, "office");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (account_cases); i++)
    {
      g_autofree char *path
          = g_strconcat ("/app/security-form/account/", account_cases[i].name, NULL);

      g_test_add_data_func (path, &account_cases[i], test_account);
    }
  for (guint i = 0; i < G_N_ELEMENTS (tick_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/app/security-form/tick/", tick_cases[i].name, NULL);

      g_test_add_data_func (path, &tick_cases[i], test_tick);
    }
  g_test_add_func ("/app/security-form/account/too-long", test_account_too_long);
  g_test_add_func ("/app/security-form/options-keep-their-accounts",
                   test_options_keep_their_accounts);
  g_test_add_func ("/app/security-form/site-choice", test_site_choice);
  g_test_add_func ("/app/security-form/commit", test_commit);
  g_test_add_func ("/app/security-form/preset", test_preset);
  g_test_add_func ("/app/security-form/server-domain", test_server_domain);

  g_test_add_func ("/app/security-form/propose", test_propose);
  return g_test_run ();
}
