#include "app/security-words.h"

#include <glib/gi18n.h>

#include "admin/words.h"

const char *
cs_security_words_tls (CsTlsRule tls, gboolean sends_password)
{
  switch (tls)
    {
    case CS_TLS_REQUIRED:
      return _ ("Mail waits unless the server offers TLS and shows a valid certificate.");
    case CS_TLS_FROM_START:
      return _ ("The connection is encrypted from its first byte, usually on port 465, and the "
                "certificate must be valid.");
    case CS_TLS_NEVER:
      return _ ("Nothing is encrypted, even where the server offers it.");
    default:
      return sends_password
                 ? _ ("Encrypts whenever the server can. The password itself waits for TLS with a "
                      "valid certificate.")
                 : _ ("Encrypts whenever the server can, with any certificate.");
    }
}

const char *
cs_security_words_change (CsAuthentication option)
{
  return option == CS_AUTHENTICATION_CLEAR_TEXT
             ? _ ("Changes the account for clear text authentication.")
             : _ ("Changes the account for Windows NT Challenge/Response.");
}

const char *
cs_security_words_no_test (const CsSecurityForm *form, gboolean is_of_several)
{
  const CsAccountForm *account = cs_security_form_picked_account (form);

  if (is_of_several)
    return _ ("Several remote domains are changed together. Each can be tested in its own "
              "properties.");
  return account != NULL && account->account == NULL ? _ ("There is no account to test yet.")
                                                     : NULL;
}

static const char *
password_words (const CsAccountForm *form, CsDraft *draft, CsStoredPasswords *passwords)
{
  if (form->typed != NULL)
    return _ ("new password");
  if (form->credential == NULL)
    return _ ("no password");
  if (cs_draft_typed_password (draft, form->credential) != NULL)
    return _ ("new password, stored by Apply");

  switch (cs_stored_passwords_get (passwords, form->credential))
    {
    case CS_STORED_YES:
      return _ ("password stored");
    case CS_STORED_NO:
      return _ ("the password is missing from the keyring");
    case CS_STORED_UNREACHABLE:
      return _ ("the keyring cannot be reached");
    default:
      return NULL;
    }
}

gboolean
cs_security_words_is_lost (const CsAccountForm *form, CsDraft *draft, CsStoredPasswords *passwords)
{
  return form->typed == NULL && form->credential != NULL
         && cs_draft_typed_password (draft, form->credential) == NULL
         && cs_stored_passwords_get (passwords, form->credential) == CS_STORED_NO;
}

char *
cs_security_words_account (const CsAccountForm *form, CsAuthentication option, CsDraft *draft,
                           CsStoredPasswords *passwords)
{
  g_autoptr (CsSecurity) security = NULL;
  g_autofree char *account = NULL;
  const char *password;

  if (form->is_mixed)
    /* Translators: accounts of several remote domains */
    return g_strdup (_ ("Different accounts: as they are"));
  if (form->account == NULL)
    return NULL;

  security = cs_security_new ();
  security->authentication = option;
  security->account = g_strdup (form->account);
  security->nt_domain = g_strdup (form->nt_domain);
  account = cs_words_account (security);
  password = password_words (form, draft, passwords);
  if (password == NULL)
    return g_steal_pointer (&account);
  /* Translators: an account and what is known of its password: "office — password stored" */
  return g_strdup_printf (_ ("%1$s — %2$s"), account, password);
}

static char *
name_of_entry (const CsPattern *pattern, gboolean is_domain, guint n_several)
{
  if (n_several > 0)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u Remote Domain", "%u Remote Domains", n_several),
        n_several);
  if (pattern != NULL)
    return cs_pattern_to_display (pattern);
  return g_strdup (is_domain ? _ ("New Remote Domain") : _ ("Site"));
}

char *
cs_security_words_title (const CsPattern *pattern, gboolean is_domain, guint n_several)
{
  g_autofree char *name = name_of_entry (pattern, is_domain, n_several);

  /* Translators: a window title; %s is a domain, or "Site" */
  return g_strdup_printf (_ ("Outbound Security — %s"), name);
}

char *
cs_security_words_in_short (const CsSecurity *security)
{
  g_autofree char *option = cs_words_option (security);
  g_autofree char *account = cs_words_account (security);

  if (security->authentication == CS_AUTHENTICATION_NONE)
    return g_steal_pointer (&option);
  /* Translators: an authentication option and its account: "Clear text · office" */
  return g_strdup_printf (_ ("%1$s · %2$s"), option, account);
}

const char *
cs_security_words_account_problem (CsAccountProblem problem)
{
  switch (problem)
    {
    case CS_ACCOUNT_PROBLEM_NONE:
      return NULL;
    case CS_ACCOUNT_PROBLEM_ACCOUNT_EMPTY:
      return _ ("Type the account’s name on the remote host.");
    case CS_ACCOUNT_PROBLEM_ACCOUNT_TOO_LONG:
      return _ ("An account name can have 256 bytes at most.");
    case CS_ACCOUNT_PROBLEM_ACCOUNT_CHARACTER:
    case CS_ACCOUNT_PROBLEM_DOMAIN_CHARACTER:
      return _ ("There is a control character, perhaps pasted with it.");
    case CS_ACCOUNT_PROBLEM_DOMAIN_CONFLICT:
      return _ ("The account name has another domain in front of its backslash.");
    case CS_ACCOUNT_PROBLEM_DOMAIN_TOO_LONG:
      return _ ("A domain can have 255 bytes at most.");
    case CS_ACCOUNT_PROBLEM_PASSWORD_EMPTY:
      return _ ("Type the account’s password.");
    case CS_ACCOUNT_PROBLEM_PASSWORD_OF_OTHER_ACCOUNT:
      return _ ("The stored password belongs to the account before; type this account’s.");
    default:
      return _ ("A password cannot have line breaks or be empty.");
    }
}
