/* fake-server.h - a receiving server that does as it is told, on a free loopback port
 *
 * Speaks SMTP, BDAT too. What it answers can be changed while it runs.
 * It remembers what it was told.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  FAKE_GREETING, /* "220 fake" */
  FAKE_EHLO, /* "250-fake\n250 AUTH PLAIN LOGIN" … */
  FAKE_HELO, /* "250 fake" */
  FAKE_AUTH, /* what a right password gets: "235 2.7.0 welcome" */
  FAKE_MAIL, /* "250 2.1.0 ok" */
  FAKE_RCPT, /* "250 2.1.5 ok" */
  FAKE_DATA, /* "354 go on" */
  FAKE_CHUNK, /* BDAT without LAST: "250 2.0.0 chunk"; with 500 the chunk is taken for lines */
  FAKE_END, /* after the dot, or BDAT LAST: "250 2.0.0 queued" */
  FAKE_N_STEPS,
} FakeStep;

#define FAKE_EHLO_PIPELINING "250-fake\n250 PIPELINING"
#define FAKE_EHLO_CHUNKING "250-fake\n250-PIPELINING\n250 CHUNKING"
#define FAKE_CLOSE "close" /* as an answer: the connection is closed instead */
#define FAKE_HANG "hang" /* no answer until the server ends */

typedef struct
{
  char *sender;
  char *recipients; /* joined with a space */
  char *content; /* as sent, dots still doubled, without the last one */
  char *account; /* that was logged in; NULL */
} FakeMessage;

typedef struct _FakeServer FakeServer;

FakeServer *fake_server_new (void);
void fake_server_free (FakeServer *server);
guint16 fake_server_port (FakeServer *server);
/* @answer: copied; NULL: as at the beginning. Lines of one answer end in "\n". */
void fake_server_answer (FakeServer *server, FakeStep step, const char *answer);
/* For one recipient only. */
void fake_server_answer_rcpt (FakeServer *server, const char *address, const char *answer);
void fake_server_set_password (FakeServer *server, const char *password); /* "secret" */
/* For STARTTLS, which its EHLO offers if it is told to; without one every handshake fails. Before
 * the first connection. */
void fake_server_use_certificate (FakeServer *server, GTlsCertificate *certificate);
/* After so many recipients of a transaction: 452; 0: no limit. */
void fake_server_set_most_recipients (FakeServer *server, guint most);
/* After so many messages of a session the connection is closed: without a word, or with an answer
 * to the next MAIL. 0: never. @answer: (nullable) */
void fake_server_set_most_messages (FakeServer *server, guint most, const char *answer);

guint fake_server_n_connections (FakeServer *server);
guint fake_server_n_tls (FakeServer *server); /* handshakes that went well */
guint fake_server_n_logins (FakeServer *server); /* AUTH commands */
guint fake_server_n_messages (FakeServer *server);
guint fake_server_most_at_once (FakeServer *server); /* connections */
guint fake_server_longest_session (FakeServer *server); /* messages */
const FakeMessage *fake_server_message (FakeServer *server, guint index);
/* Whether any line from a client had @text in it. */
gboolean fake_server_heard (FakeServer *server, const char *text);
guint fake_server_n_heard (FakeServer *server, const char *text); /* how often */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeServer, fake_server_free)

G_END_DECLS
