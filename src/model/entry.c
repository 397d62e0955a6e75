/* entry.c - the parts of settings.h that make up an entry: outbound security and remote domains
 */
#include <string.h>

#include "model/settings-private.h"

CsSecurity *
cs_security_new (void)
{
  return g_new0 (CsSecurity, 1);
}

CsSecurity *
cs_security_copy (const CsSecurity *security)
{
  CsSecurity *copy;

  if (security == NULL)
    return NULL;

  copy = g_memdup2 (security, sizeof *security);
  copy->account = g_strdup (security->account);
  copy->nt_domain = g_strdup (security->nt_domain);
  copy->credential = g_strdup (security->credential);
  return copy;
}

void
cs_security_free (CsSecurity *security)
{
  if (security == NULL)
    return;

  g_free (security->account);
  g_free (security->nt_domain);
  g_free (security->credential);
  g_free (security);
}

gboolean
cs_security_equal (const CsSecurity *a, const CsSecurity *b)
{
  if (a == b)
    return TRUE;
  if (a == NULL || b == NULL)
    return FALSE;

  return a->authentication == b->authentication && a->tls == b->tls
         && !a->allow_unencrypted_password == !b->allow_unencrypted_password
         && g_strcmp0 (a->account, b->account) == 0 && g_strcmp0 (a->nt_domain, b->nt_domain) == 0
         && g_strcmp0 (a->credential, b->credential) == 0;
}

gboolean
cs_security_is_unprotected (const CsSecurity *security)
{
  return security->authentication == CS_AUTHENTICATION_CLEAR_TEXT
         && security->allow_unencrypted_password
         && (security->tls == CS_TLS_WHEN_OFFERED || security->tls == CS_TLS_NEVER);
}

gboolean
cs_security_allows_helo (const CsSecurity *security)
{
  return security->authentication == CS_AUTHENTICATION_NONE && security->tls != CS_TLS_REQUIRED
         && security->tls != CS_TLS_FROM_START;
}

CsRemoteDomain *
cs_remote_domain_new (CsPattern *pattern)
{
  CsRemoteDomain *domain = g_new0 (CsRemoteDomain, 1);

  domain->pattern = pattern;
  domain->references = 1;
  return domain;
}

CsRemoteDomain *
cs_remote_domain_copy (const CsRemoteDomain *domain)
{
  CsRemoteDomain *copy = cs_remote_domain_new (cs_pattern_copy (domain->pattern));

  copy->route = domain->route;
  copy->smart_host = cs_host_copy (domain->smart_host);
  copy->security = cs_security_copy (domain->security);
  copy->helo = domain->helo;
  memcpy (copy->key_order, domain->key_order, sizeof copy->key_order);
  return copy;
}

CsRemoteDomain *
cs_remote_domain_ref (CsRemoteDomain *domain)
{
  g_atomic_int_inc (&domain->references);
  return domain;
}

void
cs_remote_domain_unref (CsRemoteDomain *domain)
{
  if (domain == NULL || !g_atomic_int_dec_and_test (&domain->references))
    return;

  cs_pattern_free (domain->pattern);
  cs_host_free (domain->smart_host);
  cs_security_free (domain->security);
  g_free (domain);
}

gboolean
cs_remote_domain_equal (const CsRemoteDomain *a, const CsRemoteDomain *b)
{
  if (a == b)
    return TRUE;

  return strcmp (a->pattern->key, b->pattern->key) == 0
         && g_strcmp0 (a->pattern->local, b->pattern->local) == 0 && a->route == b->route
         && cs_host_equal (a->smart_host, b->smart_host)
         && cs_security_equal (a->security, b->security) && !a->helo == !b->helo;
}
