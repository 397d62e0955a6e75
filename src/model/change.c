#include "model/change.h"

#include <string.h>

#include "model/settings-private.h"

typedef struct
{
  GPtrArray *changes;
  const char *entry;
} Comparison;

void
cs_change_free (CsChange *change)
{
  if (change == NULL)
    return;

  g_free (change->entry);
  g_free (change->before);
  g_free (change->after);
  g_free (change);
}

static void
add (Comparison *comparison, CsChangeKind kind, const char *key, const char *before,
     const char *after)
{
  CsChange *change = g_new0 (CsChange, 1);

  change->kind = kind;
  change->entry = g_strdup (comparison->entry);
  change->key = key;
  change->before = g_strdup (before);
  change->after = g_strdup (after);
  g_ptr_array_add (comparison->changes, change);
}

static void
compare_text (Comparison *comparison, const char *key, const char *before, const char *after)
{
  if (g_strcmp0 (before, after) != 0)
    add (comparison, CS_CHANGE_VALUE, key, before, after);
}

static void
compare_boolean (Comparison *comparison, const char *key, gboolean before, gboolean after)
{
  compare_text (comparison, key, before ? "true" : "false", after ? "true" : "false");
}

static void
compare_hosts (Comparison *comparison, const CsHost *before, const CsHost *after)
{
  g_autofree char *old = before != NULL ? cs_host_to_string (before) : NULL;
  g_autofree char *new = after != NULL ? cs_host_to_string (after) : NULL;

  compare_text (comparison, "smart-host", old, new);
}

/* The UUID says nothing to anybody. Both "stored": it is another one now. */
static void
compare_credentials (Comparison *comparison, const char *before, const char *after)
{
  if (g_strcmp0 (before, after) != 0)
    add (comparison, CS_CHANGE_VALUE, "credential", before != NULL ? "stored" : NULL,
         after != NULL ? "stored" : NULL);
}

static void
compare_security_values (Comparison *comparison, const CsSecurity *before, const CsSecurity *after)
{
  compare_text (comparison, "authentication", cs_authentication_name (before->authentication),
                cs_authentication_name (after->authentication));
  compare_text (comparison, "nt-domain", before->nt_domain, after->nt_domain);
  compare_text (comparison, "account", before->account, after->account);
  compare_credentials (comparison, before->credential, after->credential);
  compare_text (comparison, "tls", cs_tls_rule_name (before->tls), cs_tls_rule_name (after->tls));
  compare_boolean (comparison, "allow-unencrypted-password", before->allow_unencrypted_password,
                   after->allow_unencrypted_password);
}

/* A security that is new or gone is compared with one that nothing was set in. */
static void
compare_security (Comparison *comparison, const CsSecurity *before, const CsSecurity *after)
{
  static const CsSecurity plain = { 0 };

  if (before == NULL && after == NULL)
    return;

  compare_text (comparison, "outbound-security", before != NULL ? "own" : "site",
                after != NULL ? "own" : "site");
  compare_security_values (comparison, before != NULL ? before : &plain,
                           after != NULL ? after : &plain);
}

static char *
option_to_string (const CsSettings *settings, CsOption option)
{
  const CsOptionInfo *info = cs_option_info (option);
  g_autoptr (GString) list = NULL;
  const gint64 *intervals;
  guint n;

  switch (info->type)
    {
    case CS_OPTION_TYPE_INTEGER:
      return g_strdup_printf ("%" G_GINT64_FORMAT, cs_settings_integer (settings, option));
    case CS_OPTION_TYPE_BOOLEAN:
      return g_strdup (cs_settings_integer (settings, option) ? "true" : "false");
    case CS_OPTION_TYPE_INTERVALS:
      list = g_string_new (NULL);
      intervals = cs_settings_intervals (settings, option, &n);
      for (guint i = 0; i < n; i++)
        g_string_append_printf (list, "%s%" G_GINT64_FORMAT, i > 0 ? ", " : "", intervals[i]);
      return g_strdup (list->str);
    case CS_OPTION_TYPE_DOMAIN:
    case CS_OPTION_TYPE_ADDRESS:
    case CS_OPTION_TYPE_LANGUAGE:
    default:
      return g_strdup (cs_settings_text (settings, option));
    }
}

static void
compare_sites (Comparison *comparison, const CsSettings *before, const CsSettings *after)
{
  comparison->entry = "site";
  compare_text (comparison, "name", cs_settings_site_name (before), cs_settings_site_name (after));
  compare_hosts (comparison, before->smart_host, after->smart_host);
  compare_security_values (comparison, before->security, after->security);

  for (guint i = 0; i < CS_N_OPTIONS; i++)
    {
      g_autofree char *old = option_to_string (before, i);
      g_autofree char *new = option_to_string (after, i);

      compare_text (comparison, cs_option_info (i)->name, old, new);
    }
}

static const char *
route_word (const CsRemoteDomain *domain)
{
  return domain->route == CS_ROUTE_DNS ? "dns" : NULL;
}

static void
compare_domains (Comparison *comparison, const CsRemoteDomain *before, const CsRemoteDomain *after)
{
  if (cs_remote_domain_equal (before, after))
    return;

  compare_text (comparison, "domain", before->pattern->local, after->pattern->local);
  compare_text (comparison, "route", route_word (before), route_word (after));
  compare_hosts (comparison, before->smart_host, after->smart_host);
  compare_boolean (comparison, "helo", before->helo, after->helo);
  compare_security (comparison, before->security, after->security);
}

static void
compare_kept_and_added (Comparison *comparison, const CsSettings *before, const CsSettings *after)
{
  for (guint i = 0; i < cs_settings_n_remote_domains (after); i++)
    {
      const CsRemoteDomain *new = cs_settings_remote_domain (after, i);
      const CsRemoteDomain *old = cs_settings_find_remote_domain (before, new->pattern->key, NULL);

      comparison->entry = new->pattern->key;
      if (old == NULL)
        add (comparison, CS_CHANGE_DOMAIN_ADDED, NULL, NULL, NULL);
      else
        compare_domains (comparison, old, new);
    }
}

static void
compare_removed (Comparison *comparison, const CsSettings *before, const CsSettings *after)
{
  for (guint i = 0; i < cs_settings_n_remote_domains (before); i++)
    {
      comparison->entry = cs_settings_remote_domain (before, i)->pattern->key;
      if (cs_settings_find_remote_domain (after, comparison->entry, NULL) == NULL)
        add (comparison, CS_CHANGE_DOMAIN_REMOVED, NULL, NULL, NULL);
    }
}

/**
 * cs_settings_compare:
 * @before: what was
 * @after: what is to be
 *
 * The order of remote domains and of keys makes no difference. A remote domain
 * that got another pattern is one removed and one added.
 *
 * Returns: (element-type CsChange) (transfer full): what differs; empty if nothing does
 */
GPtrArray *
cs_settings_compare (const CsSettings *before, const CsSettings *after)
{
  Comparison comparison = { .entry = "site" };

  comparison.changes = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_change_free);
  compare_sites (&comparison, before, after);
  if (before->domains != after->domains)
    {
      compare_kept_and_added (&comparison, before, after);
      compare_removed (&comparison, before, after);
    }

  return comparison.changes;
}
