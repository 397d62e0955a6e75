#include "script-server.h"

#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ntlm-server.h"
#include "script-ntlm.h"
#include "script-wire.h"

#define DELAY_US 50000
#define WINDOW_BYTES (64 * 1024) /* so that a client with a large message must wait */

struct ScriptServer
{
  GThread *thread;
  GSocket *listener;
  char **steps;
  ScriptWire wire;
  GByteArray *content;
  GByteArray *received;
  char *complaint;
  gboolean is_anytime;
  GMutex mutex; /* of what follows */
  GCond changed;
  gboolean is_finishing;
};

static void G_GNUC_PRINTF (2, 3) complain (ScriptServer *server, const char *format, ...)
{
  va_list arguments;

  if (server->complaint != NULL || server->is_anytime)
    return;

  va_start (arguments, format);
  server->complaint = g_strdup_vprintf (format, arguments);
  va_end (arguments);
}

static gboolean
expect_line (ScriptServer *server, const char *pattern, gboolean one_segment)
{
  g_autofree char *line = script_wire_take_line (&server->wire, one_segment);

  if (line == NULL)
    complain (server, "expected “%s”%s, but the client sent no more", pattern,
              one_segment ? " in the same segment" : "");
  else if (!g_pattern_match_simple (pattern, line))
    complain (server, "expected “%s”, but got “%s”", pattern, line);
  else
    return TRUE;

  return FALSE;
}

static gboolean
step_client (ScriptServer *server, const char *argument)
{
  return expect_line (server, argument, FALSE);
}

static gboolean
step_exact (ScriptServer *server, const char *argument)
{
  g_autofree char *line = script_wire_take_line (&server->wire, FALSE);

  if (g_strcmp0 (line, argument) != 0)
    complain (server, "expected exactly “%s”, but got “%s”", argument, line);
  return g_strcmp0 (line, argument) == 0;
}

static gboolean
step_group (ScriptServer *server, const char *argument)
{
  return expect_line (server, argument, TRUE);
}

static gboolean
step_send (ScriptServer *server, const char *argument)
{
  g_autofree char *line = g_strconcat (argument, "\r\n", NULL);

  return script_wire_write (&server->wire, line, strlen (line));
}

/* g_strcompress, but "\0" in the middle is kept. */
static GByteArray *
unescape (const char *text)
{
  GByteArray *bytes = g_byte_array_new ();

  while (*text != '\0')
    {
      guint8 byte = (guint8)*text++;

      if (byte == '\\')
        switch (*text++)
          {
          case 'r':
            byte = '\r';
            break;
          case 'n':
            byte = '\n';
            break;
          case 'x':
            byte = (guint8)(g_ascii_xdigit_value (text[0]) * 16 + g_ascii_xdigit_value (text[1]));
            text += 2;
            break;
          }
      g_byte_array_append (bytes, &byte, 1);
    }
  return bytes;
}

static gboolean
step_raw (ScriptServer *server, const char *argument)
{
  g_autoptr (GByteArray) bytes = unescape (argument);

  return script_wire_write (&server->wire, bytes->data, bytes->len);
}

static gboolean
step_drip (ScriptServer *server, const char *argument)
{
  g_autoptr (GByteArray) bytes = unescape (argument);

  for (guint i = 0;; i++)
    {
      if (!script_wire_write (&server->wire, bytes->data + i % bytes->len, 1))
        return TRUE;
      g_usleep (DELAY_US);
    }
}

static gboolean
step_fill (ScriptServer *server, const char *argument)
{
  g_autofree char *letters = g_strnfill (64 * 1024, 'x');
  gint64 left = g_ascii_strtoll (argument, NULL, 10);

  for (; left > 0; left -= 64 * 1024)
    if (!script_wire_write (&server->wire, letters, (gsize)MIN (left, 64 * 1024)))
      break;
  return TRUE;
}

/* Where it ends, with the dot; 0: not yet. */
static guint
end_of_content (const GByteArray *bytes)
{
  const guint8 *end;

  if (bytes->len >= 3 && memcmp (bytes->data, ".\r\n", 3) == 0)
    return 3;

  end = bytes->len > 0 ? memmem (bytes->data, bytes->len, "\r\n.\r\n", 5) : NULL;
  return end != NULL ? (guint)(end - bytes->data) + 5 : 0;
}

static void
keep (ScriptServer *server, guint size_bytes)
{
  g_byte_array_append (server->content, server->wire.pending->data, size_bytes);
  g_byte_array_remove_range (server->wire.pending, 0, size_bytes);
}

static gboolean
step_content (ScriptServer *server, const char *argument)
{
  while (end_of_content (server->wire.pending) == 0)
    if (!script_wire_read (&server->wire))
      {
        complain (server, "the content has no end");
        return FALSE;
      }

  keep (server, end_of_content (server->wire.pending));
  return TRUE;
}

static gboolean
read_up_to (ScriptServer *server, guint size_bytes)
{
  while (server->wire.pending->len < size_bytes)
    if (!script_wire_read (&server->wire))
      {
        complain (server, "only %u bytes came", server->wire.pending->len);
        return FALSE;
      }
  return TRUE;
}

static gboolean
take_chunk (ScriptServer *server, const char *argument, gboolean one_segment)
{
  g_autofree char *line = g_strconcat ("BDAT ", argument, NULL);
  guint size_bytes = (guint)g_ascii_strtoull (argument, NULL, 10);

  if (!expect_line (server, line, one_segment))
    return FALSE;
  if (one_segment && server->wire.pending->len < size_bytes)
    {
      complain (server, "the chunk did not come with its line");
      return FALSE;
    }
  if (!read_up_to (server, size_bytes))
    return FALSE;

  keep (server, size_bytes);
  return TRUE;
}

static gboolean
step_chunk (ScriptServer *server, const char *argument)
{
  return take_chunk (server, argument, FALSE);
}

static gboolean
step_chunk_of_group (ScriptServer *server, const char *argument)
{
  return take_chunk (server, argument, TRUE);
}

static gboolean
step_chunks (ScriptServer *server, const char *argument)
{
  GByteArray *pending = server->wire.pending;

  while (read_up_to (server, strlen ("BDAT ")) && memcmp (pending->data, "BDAT ", 5) == 0)
    {
      g_autofree char *line = script_wire_take_line (&server->wire, FALSE);

      if (line == NULL || !read_up_to (server, (guint)g_ascii_strtoull (line + 5, NULL, 10)))
        return FALSE;
      keep (server, (guint)g_ascii_strtoull (line + 5, NULL, 10));
      step_send (server, argument);
    }
  return TRUE;
}

static gboolean
step_content_in_one (ScriptServer *server, const char *argument)
{
  if (server->wire.pending->len > 0 || !script_wire_read (&server->wire)
      || end_of_content (server->wire.pending) == 0)
    {
      complain (server, "content and dot did not come in one segment");
      return FALSE;
    }
  return step_content (server, argument);
}

static gboolean
step_read (ScriptServer *server, const char *argument)
{
  guint size_bytes = (guint)g_ascii_strtoull (argument, NULL, 10);

  if (!read_up_to (server, size_bytes))
    return FALSE;

  g_byte_array_remove_range (server->wire.pending, 0, size_bytes);
  return TRUE;
}

static gboolean
secure (ScriptServer *server, const char *argument, gboolean asks)
{
  g_auto (GStrv) words = g_strsplit (argument, " ", 2);
  const char *fault = script_wire_secure (&server->wire, words[0], words[1], asks);

  if (fault != NULL)
    complain (server, "TLS handshake: %s", fault);
  return fault == NULL;
}

static gboolean
step_tls (ScriptServer *server, const char *argument)
{
  return secure (server, argument, FALSE);
}

static gboolean
step_ask (ScriptServer *server, const char *argument)
{
  return secure (server, argument, TRUE);
}

static gboolean
step_resumed (ScriptServer *server, const char *argument)
{
  if (!script_wire_is_resumed (&server->wire))
    complain (server, "the TLS session is not resumed");
  return script_wire_is_resumed (&server->wire);
}

static gboolean
step_ntlm (ScriptServer *server, const char *argument)
{
  g_autofree char *fault = script_ntlm (&server->wire, argument);

  if (fault != NULL)
    complain (server, "NTLM: %s", fault);
  return fault == NULL;
}

static gboolean
step_wait (ScriptServer *server, const char *argument)
{
  while (script_wire_read (&server->wire))
    ;
  return TRUE;
}

static gboolean
step_delay (ScriptServer *server, const char *argument)
{
  g_usleep (DELAY_US);
  return TRUE;
}

static gboolean
step_stall (ScriptServer *server, const char *argument)
{
  g_mutex_lock (&server->mutex);
  while (!server->is_finishing)
    g_cond_wait (&server->changed, &server->mutex);
  g_mutex_unlock (&server->mutex);
  return TRUE;
}

static gboolean
step_anytime (ScriptServer *server, const char *argument)
{
  server->is_anytime = TRUE;
  return TRUE;
}

static gboolean
step_reset (ScriptServer *server, const char *argument)
{
  static const struct linger at_once = { 1, 0 };

  setsockopt (server->wire.fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  return FALSE;
}

static gboolean
step_cut (ScriptServer *server, const char *argument)
{
  shutdown (server->wire.fd, SHUT_RDWR);
  return FALSE;
}

static const struct
{
  const char *word;
  gboolean (*perform) (ScriptServer *server, const char *argument); /* FALSE: stop here */
} kinds[] = {
  { "C: ", step_client },      { "X: ", step_exact },
  { "G: ", step_group },       { "S: ", step_send },
  { "R: ", step_raw },         { "DRIP: ", step_drip },
  { "FILL: ", step_fill },     { "CONTENT1", step_content_in_one },
  { "CONTENT", step_content }, { "READ: ", step_read },
  { "CHUNK: ", step_chunk },   { "GCHUNK: ", step_chunk_of_group },
  { "CHUNKS: ", step_chunks }, { "TLS: ", step_tls },
  { "RESUMED", step_resumed }, { "ASK: ", step_ask },
  { "NTLM: ", step_ntlm },     { "DELAY", step_delay },
  { "WAIT", step_wait },       { "STALL", step_stall },
  { "ANYTIME", step_anytime }, { "RESET", step_reset },
  { "CUT", step_cut },
};

static gboolean
perform (ScriptServer *server, const char *step)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_prefix (step, kinds[i].word))
      return kinds[i].perform (server, step + strlen (kinds[i].word));

  complain (server, "no such step: %s", step);
  return FALSE;
}

static gpointer
serve (gpointer data)
{
  ScriptServer *server = data;
  g_autoptr (GSocket) accepted = g_socket_accept (server->listener, NULL, NULL);

  g_socket_close (server->listener, NULL);
  script_wire_init (&server->wire, dup (g_socket_get_fd (accepted)));
  g_unix_set_fd_nonblocking (server->wire.fd, FALSE, NULL); /* as GSocket leaves none */
  g_clear_object (&accepted);

  for (char **step = server->steps; *step != NULL; step++)
    if (**step != '\0' && !perform (server, *step))
      break;

  server->received = g_byte_array_ref (server->wire.received);
  script_wire_clear (&server->wire);
  return NULL;
}

ScriptServer *
script_server_start (const char *script)
{
  return script_server_start_at (NULL, script);
}

ScriptServer *
script_server_start_at (GSocketAddress *address, const char *script)
{
  ScriptServer *server = g_new0 (ScriptServer, 1);
  g_autoptr (GSocketAddress) anywhere = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GError) error = NULL;

  server->steps = g_strsplit (script, "\n", -1);
  server->content = g_byte_array_new ();
  server->listener
      = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  g_socket_bind (server->listener, address != NULL ? address : anywhere, TRUE, &error);
  g_assert_no_error (error);
  g_socket_set_option (server->listener, SOL_SOCKET, SO_RCVBUF, WINDOW_BYTES, NULL);
  g_socket_listen (server->listener, &error);
  g_assert_no_error (error);
  server->thread = g_thread_new ("script-server", serve, server);
  return server;
}

GSocketAddress *
script_server_address (ScriptServer *server)
{
  return g_socket_get_local_address (server->listener, NULL);
}

char *
script_server_finish (ScriptServer *server)
{
  g_mutex_lock (&server->mutex);
  server->is_finishing = TRUE;
  g_cond_signal (&server->changed);
  g_mutex_unlock (&server->mutex);

  g_thread_join (g_steal_pointer (&server->thread));
  return g_steal_pointer (&server->complaint);
}

const char *
script_server_content (ScriptServer *server, gsize *size_bytes)
{
  *size_bytes = server->content->len;
  return (const char *)server->content->data;
}

const GByteArray *
script_server_received (ScriptServer *server)
{
  return server->received;
}

void
script_server_free (ScriptServer *server)
{
  g_assert_null (server->thread);
  g_object_unref (server->listener);
  g_strfreev (server->steps);
  g_byte_array_unref (server->content);
  g_clear_pointer (&server->received, g_byte_array_unref);
  g_free (server->complaint);
  g_free (server);
}
