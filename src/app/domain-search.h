/* domain-search.h - finds remote domains by a part of their name or account, as somebody types
 *
 * All that can be found stands in one piece of memory, so that 100,000 remote domains are searched
 * in a few milliseconds.
 */
#pragma once

#include "model/settings.h"

G_BEGIN_DECLS

typedef struct _CsDomainSearch CsDomainSearch;

CsDomainSearch *cs_domain_search_new (const CsSettings *settings);
void cs_domain_search_free (CsDomainSearch *search);
/* (transfer full): one byte for each remote domain, not 0 if @text occurs, without case, in its
 * name (in either form of an internationalised one) or in its account. */
guint8 *cs_domain_search_find (const CsDomainSearch *search, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsDomainSearch, cs_domain_search_free)

G_END_DECLS
