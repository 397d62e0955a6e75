#include "model/settings.h"

#include <string.h>

#include "model/settings-private.h"

CsSettings *
cs_settings_new (void)
{
  CsSettings *settings = g_new0 (CsSettings, 1);

  settings->references = 1;
  settings->security = cs_security_new ();
  settings->domains = cs_domain_list_new ();
  return settings;
}

CsSettings *
cs_settings_copy (const CsSettings *settings)
{
  CsSettings *copy = g_memdup2 (settings, sizeof *settings);

  copy->references = 1;
  copy->site_name = g_strdup (settings->site_name);
  copy->smart_host = cs_host_copy (settings->smart_host);
  copy->security = cs_security_copy (settings->security);
  for (guint i = 0; i < CS_N_OPTIONS; i++)
    cs_option_value_copy (&copy->options[i], &settings->options[i]);
  cs_domain_list_ref (copy->domains);
  return copy;
}

CsSettings *
cs_settings_ref (CsSettings *settings)
{
  g_atomic_int_inc (&settings->references);
  return settings;
}

void
cs_settings_unref (CsSettings *settings)
{
  if (settings == NULL || !g_atomic_int_dec_and_test (&settings->references))
    return;

  g_free (settings->site_name);
  cs_host_free (settings->smart_host);
  cs_security_free (settings->security);
  for (guint i = 0; i < CS_N_OPTIONS; i++)
    cs_option_value_clear (&settings->options[i]);
  cs_domain_list_unref (settings->domains);
  g_free (settings);
}

const char *
cs_settings_site_name (const CsSettings *settings)
{
  return settings->site_name != NULL ? settings->site_name : CS_DEFAULT_SITE_NAME;
}

void
cs_settings_set_site_name (CsSettings *settings, const char *name)
{
  char *copy = g_strcmp0 (name, CS_DEFAULT_SITE_NAME) == 0 ? NULL : g_strdup (name);

  g_free (settings->site_name);
  settings->site_name = copy;
}

const CsHost *
cs_settings_smart_host (const CsSettings *settings)
{
  return settings->smart_host;
}

void
cs_settings_set_smart_host (CsSettings *settings, const CsHost *host)
{
  CsHost *copy = cs_host_copy (host);

  cs_host_free (settings->smart_host);
  settings->smart_host = copy;
}

const CsSecurity *
cs_settings_security (const CsSettings *settings)
{
  return settings->security;
}

/* A security that was filled in anew takes the place of one that was read: same order of keys. */
static void
inherit_security_order (CsSecurity *security, const CsSecurity *old)
{
  if (security != NULL && old != NULL && security->key_order[0] == 0)
    memcpy (security->key_order, old->key_order, sizeof security->key_order);
}

static void
inherit_order (CsRemoteDomain *domain, const CsRemoteDomain *old)
{
  if (domain == old)
    return;

  if (domain->key_order[0] == 0)
    memcpy (domain->key_order, old->key_order, sizeof domain->key_order);
  inherit_security_order (domain->security, old->security);
}

void
cs_settings_set_security (CsSettings *settings, const CsSecurity *security)
{
  CsSecurity *copy = cs_security_copy (security);

  inherit_security_order (copy, settings->security);
  cs_security_free (settings->security);
  settings->security = copy;
}

guint
cs_settings_n_remote_domains (const CsSettings *settings)
{
  return settings->domains->items->len;
}

const CsRemoteDomain *
cs_settings_remote_domain (const CsSettings *settings, guint index)
{
  g_return_val_if_fail (index < settings->domains->items->len, NULL);

  return g_ptr_array_index (settings->domains->items, index);
}

const CsRemoteDomain *
cs_settings_find_remote_domain (const CsSettings *settings, const char *pattern_key, guint *index)
{
  return cs_domain_list_find (settings->domains, pattern_key, index);
}

void
cs_settings_put_remote_domain (CsSettings *settings, CsRemoteDomain *domain)
{
  guint index;

  if (cs_domain_list_find (settings->domains, domain->pattern->key, &index) != NULL)
    {
      cs_settings_replace_remote_domain (settings, index, domain);
      return;
    }

  cs_domain_list_own (&settings->domains);
  cs_domain_list_append (settings->domains, domain);
}

void
cs_settings_replace_remote_domain (CsSettings *settings, guint index, CsRemoteDomain *domain)
{
  guint other;

  g_return_if_fail (index < settings->domains->items->len);
  g_return_if_fail (cs_domain_list_find (settings->domains, domain->pattern->key, &other) == NULL
                    || other == index);

  cs_domain_list_own (&settings->domains);
  inherit_order (domain, g_ptr_array_index (settings->domains->items, index));
  cs_domain_list_replace (settings->domains, index, domain);
}

gboolean
cs_settings_remove_remote_domain (CsSettings *settings, const char *pattern_key)
{
  guint index;

  if (cs_domain_list_find (settings->domains, pattern_key, &index) == NULL)
    return FALSE;

  cs_domain_list_own (&settings->domains);
  cs_domain_list_remove (settings->domains, index);
  return TRUE;
}

guint
cs_settings_remove_remote_domains (CsSettings *settings, GHashTable *pattern_keys)
{
  CsDomainList *kept = cs_domain_list_new ();
  guint n = settings->domains->items->len;
  guint n_removed;

  for (guint i = 0; i < n; i++)
    {
      CsRemoteDomain *domain = g_ptr_array_index (settings->domains->items, i);

      if (!g_hash_table_contains (pattern_keys, domain->pattern->key))
        cs_domain_list_append (kept, domain);
    }

  n_removed = n - kept->items->len;
  cs_domain_list_unref (settings->domains);
  settings->domains = kept;
  return n_removed;
}

static void
add_credential (GHashTable *credentials, const CsSecurity *security)
{
  if (security != NULL && security->credential != NULL)
    g_hash_table_add (credentials, security->credential);
}

GHashTable *
cs_settings_credentials (const CsSettings *settings)
{
  GHashTable *credentials = g_hash_table_new (g_str_hash, g_str_equal);

  add_credential (credentials, settings->security);
  for (guint i = 0; i < settings->domains->items->len; i++)
    add_credential (credentials, cs_settings_remote_domain (settings, i)->security);

  return credentials;
}
