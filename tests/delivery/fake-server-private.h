/* fake-server-private.h - what the files of fake-server.h share
 *
 * fake-server.c  the server: what it was told to do, and what it remembers
 * fake-talk.c    one connection, in a thread of its own
 */
#pragma once

#include "fake-server.h"

G_BEGIN_DECLS

struct _FakeServer
{
  GSocketService *service;
  guint16 port;
  GCancellable *stop;
  GMutex lock; /* over everything below */
  GCond ended;
  char *answers[FAKE_N_STEPS];
  GHashTable *rcpt_answers;
  char *password;
  guint most_recipients, most_messages;
  char *farewell; /* NULL: none */
  guint longest_session;
  guint n_connections, n_open, n_threads, most_at_once, n_logins, n_tls;
  GPtrArray *messages; /* (element-type FakeMessage) */
  GString *heard;
  GTlsCertificate *certificate; /* NULL: every handshake fails */
};

void fake_talk (FakeServer *server, GSocketConnection *connection);

G_END_DECLS
