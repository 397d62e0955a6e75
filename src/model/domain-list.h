/* domain-list.h - remote domains in order, found by key; shared between settings until one changes
 */
#pragma once

#include "model/settings.h"

G_BEGIN_DECLS

typedef struct
{
  gint references;
  GPtrArray *items; /* of CsRemoteDomain, referenced */
  GHashTable *index; /* pattern key (the item's) to place in items */
  guint n_addresses; /* how many are for one address */
} CsDomainList;

CsDomainList *cs_domain_list_new (void);
CsDomainList *cs_domain_list_ref (CsDomainList *list);
void cs_domain_list_unref (CsDomainList *list);
/* *@list is from now on nobody else's. */
void cs_domain_list_own (CsDomainList **list);

CsRemoteDomain *cs_domain_list_find (const CsDomainList *list, const char *key, guint *index);
void cs_domain_list_append (CsDomainList *list, CsRemoteDomain *domain);
void cs_domain_list_replace (CsDomainList *list, guint index, CsRemoteDomain *domain);
void cs_domain_list_remove (CsDomainList *list, guint index);

G_END_DECLS
