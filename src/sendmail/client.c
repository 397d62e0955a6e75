#include "sendmail/client.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include "sendmail/dsn.h"

#define WAIT_S 600 /* RFC 5321 section 4.5.3.2.6: the longest of its limits */
#define RECIPIENTS_IN_A_GROUP 100
#define BUFFER_BYTES (64 * 1024)

typedef struct
{
  int fd;
  GString *out;
  GString *in;
  char *words; /* text of the reply that was not what we hoped for */
} Client;

int
cs_client_connect (const char *socket_path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  struct timeval limit = { .tv_sec = WAIT_S };
  int fd;

  if (strlen (socket_path) >= sizeof address.sun_path)
    return -1;

  strcpy (address.sun_path, socket_path);
  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return -1;
  setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt (fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  if (connect (fd, (struct sockaddr *)&address, sizeof address) == 0)
    return fd;

  close (fd);
  return -1;
}

static gboolean
flush (Client *client)
{
  gsize sent = 0;

  while (sent < client->out->len)
    {
      ssize_t n = send (client->fd, client->out->str + sent, client->out->len - sent, MSG_NOSIGNAL);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      sent += (gsize)n;
    }
  g_string_truncate (client->out, 0);
  return TRUE;
}

/* One line without its end, or NULL when the connection broke. */
static char *
read_line (Client *client)
{
  for (;;)
    {
      char *end = memchr (client->in->str, '\n', client->in->len);
      gsize used = client->in->len;
      ssize_t n;

      if (end != NULL)
        {
          char *line = g_strndup (client->in->str, (gsize)(end - client->in->str));

          g_strchomp (line);
          g_string_erase (client->in, 0, end - client->in->str + 1);
          return line;
        }
      g_string_set_size (client->in, used + BUFFER_BYTES);
      n = recv (client->fd, client->in->str + used, BUFFER_BYTES, 0);
      g_string_set_size (client->in, used + (gsize)MAX (n, 0));
      if (n == 0 || (n < 0 && errno != EINTR))
        return NULL;
    }
}

/* More recipients than a message may have: later it will have no fewer. */
static gboolean
is_for_ever (const char *reply)
{
  return reply[0] == '5' || g_str_has_prefix (reply, "452 4.5.3");
}

/* RFC 3463 section 3.4: the mail system is full. */
static gboolean
is_full (const char *reply)
{
  return g_str_has_prefix (reply, "452 4.3.1");
}

/* Reads one reply and judges it by its first digit. */
static CsOutcome
expect (Client *client, char digit)
{
  g_clear_pointer (&client->words, g_free);
  for (;;)
    {
      g_autofree char *line = read_line (client);

      if (line == NULL)
        {
          client->words = g_strdup ("the worker closed the connection");
          return CS_OUTCOME_LATER;
        }
      if (strlen (line) > 3 && line[3] == '-')
        continue;
      client->words = g_steal_pointer (&line);
      if (client->words[0] == digit)
        return CS_OUTCOME_DONE;
      if (is_full (client->words))
        return CS_OUTCOME_FULL;
      return is_for_ever (client->words) ? CS_OUTCOME_REFUSED : CS_OUTCOME_LATER;
    }
}

static gboolean
is_7bit (const char *bytes, gsize size_bytes)
{
  for (gsize i = 0; i < size_bytes; i++)
    if ((guchar)bytes[i] > 127)
      return FALSE;

  return TRUE;
}

static gboolean
needs_utf8 (const CsOutgoing *message)
{
  if (!is_7bit (message->sender, strlen (message->sender)))
    return TRUE;
  for (guint i = 0; i < message->recipients->len; i++)
    {
      const char *recipient = g_ptr_array_index (message->recipients, i);

      if (!is_7bit (recipient, strlen (recipient)))
        return TRUE;
    }
  return FALSE;
}

static void
append_mail (Client *client, const CsOutgoing *message)
{
  g_string_append_printf (client->out, "MAIL FROM:<%s> SIZE=%" G_GSIZE_FORMAT, message->sender,
                          message->head->len + message->body_size_bytes);
  if (!is_7bit (message->head->str, message->head->len)
      || !is_7bit (message->body, message->body_size_bytes))
    g_string_append (client->out, " BODY=8BITMIME");
  if (needs_utf8 (message))
    g_string_append (client->out, " SMTPUTF8");
  cs_dsn_append_mail (client->out, message->options);
  g_string_append (client->out, "\r\n");
}

/* Line ends become CRLF and dots at the start of a line are doubled (RFC 5321 section 4.5.2). A CR
 * that no LF follows goes as it is: the worker decides about it. */
static void
append_content (GString *out, const char *bytes, gsize size_bytes, char *last)
{
  for (gsize i = 0; i < size_bytes; i++)
    {
      char c = bytes[i];

      if (c == '\n' && *last != '\r')
        g_string_append_c (out, '\r');
      if (c == '.' && *last == '\n')
        g_string_append_c (out, '.');
      g_string_append_c (out, c);
      *last = c;
    }
}

static gboolean
send_content (Client *client, const CsOutgoing *message)
{
  char last = '\n';

  append_content (client->out, message->head->str, message->head->len, &last);
  if (last != '\n')
    append_content (client->out, "\n", 1, &last);
  append_content (client->out, "\n", 1, &last);
  for (gsize at = 0; at < message->body_size_bytes; at += BUFFER_BYTES)
    {
      append_content (client->out, message->body + at,
                      MIN (BUFFER_BYTES, message->body_size_bytes - at), &last);
      if (client->out->len > BUFFER_BYTES && !flush (client))
        return FALSE;
    }
  g_string_append (client->out, last == '\n' ? ".\r\n" : last == '\r' ? "\n.\r\n" : "\r\n.\r\n");
  return flush (client);
}

static CsOutcome
lost (Client *client)
{
  g_free (client->words);
  client->words = g_strdup_printf ("the connection to the worker broke: %s", g_strerror (errno));
  return CS_OUTCOME_LATER;
}

static CsOutcome
send_recipients (Client *client, const CsOutgoing *message)
{
  for (guint i = 0; i < message->recipients->len; i += RECIPIENTS_IN_A_GROUP)
    {
      guint end = MIN (i + RECIPIENTS_IN_A_GROUP, message->recipients->len);

      for (guint r = i; r < end; r++)
        {
          const char *address = g_ptr_array_index (message->recipients, r);

          g_string_append_printf (client->out, "RCPT TO:<%s>", address);
          cs_dsn_append_rcpt (client->out, message->options);
          g_string_append (client->out, "\r\n");
        }
      if (!flush (client))
        return lost (client);
      for (guint r = i == 0 ? 0 : i; r < end; r++)
        {
          CsOutcome outcome = expect (client, '2');

          if (outcome != CS_OUTCOME_DONE)
            {
              g_autofree char *words = g_steal_pointer (&client->words);

              client->words = g_strdup_printf (
                  "%s: %s", (char *)g_ptr_array_index (message->recipients, r), words);
              return outcome;
            }
        }
    }
  return CS_OUTCOME_DONE;
}

/* From the final dot on the worker may have the message: without a reply another way would send it
 * twice. */
static CsOutcome
finish_content (Client *client, const CsOutgoing *message)
{
  CsOutcome outcome;

  if (!send_content (client, message))
    return lost (client);

  outcome = expect (client, '2');
  return outcome == CS_OUTCOME_LATER && !g_ascii_isdigit (client->words[0]) ? CS_OUTCOME_UNKNOWN
                                                                            : outcome;
}

static CsOutcome
send_message (Client *client, const CsOutgoing *message)
{
  CsOutcome outcome;

  g_string_append (client->out, "EHLO countersign-sendmail\r\n");
  if (!flush (client))
    return lost (client);
  for (guint i = 0; i < 2; i++) /* greeting, EHLO */
    if ((outcome = expect (client, '2')) != CS_OUTCOME_DONE)
      return outcome;

  append_mail (client, message);
  if (!flush (client))
    return lost (client);
  if ((outcome = expect (client, '2')) != CS_OUTCOME_DONE
      || (outcome = send_recipients (client, message)) != CS_OUTCOME_DONE)
    return outcome;

  g_string_append (client->out, "DATA\r\n");
  if (!flush (client))
    return lost (client);
  if ((outcome = expect (client, '3')) != CS_OUTCOME_DONE)
    return outcome;
  return finish_content (client, message);
}

CsOutcome
cs_client_send (int fd, const CsOutgoing *message, char **reply)
{
  Client client = { fd, g_string_new (NULL), g_string_new (NULL), NULL };
  CsOutcome outcome = send_message (&client, message);

  if (outcome == CS_OUTCOME_DONE)
    {
      g_string_append (client.out, "QUIT\r\n");
      flush (&client);
    }
  close (fd);
  g_string_free (client.out, TRUE);
  g_string_free (client.in, TRUE);
  *reply = client.words;
  return outcome;
}

static gboolean
write_whole (int fd, const char *bytes, gsize size_bytes)
{
  while (size_bytes > 0)
    {
      ssize_t n = write (fd, bytes, size_bytes);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      bytes += n;
      size_bytes -= (gsize)n;
    }
  return TRUE;
}

/* Returns FALSE at the end of @from, or when it or @to broke. With @last (the byte before) a bare
 * LF becomes CR LF: programs that use -bs end their lines so, and the worker does not take it. */
static gboolean
copy_some (int from, int to, char *last)
{
  char buffer[4096];
  ssize_t n = read (from, buffer, sizeof buffer);
  g_autoptr (GString) lines = NULL;

  if (n <= 0)
    return n < 0 && errno == EINTR;
  if (last == NULL)
    return write_whole (to, buffer, (gsize)n);

  lines = g_string_sized_new (2 * sizeof buffer);
  for (ssize_t i = 0; i < n; i++)
    {
      if (buffer[i] == '\n' && *last != '\r')
        g_string_append_c (lines, '\r');
      g_string_append_c (lines, buffer[i]);
      *last = buffer[i];
    }
  return write_whole (to, lines->str, lines->len);
}

int
cs_client_proxy (int fd)
{
  struct pollfd ends[] = { { fd, POLLIN, 0 }, { STDIN_FILENO, POLLIN, 0 } };
  char last = '\n';

  while (poll (ends, G_N_ELEMENTS (ends), -1) >= 0 || errno == EINTR)
    {
      if (ends[1].revents != 0 && !copy_some (STDIN_FILENO, fd, &last))
        {
          shutdown (fd, SHUT_WR); /* what was asked is still answered */
          ends[1].fd = -1;
          ends[1].revents = 0;
        }
      if (ends[0].revents != 0 && !copy_some (fd, STDOUT_FILENO, NULL))
        break;
    }
  close (fd);
  return EX_OK;
}
