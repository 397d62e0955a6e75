/* check.c - the part of reader.h that holds the rules against a draft
 */
#include <string.h>

#include "model/reader.h"
#include "model/rules.h"
#include "model/settings-private.h"

gboolean
cs_security_split_account (const char *text, char **nt_domain, char **account)
{
  const char *backslash = strchr (text, '\\');

  if (backslash == NULL || backslash == text || backslash[1] == '\0'
      || strchr (backslash + 1, '\\') != NULL)
    return FALSE;

  *nt_domain = g_strndup (text, backslash - text);
  *account = g_strdup (backslash + 1);
  return TRUE;
}

void
cs_security_check (const CsSecurity *security, gboolean helo, const char *path, GPtrArray *faults)
{
  CsReport report = { .faults = faults };
  CsPlace place = { NULL, *path != '\0' ? path : NULL, 0, CS_NOWHERE };
  CsMembers members = { .place = &place, .kind = CS_OBJECT_SECURITY };

  cs_rules_check_security (security, helo, &members, &report);
}

static void
check_option (const CsSettings *settings, CsOption option, const CsPlace *place, CsReport *report)
{
  const CsOptionInfo *info = cs_option_info (option);
  const gint64 *intervals;
  guint n;

  switch (info->type)
    {
    case CS_OPTION_TYPE_INTEGER:
    case CS_OPTION_TYPE_BOOLEAN:
      cs_rules_check_integer (option, cs_settings_integer (settings, option), place, report);
      break;
    case CS_OPTION_TYPE_INTERVALS:
      intervals = cs_settings_intervals (settings, option, &n);
      cs_rules_check_intervals_count (n, place, report);
      for (guint i = 0; i < n; i++)
        {
          CsPlace element = { place, NULL, i, CS_NOWHERE };

          cs_rules_check_integer (option, intervals[i], &element, report);
        }
      break;
    case CS_OPTION_TYPE_DOMAIN:
    case CS_OPTION_TYPE_ADDRESS:
    case CS_OPTION_TYPE_LANGUAGE:
    default:
      cs_rules_check_text (option, cs_settings_text (settings, option), place, report);
    }
}

static void
check_site (const CsSettings *settings, CsReport *report)
{
  CsPlace place = { NULL, "site", 0, CS_NOWHERE };
  CsMembers members = { .place = &place, .kind = CS_OBJECT_SITE };
  CsPlace security_place = cs_members_place (&members, CS_SITE_SECURITY);
  CsMembers security_members = { .place = &security_place, .kind = CS_OBJECT_SECURITY };

  cs_rules_check_site_name (cs_settings_site_name (settings), &members, report);
  cs_rules_check_security (settings->security, FALSE, &security_members, report);
  for (guint i = 0; i < CS_N_OPTIONS; i++)
    if (cs_settings_option_is_set (settings, i))
      {
        CsPlace option_place = cs_members_place (&members, CS_SITE_FIRST_OPTION + i);

        check_option (settings, i, &option_place, report);
      }
}

static void
check_domain (const CsSettings *settings, guint index, CsReport *report)
{
  const CsRemoteDomain *domain = cs_settings_remote_domain (settings, index);
  CsPlace list = { NULL, "remote-domains", 0, CS_NOWHERE };
  CsPlace place = { &list, NULL, index, CS_NOWHERE };
  CsMembers members = { .place = &place, .kind = CS_OBJECT_DOMAIN };
  CsPlace security_place = cs_members_place (&members, CS_DOMAIN_SECURITY);
  CsMembers security_members = { .place = &security_place, .kind = CS_OBJECT_SECURITY };

  cs_rules_check_domain (domain, settings->security, &members, report);
  if (domain->security != NULL)
    cs_rules_check_security (domain->security, domain->helo, &security_members, report);
}

void
cs_settings_check (const CsSettings *settings, GPtrArray *faults)
{
  CsReport report = { .faults = faults };

  check_site (settings, &report);
  for (guint i = 0; i < cs_settings_n_remote_domains (settings); i++)
    check_domain (settings, i, &report);
}
