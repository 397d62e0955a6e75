#include "admin/credential.h"

#include <string.h>

static void
use_free (CsCredentialUse *use)
{
  g_free (use->host);
  g_free (use);
}

static void
credential_free (CsCredential *credential)
{
  g_free (credential->uuid);
  g_clear_pointer (&credential->security, cs_security_free);
  g_ptr_array_unref (credential->entries);
  g_ptr_array_unref (credential->uses);
  g_free (credential);
}

typedef struct
{
  const CsCredentialSources *sources;
  GPtrArray *found;
  GHashTable *by_name; /* (element-type utf8 CsCredential): UUID, or the account without one */
} Collection;

static CsCredential *
find_or_add (Collection *collection, const char *name, const char *uuid)
{
  CsCredential *credential = g_hash_table_lookup (collection->by_name, name);

  if (credential != NULL)
    return credential;

  credential = g_new0 (CsCredential, 1);
  credential->uuid = g_strdup (uuid);
  credential->entries = g_ptr_array_new_with_free_func (g_free);
  credential->uses = g_ptr_array_new_with_free_func ((GDestroyNotify)use_free);
  g_hash_table_insert (collection->by_name, g_strdup (name), credential);
  g_ptr_array_add (collection->found, credential);
  return credential;
}

static void
add_entry (Collection *collection, const char *key, const CsSecurity *security)
{
  g_autofree char *name = NULL;
  CsCredential *credential;

  if (security == NULL || security->authentication == CS_AUTHENTICATION_NONE
      || security->account == NULL)
    return;
  /* No UUID has a line break in it. */
  name = security->credential != NULL
             ? g_strdup (security->credential)
             : g_strdup_printf ("%s\n%s", security->account,
                                security->nt_domain != NULL ? security->nt_domain : "");
  credential = find_or_add (collection, name, security->credential);
  if (credential->security == NULL)
    credential->security = cs_security_copy (security);
  g_ptr_array_add (credential->entries, g_strdup (key));
}

static void
add_entries (Collection *collection, const CsSettings *settings)
{
  guint n = cs_settings_n_remote_domains (settings);

  add_entry (collection, "", cs_settings_security (settings));
  for (guint i = 0; i < n; i++)
    {
      const CsRemoteDomain *domain = cs_settings_remote_domain (settings, i);

      add_entry (collection, domain->pattern->key, domain->security);
    }
}

/* What a draft's original still uses goes when the draft is applied, not here. */
static void
add_unused (Collection *collection)
{
  const CsCredentialSources *sources = collection->sources;
  g_autoptr (GHashTable) kept
      = sources->also != NULL ? cs_settings_credentials (sources->also) : NULL;
  g_autoptr (GList) uuids
      = g_list_sort (g_hash_table_get_keys (sources->stored), (GCompareFunc)strcmp);

  for (GList *item = uuids; item != NULL; item = item->next)
    {
      const char *uuid = item->data;
      const char *owner = g_hash_table_lookup (sources->stored, uuid);

      if (g_hash_table_contains (collection->by_name, uuid)
          || (kept != NULL && g_hash_table_contains (kept, uuid)))
        continue;
      find_or_add (collection, uuid, uuid)->is_removable
          = g_strcmp0 (owner, sources->settings_file) == 0;
    }
}

static void
set_password_state (const CsCredentialSources *sources, CsCredential *credential)
{
  if (credential->uuid == NULL)
    credential->password = CS_PASSWORD_NONE;
  else if (sources->stored == NULL)
    credential->password = CS_PASSWORD_UNKNOWN;
  else
    credential->password = g_hash_table_contains (sources->stored, credential->uuid)
                               ? CS_PASSWORD_STORED
                               : CS_PASSWORD_MISSING;
}

static gint64
last_s (const CsCredentialUse *use)
{
  return MAX (use->worked_s, use->refused_s);
}

/* Suspended ones first: they are what somebody has to do something about. */
static int
compare_uses (gconstpointer a, gconstpointer b)
{
  const CsCredentialUse *left = *(const CsCredentialUse *const *)a;
  const CsCredentialUse *right = *(const CsCredentialUse *const *)b;

  if (left->is_suspended != right->is_suspended)
    return left->is_suspended ? -1 : 1;
  return (last_s (left) < last_s (right)) - (last_s (left) > last_s (right));
}

static void
add_login (Collection *collection, GVariant *login)
{
  const char *uuid = NULL;
  const char *host = NULL;
  CsCredential *credential;
  CsCredentialUse *use;

  if (!g_variant_lookup (login, "credential", "&s", &uuid)
      || !g_variant_lookup (login, "host", "&s", &host))
    return;
  credential = g_hash_table_lookup (collection->by_name, uuid);
  if (credential == NULL)
    return;

  use = g_new0 (CsCredentialUse, 1);
  use->host = g_strdup (host);
  g_variant_lookup (login, "port", "u", &use->port);
  g_variant_lookup (login, "worked", "x", &use->worked_s);
  g_variant_lookup (login, "refused", "x", &use->refused_s);
  g_variant_lookup (login, "suspended", "b", &use->is_suspended);
  g_ptr_array_add (credential->uses, use);
}

static void
add_logins (Collection *collection, GVariant *logins)
{
  GVariantIter iter;
  GVariant *login;

  g_variant_iter_init (&iter, logins);
  while ((login = g_variant_iter_next_value (&iter)) != NULL)
    {
      add_login (collection, login);
      g_variant_unref (login);
    }
}

GPtrArray *
cs_credentials_collect (const CsCredentialSources *sources)
{
  Collection collection
      = { .sources = sources,
          .found = g_ptr_array_new_with_free_func ((GDestroyNotify)credential_free),
          .by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };

  add_entries (&collection, sources->settings);
  if (sources->stored != NULL)
    add_unused (&collection);
  if (sources->logins != NULL)
    add_logins (&collection, sources->logins);
  for (guint i = 0; i < collection.found->len; i++)
    {
      CsCredential *credential = g_ptr_array_index (collection.found, i);

      set_password_state (sources, credential);
      g_ptr_array_sort (credential->uses, compare_uses);
    }
  g_hash_table_unref (collection.by_name);
  return collection.found;
}
