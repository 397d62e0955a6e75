/* own-name.h - the name under which this machine speaks to servers
 */
#pragma once

#include "model/settings.h"

G_BEGIN_DECLS

/* The one that the settings give, or the machine's. May block. (transfer full) */
char *cs_own_name (const CsSettings *settings);

G_END_DECLS
