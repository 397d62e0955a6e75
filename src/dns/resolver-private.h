/* resolver-private.h - a resolver with other servers than the machine's, for tests
 */
#pragma once

#include "dns/lookup.h"
#include "dns/resolver.h"

G_BEGIN_DECLS

/* @takes_any_address: mail hosts may be on this machine. */
CsResolver *cs_resolver_new_for_config (const CsUnboundConfig *config, gboolean takes_any_address,
                                        GError **error);

G_END_DECLS
