/* connection-private.h - the parts that the files of connection.h share */
#pragma once

#include "smtp/connection.h"
#include "smtp/echo.h"
#include "smtp/race.h"
#include "smtp/tls.h"

G_BEGIN_DECLS

#define CS_CONNECTION_LAST_WORDS_S 2 /* after a failed write: time to read why */

struct _CsConnection
{
  grefcount references;
  const CsConnectionEvents *events;
  gpointer user_data;
  GMainContext *context;
  CsTranscript *transcript;
  gboolean is_closed;

  CsRace *race; /* while it connects */
  GSocket *socket;
  GSocketConnection *stream; /* over the socket, for TLS */
  GTlsConnection *tls;
  GPollableInputStream *tls_input;
  GPollableOutputStream *tls_output;
  GCancellable *handshake_cancellable;
  char *host_name; /* of the plan */
  gboolean must_verify;
  CsDane *dane; /* of the plan; NULL */
  gboolean from_start;
  gboolean is_in_handshake;
  gboolean is_secured; /* bytes go through tls now */
  gboolean has_read_securely; /* a TLS 1.3 server may refuse after our handshake is done */
  char *certificate_fault;

  /* connection-deadline.c */
  GSource *deadline_source;
  gint64 deadline_us;
  gint64 alarm_us; /* when the source fires; it may be before the deadline */

  /* read */
  GSource *read_source;
  guint8 *input;
  gsize input_start, input_end, input_capacity;
  gboolean has_input; /* any byte so far */
  gboolean has_noted_bare_lf;
  CsReply *reply;
  guint expected;

  /* write */
  GSource *write_source;
  GByteArray *output;
  gsize output_sent;
  guint64 output_forgotten; /* bytes written of earlier buffers */
  gsize output_attempt; /* a TLS write that had to wait must be repeated with the same length */
  CsSecret *secret;
  gsize secret_sent;
  CsEcho *echo; /* what was sent as a secret */
  gboolean has_write_failed;

  /* connection-arrival.c */
  gboolean has_ended; /* the server has closed its end, in order */
  guint64 last_confirmed; /* when we closed ours */
};

CsConnection *cs_connection_hold (CsConnection *connection);
void cs_connection_release (CsConnection *connection);
/* Closes, then tells. @text may be NULL. */
void cs_connection_fail (CsConnection *connection, CsFailureKind kind, const char *text);
void cs_connection_drop_sources (CsConnection *connection);
void cs_connection_attach (CsConnection *connection, GSource **slot, GSource *source,
                           GSourceFunc func);

void cs_connection_start_reading (CsConnection *connection);
void cs_connection_stop_reading (CsConnection *connection);
void cs_connection_read_failed (CsConnection *connection, const GError *error);

void cs_connection_clear_deadline (CsConnection *connection);

/* Before the socket goes. */
void cs_connection_keep_arrival (CsConnection *connection);

G_END_DECLS
