#include "submission/peer.h"

#include <string.h>

#include "base/text.h"
#include "submission/channel.h"
#include "submission/command-line.h"
#include "submission/data-reader.h"

#define ERRORS_MOST 100 /* refusals for good */
#define REPLY_TEXT_MAX_BYTES 400

struct _CsPeer
{
  CsPeerConfig config;
  char *address;
  char *name;
  CsChannel *channel;

  char *helo; /* what it calls itself; NULL: it has not said */
  gboolean is_extended;
  CsSubmission *submission; /* from MAIL to the final dot */
  gboolean allows_utf8; /* SMTPUTF8 of the MAIL */
  gboolean is_in_data;
  CsDataReader data;
  GByteArray *content; /* kept for its memory */
  gboolean is_committing; /* a message is becoming durable */
  gboolean is_orphan; /* and its owner has given the peer up */
  gboolean is_skipping; /* the rest of a line that was too long */
  guint n_errors;
  char *dismissal; /* why it ends after what is under way */
};

static void
reply (CsPeer *peer, const char *line)
{
  g_autofree char *whole = g_strconcat (line, "\r\n", NULL);

  if (line[0] == '5')
    peer->n_errors++;
  cs_channel_write (peer->channel, whole);
}

static void
reply_error (CsPeer *peer, const GError *error)
{
  g_autofree char *text
      = cs_text_clean (error->message, strlen (error->message), REPLY_TEXT_MAX_BYTES);
  g_autofree char *line = g_strconcat (cs_submission_error_reply (error), " ", text, NULL);

  reply (peer, line);
}

static void
finish (CsPeer *peer, const char *line)
{
  reply (peer, line);
  cs_channel_finish (peer->channel);
}

static void
drop_submission (CsPeer *peer)
{
  g_clear_pointer (&peer->submission, cs_submission_abandon);
  peer->is_in_data = FALSE;
}

/* --- commands --- */

static void
on_greeting (CsPeer *peer, const CsCommandLine *command)
{
  const CsAcceptorConfig *config = cs_acceptor_config (peer->config.acceptor);
  g_autofree char *features = NULL;

  drop_submission (peer);
  g_free (peer->helo);
  peer->helo = g_strdup (command->text);
  peer->is_extended = command->verb == CS_VERB_EHLO;
  features = peer->is_extended
                 ? g_strdup_printf ("250-%s\r\n250-PIPELINING\r\n250-SIZE %" G_GUINT64_FORMAT
                                    "\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-DSN\r\n"
                                    "250 ENHANCEDSTATUSCODES",
                                    config->machine_name, config->maximum_message_size)
                 : g_strdup_printf ("250 %s", config->machine_name);
  reply (peer, features);
}

static CsSubmission *
begin_submission (CsPeer *peer, const CsCommandLine *command)
{
  CsOrigin origin = { .kind = peer->config.kind,
                      .uid = peer->config.uid,
                      .address = peer->address,
                      .helo = peer->helo,
                      .protocol = "SMTP" };

  if (peer->is_extended)
    origin.protocol = command->smtputf8 ? "UTF8SMTP" : "ESMTP";
  return cs_submission_new (peer->config.acceptor, &origin);
}

/* RFC 1870 section 6.1: nobody sends in vain what there is no room for. */
static gboolean
has_room (CsPeer *peer, const CsCommandLine *command)
{
  CsAcceptor *acceptor = peer->config.acceptor;
  g_autoptr (GError) full = NULL;
  g_autoptr (GError) error = NULL;

  if (cs_queue_has_room (cs_acceptor_queue (acceptor), command->size_bytes, &full))
    return TRUE;
  error = cs_submission_error_from_queue (full);
  cs_acceptor_note (acceptor, error);
  reply_error (peer, error);
  return FALSE;
}

static void
on_mail (CsPeer *peer, const CsCommandLine *command)
{
  guint64 maximum = cs_acceptor_config (peer->config.acceptor)->maximum_message_size;
  g_autoptr (GError) error = NULL;

  if (peer->helo == NULL)
    reply (peer, "503 5.5.1 Say EHLO first");
  else if (peer->submission != NULL)
    reply (peer, "503 5.5.1 The sender was named already");
  else if (command->size_bytes > maximum)
    reply (peer, "552 5.3.4 The message is too large (maximum-message-size)");
  else if (has_room (peer, command))
    {
      peer->submission = begin_submission (peer, command);
      peer->allows_utf8 = command->smtputf8;
      cs_submission_set_dsn (peer->submission, command->envelope_id, command->dsn_return);
      if (cs_submission_set_sender (peer->submission, command->text, &error))
        {
          reply (peer, "250 2.1.0 Sender ok");
          return;
        }
      drop_submission (peer);
      reply_error (peer, error);
    }
}

static void
on_recipient (CsPeer *peer, const CsCommandLine *command)
{
  g_autoptr (GError) error = NULL;

  if (peer->submission == NULL)
    reply (peer, "503 5.5.1 Say MAIL first");
  else if (!peer->allows_utf8 && !g_str_is_ascii (command->text))
    reply (peer, "553 5.6.7 This address needs the parameter SMTPUTF8 of MAIL");
  else if (cs_submission_add_recipient (peer->submission, command->text, command->notify,
                                        command->original_recipient, &error))
    reply (peer, "250 2.1.5 Recipient ok");
  else
    reply_error (peer, error);
}

/* RFC 2920 section 3.1: DATA is the last of a group, and content waits for the 354. */
static void
on_data (CsPeer *peer, gboolean has_more)
{
  if (peer->submission == NULL)
    reply (peer, "503 5.5.1 Say MAIL and RCPT first");
  else if (cs_submission_n_recipients (peer->submission) == 0)
    reply (peer, "554 5.5.1 No recipient was accepted");
  else if (has_more)
    finish (peer, "554 5.5.0 Content must wait for the answer to DATA");
  else
    {
      peer->is_in_data = TRUE;
      peer->data = (CsDataReader)CS_DATA_READER_INIT;
      reply (peer, "354 Send the message, and a line with a dot at its end");
    }
}

static void
on_command (CsPeer *peer, const CsCommandLine *command, gboolean has_more)
{
  if (command->problem != NULL)
    {
      reply (peer, command->problem);
      return;
    }

  switch (command->verb)
    {
    case CS_VERB_HELO:
    case CS_VERB_EHLO:
      if (has_more)
        finish (peer, "554 5.5.0 Commands must wait for the answer to EHLO");
      else
        on_greeting (peer, command);
      break;
    case CS_VERB_MAIL:
      on_mail (peer, command);
      break;
    case CS_VERB_RCPT:
      on_recipient (peer, command);
      break;
    case CS_VERB_DATA:
      on_data (peer, has_more);
      break;
    case CS_VERB_RSET:
      drop_submission (peer);
      reply (peer, "250 2.0.0 Ok");
      break;
    case CS_VERB_NOOP:
      reply (peer, "250 2.0.0 Ok");
      break;
    case CS_VERB_VRFY:
      reply (peer, "252 2.1.5 Send some mail to find out");
      break;
    case CS_VERB_HELP:
      reply (peer, "214 2.0.0 RFC 5321");
      break;
    case CS_VERB_QUIT:
      finish (peer, "221 2.0.0 Good bye");
      break;
    case CS_VERB_NOT_OFFERED:
      reply (peer, "502 5.5.1 This command is not offered");
      break;
    default:
      reply (peer, "500 5.5.2 This command is not known");
    }
}

/* --- content --- */

static void
resume (gpointer user_data)
{
  CsPeer *peer = user_data;

  cs_channel_resume (peer->channel);
}

static void
on_committed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CsPeer *peer = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = cs_submission_commit_finish (result, &error);
  g_autofree char *accepted = NULL;

  peer->is_committing = FALSE;
  if (peer->is_orphan)
    {
      cs_peer_free (peer);
      return;
    }
  if (peer->channel == NULL) /* it has gone meanwhile */
    {
      peer->config.gone (peer, peer->config.user_data);
      return;
    }

  if (id != NULL)
    reply (peer, accepted = g_strdup_printf ("250 2.0.0 Ok: queued as %s", id));
  else
    reply_error (peer, error);

  if (peer->dismissal != NULL)
    cs_peer_dismiss (peer, peer->dismissal);
  else
    cs_channel_resume (peer->channel);
}

static void
commit (CsPeer *peer)
{
  peer->is_in_data = FALSE;
  peer->is_committing = TRUE;
  cs_channel_hold (peer->channel);
  cs_submission_commit_async (g_steal_pointer (&peer->submission), NULL, on_committed, peer);
}

static gsize
take_content (CsPeer *peer, const char *bytes, gsize size_bytes)
{
  gsize consumed;
  CsDataProgress progress;

  g_byte_array_set_size (peer->content, 0);
  progress = cs_data_reader_feed (&peer->data, bytes, size_bytes, peer->content, &consumed);
  if (progress == CS_DATA_BARE_LF)
    {
      drop_submission (peer);
      finish (peer, "521 5.5.2 Lines end in CR LF; a bare LF is not accepted");
      return size_bytes;
    }

  /* An error sticks and is told after the final dot. */
  cs_submission_append (peer->submission, peer->content->data, peer->content->len, NULL);
  if (progress == CS_DATA_END)
    {
      commit (peer);
    }
  else if (cs_submission_is_behind (peer->submission))
    {
      cs_channel_hold (peer->channel);
      cs_submission_on_ready (peer->submission, resume, peer);
    }
  return consumed;
}

/* --- lines --- */

/* A line without its LF; everything that is wrong with lines as such is said here. */
static void
on_line (CsPeer *peer, const char *line, gsize size_bytes, gboolean has_more)
{
  g_auto (CsCommandLine) command = { 0 };

  if (peer->is_skipping)
    {
      peer->is_skipping = FALSE;
      return;
    }
  if (size_bytes == 0 || line[size_bytes - 1] != '\r')
    {
      finish (peer, "500 5.5.2 Lines end in CR LF; a bare LF is not accepted");
      return;
    }

  cs_command_line_parse (line, size_bytes - 1, &command);
  on_command (peer, &command, has_more);
  if (peer->n_errors > ERRORS_MOST)
    finish (peer, "421 4.7.0 Too many errors");
}

static gsize
take_line (CsPeer *peer, const char *bytes, gsize size_bytes)
{
  const char *feed = memchr (bytes, '\n', size_bytes);
  gsize line_bytes = feed != NULL ? (gsize)(feed - bytes) : size_bytes;

  if (line_bytes > CS_COMMAND_LINE_MAX_BYTES + 1)
    {
      if (!peer->is_skipping)
        reply (peer, "500 5.5.2 The line is too long");
      peer->is_skipping = feed == NULL;
      return feed != NULL ? line_bytes + 1 : size_bytes;
    }
  if (feed == NULL)
    return 0;

  on_line (peer, bytes, line_bytes, line_bytes + 1 < size_bytes);
  return line_bytes + 1;
}

static gboolean
is_ready (const CsPeer *peer)
{
  return !peer->is_committing
         && (peer->submission == NULL || !cs_submission_is_behind (peer->submission));
}

static gsize
take (const char *bytes, gsize size_bytes, gpointer user_data)
{
  CsPeer *peer = user_data;
  gsize taken = 0;
  gsize step = 1;

  while (taken < size_bytes && step > 0 && is_ready (peer) && !cs_channel_is_over (peer->channel))
    {
      step = peer->is_in_data ? take_content (peer, bytes + taken, size_bytes - taken)
                              : take_line (peer, bytes + taken, size_bytes - taken);
      taken += step;
    }

  return taken;
}

/* --- the whole --- */

static void
on_gone (gpointer user_data)
{
  CsPeer *peer = user_data;

  drop_submission (peer);
  g_clear_pointer (&peer->channel, cs_channel_free);
  if (!peer->is_committing)
    peer->config.gone (peer, peer->config.user_data);
}

CsPeer *
cs_peer_new (int fd, const CsPeerConfig *config)
{
  static const CsChannelEvents events = { .take = take, .gone = on_gone };
  CsPeer *peer = g_new0 (CsPeer, 1);
  g_autofree char *greeting = g_strdup_printf ("220 %s Countersign ESMTP",
                                               cs_acceptor_config (config->acceptor)->machine_name);

  peer->config = *config;
  peer->address = g_strdup (config->address);
  peer->name = config->kind == CS_ORIGIN_SOCKET ? g_strdup_printf ("uid %u", (guint)config->uid)
                                                : g_strdup (config->address);
  peer->content = g_byte_array_new ();
  peer->channel = cs_channel_new (fd, &events, peer);
  reply (peer, greeting);
  return peer;
}

void
cs_peer_free (CsPeer *peer)
{
  if (peer == NULL)
    return;

  drop_submission (peer);
  g_clear_pointer (&peer->channel, cs_channel_free);
  if (peer->is_committing)
    {
      peer->is_orphan = TRUE;
      return;
    }

  g_byte_array_unref (peer->content);
  g_free (peer->address);
  g_free (peer->name);
  g_free (peer->helo);
  g_free (peer->dismissal);
  g_free (peer);
}

void
cs_peer_dismiss (CsPeer *peer, const char *reason)
{
  g_autofree char *line = g_strconcat ("421 4.3.2 ", reason, NULL);

  if (peer->channel == NULL)
    return;
  if (peer->is_committing)
    {
      if (peer->dismissal == NULL)
        peer->dismissal = g_strdup (reason);
      return;
    }

  drop_submission (peer);
  finish (peer, line);
}

gint64
cs_peer_idle_us (CsPeer *peer)
{
  return peer->channel != NULL && !peer->is_committing
             ? g_get_monotonic_time () - cs_channel_last_read_us (peer->channel)
             : 0;
}

const char *
cs_peer_name (CsPeer *peer)
{
  return peer->name;
}
