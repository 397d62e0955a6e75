/* demo-session.h - one client of the demo server, from greeting to QUIT; blocking, in a thread */
#pragma once

#include "demo-config.h"

G_BEGIN_DECLS

void demo_session_run (const DemoConfig *config, GSocketConnection *socket);

G_END_DECLS
