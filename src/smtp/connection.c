#include "smtp/connection.h"

#include <string.h>

#include "smtp/connection-private.h"

CsConnection *
cs_connection_new (CsTranscript *transcript, const CsConnectionEvents *events, gpointer user_data)
{
  CsConnection *connection = g_new0 (CsConnection, 1);

  g_ref_count_init (&connection->references);
  connection->events = events;
  connection->user_data = user_data;
  connection->context = g_main_context_ref_thread_default ();
  connection->transcript = cs_transcript_ref (transcript);
  connection->echo = cs_echo_new ();
  connection->output = g_byte_array_new ();
  return connection;
}

CsConnection *
cs_connection_hold (CsConnection *connection)
{
  g_ref_count_inc (&connection->references);
  return connection;
}

void
cs_connection_release (CsConnection *connection)
{
  if (!g_ref_count_dec (&connection->references))
    return;

  cs_reply_free (connection->reply);
  g_free (connection->input);
  g_byte_array_unref (connection->output);
  cs_secret_unref (connection->secret);
  cs_echo_free (connection->echo);
  g_clear_object (&connection->tls);
  g_clear_object (&connection->stream);
  g_clear_object (&connection->socket);
  g_clear_object (&connection->handshake_cancellable);
  g_free (connection->host_name);
  g_clear_pointer (&connection->dane, cs_dane_unref);
  g_free (connection->certificate_fault);
  cs_transcript_unref (connection->transcript);
  g_main_context_unref (connection->context);
  g_free (connection);
}

void
cs_connection_free (CsConnection *connection)
{
  if (connection == NULL)
    return;

  cs_connection_close (connection, NULL);
  cs_connection_release (connection);
}

static void
drop_source (GSource **slot)
{
  if (*slot == NULL)
    return;

  g_source_destroy (*slot);
  g_clear_pointer (slot, g_source_unref);
}

void
cs_connection_drop_sources (CsConnection *connection)
{
  g_clear_pointer (&connection->race, cs_race_free);
  drop_source (&connection->read_source);
  drop_source (&connection->write_source);
  cs_connection_clear_deadline (connection);
}

/* Takes @source over into @slot, in the place of one that may be there. */
void
cs_connection_attach (CsConnection *connection, GSource **slot, GSource *source, GSourceFunc func)
{
  drop_source (slot);
  g_source_set_callback (source, func, connection, NULL);
  /* Nothing here runs a main loop within a main loop; GLib would guard against it by taking the
   * socket out of what is polled at every event, and putting it back. */
  g_source_set_can_recurse (source, TRUE);
  g_source_attach (source, connection->context);
  *slot = source;
}

/* The close_notify of TLS is sent only where that cannot block: the buffers are empty. A socket
 * that the handshake's thread still uses is shut down at once, but its number stays taken until
 * that thread is done. */
static void
close_streams (CsConnection *connection)
{
  if (connection->is_in_handshake)
    {
      g_cancellable_cancel (connection->handshake_cancellable);
      g_socket_shutdown (connection->socket, TRUE, TRUE, NULL);
      return;
    }

  if (connection->is_secured && !connection->has_write_failed
      && cs_connection_is_drained (connection)
      && g_socket_condition_check (connection->socket, G_IO_OUT))
    g_io_stream_close (G_IO_STREAM (connection->tls), NULL, NULL);

  if (connection->socket != NULL)
    g_socket_close (connection->socket, NULL);
}

void
cs_connection_close (CsConnection *connection, const char *last_line)
{
  if (connection->is_closed)
    return;

  if (last_line != NULL && connection->socket != NULL && cs_connection_is_drained (connection)
      && !connection->has_write_failed)
    {
      connection->expected = 1; /* whatever is unread does not matter any more */
      if (cs_connection_queue_line (connection, last_line, strlen (last_line) + 2))
        cs_connection_flush (connection);
    }

  connection->is_closed = TRUE;
  cs_connection_keep_arrival (connection);
  cs_connection_drop_sources (connection);
  close_streams (connection);
}

void
cs_connection_fail (CsConnection *connection, CsFailureKind kind, const char *text)
{
  if (connection->is_closed)
    return;

  cs_connection_hold (connection);
  cs_transcript_note (connection->transcript, "%s%s%s", cs_failure_kind_name (kind),
                      text != NULL ? ": " : "", text != NULL ? text : "");
  cs_connection_close (connection, NULL);
  connection->events->failed (connection->user_data, kind, text);
  cs_connection_release (connection);
}

static void
on_race_over (gpointer user_data, GSocket *socket, GSocketAddress *address, const char *text)
{
  CsConnection *connection = user_data;

  g_clear_pointer (&connection->race, cs_race_free);
  if (socket == NULL)
    {
      cs_connection_fail (connection, CS_FAILURE_UNREACHABLE, text);
      return;
    }

  connection->socket = socket;
  cs_connection_start_reading (connection);
  connection->events->connected (connection->user_data, address);
}

void
cs_connection_connect (CsConnection *connection, GPtrArray *addresses)
{
  connection->race = cs_race_new (addresses, on_race_over, connection);
}
