/* pattern-private.h - for looking an address up among patterns
 */
#pragma once

#include "model/pattern.h"

G_BEGIN_DECLS

/* The key that a pattern for exactly this address has. (transfer full) */
char *cs_pattern_key_of_address (const CsAddress *address);

G_END_DECLS
