/* sts-cache.h - the MTA-STS policies that still hold, RFC 8461 section 3.2 "max_age"
 *
 * Kept in a file, one line each, so that neither a restart nor somebody who
 * suppresses the policy is a way around it. Nothing is fetched here.
 */
#pragma once

#include "delivery/sts-policy.h"

G_BEGIN_DECLS

typedef struct
{
  char *id;
  gint64 fetched_s;
  CsStsPolicy *policy;
} CsStsEntry;

typedef struct _CsStsCache CsStsCache;

/* @path: (nullable): nothing is kept. Blocks briefly. */
CsStsCache *cs_sts_cache_new (const char *path);
void cs_sts_cache_free (CsStsCache *cache); /* saves first */

/* (transfer none) (nullable): until the next change. */
const CsStsEntry *cs_sts_cache_find (CsStsCache *cache, const char *domain);
/* From now on this is the domain's. */
void cs_sts_cache_put (CsStsCache *cache, const char *domain, const char *id, CsStsPolicy *policy);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsStsCache, cs_sts_cache_free)

G_END_DECLS
