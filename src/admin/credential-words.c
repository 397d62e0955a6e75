#include "admin/credential.h"

#include <glib/gi18n-lib.h>

#include "admin/words.h"

char *
cs_credential_account_words (const CsCredential *credential)
{
  if (credential->security != NULL)
    return cs_words_account (credential->security);
  /* Translators: a password in the keyring that no entry uses; %.8s begins its name there */
  return g_strdup_printf (_ ("unused (%.8s…)"), credential->uuid);
}

static char *
entry_name (const char *key)
{
  g_autoptr (CsPattern) pattern = *key != '\0' ? cs_pattern_parse (key, -1, NULL) : NULL;

  return pattern != NULL ? cs_pattern_to_display (pattern) : g_strdup (_ ("Site"));
}

char *
cs_credential_entries_words (const CsCredential *credential)
{
  guint n_more = credential->entries->len - 1;
  g_autofree char *first = NULL;

  if (credential->entries->len == 0)
    return g_strdup ("–");
  first = entry_name (g_ptr_array_index (credential->entries, 0));
  if (n_more == 0)
    return g_steal_pointer (&first);
  /* Translators: %1$s is a domain or "Site", %2$u a number of further ones */
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%1$s and %2$u other", "%1$s and %2$u others", n_more), first,
      n_more);
}

char *
cs_credential_password_words (const CsCredential *credential)
{
  switch (credential->password)
    {
    case CS_PASSWORD_STORED:
      return g_strdup (_ ("stored"));
    case CS_PASSWORD_MISSING:
      /* Translators: keep the sign. A password that should be in the keyring */
      return g_strdup (_ ("⚠ missing"));
    case CS_PASSWORD_NONE:
      /* Translators: there is no password */
      return g_strdup (C_ ("password", "none"));
    default:
      return g_strdup (_ ("not known"));
    }
}

char *
cs_credential_use_words (const CsCredential *credential, gint64 now_s)
{
  const CsCredentialUse *use;
  g_autofree char *when = NULL;

  if (credential->uses->len == 0)
    return g_strdup ("–");
  use = g_ptr_array_index (credential->uses, 0);
  when = cs_words_when (MAX (use->worked_s, use->refused_s), now_s);
  if (use->is_suspended)
    /* Translators: keep the sign. %1$s is a server, %2$s a time: "today 17:20" */
    return g_strdup_printf (_ ("⚠ suspended: refused by %1$s, %2$s"), use->host, when);
  if (use->refused_s > use->worked_s)
    return g_strdup_printf (_ ("refused by %1$s, %2$s"), use->host, when);
  return g_strdup_printf (_ ("worked with %1$s, %2$s"), use->host, when);
}
