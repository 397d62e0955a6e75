#include <string.h>

#include "app/security-form.h"
#include "model/reader.h"

CsAccountForm *
cs_account_form_new (const char *account, const char *nt_domain, const char *credential)
{
  CsAccountForm *form = g_new0 (CsAccountForm, 1);

  form->account = g_strdup (account);
  form->nt_domain = g_strdup (nt_domain);
  form->credential = g_strdup (credential);
  return form;
}

CsAccountForm *
cs_account_form_copy (const CsAccountForm *form)
{
  CsAccountForm *copy = cs_account_form_new (form->account, form->nt_domain, form->credential);

  copy->typed = form->typed != NULL ? cs_secret_ref (form->typed) : NULL;
  copy->is_mixed = form->is_mixed;
  return copy;
}

void
cs_account_form_free (CsAccountForm *form)
{
  g_clear_pointer (&form->typed, cs_secret_unref);
  g_free (form->account);
  g_free (form->nt_domain);
  g_free (form->credential);
  g_free (form);
}

/**
 * cs_account_form_has_password:
 * @form: an account
 *
 * Returns: whether there is a password, stored or typed. A credential in the
 * settings counts as one; whether the keyring still has it is another question
 * (CsSheet knows).
 */
gboolean
cs_account_form_has_password (const CsAccountForm *form)
{
  return form->typed != NULL || form->credential != NULL;
}

/**
 * cs_account_problem_field:
 * @problem: why an account cannot be confirmed
 *
 * Returns: the field at which that is said, and which gets the focus
 */
CsAccountField
cs_account_problem_field (CsAccountProblem problem)
{
  switch (problem)
    {
    case CS_ACCOUNT_PROBLEM_NONE:
      return CS_ACCOUNT_FIELD_NONE;
    case CS_ACCOUNT_PROBLEM_ACCOUNT_EMPTY:
    case CS_ACCOUNT_PROBLEM_ACCOUNT_TOO_LONG:
    case CS_ACCOUNT_PROBLEM_ACCOUNT_CHARACTER:
      return CS_ACCOUNT_FIELD_ACCOUNT;
    case CS_ACCOUNT_PROBLEM_DOMAIN_CONFLICT:
    case CS_ACCOUNT_PROBLEM_DOMAIN_TOO_LONG:
    case CS_ACCOUNT_PROBLEM_DOMAIN_CHARACTER:
      return CS_ACCOUNT_FIELD_DOMAIN;
    default:
      return CS_ACCOUNT_FIELD_PASSWORD;
    }
}

static gboolean
has_control_character (const char *text)
{
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    if (g_unichar_iscntrl (g_utf8_get_char (c)))
      return TRUE;
  return FALSE;
}

static CsAccountProblem
check_names (const char *account, const char *nt_domain)
{
  if (*account == '\0')
    return CS_ACCOUNT_PROBLEM_ACCOUNT_EMPTY;
  if (strlen (account) > CS_ACCOUNT_MAX_BYTES)
    return CS_ACCOUNT_PROBLEM_ACCOUNT_TOO_LONG;
  if (has_control_character (account))
    return CS_ACCOUNT_PROBLEM_ACCOUNT_CHARACTER;
  if (nt_domain != NULL && strlen (nt_domain) > CS_NT_DOMAIN_MAX_BYTES)
    return CS_ACCOUNT_PROBLEM_DOMAIN_TOO_LONG;
  if (nt_domain != NULL && has_control_character (nt_domain))
    return CS_ACCOUNT_PROBLEM_DOMAIN_CHARACTER;
  return CS_ACCOUNT_PROBLEM_NONE;
}

static CsAccountProblem
check_password (const CsAccountForm *form, const char *account, const char *nt_domain,
                CsSecret *password)
{
  if (password != NULL)
    return cs_secrets_check (password, NULL) ? CS_ACCOUNT_PROBLEM_NONE
                                             : CS_ACCOUNT_PROBLEM_PASSWORD_INVALID;
  if (!cs_account_form_has_password (form))
    return CS_ACCOUNT_PROBLEM_PASSWORD_EMPTY;
  if (g_strcmp0 (account, form->account) != 0 || g_strcmp0 (nt_domain, form->nt_domain) != 0)
    return CS_ACCOUNT_PROBLEM_PASSWORD_OF_OTHER_ACCOUNT;
  return CS_ACCOUNT_PROBLEM_NONE;
}

static void
set_password (CsAccountForm *form, CsSecret *password)
{
  if (password == NULL)
    return;

  g_clear_pointer (&form->typed, cs_secret_unref);
  form->typed = cs_secret_ref (password);
}

/* People type DOMAIN\user into the first field. Two different domains are a question back. */
static CsAccountProblem
split_names (CsAuthentication option, char **account, char **nt_domain)
{
  g_autofree char *split_domain = NULL;
  g_autofree char *split_account = NULL;

  g_strstrip (*account);
  g_strstrip (*nt_domain);
  if (option != CS_AUTHENTICATION_CHALLENGE_RESPONSE)
    g_clear_pointer (nt_domain, g_free);
  else if (cs_security_split_account (*account, &split_domain, &split_account))
    {
      if (**nt_domain != '\0' && g_ascii_strcasecmp (*nt_domain, split_domain) != 0)
        return CS_ACCOUNT_PROBLEM_DOMAIN_CONFLICT;
      g_free (*account);
      *account = g_steal_pointer (&split_account);
      g_free (*nt_domain);
      *nt_domain = g_steal_pointer (&split_domain);
    }

  if (*nt_domain != NULL && **nt_domain == '\0')
    g_clear_pointer (nt_domain, g_free);
  return CS_ACCOUNT_PROBLEM_NONE;
}

/**
 * cs_account_form_take:
 * @form: the account to be changed
 * @option: the option that it is for
 * @account: what stands in Account name
 * @nt_domain: (nullable): what stands in Domain
 * @password: (nullable): what was typed in Password, NULL when it was left alone
 *
 * A stored password belongs to the account that it was stored for, so another
 * account name or domain asks for one.
 *
 * Returns: what keeps it from being confirmed; @form is changed only when
 * nothing does
 */
CsAccountProblem
cs_account_form_take (CsAccountForm *form, CsAuthentication option, const char *account,
                      const char *nt_domain, CsSecret *password)
{
  g_autofree char *account_copy = g_strdup (account);
  g_autofree char *domain_copy = g_strdup (nt_domain != NULL ? nt_domain : "");
  CsAccountProblem problem = split_names (option, &account_copy, &domain_copy);

  if (problem == CS_ACCOUNT_PROBLEM_NONE)
    problem = check_names (account_copy, domain_copy);
  if (problem == CS_ACCOUNT_PROBLEM_NONE)
    problem = check_password (form, account_copy, domain_copy, password);
  if (problem != CS_ACCOUNT_PROBLEM_NONE)
    return problem;

  g_free (form->account);
  form->account = g_steal_pointer (&account_copy);
  g_free (form->nt_domain);
  form->nt_domain = g_steal_pointer (&domain_copy);
  form->is_mixed = FALSE;
  set_password (form, password);
  return CS_ACCOUNT_PROBLEM_NONE;
}

/**
 * cs_security_form_new:
 * @security: (nullable): the security of an entry, NULL for the site's setting
 * @has_site_choice: whether the entry is a remote domain
 *
 * Returns: (transfer full): a form that shows it
 */
CsSecurityForm *
cs_security_form_new (const CsSecurity *security, gboolean has_site_choice)
{
  CsSecurityForm *form = g_new0 (CsSecurityForm, 1);
  CsAccountForm **own;

  form->has_site_choice = has_site_choice;
  form->use_site = has_site_choice && security == NULL;
  form->clear_text = cs_account_form_new (NULL, NULL, NULL);
  form->challenge_response = cs_account_form_new (NULL, NULL, NULL);
  if (security == NULL)
    return form;

  form->authentication = security->authentication;
  form->tls = security->tls;
  form->allow_unencrypted_password = security->allow_unencrypted_password;
  if (security->authentication == CS_AUTHENTICATION_NONE)
    return form;

  own = security->authentication == CS_AUTHENTICATION_CLEAR_TEXT ? &form->clear_text
                                                                 : &form->challenge_response;
  cs_account_form_free (*own);
  *own = cs_account_form_new (security->account, security->nt_domain, security->credential);
  return form;
}

CsSecurityForm *
cs_security_form_copy (const CsSecurityForm *form)
{
  CsSecurityForm *copy = g_new (CsSecurityForm, 1);

  *copy = *form;
  copy->clear_text = cs_account_form_copy (form->clear_text);
  copy->challenge_response = cs_account_form_copy (form->challenge_response);
  return copy;
}

void
cs_security_form_free (CsSecurityForm *form)
{
  cs_account_form_free (form->clear_text);
  cs_account_form_free (form->challenge_response);
  g_free (form);
}

void
cs_security_form_propose (CsSecurityForm *form, CsAuthentication option, CsTlsRule tls)
{
  form->use_site = FALSE;
  form->authentication = option;
  form->tls = tls;
}

CsAccountForm *
cs_security_form_account (const CsSecurityForm *form, CsAuthentication option)
{
  switch (option)
    {
    case CS_AUTHENTICATION_CLEAR_TEXT:
      return form->clear_text;
    case CS_AUTHENTICATION_CHALLENGE_RESPONSE:
      return form->challenge_response;
    default:
      return NULL;
    }
}

CsAccountForm *
cs_security_form_picked_account (const CsSecurityForm *form)
{
  return form->use_site ? NULL : cs_security_form_account (form, form->authentication);
}

/**
 * cs_security_form_may_send_unencrypted:
 * @form: a form
 *
 * Challenge/response never sends the password, and with TLS required or from
 * the start nothing travels without it: there the question would only worry.
 *
 * Returns: whether the tick is to be shown
 */
gboolean
cs_security_form_may_send_unencrypted (const CsSecurityForm *form)
{
  gboolean may_send = form->authentication == CS_AUTHENTICATION_CLEAR_TEXT
                      || (form->mixed & CS_MIXED_OPTION) != 0;
  gboolean may_be_clear = form->tls == CS_TLS_WHEN_OFFERED || form->tls == CS_TLS_NEVER
                          || (form->mixed & CS_MIXED_TLS) != 0;

  return !form->use_site && may_send && may_be_clear;
}

static CsSecurityProblem
problem_of_fault (CsFaultCode code)
{
  switch (code)
    {
    case CS_FAULT_ACCOUNT_MISSING:
      return CS_SECURITY_PROBLEM_ACCOUNT_MISSING;
    case CS_FAULT_UNENCRYPTED:
      return CS_SECURITY_PROBLEM_UNENCRYPTED;
    case CS_FAULT_HELO_NEEDS_NONE:
      return CS_SECURITY_PROBLEM_HELO;
    default:
      return CS_SECURITY_PROBLEM_ACCOUNT;
    }
}

/**
 * cs_security_form_check:
 * @form: a form
 * @helo: whether the entry sends HELO instead of EHLO
 *
 * Returns: the first thing that keeps the form from being confirmed
 */
CsSecurityProblem
cs_security_form_check (const CsSecurityForm *form, gboolean helo)
{
  g_autoptr (CsSecurity) security = cs_security_form_to_security (form);

  return cs_security_problem (security, helo);
}

CsSecurityProblem
cs_security_problem (const CsSecurity *security, gboolean helo)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_fault_free);

  if (security == NULL)
    return CS_SECURITY_PROBLEM_NONE;

  cs_security_check (security, helo, "", faults);
  for (guint i = 0; i < faults->len; i++)
    {
      const CsFault *fault = g_ptr_array_index (faults, i);

      if (!fault->is_warning)
        return problem_of_fault (fault->code);
    }
  return CS_SECURITY_PROBLEM_NONE;
}

/**
 * cs_security_form_to_security:
 * @form: a form
 *
 * Returns: (transfer full) (nullable): what is picked, without what belongs to
 * other options; NULL for the site's setting
 */
CsSecurity *
cs_security_form_to_security (const CsSecurityForm *form)
{
  const CsAccountForm *account = cs_security_form_picked_account (form);
  CsSecurity *security;

  if (form->use_site)
    return NULL;

  security = cs_security_new ();
  security->authentication = form->authentication;
  security->tls = form->tls;
  security->allow_unencrypted_password
      = form->allow_unencrypted_password && cs_security_form_may_send_unencrypted (form);
  if (account != NULL)
    {
      security->account = g_strdup (account->account);
      security->nt_domain = g_strdup (account->nt_domain);
      security->credential = g_strdup (account->credential);
    }
  return security;
}

gboolean
cs_security_form_take_nt_domain (CsSecurityForm *form, const char *nt_domain)
{
  CsAccountForm *account = cs_security_form_picked_account (form);

  /* "ann@corp.example" is whole without one */
  if (nt_domain == NULL || account != form->challenge_response || account->account == NULL
      || account->nt_domain != NULL || strpbrk (account->account, "@\\") != NULL
      || strlen (nt_domain) > CS_NT_DOMAIN_MAX_BYTES || has_control_character (nt_domain))
    return FALSE;

  account->nt_domain = g_strdup (nt_domain);
  return TRUE;
}

void
cs_security_form_take_preset (CsSecurityForm *form, const CsPreset *preset)
{
  CsAccountForm *account = cs_security_form_account (form, preset->authentication);

  form->use_site = FALSE;
  form->authentication = preset->authentication;
  form->tls = preset->tls;
  form->allow_unencrypted_password = FALSE;
  if (account == NULL)
    return;

  g_clear_pointer (&account->typed, cs_secret_unref);
  g_clear_pointer (&account->nt_domain, g_free);
  g_clear_pointer (&account->credential, g_free);
  g_free (account->account);
  account->account = g_strdup (preset->account);
}

CsSecurity *
cs_security_form_commit (CsSecurityForm *form, CsDraft *draft)
{
  CsAccountForm *account = cs_security_form_picked_account (form);

  if (account != NULL && account->typed != NULL)
    {
      g_free (account->credential);
      account->credential = g_strdup (cs_draft_add_password (draft, account->typed));
      g_clear_pointer (&account->typed, cs_secret_unref);
    }
  return cs_security_form_to_security (form);
}
