/* saslprep.h - names and passwords in the one form that servers compare, RFC 4013
 *
 * Through libgsasl, in wiped memory on our side; printable ASCII, which it
 * would not change, never goes there. Private to the layer.
 */
#pragma once

#include "base/secret.h"

G_BEGIN_DECLS

/* (transfer full) (nullable): NULL if @text cannot be used: empty, not UTF-8, NUL or control
 * characters inside, or prohibited characters. Unassigned code points are allowed (a "query" of RFC
 * 3454). */
CsSecret *cs_saslprep (const CsSecret *text);

G_END_DECLS
