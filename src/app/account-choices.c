#include "app/account-choices.h"

void
cs_account_choice_free (CsAccountChoice *choice)
{
  cs_account_form_free (choice->account);
  g_free (choice->entry);
  g_free (choice);
}

static void
add_choice (GPtrArray *choices, GHashTable *seen, const CsSecurity *security, const char *entry)
{
  CsAccountChoice *choice = g_hash_table_lookup (seen, security->credential);

  if (choice != NULL)
    {
      choice->n_more_uses++;
      return;
    }

  choice = g_new0 (CsAccountChoice, 1);
  choice->account
      = cs_account_form_new (security->account, security->nt_domain, security->credential);
  choice->entry = g_strdup (entry);
  g_ptr_array_add (choices, choice);
  g_hash_table_insert (seen, choice->account->credential, choice);
}

static gboolean
is_choice (const CsSecurity *security, CsAuthentication option, const char *except)
{
  return security != NULL && security->authentication == option && security->account != NULL
         && security->credential != NULL && g_strcmp0 (security->credential, except) != 0;
}

GPtrArray *
cs_account_choices_new (const CsSettings *settings, CsAuthentication option, const char *except)
{
  GPtrArray *choices = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_account_choice_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = cs_settings_n_remote_domains (settings);

  if (is_choice (cs_settings_security (settings), option, except))
    add_choice (choices, seen, cs_settings_security (settings), NULL);
  for (guint i = 0; i < n; i++)
    {
      const CsRemoteDomain *domain = cs_settings_remote_domain (settings, i);

      if (is_choice (domain->security, option, except))
        add_choice (choices, seen, domain->security, domain->pattern->key);
    }
  return choices;
}
