/* redirect.h - whom mail for a user of this machine goes to instead
 *
 * Acceptance knows (the address for local mail, /etc/aliases); reports need it.
 */
#pragma once

#include "base/address.h"

G_BEGIN_DECLS

/* (nullable) (transfer full) (element-type CsAddress): @address itself where nothing is redirected;
 * NULL: a user of this machine whose mail goes nowhere. */
typedef GPtrArray *(*CsRedirectFunc) (const CsAddress *address, gpointer user_data);

G_END_DECLS
