#include "model/domain-list.h"

CsDomainList *
cs_domain_list_new (void)
{
  CsDomainList *list = g_new0 (CsDomainList, 1);

  list->references = 1;
  list->items = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_remote_domain_unref);
  list->index = g_hash_table_new (g_str_hash, g_str_equal);
  return list;
}

CsDomainList *
cs_domain_list_ref (CsDomainList *list)
{
  g_atomic_int_inc (&list->references);
  return list;
}

void
cs_domain_list_unref (CsDomainList *list)
{
  if (!g_atomic_int_dec_and_test (&list->references))
    return;

  g_hash_table_unref (list->index);
  g_ptr_array_unref (list->items);
  g_free (list);
}

void
cs_domain_list_own (CsDomainList **list)
{
  CsDomainList *copy;

  if (g_atomic_int_get (&(*list)->references) == 1)
    return;

  copy = cs_domain_list_new ();
  for (guint i = 0; i < (*list)->items->len; i++)
    cs_domain_list_append (copy, g_ptr_array_index ((*list)->items, i));

  cs_domain_list_unref (*list);
  *list = copy;
}

CsRemoteDomain *
cs_domain_list_find (const CsDomainList *list, const char *key, guint *index)
{
  gpointer place;

  if (!g_hash_table_lookup_extended (list->index, key, NULL, &place))
    return NULL;

  if (index != NULL)
    *index = GPOINTER_TO_UINT (place);
  return g_ptr_array_index (list->items, GPOINTER_TO_UINT (place));
}

static void
enter (CsDomainList *list, CsRemoteDomain *domain, guint index)
{
  g_hash_table_replace (list->index, domain->pattern->key, GUINT_TO_POINTER (index));
  list->n_addresses += domain->pattern->kind == CS_PATTERN_ADDRESS;
}

static void
strike (CsDomainList *list, CsRemoteDomain *domain)
{
  g_hash_table_remove (list->index, domain->pattern->key);
  list->n_addresses -= domain->pattern->kind == CS_PATTERN_ADDRESS;
}

void
cs_domain_list_append (CsDomainList *list, CsRemoteDomain *domain)
{
  g_ptr_array_add (list->items, cs_remote_domain_ref (domain));
  enter (list, domain, list->items->len - 1);
}

void
cs_domain_list_replace (CsDomainList *list, guint index, CsRemoteDomain *domain)
{
  CsRemoteDomain *old = g_ptr_array_index (list->items, index);

  strike (list, old);
  g_ptr_array_index (list->items, index) = cs_remote_domain_ref (domain);
  enter (list, domain, index);
  cs_remote_domain_unref (old);
}

void
cs_domain_list_remove (CsDomainList *list, guint index)
{
  strike (list, g_ptr_array_index (list->items, index));
  g_ptr_array_remove_index (list->items, index);

  for (guint i = index; i < list->items->len; i++)
    {
      const CsRemoteDomain *behind = g_ptr_array_index (list->items, i);

      g_hash_table_replace (list->index, behind->pattern->key, GUINT_TO_POINTER (i));
    }
}
