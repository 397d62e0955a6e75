/* pattern-private.h - for looking an address up among patterns
 */
#pragma once

#include "model/pattern.h"

G_BEGIN_DECLS

/* The key that a pattern for exactly this address has. (transfer full) */
char *cs_pattern_key_of_address (const CsAddress *address);

/* Whether nothing stands around an address that only an envelope may write there: brackets, a
 * source route, white space. Settings have one writing for each. */
gboolean cs_pattern_is_plain_address (const char *text, gsize size_bytes);

G_END_DECLS
