#include "admin/label.h"

#include <glib/gi18n-lib.h>

#include "admin/words.h"

static char *
label_for (const CsSecurity *security, const CsHost *smart_host, const CsPattern *pattern)
{
  g_autofree char *account = cs_words_account (security);
  g_autofree char *where = NULL;

  if (smart_host != NULL)
    where = cs_host_to_string (smart_host);
  else if (pattern != NULL)
    where = cs_pattern_to_display (pattern);

  if (smart_host != NULL)
    /* Translators: shown in a keyring manager: the account name, then a host */
    return g_strdup_printf (_ ("Countersign: %s on %s"), account, where);
  if (pattern != NULL)
    /* Translators: shown in a keyring manager: the account name, then a mail domain */
    return g_strdup_printf (_ ("Countersign: %s for mail to %s"), account, where);
  /* Translators: shown in a keyring manager: the account name */
  return g_strdup_printf (_ ("Countersign: %s for all mail"), account);
}

static void
add_label (GHashTable *labels, GHashTable *uuids, const CsSecurity *security,
           const CsHost *smart_host, const CsPattern *pattern)
{
  if (security == NULL || security->credential == NULL
      || !g_hash_table_contains (uuids, security->credential)
      || g_hash_table_contains (labels, security->credential))
    return;
  g_hash_table_insert (labels, g_strdup (security->credential),
                       label_for (security, smart_host, pattern));
}

GHashTable *
cs_labels_for (const CsSettings *settings, GHashTable *uuids)
{
  GHashTable *labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  add_label (labels, uuids, cs_settings_security (settings), cs_settings_smart_host (settings),
             NULL);
  for (guint i = 0; i < cs_settings_n_remote_domains (settings); i++)
    {
      const CsRemoteDomain *domain = cs_settings_remote_domain (settings, i);

      add_label (labels, uuids, domain->security, domain->smart_host, domain->pattern);
    }
  return labels;
}
