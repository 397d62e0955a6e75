#include "model/rules.h"

#include <string.h>

#include "base/address.h"
#include "base/domain.h"
#include "base/language.h"
#include "model/option-private.h"
#include "model/pattern-private.h"
#include "model/reader.h"
#include "model/settings-private.h"

#define SITE_NAME_MAX_BYTES 255

#define WITH_ACCOUNT "clear-text, challenge-response"
#define HELO_TLS_WORDS "when-offered, never"

static gboolean
is_bad (const CsMembers *members, guint key)
{
  return (members->bad & (1u << key)) != 0;
}

static void
report_at (CsReport *report, const CsMembers *members, guint key, CsFaultCode code,
           const char *value, const char *expected)
{
  CsPlace place = cs_members_place (members, key);

  cs_report_error (report, &place, code, value, expected);
}

static gboolean
has_control_character (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (g_unichar_iscntrl (g_utf8_get_char (text)))
      return TRUE;

  return FALSE;
}

static void
report_length (CsReport *report, const CsMembers *members, guint key, CsFaultCode code,
               gsize size_bytes, gsize max_bytes)
{
  g_autofree char *range = g_strdup_printf ("1 to %" G_GSIZE_FORMAT, max_bytes);
  g_autofree char *size = g_strdup_printf ("%" G_GSIZE_FORMAT, size_bytes);

  report_at (report, members, key, code, size, range);
}

/* Length and characters of a name: it must be there, since it is written. */
static void
check_name (const char *name, gsize max_bytes, CsFaultCode too_long, const CsMembers *members,
            guint key, CsReport *report)
{
  gsize size_bytes = strlen (name);

  if (size_bytes == 0)
    report_length (report, members, key, CS_FAULT_RANGE, size_bytes, max_bytes);
  else if (size_bytes > max_bytes)
    report_length (report, members, key, too_long, size_bytes, max_bytes);
  else if (has_control_character (name))
    report_at (report, members, key, CS_FAULT_VALUE, name, "text without control characters");
}

static void
check_not_with (gboolean is_there, const CsSecurity *security, const char *expected,
                const CsMembers *members, guint key, CsReport *report)
{
  if (is_there)
    report_at (report, members, key, CS_FAULT_NOT_FOR_OPTION,
               cs_authentication_name (security->authentication), expected);
}

/* Keys that go with some authentication options only. */
static void
check_fitting (const CsSecurity *security, const CsMembers *members, CsReport *report)
{
  gboolean is_none = security->authentication == CS_AUTHENTICATION_NONE;

  check_not_with (is_none && security->account != NULL, security, WITH_ACCOUNT, members,
                  CS_SECURITY_ACCOUNT, report);
  check_not_with (is_none && security->credential != NULL, security, WITH_ACCOUNT, members,
                  CS_SECURITY_CREDENTIAL, report);
  check_not_with (security->authentication != CS_AUTHENTICATION_CHALLENGE_RESPONSE
                      && security->nt_domain != NULL,
                  security, "challenge-response", members, CS_SECURITY_NT_DOMAIN, report);
  check_not_with (security->authentication != CS_AUTHENTICATION_CLEAR_TEXT
                      && security->allow_unencrypted_password,
                  security, "clear-text", members, CS_SECURITY_ALLOW_UNENCRYPTED, report);
}

static void
check_nt_domain (const CsSecurity *security, const CsMembers *members, CsReport *report)
{
  g_autofree char *nt_domain = NULL;
  g_autofree char *account = NULL;

  check_name (security->nt_domain, CS_NT_DOMAIN_MAX_BYTES, CS_FAULT_RANGE, members,
              CS_SECURITY_NT_DOMAIN, report);
  if (security->account != NULL
      && cs_security_split_account (security->account, &nt_domain, &account)
      && g_ascii_strcasecmp (nt_domain, security->nt_domain) != 0)
    report_at (report, members, CS_SECURITY_ACCOUNT, CS_FAULT_NT_DOMAIN_CONFLICT, security->account,
               security->nt_domain);
}

static void
check_account (const CsSecurity *security, const CsMembers *members, CsReport *report)
{
  if (!is_bad (members, CS_SECURITY_ACCOUNT))
    {
      if (security->account == NULL || *security->account == '\0')
        report_at (report, members, CS_SECURITY_ACCOUNT, CS_FAULT_ACCOUNT_MISSING,
                   cs_authentication_name (security->authentication), NULL);
      else
        check_name (security->account, CS_ACCOUNT_MAX_BYTES, CS_FAULT_ACCOUNT_TOO_LONG, members,
                    CS_SECURITY_ACCOUNT, report);
    }

  if (security->nt_domain != NULL
      && security->authentication == CS_AUTHENTICATION_CHALLENGE_RESPONSE)
    check_nt_domain (security, members, report);
}

static void
check_credential (const CsSecurity *security, const CsMembers *members, CsReport *report)
{
  CsPlace place = cs_members_place (members, CS_SECURITY_CREDENTIAL);

  /* the value is not shown: somebody may have put the password there */
  if (security->credential != NULL && !g_uuid_string_is_valid (security->credential))
    cs_report_error (report, &place, CS_FAULT_CREDENTIAL, NULL, NULL);
  else if (security->credential == NULL && !is_bad (members, CS_SECURITY_CREDENTIAL)
           && security->account != NULL && *security->account != '\0')
    cs_report_warning (report, &place, CS_FAULT_NO_CREDENTIAL, security->account, NULL);
  else if (security->credential != NULL && report->stored != NULL
           && !g_hash_table_contains (report->stored, security->credential))
    cs_report_warning (report, &place, CS_FAULT_NOT_STORED, security->account, NULL);
}

static void
check_unencrypted (const CsSecurity *security, const CsMembers *members, CsReport *report)
{
  if (security->authentication == CS_AUTHENTICATION_CLEAR_TEXT && security->tls == CS_TLS_NEVER
      && !security->allow_unencrypted_password && !is_bad (members, CS_SECURITY_TLS)
      && !is_bad (members, CS_SECURITY_ALLOW_UNENCRYPTED))
    report_at (report, members, CS_SECURITY_TLS, CS_FAULT_UNENCRYPTED, "never",
               "allow-unencrypted-password");
}

static void
check_helo (const CsSecurity *security, const CsMembers *members, CsReport *report)
{
  if (security->authentication != CS_AUTHENTICATION_NONE)
    report_at (report, members, CS_SECURITY_AUTHENTICATION, CS_FAULT_HELO_NEEDS_NONE,
               cs_authentication_name (security->authentication), "none");
  else if (!cs_security_allows_helo (security))
    report_at (report, members, CS_SECURITY_TLS, CS_FAULT_HELO_NEEDS_NONE,
               cs_tls_rule_name (security->tls), HELO_TLS_WORDS);
}

void
cs_rules_check_security (const CsSecurity *security, gboolean helo, const CsMembers *members,
                         CsReport *report)
{
  if (helo)
    check_helo (security, members, report);

  if (!is_bad (members, CS_SECURITY_AUTHENTICATION))
    {
      check_fitting (security, members, report);
      if (security->authentication != CS_AUTHENTICATION_NONE)
        {
          check_account (security, members, report);
          check_credential (security, members, report);
        }
      check_unencrypted (security, members, report);
    }
}

/* A warning, since the site may change without its remote domains being looked at: see route.c. */
static void
check_inherited_helo (const CsRemoteDomain *domain, const CsSecurity *site,
                      const CsMembers *members, CsReport *report)
{
  CsPlace place = cs_members_place (members, CS_DOMAIN_HELO);

  if (!domain->helo || domain->security != NULL || is_bad (members, CS_DOMAIN_SECURITY))
    return;

  if (site->authentication != CS_AUTHENTICATION_NONE)
    cs_report_warning (report, &place, CS_FAULT_HELO_NEEDS_NONE,
                       cs_authentication_name (site->authentication), "none");
  else if (!cs_security_allows_helo (site))
    cs_report_warning (report, &place, CS_FAULT_HELO_NEEDS_NONE, cs_tls_rule_name (site->tls),
                       HELO_TLS_WORDS);
}

void
cs_rules_check_domain (const CsRemoteDomain *domain, const CsSecurity *site,
                       const CsMembers *members, CsReport *report)
{
  CsPlace name = cs_members_place (members, CS_DOMAIN_DOMAIN);

  if (domain->route == CS_ROUTE_DNS && domain->smart_host != NULL)
    report_at (report, members, CS_DOMAIN_ROUTE, CS_FAULT_ROUTE_CONFLICT, "dns", NULL);
  if (domain->pattern != NULL && strchr (domain->pattern->domain, '_') != NULL)
    cs_report_warning (report, &name, CS_FAULT_UNDERSCORE, domain->pattern->key, NULL);

  check_inherited_helo (domain, site, members, report);
}

void
cs_rules_check_site_name (const char *name, const CsMembers *members, CsReport *report)
{
  check_name (name, SITE_NAME_MAX_BYTES, CS_FAULT_RANGE, members, CS_SITE_NAME, report);
}

void
cs_rules_check_integer (CsOption option, gint64 value, const CsPlace *place, CsReport *report)
{
  const CsOptionInfo *info = cs_option_info (option);
  g_autofree char *number = NULL;
  g_autofree char *range = NULL;

  if (value >= info->minimum && value <= info->maximum)
    return;

  number = g_strdup_printf ("%" G_GINT64_FORMAT, value);
  range
      = g_strdup_printf ("%" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, info->minimum, info->maximum);
  cs_report_error (report, place, CS_FAULT_RANGE, number, range);
}

static void
check_domain_text (const char *text, const CsPlace *place, CsReport *report)
{
  g_autoptr (GError) why = NULL;
  g_autofree char *domain = cs_domain_normalize (text, -1, &why);

  if (domain == NULL)
    cs_report_error (report, place, CS_FAULT_DOMAIN, text, why->message);
}

static void
check_address_text (const char *text, const CsPlace *place, CsReport *report)
{
  g_autoptr (GError) why = NULL;
  g_autoptr (CsAddress) address = cs_address_parse (text, -1, CS_ADDRESS_DEFAULT, NULL, &why);

  if (address == NULL)
    cs_report_error (report, place, CS_FAULT_ADDRESS, text, why->message);
  else if (!cs_pattern_is_plain_address (text, strlen (text)))
    cs_report_error (report, place, CS_FAULT_ADDRESS, text, "only the address belongs here");
}

static void
check_language_text (const char *text, const CsPlace *place, CsReport *report)
{
  g_autofree char *language = cs_language_normalize (text);

  if (language == NULL)
    cs_report_error (report, place, CS_FAULT_VALUE, text, "a language such as de or pt_BR");
}

void
cs_rules_check_text (CsOption option, const char *text, const CsPlace *place, CsReport *report)
{
  switch (cs_option_info (option)->type)
    {
    case CS_OPTION_TYPE_DOMAIN:
      check_domain_text (text, place, report);
      break;
    case CS_OPTION_TYPE_LANGUAGE:
      check_language_text (text, place, report);
      break;
    case CS_OPTION_TYPE_ADDRESS:
    default:
      check_address_text (text, place, report);
    }
}

void
cs_rules_check_intervals_count (guint n, const CsPlace *place, CsReport *report)
{
  g_autofree char *number = NULL;
  g_autofree char *range = NULL;

  if (n >= 1 && n <= CS_OPTION_MAX_INTERVALS)
    return;

  number = g_strdup_printf ("%u", n);
  range = g_strdup_printf ("1 to %d", CS_OPTION_MAX_INTERVALS);
  cs_report_error (report, place, CS_FAULT_RANGE, number, range);
}
