#include "app/security-several.h"

static const CsSecurity *
security_of (GPtrArray *domains, guint index)
{
  return ((const CsRemoteDomain *)g_ptr_array_index (domains, index))->security;
}

static gboolean
has_same_account (const CsSecurity *a, const CsSecurity *b)
{
  return g_strcmp0 (a->account, b->account) == 0 && g_strcmp0 (a->nt_domain, b->nt_domain) == 0
         && g_strcmp0 (a->credential, b->credential) == 0;
}

/* One that uses the site's setting differs in the option only. */
static void
mark_differences (CsSecurityForm *form, const CsSecurity *a, const CsSecurity *b,
                  gboolean *is_other_account)
{
  if (a == NULL || b == NULL)
    {
      if (a != b)
        form->mixed |= CS_MIXED_OPTION;
      return;
    }
  if (a->authentication != b->authentication)
    form->mixed |= CS_MIXED_OPTION;
  else if (!has_same_account (a, b))
    *is_other_account = TRUE;
  if (a->tls != b->tls)
    form->mixed |= CS_MIXED_TLS;
  if (!a->allow_unencrypted_password != !b->allow_unencrypted_password)
    form->mixed |= CS_MIXED_UNENCRYPTED;
}

static void
clear_account (CsAccountForm *account)
{
  g_clear_pointer (&account->account, g_free);
  g_clear_pointer (&account->nt_domain, g_free);
  g_clear_pointer (&account->credential, g_free);
}

/* What differs is picked as nothing. */
static void
show_differences (CsSecurityForm *form, gboolean is_other_account)
{
  CsAccountForm *account = cs_security_form_picked_account (form);

  if (account != NULL && (is_other_account || (form->mixed & CS_MIXED_OPTION)))
    {
      clear_account (account);
      account->is_mixed = !(form->mixed & CS_MIXED_OPTION);
    }
  if (form->mixed & CS_MIXED_OPTION)
    {
      form->use_site = FALSE;
      form->authentication = CS_AUTHENTICATION_NONE;
    }
}

/**
 * cs_security_several_form:
 * @domains: (element-type CsRemoteDomain): at least one
 *
 * Returns: (transfer full): a form that shows what is common to all of them
 */
CsSecurityForm *
cs_security_several_form (GPtrArray *domains)
{
  const CsSecurity *first = NULL;
  gboolean is_other_account = FALSE;
  CsSecurityForm *form;

  for (guint i = 0; i < domains->len && first == NULL; i++)
    first = security_of (domains, i);
  form = cs_security_form_new (first, TRUE);
  for (guint i = 0; i < domains->len; i++)
    mark_differences (form, first, security_of (domains, i), &is_other_account);
  show_differences (form, is_other_account);
  return form;
}

static void
take_option (CsSecurity *security, const CsSecurityForm *form, gboolean has_own)
{
  const CsAccountForm *account = cs_security_form_picked_account (form);

  if (account != NULL && account->is_mixed && has_own
      && security->authentication == form->authentication)
    return;

  security->authentication = form->authentication;
  g_free (security->account);
  g_free (security->nt_domain);
  g_free (security->credential);
  security->account = account != NULL ? g_strdup (account->account) : NULL;
  security->nt_domain = account != NULL ? g_strdup (account->nt_domain) : NULL;
  security->credential = account != NULL ? g_strdup (account->credential) : NULL;
}

CsSecurity *
cs_security_several_apply (const CsSecurityForm *form, const CsRemoteDomain *domain)
{
  gboolean has_own = domain->security != NULL;
  gboolean keeps_option = (form->mixed & CS_MIXED_OPTION) != 0;
  CsSecurity *security;

  if (form->use_site || (keeps_option && !has_own))
    return NULL;

  security = has_own ? cs_security_copy (domain->security) : cs_security_new ();
  if (!keeps_option)
    take_option (security, form, has_own);
  if (!(form->mixed & CS_MIXED_TLS))
    security->tls = form->tls;
  if (!(form->mixed & CS_MIXED_UNENCRYPTED))
    security->allow_unencrypted_password = form->allow_unencrypted_password;
  /* Words that mean nothing for this entry would only worry. */
  security->allow_unencrypted_password = cs_security_is_unprotected (security);
  return security;
}

CsSecurityProblem
cs_security_several_check (const CsSecurityForm *form, GPtrArray *domains)
{
  for (guint i = 0; i < domains->len; i++)
    {
      g_autoptr (CsSecurity) security
          = cs_security_several_apply (form, g_ptr_array_index (domains, i));
      /* HELO is the page's matter: it takes the tick away where it cannot be. */
      CsSecurityProblem problem = cs_security_problem (security, FALSE);

      if (problem != CS_SECURITY_PROBLEM_NONE)
        return problem;
    }
  return CS_SECURITY_PROBLEM_NONE;
}
