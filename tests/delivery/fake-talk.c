#include "fake-server-private.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

/* One connection. */
typedef struct
{
  FakeServer *server;
  GIOStream *stream; /* the connection itself */
  GIOStream *tls; /* NULL: none yet */
  GDataInputStream *in;
  GOutputStream *out;
  char *account;
  char *sender;
  GPtrArray *recipients; /* accepted ones */
  GString *chunks;
  guint n_messages;
  gboolean is_over;
  gboolean has_ended; /* and does not count as open any more */
} Talk;

static const char *const defaults[FAKE_N_STEPS] = {
  [FAKE_GREETING] = "220 fake ESMTP",
  [FAKE_EHLO] = "250-fake\n250-ENHANCEDSTATUSCODES\n250-SIZE 1000000\n250-8BITMIME\n250 AUTH PLAIN",
  [FAKE_HELO] = "250 fake",
  [FAKE_AUTH] = "235 2.7.0 welcome",
  [FAKE_MAIL] = "250 2.1.0 ok",
  [FAKE_RCPT] = "250 2.1.5 ok",
  [FAKE_DATA] = "354 go on",
  [FAKE_CHUNK] = "250 2.0.0 chunk",
  [FAKE_END] = "250 2.0.0 queued",
};

/* A test may be waiting for what was just noted, with nothing else to wake it. */
static void
tell (void)
{
  g_main_context_wakeup (NULL);
}

static char *
answer_for (FakeServer *server, FakeStep step)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&server->lock);

  return g_strdup (server->answers[step] != NULL ? server->answers[step] : defaults[step]);
}

static void
hang (Talk *talk)
{
  char *line;

  /* Nothing is answered, until the client goes or the server stops. */
  while ((line = g_data_input_stream_read_line (talk->in, NULL, talk->server->stop, NULL)) != NULL)
    g_free (line);
}

static void
say (Talk *talk, const char *answer)
{
  g_auto (GStrv) lines = g_strsplit (answer, "\n", -1);
  g_autoptr (GString) bytes = g_string_new (NULL);

  if (g_str_equal (answer, FAKE_HANG))
    hang (talk);
  if (g_str_equal (answer, FAKE_CLOSE) || g_str_equal (answer, FAKE_HANG))
    {
      talk->is_over = TRUE;
      return;
    }
  for (guint i = 0; lines[i] != NULL; i++)
    g_string_append_printf (bytes, "%s\r\n", lines[i]);
  talk->is_over |= !g_output_stream_write_all (talk->out, bytes->str, bytes->len, NULL,
                                               talk->server->stop, NULL);
  talk->is_over |= g_str_has_prefix (answer, "421");
}

static gboolean
say_step (Talk *talk, FakeStep step)
{
  g_autofree char *answer = answer_for (talk->server, step);

  say (talk, answer);
  return answer[0] == '2' || answer[0] == '3';
}

static char *
hear (Talk *talk)
{
  char *line = g_data_input_stream_read_line (talk->in, NULL, talk->server->stop, NULL);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&talk->server->lock);

  if (line == NULL)
    talk->is_over = TRUE;
  else
    g_string_append_printf (talk->server->heard, "%s\n", line);
  tell ();
  return line;
}

static void
log_in (Talk *talk, const char *line)
{
  FakeServer *server = talk->server;
  gsize size_bytes;
  g_autofree guchar *response = NULL;
  const char *account, *password;
  gboolean is_right;

  response = g_base64_decode (line + strlen ("AUTH PLAIN "), &size_bytes);
  response = g_realloc (response, size_bytes + 1);
  response[size_bytes] = '\0';
  account = (const char *)response + 1;
  password = account + strlen (account) + 1;

  g_mutex_lock (&server->lock);
  server->n_logins++;
  is_right = g_str_equal (password, server->password);
  g_mutex_unlock (&server->lock);

  if (!is_right)
    say (talk, "535 5.7.8 authentication failed");
  else if (say_step (talk, FAKE_AUTH))
    talk->account = g_strdup (account);
}

static void
take_recipient (Talk *talk, const char *address)
{
  FakeServer *server = talk->server;
  g_autofree char *answer = NULL;

  g_mutex_lock (&server->lock);
  answer = g_strdup (g_hash_table_lookup (server->rcpt_answers, address));
  if (answer == NULL && server->most_recipients > 0
      && talk->recipients->len >= server->most_recipients)
    answer = g_strdup ("452 4.5.3 too many recipients");
  g_mutex_unlock (&server->lock);

  if (answer == NULL)
    answer = answer_for (server, FAKE_RCPT);
  if (answer[0] == '2')
    g_ptr_array_add (talk->recipients, g_strdup (address));
  say (talk, answer);
}

static char *
hear_content (Talk *talk)
{
  GString *content = g_string_new (NULL);
  char *line;

  while ((line = hear (talk)) != NULL && !g_str_equal (line, "."))
    {
      g_string_append_printf (content, "%s\n", line);
      g_free (line);
    }
  g_free (line);
  return g_string_free (content, FALSE);
}

static void
end_transaction (Talk *talk)
{
  g_clear_pointer (&talk->sender, g_free);
  g_ptr_array_set_size (talk->recipients, 0);
}

static void
keep_message (Talk *talk, char *content)
{
  FakeMessage *message = g_new0 (FakeMessage, 1);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&talk->server->lock);

  message->sender = g_strdup (talk->sender);
  message->recipients = g_strjoinv (" ", (char **)talk->recipients->pdata);
  message->content = content;
  message->account = g_strdup (talk->account);
  g_ptr_array_add (talk->server->messages, message);
  tell ();
}

static gboolean
is_last_of_session (Talk *talk)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&talk->server->lock);

  talk->n_messages++;
  talk->server->longest_session = MAX (talk->server->longest_session, talk->n_messages);
  return talk->server->most_messages == talk->n_messages && talk->server->farewell == NULL;
}

static void
take_message (Talk *talk, char *content)
{
  g_autofree char *owned = content;
  g_autofree char *answer = answer_for (talk->server, FAKE_END);
  gboolean is_last;

  g_ptr_array_add (talk->recipients, NULL);
  if (answer[0] == '2')
    keep_message (talk, g_steal_pointer (&owned));
  end_transaction (talk);
  is_last = is_last_of_session (talk);
  say (talk, answer);
  talk->is_over |= is_last;
}

static void
take_data (Talk *talk)
{
  g_autofree char *content = NULL;

  if (talk->recipients->len == 0)
    {
      say (talk, "503 5.5.1 no recipients");
      return;
    }
  if (!say_step (talk, FAKE_DATA))
    return;
  content = hear_content (talk);
  if (!talk->is_over)
    take_message (talk, g_steal_pointer (&content));
}

static void
take_chunk (Talk *talk, const char *line)
{
  gboolean is_last = g_str_has_suffix (line, " LAST");
  gsize size_bytes = g_ascii_strtoull (line + strlen ("BDAT "), NULL, 10);
  g_autofree char *bytes = g_malloc0 (size_bytes + 1);
  g_autofree char *answer = answer_for (talk->server, FAKE_CHUNK);

  if (g_str_has_prefix (answer, "500")) /* what comes is no chunk, then */
    {
      say (talk, answer);
      return;
    }
  if (!g_input_stream_read_all (G_INPUT_STREAM (talk->in), bytes, size_bytes, NULL,
                                talk->server->stop, NULL))
    {
      talk->is_over = TRUE;
      return;
    }
  if (talk->recipients->len == 0)
    {
      say (talk, "503 5.5.1 no recipients");
      return;
    }
  g_string_append (talk->chunks, bytes);
  if (is_last)
    {
      take_message (talk, g_strdup (talk->chunks->str));
      g_string_truncate (talk->chunks, 0);
    }
  else
    say (talk, answer);
}

static char *
farewell (Talk *talk)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&talk->server->lock);

  return talk->server->most_messages > 0 && talk->n_messages >= talk->server->most_messages
             ? g_strdup (talk->server->farewell)
             : NULL;
}

/* A sender that is there already: whoever sends must not have forgotten RSET. */
static void
take_sender (Talk *talk, char *path)
{
  g_autofree char *owned = path;
  g_autofree char *answer = farewell (talk);

  if (answer != NULL)
    say (talk, answer);
  else if (talk->sender != NULL)
    say (talk, "503 5.5.1 nested MAIL");
  else if (say_step (talk, FAKE_MAIL))
    talk->sender = g_steal_pointer (&owned);
}

/* Says yes, and then something that is no TLS. */
static void
fail_handshake (Talk *talk)
{
  char hello[4096];

  say (talk, "220 2.0.0 go ahead");
  g_input_stream_read (G_INPUT_STREAM (talk->in), hello, sizeof hello, talk->server->stop, NULL);
  say (talk, "500 5.5.2 what?");
  talk->is_over = TRUE;
}

static void
use_stream (Talk *talk, GIOStream *stream)
{
  g_clear_object (&talk->in);
  talk->in = g_data_input_stream_new (g_io_stream_get_input_stream (stream));
  g_data_input_stream_set_newline_type (talk->in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (talk->in), FALSE);
  talk->out = g_io_stream_get_output_stream (stream);
}

static void
note_tls (FakeServer *server)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&server->lock);

  server->n_tls++;
}

static void
start_tls (Talk *talk)
{
  GTlsCertificate *certificate = talk->server->certificate;

  if (certificate == NULL)
    {
      fail_handshake (talk);
      return;
    }
  say (talk, "220 2.0.0 go ahead");
  talk->tls = g_tls_server_connection_new (talk->stream, certificate, NULL);
  if (talk->tls == NULL
      || !g_tls_connection_handshake (G_TLS_CONNECTION (talk->tls), talk->server->stop, NULL))
    {
      talk->is_over = TRUE;
      return;
    }
  note_tls (talk->server);
  use_stream (talk, talk->tls);
}

static char *
path_of (const char *line)
{
  const char *start = strchr (line, '<');
  const char *end = start != NULL ? strchr (start, '>') : NULL;

  return end != NULL ? g_strndup (start + 1, end - start - 1) : g_strdup ("");
}

static void
note_connection (FakeServer *server)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&server->lock);

  server->n_connections++;
  server->n_open++;
  server->n_threads++;
  server->most_at_once = MAX (server->most_at_once, server->n_open);
  tell ();
}

static void
note_end (Talk *talk)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&talk->server->lock);

  if (!talk->has_ended)
    talk->server->n_open--;
  talk->has_ended = TRUE;
}

static void
obey (Talk *talk, const char *line)
{
  g_autofree char *path = path_of (line);

  if (g_str_has_prefix (line, "EHLO"))
    say_step (talk, FAKE_EHLO);
  else if (g_str_has_prefix (line, "HELO"))
    say_step (talk, FAKE_HELO);
  else if (g_str_has_prefix (line, "STARTTLS"))
    start_tls (talk);
  else if (g_str_has_prefix (line, "AUTH PLAIN "))
    log_in (talk, line);
  else if (g_str_has_prefix (line, "MAIL"))
    take_sender (talk, g_steal_pointer (&path));
  else if (g_str_has_prefix (line, "RCPT"))
    take_recipient (talk, path);
  else if (g_str_has_prefix (line, "DATA"))
    take_data (talk);
  else if (g_str_has_prefix (line, "BDAT "))
    take_chunk (talk, line);
  else if (g_str_has_prefix (line, "RSET"))
    {
      end_transaction (talk);
      say (talk, "250 2.0.0 ok");
    }
  else if (g_str_has_prefix (line, "QUIT"))
    {
      note_end (talk); /* the client may be back before this thread goes on */
      say (talk, "221 bye");
      talk->is_over = TRUE;
    }
  else
    say (talk, "500 5.5.2 what?");
}

void
fake_talk (FakeServer *server, GSocketConnection *connection)
{
  Talk talk = { .server = server, .stream = G_IO_STREAM (connection) };
  char *line;

  note_connection (server);
  g_socket_set_timeout (g_socket_connection_get_socket (connection), 30);
  /* An answer leaves before the connection is closed, whatever is unread then. */
  g_socket_set_option (g_socket_connection_get_socket (connection), IPPROTO_TCP, TCP_NODELAY, 1,
                       NULL);
  use_stream (&talk, talk.stream);
  talk.recipients = g_ptr_array_new_with_free_func (g_free);
  talk.chunks = g_string_new (NULL);

  say_step (&talk, FAKE_GREETING);
  while (!talk.is_over && (line = hear (&talk)) != NULL)
    {
      obey (&talk, line);
      g_free (line);
    }

  g_io_stream_close (talk.tls != NULL ? talk.tls : talk.stream, NULL, NULL);
  g_clear_object (&talk.tls);
  g_object_unref (talk.in);
  g_ptr_array_unref (talk.recipients);
  g_string_free (talk.chunks, TRUE);
  g_free (talk.account);
  g_free (talk.sender);
  note_end (&talk);
  g_mutex_lock (&server->lock);
  server->n_threads--;
  g_cond_broadcast (&server->ended);
  g_mutex_unlock (&server->lock);
}
