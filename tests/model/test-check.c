#include <string.h>

#include "model/reader.h"

#define UUID "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11"

/* As CsSecurity, of constant text. */
typedef struct
{
  CsAuthentication authentication;
  const char *account, *nt_domain, *credential;
  CsTlsRule tls;
  gboolean allow_unencrypted_password;
} Security;

typedef struct
{
  const char *name;
  Security security;
  gboolean helo;
  const char *faults; /* "code path; code path": in this order */
} Case;

#define NONE CS_AUTHENTICATION_NONE
#define CLEAR CS_AUTHENTICATION_CLEAR_TEXT
#define NT CS_AUTHENTICATION_CHALLENGE_RESPONSE

static const char long_account[] = "257";
static const char long_nt_domain[] = "256";

/* clang-format off */
static const Case cases[] = {
  { "none", { NONE }, FALSE, "" },
  { "none-required", { NONE, .tls = CS_TLS_REQUIRED }, FALSE, "" },
  { "none-helo", { NONE }, TRUE, "" },
  { "none-never-helo", { NONE, .tls = CS_TLS_NEVER }, TRUE, "" },
  { "clear-text", { CLEAR, "office", NULL, UUID }, FALSE, "" },
  { "clear-text-when-offered-is-right", { CLEAR, "office", NULL, UUID, CS_TLS_WHEN_OFFERED }, FALSE, "" },
  { "clear-text-never-in-so-many-words", { CLEAR, "office", NULL, UUID, CS_TLS_NEVER, TRUE }, FALSE, "" },
  { "challenge-response", { NT, "mailer", "CORP", UUID }, FALSE, "" },
  { "challenge-response-without-domain", { NT, "mailer", NULL, UUID }, FALSE, "" },
  { "challenge-response-never", { NT, "mailer", "CORP", UUID, CS_TLS_NEVER }, FALSE, "" },
  { "user-at-realm", { NT, "mailer@corp.example", NULL, UUID }, FALSE, "" },
  { "backslash-in-account", { NT, "CORP\\mailer", NULL, UUID }, FALSE, "" },
  { "backslash-and-the-same-domain", { NT, "corp\\mailer", "CORP", UUID }, FALSE, "" },
  { "credential-upper-case", { CLEAR, "office", NULL, "8F1D6C5E-5A0E-4D0E-9A49-0A4F5A0D8D11" }, FALSE, "" },

  { "none-with-account", { NONE, "office" }, FALSE, "not-for-option x.account" },
  { "none-with-everything", { NONE, "office", "CORP", UUID, CS_TLS_NEVER, TRUE }, FALSE,
    "not-for-option x.account; not-for-option x.credential; not-for-option x.nt-domain; "
    "not-for-option x.allow-unencrypted-password" },
  { "clear-text-with-nt-domain", { CLEAR, "office", "CORP", UUID }, FALSE, "not-for-option x.nt-domain" },
  { "challenge-response-with-words", { NT, "mailer", NULL, UUID, CS_TLS_NEVER, TRUE }, FALSE,
    "not-for-option x.allow-unencrypted-password" },
  { "account-missing", { CLEAR, NULL, NULL, UUID }, FALSE, "account-missing x.account" },
  { "account-empty", { NT, "", NULL, NULL }, FALSE, "account-missing x.account" },
  { "account-too-long", { CLEAR, long_account, NULL, UUID }, FALSE, "account-too-long x.account" },
  { "account-with-line-end", { CLEAR, "office\r\n", NULL, UUID }, FALSE, "value x.account" },
  { "nt-domain-too-long", { NT, "mailer", long_nt_domain, UUID }, FALSE, "range x.nt-domain" },
  { "nt-domain-empty", { NT, "mailer", "", UUID }, FALSE, "range x.nt-domain" },
  { "nt-domain-conflict", { NT, "LAB\\mailer", "CORP", UUID }, FALSE, "nt-domain-conflict x.account" },
  { "credential-missing", { CLEAR, "office" }, FALSE, "no-credential x.credential (warning)" },
  { "credential-no-uuid", { CLEAR, "office", NULL, "hunter2" }, FALSE, "credential x.credential" },
  { "never-without-words", { CLEAR, "office", NULL, UUID, CS_TLS_NEVER }, FALSE, "unencrypted x.tls" },
  { "helo-with-authentication", { CLEAR, "office", NULL, UUID }, TRUE, "helo-needs-none x.authentication" },
  { "helo-with-required", { NONE, .tls = CS_TLS_REQUIRED }, TRUE, "helo-needs-none x.tls" },
  { "helo-with-from-start", { NONE, .tls = CS_TLS_FROM_START }, TRUE, "helo-needs-none x.tls" },
  { "several", { CLEAR, NULL, "CORP", "x", CS_TLS_NEVER }, TRUE,
    "helo-needs-none x.authentication; not-for-option x.nt-domain; account-missing x.account; "
    "credential x.credential; unencrypted x.tls" },
};
/* clang-format on */

static GPtrArray *
new_faults (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)cs_fault_free);
}

static char *
list (GPtrArray *faults)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < faults->len; i++)
    {
      const CsFault *fault = g_ptr_array_index (faults, i);

      g_assert_cmpuint (fault->line, ==, 0);
      g_string_append_printf (text, "%s%s %s%s", i > 0 ? "; " : "",
                              cs_fault_code_name (fault->code), fault->path,
                              fault->is_warning ? " (warning)" : "");
    }

  return g_string_free (text, FALSE);
}

/* One more than is allowed, in place of the number. */
static CsSecurity *
make_security (const Security *from)
{
  CsSecurity *security = cs_security_new ();

  security->authentication = from->authentication;
  security->account = from->account == long_account ? g_strnfill (CS_ACCOUNT_MAX_BYTES + 1, 'a')
                                                    : g_strdup (from->account);
  security->nt_domain = from->nt_domain == long_nt_domain
                            ? g_strnfill (CS_NT_DOMAIN_MAX_BYTES + 1, 'a')
                            : g_strdup (from->nt_domain);
  security->credential = g_strdup (from->credential);
  security->tls = from->tls;
  security->allow_unencrypted_password = from->allow_unencrypted_password;
  return security;
}

static void
test_security (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (CsSecurity) security = make_security (&c->security);
  g_autoptr (GPtrArray) faults = new_faults ();
  g_autofree char *found = NULL;

  cs_security_check (security, c->helo, "x", faults);
  found = list (faults);
  g_assert_cmpstr (found, ==, c->faults);
}

static void
test_longest (void)
{
  g_autoptr (CsSecurity) security = cs_security_new ();
  g_autoptr (GPtrArray) faults = new_faults ();

  security->authentication = NT;
  security->account = g_strnfill (CS_ACCOUNT_MAX_BYTES, 'a');
  security->nt_domain = g_strnfill (CS_NT_DOMAIN_MAX_BYTES, 'a');
  security->credential = g_strdup (UUID);
  cs_security_check (security, FALSE, "", faults);
  g_assert_cmpuint (faults->len, ==, 0);
}

static void
test_empty_path (void)
{
  g_autoptr (CsSecurity) security = cs_security_new ();
  g_autoptr (GPtrArray) faults = new_faults ();
  g_autofree char *found = NULL;

  security->authentication = CLEAR;
  cs_security_check (security, FALSE, "", faults);
  found = list (faults);
  g_assert_cmpstr (found, ==, "account-missing account");
}

static void
test_credential_is_not_shown (void)
{
  g_autoptr (CsSecurity) security = cs_security_new ();
  g_autoptr (GPtrArray) faults = new_faults ();
  const CsFault *fault;

  security->authentication = CLEAR;
  security->account = g_strdup ("office");
  security->credential = g_strdup ("hunter2");
  cs_security_check (security, FALSE, "", faults);
  fault = g_ptr_array_index (faults, 0);
  g_assert_null (fault->value);
}

static CsRemoteDomain *
make_domain (const char *pattern)
{
  return cs_remote_domain_new (cs_pattern_parse (pattern, -1, NULL));
}

static void
test_draft (void)
{
  g_autoptr (CsSettings) settings = cs_settings_new ();
  g_autoptr (CsSecurity) site = cs_security_new ();
  g_autoptr (CsRemoteDomain) conflict = make_domain ("exa_mple.com");
  g_autoptr (CsRemoteDomain) helo = make_domain ("b.example");
  g_autoptr (GPtrArray) faults = new_faults ();
  g_autofree char *found = NULL;
  const gint64 intervals[] = { 60, 0 };

  site->tls = CS_TLS_REQUIRED;
  cs_settings_set_security (settings, site);
  cs_settings_set_site_name (settings, "");
  cs_settings_set_integer (settings, CS_OPTION_SUBMISSION_PORT, 65536);
  cs_settings_set_intervals (settings, CS_OPTION_RETRY_INTERVALS, intervals, 2);
  cs_settings_set_text (settings, CS_OPTION_MAIL_DOMAIN, "a b");
  cs_settings_set_text (settings, CS_OPTION_REPORT_COPY_TO, "ann");
  conflict->route = CS_ROUTE_DNS;
  conflict->smart_host = cs_host_parse ("relay", -1, NULL);
  conflict->security = cs_security_new ();
  conflict->security->authentication = CLEAR;
  helo->helo = TRUE;
  cs_settings_put_remote_domain (settings, conflict);
  cs_settings_put_remote_domain (settings, helo);

  cs_settings_check (settings, faults);
  found = list (faults);
  g_assert_cmpstr (found, ==,
                   "range site.name; range site.retry-intervals[1]; domain site.mail-domain; "
                   "address site.report-copy-to; range site.submission-port; "
                   "route-conflict remote-domains[0].route; "
                   "underscore remote-domains[0].domain (warning); "
                   "account-missing remote-domains[0].outbound-security.account; "
                   "helo-needs-none remote-domains[1].helo (warning)");
}

static void
test_interval_count (void)
{
  g_autoptr (CsSettings) settings = cs_settings_new ();
  g_autoptr (GPtrArray) faults = new_faults ();
  g_autofree char *found = NULL;
  gint64 intervals[33];

  for (guint i = 0; i < G_N_ELEMENTS (intervals); i++)
    intervals[i] = 60;
  cs_settings_set_intervals (settings, CS_OPTION_RETRY_INTERVALS, intervals, 33);
  cs_settings_check (settings, faults);
  cs_settings_set_intervals (settings, CS_OPTION_RETRY_INTERVALS, intervals, 0);
  cs_settings_check (settings, faults);
  cs_settings_set_intervals (settings, CS_OPTION_RETRY_INTERVALS, intervals, 32);
  cs_settings_check (settings, faults);

  found = list (faults);
  g_assert_cmpstr (found, ==, "range site.retry-intervals; range site.retry-intervals");
}

static void
test_defaults_are_right (void)
{
  g_autoptr (CsSettings) settings = cs_settings_new ();
  g_autoptr (GPtrArray) faults = new_faults ();

  cs_settings_check (settings, faults);
  g_assert_cmpuint (faults->len, ==, 0);
  g_assert_false (cs_faults_have_errors (faults));
}

static void
test_split_account (void)
{
  static const struct
  {
    const char *text, *nt_domain, *account;
  } rows[] = {
    { "CORP\\mailer", "CORP", "mailer" },
    { "corp.example\\größe", "corp.example", "größe" },
    { "mailer", NULL, NULL },
    { "mailer@corp.example", NULL, NULL },
    { "\\mailer", NULL, NULL },
    { "CORP\\", NULL, NULL },
    { "\\", NULL, NULL },
    { "", NULL, NULL },
    { "A\\B\\c", NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *nt_domain = NULL;
      g_autofree char *account = NULL;
      gboolean is_split = cs_security_split_account (rows[i].text, &nt_domain, &account);

      g_assert_cmpint (is_split, ==, rows[i].account != NULL);
      g_assert_cmpstr (nt_domain, ==, rows[i].nt_domain);
      g_assert_cmpstr (account, ==, rows[i].account);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/model/check/security/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_security);
    }
  g_test_add_func ("/model/check/longest", test_longest);
  g_test_add_func ("/model/check/empty-path", test_empty_path);
  g_test_add_func ("/model/check/credential-is-not-shown", test_credential_is_not_shown);
  g_test_add_func ("/model/check/draft", test_draft);
  g_test_add_func ("/model/check/interval-count", test_interval_count);
  g_test_add_func ("/model/check/defaults-are-right", test_defaults_are_right);
  g_test_add_func ("/model/check/split-account", test_split_account);

  return g_test_run ();
}
