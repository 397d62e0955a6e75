#include <string.h>

#include "smtp/command.h"
#include "smtp/connection-private.h"

#define KEPT_CAPACITY (16 * 1024) /* a buffer that grew beyond this goes when it is empty */

static gssize
write_some (CsConnection *connection, const guint8 *bytes, gsize size_bytes, GError **error)
{
  if (connection->is_secured)
    return g_pollable_output_stream_write_nonblocking (connection->tls_output, bytes, size_bytes,
                                                       NULL, error);

  return g_socket_send_with_blocking (connection->socket, (const char *)bytes, size_bytes, FALSE,
                                      NULL, error);
}

gboolean
cs_connection_is_drained (const CsConnection *connection)
{
  return !connection->has_write_failed && connection->output_sent == connection->output->len
         && connection->secret == NULL;
}

gsize
cs_connection_waiting_bytes (const CsConnection *connection)
{
  return connection->output->len - connection->output_sent;
}

guint64
cs_connection_position (const CsConnection *connection)
{
  return connection->output_forgotten + connection->output->len;
}

gboolean
cs_connection_has_written (const CsConnection *connection, guint64 position)
{
  return connection->output_forgotten + connection->output_sent >= position;
}

static void
forget_output (CsConnection *connection)
{
  connection->output_forgotten += connection->output_sent;
  connection->output_sent = 0;
  if (connection->output->len <= KEPT_CAPACITY)
    {
      g_byte_array_set_size (connection->output, 0);
      return;
    }

  g_byte_array_unref (connection->output);
  connection->output = g_byte_array_new ();
}

/* The server may have said why before it closed: reading goes on for a moment (and finds the end
 * of the connection, as a rule at once). */
static void
write_failed (CsConnection *connection)
{
  connection->has_write_failed = TRUE;
  forget_output (connection);
  g_clear_pointer (&connection->secret, cs_secret_unref);
  cs_connection_set_deadline (connection, CS_CONNECTION_LAST_WORDS_S);
}

/* Writes from @bytes; moves @sent. Returns FALSE when it has to wait or failed. */
static gboolean
write_from (CsConnection *connection, const guint8 *bytes, gsize size_bytes, gsize *sent)
{
  while (*sent < size_bytes)
    {
      g_autoptr (GError) error = NULL;
      gsize attempt = size_bytes - *sent;
      gssize written;

      if (connection->output_attempt > 0)
        attempt = connection->output_attempt;
      written = write_some (connection, bytes + *sent, attempt, &error);
      connection->output_attempt = 0;

      if (written < 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          connection->output_attempt = attempt;
          return FALSE;
        }
      if (written < 0)
        {
          write_failed (connection);
          return FALSE;
        }
      *sent += (gsize)written;
    }

  return TRUE;
}

static gboolean
write_secret (CsConnection *connection)
{
  gsize size_bytes;
  const guint8 *bytes = cs_secret_peek (connection->secret, &size_bytes);

  if (!write_from (connection, bytes, size_bytes, &connection->secret_sent))
    return FALSE;

  g_clear_pointer (&connection->secret, cs_secret_unref);
  return TRUE;
}

/* Returns: whether nothing waits any more. */
static gboolean
write_all (CsConnection *connection)
{
  if (connection->output->len > 0)
    {
      if (!write_from (connection, connection->output->data, connection->output->len,
                       &connection->output_sent))
        return FALSE;
      forget_output (connection);
    }

  return connection->secret == NULL || write_secret (connection);
}

static void
stop_waiting (CsConnection *connection)
{
  if (connection->write_source == NULL)
    return;

  g_source_destroy (connection->write_source);
  g_clear_pointer (&connection->write_source, g_source_unref);
}

static gboolean
on_writable (CsConnection *connection)
{
  if (!write_all (connection) && !connection->has_write_failed)
    return G_SOURCE_CONTINUE;

  stop_waiting (connection);
  if (!connection->has_write_failed)
    connection->events->drained (connection->user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
on_socket_writable (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  return on_writable (user_data);
}

static gboolean
on_tls_writable (GObject *stream, gpointer user_data)
{
  return on_writable (user_data);
}

static void
wait_until_writable (CsConnection *connection)
{
  if (connection->is_secured)
    cs_connection_attach (connection, &connection->write_source,
                          g_pollable_output_stream_create_source (connection->tls_output, NULL),
                          G_SOURCE_FUNC (on_tls_writable));
  else
    cs_connection_attach (connection, &connection->write_source,
                          g_socket_create_source (connection->socket, G_IO_OUT, NULL),
                          G_SOURCE_FUNC (on_socket_writable));
}

void
cs_connection_flush (CsConnection *connection)
{
  if (connection->is_closed || connection->has_write_failed || connection->write_source != NULL)
    return;

  if (!write_all (connection) && !connection->has_write_failed)
    wait_until_writable (connection);
}

/* An answer that is there before the question was written for another one: a desynchronised or
 * hostile server (reliability: replies sent ahead). */
static gboolean
may_ask (CsConnection *connection)
{
  if (connection->is_closed)
    return FALSE;
  if (connection->expected > 0 || !cs_connection_has_unread (connection))
    return TRUE;

  cs_connection_fail (connection, CS_FAILURE_PROTOCOL, "the server answered before it was asked");
  return FALSE;
}

gboolean
cs_connection_queue_line (CsConnection *connection, const char *line, gsize max_bytes)
{
  gsize size_bytes = strlen (line);

  if (!may_ask (connection))
    return FALSE;
  if (!cs_command_append (connection->output, line, size_bytes, max_bytes))
    {
      cs_connection_fail (connection, CS_FAILURE_LOCAL, "a command line that cannot be sent");
      return FALSE;
    }

  cs_transcript_client (connection->transcript, line, size_bytes);
  connection->expected++;
  return TRUE;
}

gboolean
cs_connection_send_secret (CsConnection *connection, CsSecret *line, const char *shown)
{
  g_return_val_if_fail (cs_connection_is_drained (connection), FALSE);

  if (!may_ask (connection))
    return FALSE;

  cs_transcript_client (connection->transcript, shown, strlen (shown));
  connection->expected++;
  cs_echo_guard_line (connection->echo, line);
  connection->secret = cs_secret_ref (line);
  connection->secret_sent = 0;
  cs_connection_flush (connection);
  return TRUE;
}

void
cs_connection_guard (CsConnection *connection, CsSecret *secret)
{
  cs_echo_guard (connection->echo, secret, 0);
}

GByteArray *
cs_connection_buffer (CsConnection *connection)
{
  return connection->output;
}
