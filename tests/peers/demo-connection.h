/* demo-connection.h - lines in and out of one client, before and within TLS; blocking
 *
 * Faults (demo-fault.h) strike here: every reply passes through one function.
 */
#pragma once

#include "demo-config.h"

G_BEGIN_DECLS

typedef struct
{
  const DemoConfig *config;
  GIOStream *stream;
  GDataInputStream *input;
  gboolean is_tls;
  gboolean is_open;
} DemoConnection;

DemoConnection *demo_connection_new (const DemoConfig *config, GSocketConnection *socket);
void demo_connection_free (DemoConnection *connection);

/* Without its CRLF; NULL when the client is gone. */
char *demo_connection_read_line (DemoConnection *connection, gsize *size_bytes);

/* Sends "@text CRLF", unless a fault for @stage (NULL: none can strike) does something else.
 * Returns: whether @text was what the client got. */
gboolean demo_connection_reply (DemoConnection *connection, const char *stage, const char *text);

gboolean demo_connection_start_tls (DemoConnection *connection);

/* tls-server-end-point data, or NULL. */
GBytes *demo_connection_binding (DemoConnection *connection);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DemoConnection, demo_connection_free)

G_END_DECLS
