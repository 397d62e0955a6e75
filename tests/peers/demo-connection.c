#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#include "demo-connection.h"
#include "demo-event.h"

#define BINDING_PREFIX "tls-server-end-point:"

static void
use_stream (DemoConnection *connection, GIOStream *stream)
{
  GInputStream *input = g_io_stream_get_input_stream (stream);

  g_set_object (&connection->stream, stream);
  g_clear_object (&connection->input);
  connection->input = g_data_input_stream_new (input);
  g_data_input_stream_set_newline_type (connection->input, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (connection->input), FALSE);
}

DemoConnection *
demo_connection_new (const DemoConfig *config, GSocketConnection *socket)
{
  DemoConnection *connection = g_new0 (DemoConnection, 1);

  connection->config = config;
  connection->is_open = TRUE;
  /* Or each reply to a group of commands waits for the acknowledgement of the one before. */
  g_socket_set_option (g_socket_connection_get_socket (socket), IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  use_stream (connection, G_IO_STREAM (socket));
  return connection;
}

void
demo_connection_free (DemoConnection *connection)
{
  g_io_stream_close (connection->stream, NULL, NULL);
  g_clear_object (&connection->input);
  g_clear_object (&connection->stream);
  g_free (connection);
}

char *
demo_connection_read_line (DemoConnection *connection, gsize *size_bytes)
{
  char *line = NULL;

  if (connection->is_open)
    line = g_data_input_stream_read_line (connection->input, size_bytes, NULL, NULL);
  if (line == NULL)
    connection->is_open = FALSE;
  return line;
}

static void
write_all (DemoConnection *connection, const char *text)
{
  GOutputStream *output = g_io_stream_get_output_stream (connection->stream);

  if (connection->config->delay_ms > 0)
    g_usleep ((gulong)connection->config->delay_ms * 1000);
  if (!g_output_stream_write_all (output, text, strlen (text), NULL, NULL, NULL))
    connection->is_open = FALSE;
}

/* Reads on, answers nothing, until the client loses its patience. */
static void
stay_silent (DemoConnection *connection)
{
  gsize size_bytes;

  while (connection->is_open)
    g_free (demo_connection_read_line (connection, &size_bytes));
}

gboolean
demo_connection_reply (DemoConnection *connection, const char *stage, const char *text)
{
  g_autofree char *instead = NULL;
  g_autofree char *line = NULL;
  DemoAction action = DEMO_ACTION_NONE;

  if (!connection->is_open)
    return FALSE;
  if (stage != NULL)
    action = demo_faults_take (connection->config->faults, stage, &instead);

  switch (action)
    {
    case DEMO_ACTION_DROP:
      connection->is_open = FALSE;
      return FALSE;
    case DEMO_ACTION_SILENCE:
      stay_silent (connection);
      return FALSE;
    case DEMO_ACTION_REPLY:
      write_all (connection, instead);
      if (g_str_has_prefix (instead, "421"))
        connection->is_open = FALSE;
      return FALSE;
    case DEMO_ACTION_NONE:
    default:
      line = g_strconcat (text, "\r\n", NULL);
      write_all (connection, line);
      return connection->is_open;
    }
}

static void
tell_tls (DemoConnection *connection, gboolean is_good, const GError *error)
{
  g_autofree char *version = NULL;

  if (is_good)
    {
      GTlsProtocolVersion number
          = g_tls_connection_get_protocol_version (G_TLS_CONNECTION (connection->stream));
      g_autoptr (GEnumClass) versions = g_type_class_ref (G_TYPE_TLS_PROTOCOL_VERSION);

      version = g_strdup (g_enum_get_value (versions, number)->value_nick);
    }
  demo_event ("tls", g_variant_new_parsed ("{'ok': <%b>, 'version': <%s>, 'text': <%s>}", is_good,
                                           version != NULL ? version : "",
                                           error != NULL ? error->message : ""));
}

gboolean
demo_connection_start_tls (DemoConnection *connection)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GIOStream) tls = NULL;
  gboolean is_good;

  tls = g_tls_server_connection_new (connection->stream, connection->config->certificate, &error);
  is_good = tls != NULL && g_tls_connection_handshake (G_TLS_CONNECTION (tls), NULL, &error);
  if (is_good)
    use_stream (connection, tls);

  connection->is_tls = is_good;
  connection->is_open = is_good;
  tell_tls (connection, is_good, error);
  return is_good;
}

GBytes *
demo_connection_binding (DemoConnection *connection)
{
  g_autoptr (GByteArray) hash = g_byte_array_new ();
  GByteArray *binding;

  if (!connection->is_tls
      || !g_tls_connection_get_channel_binding_data (G_TLS_CONNECTION (connection->stream),
                                                     G_TLS_CHANNEL_BINDING_TLS_SERVER_END_POINT,
                                                     hash, NULL))
    return NULL;

  binding = g_byte_array_new ();
  g_byte_array_append (binding, (const guint8 *)BINDING_PREFIX, strlen (BINDING_PREFIX));
  g_byte_array_append (binding, hash->data, hash->len);
  return g_byte_array_free_to_bytes (binding);
}
