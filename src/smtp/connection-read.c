#include <errno.h>
#include <string.h>

#include "smtp/connection-private.h"
#include "smtp/line.h"

#define FIRST_CAPACITY 2048
#define MAX_CAPACITY (CS_REPLY_MAX_LINE + 16) /* code, separator, CRLF */
#define SHOWN_BYTES 80

#define TLS_RECORD_ALERT 0x15
#define TLS_RECORD_HANDSHAKE 0x16

static void
make_room (CsConnection *connection)
{
  if (connection->input_start > 0)
    {
      memmove (connection->input, connection->input + connection->input_start,
               connection->input_end - connection->input_start);
      connection->input_end -= connection->input_start;
      connection->input_start = 0;
    }

  if (connection->input_end == connection->input_capacity)
    {
      connection->input_capacity = connection->input_capacity == 0 ? FIRST_CAPACITY : MAX_CAPACITY;
      connection->input = g_realloc (connection->input, connection->input_capacity);
    }
}

static gssize
read_some (CsConnection *connection, guint8 *bytes, gsize size_bytes, GError **error)
{
  if (connection->is_secured)
    return g_pollable_input_stream_read_nonblocking (connection->tls_input, bytes, size_bytes, NULL,
                                                     error);

  return g_socket_receive_with_blocking (connection->socket, (char *)bytes, size_bytes, FALSE, NULL,
                                         error);
}

/* TLS 1.3 lets a server refuse (our lack of a certificate, our version) after our side is done. */
void
cs_connection_read_failed (CsConnection *connection, const GError *error)
{
  connection->has_ended = error == NULL || g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_EOF);
  if (connection->has_ended)
    cs_connection_fail (connection, CS_FAILURE_CLOSED, "the server closed the connection");
  else if (error->domain == G_TLS_ERROR && !connection->has_read_securely)
    cs_connection_fail (connection, CS_FAILURE_TLS_HANDSHAKE, error->message);
  else
    cs_connection_fail (connection, CS_FAILURE_CLOSED, error->message);
}

static void
fail_malformed (CsConnection *connection, const char *line, gsize size_bytes)
{
  g_autofree char *shown = cs_line_clean (line, size_bytes, SHOWN_BYTES);
  g_autofree char *text = g_strdup_printf ("not an SMTP reply: %s", shown);

  cs_connection_fail (connection, CS_FAILURE_PROTOCOL, text);
}

static void
complete (CsConnection *connection)
{
  CsReply *reply = g_steal_pointer (&connection->reply);

  if (connection->expected == 0)
    {
      connection->events->unasked (connection->user_data, reply);
      return;
    }

  connection->expected--;
  connection->events->replied (connection->user_data, reply);
}

/* @size_bytes: with the LF. */
static void
take_line (CsConnection *connection, char *line, gsize size_bytes)
{
  gsize length = size_bytes - 1;

  if (length > 0 && line[length - 1] == '\r')
    length--;
  else if (!connection->has_noted_bare_lf)
    {
      connection->has_noted_bare_lf = TRUE;
      cs_transcript_note (connection->transcript, "the server ends lines with a bare LF");
    }

  cs_echo_cover (connection->echo, line, length);
  cs_transcript_server (connection->transcript, line, length);
  if (connection->reply == NULL)
    connection->reply = cs_reply_new ();

  switch (cs_reply_feed (connection->reply, line, length))
    {
    case CS_REPLY_INCOMPLETE:
      break;
    case CS_REPLY_COMPLETE:
      complete (connection);
      break;
    case CS_REPLY_MALFORMED:
      fail_malformed (connection, line, length);
      break;
    }
}

static void
take_lines (CsConnection *connection)
{
  while (!connection->is_closed && connection->input_start < connection->input_end)
    {
      char *line = (char *)connection->input + connection->input_start;
      gsize available = connection->input_end - connection->input_start;
      const char *line_feed = memchr (line, '\n', available);

      if (line_feed == NULL)
        break;

      /* What is behind the line counts as unread while it is handled. */
      connection->input_start += (gsize)(line_feed - line) + 1;
      take_line (connection, line, (gsize)(line_feed - line) + 1);
    }

  if (!connection->is_closed && connection->input_end - connection->input_start == MAX_CAPACITY)
    cs_connection_fail (connection, CS_FAILURE_PROTOCOL, "a reply line without end");
}

static gboolean
is_tls_record (CsConnection *connection)
{
  guint8 first = connection->input[0];

  return first == TLS_RECORD_ALERT || first == TLS_RECORD_HANDSHAKE;
}

static void
take_input (CsConnection *connection)
{
  if (!connection->has_input && !connection->is_secured && is_tls_record (connection))
    {
      cs_connection_fail (connection, CS_FAILURE_PLAIN_EXPECTED_TLS,
                          "the server speaks TLS from the start on this port");
      return;
    }

  connection->has_input = TRUE;
  connection->has_read_securely = connection->is_secured;
  take_lines (connection);
}

/* Returns: whether more may be there that no source would tell of. */
static gboolean
read_once (CsConnection *connection)
{
  g_autoptr (GError) error = NULL;
  gsize room;
  gssize got;

  make_room (connection);
  room = connection->input_capacity - connection->input_end;
  got = read_some (connection, connection->input + connection->input_end, room, &error);

  if (got < 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return FALSE;
  if (got <= 0)
    {
      cs_connection_read_failed (connection, error);
      return FALSE;
    }

  connection->input_end += (gsize)got;
  take_input (connection);
  return connection->is_secured || (gsize)got == room;
}

static gboolean
on_readable (CsConnection *connection)
{
  cs_connection_hold (connection);
  while (!connection->is_closed && connection->read_source != NULL && read_once (connection))
    ;
  cs_connection_release (connection);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_socket_readable (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  return on_readable (user_data);
}

static gboolean
on_tls_readable (GObject *stream, gpointer user_data)
{
  return on_readable (user_data);
}

void
cs_connection_start_reading (CsConnection *connection)
{
  if (connection->is_secured)
    cs_connection_attach (connection, &connection->read_source,
                          g_pollable_input_stream_create_source (connection->tls_input, NULL),
                          G_SOURCE_FUNC (on_tls_readable));
  else
    cs_connection_attach (connection, &connection->read_source,
                          g_socket_create_source (connection->socket, G_IO_IN, NULL),
                          G_SOURCE_FUNC (on_socket_readable));
}

void
cs_connection_stop_reading (CsConnection *connection)
{
  if (connection->read_source == NULL)
    return;

  g_source_destroy (connection->read_source);
  g_clear_pointer (&connection->read_source, g_source_unref);
}

void
cs_connection_expect (CsConnection *connection)
{
  connection->expected++;
}

guint
cs_connection_n_expected (const CsConnection *connection)
{
  return connection->expected;
}

gboolean
cs_connection_has_unread (const CsConnection *connection)
{
  return connection->input_start < connection->input_end || connection->reply != NULL;
}
