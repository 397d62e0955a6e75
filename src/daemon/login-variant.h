/* login-variant.h - the last logins of each credential, as the dictionaries of ListCredentials
 */
#pragma once

#include "delivery/engine.h"

G_BEGIN_DECLS

/* aa{sv}, floating */
GVariant *cs_logins_to_variant (CsEngine *engine);

G_END_DECLS
