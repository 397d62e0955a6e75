#include "app/domain-edit.h"

#include <glib/gi18n.h>

#include "app/security-several.h"

struct _CsDomainEdit
{
  gboolean is_removal;
  GPtrArray *before; /* (element-type CsRemoteDomain) */
  GPtrArray *after; /* the same, at the same places; empty of a removal */
};

static CsDomainEdit *
edit_new (gboolean is_removal)
{
  CsDomainEdit *edit = g_new0 (CsDomainEdit, 1);

  edit->is_removal = is_removal;
  edit->before = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_remote_domain_unref);
  edit->after = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_remote_domain_unref);
  return edit;
}

void
cs_domain_edit_free (CsDomainEdit *edit)
{
  g_ptr_array_unref (edit->before);
  g_ptr_array_unref (edit->after);
  g_free (edit);
}

CsDomainEdit *
cs_domain_edit_remove (CsSettings *settings, GPtrArray *keys)
{
  CsDomainEdit *edit = edit_new (TRUE);
  g_autoptr (GHashTable) key_set = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < keys->len; i++)
    {
      char *key = g_ptr_array_index (keys, i);
      const CsRemoteDomain *domain = cs_settings_find_remote_domain (settings, key, NULL);

      if (domain == NULL || !g_hash_table_add (key_set, key))
        continue;
      g_ptr_array_add (edit->before, cs_remote_domain_ref ((CsRemoteDomain *)domain));
    }
  cs_settings_remove_remote_domains (settings, key_set);
  return edit;
}

static CsRemoteDomain *
secured (const CsRemoteDomain *domain, const CsSecurityForm *form)
{
  CsRemoteDomain *after = cs_remote_domain_copy (domain);
  CsSecurity *security = cs_security_several_apply (form, domain);

  cs_security_free (after->security);
  after->security = security;
  /* With the site's setting the tick stays, in case the site changes again. */
  after->helo = after->helo && cs_security_problem (security, TRUE) != CS_SECURITY_PROBLEM_HELO;
  return after;
}

CsDomainEdit *
cs_domain_edit_secure (CsSettings *settings, GPtrArray *keys, const CsSecurityForm *form)
{
  CsDomainEdit *edit = edit_new (FALSE);

  for (guint i = 0; i < keys->len; i++)
    {
      guint index;
      const CsRemoteDomain *domain
          = cs_settings_find_remote_domain (settings, g_ptr_array_index (keys, i), &index);
      g_autoptr (CsRemoteDomain) after = NULL;

      if (domain == NULL)
        continue;
      after = secured (domain, form);
      if (cs_remote_domain_equal (domain, after))
        continue;
      g_ptr_array_add (edit->before, cs_remote_domain_ref ((CsRemoteDomain *)domain));
      cs_settings_replace_remote_domain (settings, index, after);
      g_ptr_array_add (edit->after, g_steal_pointer (&after));
    }
  return edit;
}

gboolean
cs_domain_edit_is_empty (const CsDomainEdit *edit)
{
  return edit->before->len == 0;
}

static void
undo_removal (CsRemoteDomain *before, CsSettings *settings)
{
  if (cs_settings_find_remote_domain (settings, before->pattern->key, NULL) == NULL)
    cs_settings_put_remote_domain (settings, before);
}

static void
undo_change (CsRemoteDomain *before, const CsRemoteDomain *after, CsSettings *settings)
{
  guint index;

  if (cs_settings_find_remote_domain (settings, before->pattern->key, &index) == after)
    cs_settings_replace_remote_domain (settings, index, before);
}

void
cs_domain_edit_undo (const CsDomainEdit *edit, CsSettings *settings)
{
  for (guint i = 0; i < edit->before->len; i++)
    {
      CsRemoteDomain *before = g_ptr_array_index (edit->before, i);

      if (edit->is_removal)
        undo_removal (before, settings);
      else
        undo_change (before, g_ptr_array_index (edit->after, i), settings);
    }
}

char *
cs_domain_edit_to_words (const CsDomainEdit *edit)
{
  guint n = edit->before->len;

  if (edit->is_removal)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u remote domain removed.", "%u remote domains removed.", n),
        n);
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u remote domain changed.", "%u remote domains changed.", n),
      n);
}
