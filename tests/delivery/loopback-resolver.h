/* loopback-resolver.h - the system's resolver for tests: every name is this machine
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* From now on, for the whole process. */
void loopback_resolver_use (void);

G_END_DECLS
