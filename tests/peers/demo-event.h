/* demo-event.h - what happens in the demo server, one JSON object a line on standard output */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Prints {"event": @event, …} with the members of @details (a floating a{sv} or NULL). From any
 * thread. Nothing secret may be handed in. */
void demo_event (const char *event, GVariant *details);

G_END_DECLS
