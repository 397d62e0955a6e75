/* connection.h - bytes to and from one server: lines out, replies in
 *
 * The line codec: here every line is written, every reply is read, and the
 * transcript is kept, so that no mechanism can leak by forgetting. It knows
 * how many answers are due, so that an answer nobody asked for is noticed; it
 * knows nothing of what the answers mean (session-states.h).
 *
 * No thread, and no task for a line: one source on the socket, one for the
 * deadline, a read buffer parsed in place, a write buffer flushed as a whole.
 * Events come on the main context that was the default when it was made.
 * Private to the layer.
 */
#pragma once

#include <gio/gio.h>

#include "base/secret.h"
#include "smtp/dane.h"
#include "smtp/failure.h"
#include "smtp/reply.h"
#include "smtp/transcript.h"

G_BEGIN_DECLS

typedef struct _CsConnection CsConnection;

typedef struct
{
  void (*connected) (gpointer user_data, GSocketAddress *address); /* one of those given */
  void (*secured) (gpointer user_data); /* the handshake is done */
  void (*replied) (gpointer user_data, CsReply *reply); /* (transfer full) */
  void (*unasked) (gpointer user_data, CsReply *reply); /* (transfer full): none was due */
  void (*drained) (gpointer user_data); /* all that waited is with the system */
  /* At most once, then nothing more: the connection is closed. */
  void (*failed) (gpointer user_data, CsFailureKind kind, const char *text);
} CsConnectionEvents;

CsConnection *cs_connection_new (CsTranscript *transcript, const CsConnectionEvents *events,
                                 gpointer user_data);
/* Closes at once, without an event. */
void cs_connection_free (CsConnection *connection);

/* @addresses: (element-type GSocketAddress): of one host, as in race.h. Whatever happens is told
 * from the main loop, never from within this call. */
void cs_connection_connect (CsConnection *connection, GPtrArray *addresses);
/* How long the present step may take in all, however many bytes trickle in. 0: for ever. */
void cs_connection_set_deadline (CsConnection *connection, guint limit_s);

/* One more reply is due, without a command: the greeting. */
void cs_connection_expect (CsConnection *connection);

/* Queues one line, for which a reply is due. FALSE: it cannot be a line (command.h), or input is
 * there that nobody asked for; then the connection has failed. */
gboolean cs_connection_queue_line (CsConnection *connection, const char *line, gsize max_bytes);
/* Sends a line that command.h made of a secret; nothing else may wait. @shown stands in the
 * transcript instead. */
gboolean cs_connection_send_secret (CsConnection *connection, CsSecret *line, const char *shown);
/* Wherever the server says @secret back, or one that was sent, it is covered (echo.h). */
void cs_connection_guard (CsConnection *connection, CsSecret *secret);
/* The buffer that is sent, for content: append, then flush. */
GByteArray *cs_connection_buffer (CsConnection *connection);
/* Writes what can be written now; the event drained comes only if something had to wait. */
void cs_connection_flush (CsConnection *connection);
gboolean cs_connection_is_drained (const CsConnection *connection);
/* Bytes that wait to be written. */
gsize cs_connection_waiting_bytes (const CsConnection *connection);
gboolean cs_connection_has_unread (const CsConnection *connection);
/* Replies that are due. */
guint cs_connection_n_expected (const CsConnection *connection);

/* --- how far it has come --- */

/* Where what is in the buffer now ends, in bytes since the beginning. */
guint64 cs_connection_position (const CsConnection *connection);
/* All before @position is with the system. */
gboolean cs_connection_has_written (const CsConnection *connection, guint64 position);
/* A mark behind all that is with the system now, and whether the server may have read any byte that
 * came behind it. FALSE only where that is certain: it has closed its end, and what its system had
 * received until then is known. Also of a connection that has failed. (connection-arrival.c) */
guint64 cs_connection_mark (const CsConnection *connection);
gboolean cs_connection_may_have_arrived (const CsConnection *connection, guint64 mark);

/* Writes a last line if that needs no waiting, closes. No event. */
void cs_connection_close (CsConnection *connection, const char *last_line);

/* --- TLS (connection-tls.c) --- */

/* What the certificate is checked against, and whether an unverified one ends the handshake. */
typedef struct
{
  const char *host_name;
  GTlsDatabase *database; /* (nullable) */
  gboolean must_verify; /* by the database */
  CsDane *dane; /* (nullable): must be right */
  gboolean from_start;
} CsTlsPlan;

/* FALSE and failed: something arrived before the handshake, which an attacker may have written. */
gboolean cs_connection_secure (CsConnection *connection, const CsTlsPlan *plan);
GTlsConnection *cs_connection_tls (CsConnection *connection); /* (nullable) */
/* (transfer full) (nullable): as cs_tls_certificate_fault, by what the plan asks for. */
char *cs_connection_certificate_fault (CsConnection *connection, GTlsCertificate *certificate,
                                       GTlsCertificateFlags known_faults);

G_END_DECLS
