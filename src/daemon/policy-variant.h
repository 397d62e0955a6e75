/* policy-variant.h - what is remembered of a mail domain's policies, as ShowPolicy gives it
 */
#pragma once

#include "delivery/dane-memory.h"
#include "delivery/sts-cache.h"

G_BEGIN_DECLS

/* a{sv}, floating. Both: (nullable): nothing is known. */
GVariant *cs_policy_to_variant (const CsStsEntry *sts, const CsDaneSeen *dane);

G_END_DECLS
