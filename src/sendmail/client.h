/* client.h - a message handed to the worker's submission socket, RFC 5321 as a small client
 *
 * Pipelined (RFC 2920), since it is our own server; blocking, with a time
 * limit for each wait.
 */
#pragma once

#include "sendmail/message.h"

G_BEGIN_DECLS

/* Returns: a connected socket, or -1 when nobody listens there. */
int cs_client_connect (const char *socket_path);
/* @fd: given away. @reply: (out): the last words of the server, or what went wrong. */
CsOutcome cs_client_send (int fd, const CsOutgoing *message, char **reply);
/* -bs: everything from standard input to the server and back. Returns an exit status. */
int cs_client_proxy (int fd);

G_END_DECLS
