/* peer.h - one mail program that speaks SMTP to us, RFC 5321 from the server's side
 *
 * MAIL, RCPT and DATA with PIPELINING, SIZE, 8BITMIME, SMTPUTF8, DSN and
 * ENHANCEDSTATUSCODES. 250 for a message is said when it is durable, not
 * before, with its identifier. A command is one function; none knows the
 * whole dialogue.
 */
#pragma once

#include "submission/submission.h"

G_BEGIN_DECLS

typedef struct _CsPeer CsPeer;

typedef struct
{
  CsAcceptor *acceptor;
  CsOriginKind kind;
  uid_t uid; /* of a socket's peer */
  const char *address; /* of a port's; copied */
  void (*gone) (CsPeer *peer, gpointer user_data); /* free it then */
  gpointer user_data;
} CsPeerConfig;

/* Takes @fd over and greets. */
CsPeer *cs_peer_new (int fd, const CsPeerConfig *config);
void cs_peer_free (CsPeer *peer);

/* A message that is just becoming durable is still answered; else 421 with @reason, and the end. */
void cs_peer_dismiss (CsPeer *peer, const char *reason);
gint64 cs_peer_idle_us (CsPeer *peer);
/* Whose connection it is, for limits: "uid 1000", "127.0.0.1". */
const char *cs_peer_name (CsPeer *peer);

G_END_DECLS
