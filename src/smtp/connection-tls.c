#include "smtp/connection-private.h"
#include "smtp/trust.h"

/* The handshake happens in a thread of the TLS library, which the cancellable ends. */

char *
cs_connection_certificate_fault (CsConnection *connection, GTlsCertificate *certificate,
                                 GTlsCertificateFlags known_faults)
{
  char *fault = connection->dane != NULL ? cs_dane_fault (connection->dane, certificate) : NULL;

  if (fault != NULL || (connection->dane != NULL && !connection->must_verify))
    return fault;
  return cs_tls_certificate_fault (connection->tls, certificate, known_faults,
                                   connection->host_name);
}

static gboolean
must_be_right (const CsConnection *connection)
{
  return connection->must_verify || connection->dane != NULL;
}

static gboolean
on_accept_certificate (GTlsConnection *tls, GTlsCertificate *certificate,
                       GTlsCertificateFlags faults, gpointer user_data)
{
  CsConnection *connection = user_data;

  if (connection->is_closed)
    return FALSE;

  g_free (connection->certificate_fault);
  connection->certificate_fault = cs_connection_certificate_fault (connection, certificate, faults);
  return connection->certificate_fault == NULL || !must_be_right (connection);
}

/* The library took the first few bytes for the head of a record; of a greeting in plain text the
 * rest is still there. */
static gboolean
has_plain_text_left (CsConnection *connection)
{
  char bytes[64];
  gssize got
      = g_socket_receive_with_blocking (connection->socket, bytes, sizeof bytes, FALSE, NULL, NULL);

  for (gssize i = 0; i < got; i++)
    if ((guint8)bytes[i] < ' ' && bytes[i] != '\r' && bytes[i] != '\n' && bytes[i] != '\t')
      return FALSE;

  return got > 0;
}

static void
handshake_failed (CsConnection *connection, const GError *error)
{
  if (connection->certificate_fault != NULL && must_be_right (connection))
    cs_connection_fail (connection, CS_FAILURE_TLS_CERTIFICATE, connection->certificate_fault);
  else if (connection->from_start && has_plain_text_left (connection))
    cs_connection_fail (connection, CS_FAILURE_TLS_EXPECTED_PLAIN,
                        "the server speaks plain SMTP on this port");
  else
    cs_connection_fail (connection, CS_FAILURE_TLS_HANDSHAKE, error->message);
}

static void
handshake_succeeded (CsConnection *connection)
{
  GIOStream *stream = G_IO_STREAM (connection->tls);

  connection->is_secured = TRUE;
  connection->tls_input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (stream));
  connection->tls_output = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (stream));
  cs_connection_start_reading (connection);
  connection->events->secured (connection->user_data);
}

static void
on_handshake_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsConnection *connection = user_data;
  g_autoptr (GError) error = NULL;
  gboolean succeeded
      = g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &error);

  g_signal_handlers_disconnect_by_data (source, connection);
  connection->is_in_handshake = FALSE;
  if (connection->is_closed)
    g_socket_close (connection->socket, NULL);
  else if (succeeded)
    handshake_succeeded (connection);
  else
    handshake_failed (connection, error);
  cs_connection_release (connection);
}

static gboolean
make_tls (CsConnection *connection, const CsTlsPlan *plan, GError **error)
{
  gboolean is_for_dane = plan->dane != NULL && !plan->must_verify;
  g_autoptr (GSocketConnectable) identity
      = cs_tls_identity (is_for_dane ? cs_dane_server_name (plan->dane) : plan->host_name);
  g_autoptr (GTlsDatabase) trust = cs_trust_new (plan->database);

  connection->stream = g_socket_connection_factory_create_connection (connection->socket);
  connection->tls = g_initable_new (
      g_tls_backend_get_client_connection_type (g_tls_backend_get_default ()), NULL, error,
      "base-io-stream", connection->stream, "server-identity", identity, "database", trust, NULL);
  if (connection->tls == NULL)
    return FALSE;

  g_signal_connect (connection->tls, "accept-certificate", G_CALLBACK (on_accept_certificate),
                    connection);
  return TRUE;
}

gboolean
cs_connection_secure (CsConnection *connection, const CsTlsPlan *plan)
{
  g_autoptr (GError) error = NULL;

  if (cs_connection_has_unread (connection))
    {
      cs_connection_fail (connection, CS_FAILURE_PROTOCOL,
                          "something was sent before the TLS handshake (response injection)");
      return FALSE;
    }

  connection->host_name = g_strdup (plan->host_name);
  connection->must_verify = plan->must_verify;
  connection->dane = plan->dane != NULL ? cs_dane_ref (plan->dane) : NULL;
  connection->from_start = plan->from_start;
  cs_connection_stop_reading (connection);
  if (!make_tls (connection, plan, &error))
    {
      cs_connection_fail (connection, CS_FAILURE_TLS_HANDSHAKE, error->message);
      return FALSE;
    }

  connection->handshake_cancellable = g_cancellable_new ();
  connection->is_in_handshake = TRUE;
  g_tls_connection_handshake_async (connection->tls, G_PRIORITY_DEFAULT,
                                    connection->handshake_cancellable, on_handshake_done,
                                    cs_connection_hold (connection));
  return TRUE;
}

GTlsConnection *
cs_connection_tls (CsConnection *connection)
{
  return connection->tls;
}
