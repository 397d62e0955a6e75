#include <string.h>

#include "demo-auth.h"
#include "demo-connection.h"
#include "demo-event.h"
#include "demo-mailbox.h"
#include "demo-session.h"

typedef struct
{
  const DemoConfig *config;
  DemoConnection *connection;
  gboolean greeted;
  char *account; /* NULL: not authenticated */
  char *mechanism;
  char *sender; /* NULL: no transaction */
  GPtrArray *recipients;
} DemoSession;

typedef void (*Handler) (DemoSession *session, const char *argument);

static gboolean
reply (DemoSession *session, const char *stage, const char *text)
{
  return demo_connection_reply (session->connection, stage, text);
}

static void
end_transaction (DemoSession *session)
{
  g_clear_pointer (&session->sender, g_free);
  g_ptr_array_set_size (session->recipients, 0);
}

static char *
valid (const char *text)
{
  return g_utf8_make_valid (text != NULL ? text : "", -1);
}

/* --- greeting --- */

static char *
offered_mechanisms (DemoSession *session)
{
  const DemoConfig *config = session->config;
  g_auto (GStrv) all = g_strsplit (config->mechanisms, " ", -1);
  GString *offered = g_string_new (NULL);

  for (char **mechanism = all; *mechanism != NULL; mechanism++)
    if (**mechanism != '\0'
        && (session->connection->is_tls || config->clear_text_without_tls
            || !demo_auth_is_clear_text (*mechanism)))
      g_string_append_printf (offered, " %s", *mechanism);
  return g_string_free (offered, FALSE);
}

static void
do_ehlo (DemoSession *session, const char *argument)
{
  const DemoConfig *config = session->config;
  g_auto (GStrv) extensions = g_strsplit (config->extensions, ",", -1);
  g_autofree char *offered = offered_mechanisms (session);
  g_autoptr (GString) text = g_string_new (NULL);

  end_transaction (session);
  session->greeted = TRUE;
  g_string_append_printf (text, "250-%s", config->host_name);
  for (char **extension = extensions; *extension != NULL; extension++)
    if (**extension != '\0')
      g_string_append_printf (text, "\r\n250-%s", *extension);
  if (config->certificate != NULL && !session->connection->is_tls && !config->no_starttls)
    g_string_append (text, "\r\n250-STARTTLS");
  if (*offered != '\0')
    g_string_append_printf (text, "\r\n250-AUTH%s", offered);
  g_string_append (text, "\r\n250 HELP");
  reply (session, "ehlo", text->str);
}

static void
do_helo (DemoSession *session, const char *argument)
{
  g_autofree char *text = g_strconcat ("250 ", session->config->host_name, NULL);

  end_transaction (session);
  session->greeted = TRUE;
  reply (session, "helo", text);
}

static void
do_starttls (DemoSession *session, const char *argument)
{
  if (session->config->certificate == NULL || session->config->no_starttls
      || session->connection->is_tls)
    {
      reply (session, "starttls", "502 5.5.1 Not here");
      return;
    }
  if (!reply (session, "starttls", "220 2.0.0 Go ahead"))
    return;

  demo_connection_start_tls (session->connection);
  end_transaction (session);
  g_clear_pointer (&session->account, g_free);
  session->greeted = FALSE;
}

/* --- authentication --- */

static GBytes *
decode (const char *text)
{
  gsize size_bytes = 0;
  guchar *data = g_base64_decode (text, &size_bytes);

  return g_bytes_new_take (data, size_bytes);
}

static GBytes *
ask (const char *challenge, gpointer user_data)
{
  DemoSession *session = user_data;
  g_autofree char *text = g_strconcat ("334 ", challenge, NULL);
  g_autofree char *line = NULL;
  gsize size_bytes;

  if (!reply (session, NULL, text))
    return NULL;
  line = demo_connection_read_line (session->connection, &size_bytes);
  if (line == NULL || g_str_equal (line, "*"))
    return NULL;
  return decode (line);
}

static void
tell_auth (const char *mechanism, const DemoAuthOutcome *outcome)
{
  g_autofree char *account = valid (outcome->account);

  demo_event ("auth", g_variant_new_parsed (
                          "{'mechanism': <%s>, 'account': <%s>, 'ok': <%b>, 'cancelled': <%b>, "
                          "'why': <%s>, 'mic': <%b>, 'binding': <%b>}",
                          mechanism, account, outcome->accepted, outcome->cancelled,
                          outcome->why != NULL && !outcome->accepted ? outcome->why : "",
                          outcome->has_mic, outcome->has_binding));
}

static void
finish_auth (DemoSession *session, const char *mechanism, DemoAuthOutcome *outcome)
{
  tell_auth (mechanism, outcome);
  if (outcome->cancelled)
    reply (session, NULL, "501 5.7.0 Authentication cancelled");
  else if (!outcome->accepted)
    reply (session, "auth", "535 5.7.8 Authentication credentials invalid");
  else if (reply (session, "auth", "235 2.7.0 Authentication successful"))
    {
      session->account = g_steal_pointer (&outcome->account);
      g_free (session->mechanism);
      session->mechanism = g_ascii_strup (mechanism, -1);
    }
}

static gboolean
is_offered (DemoSession *session, const char *mechanism)
{
  g_autofree char *offered = offered_mechanisms (session);
  g_autofree char *upper = g_ascii_strup (mechanism, -1);
  g_auto (GStrv) list = g_strsplit (offered, " ", -1);

  return *mechanism != '\0' && g_strv_contains ((const char *const *)list, upper);
}

static void
do_auth (DemoSession *session, const char *argument)
{
  g_auto (GStrv) words = g_strsplit (argument, " ", 2);
  const char *mechanism = words[0] != NULL ? words[0] : "";
  g_autoptr (GBytes) binding = demo_connection_binding (session->connection);
  g_autoptr (GBytes) initial = NULL;
  g_autoptr (DemoAuthOutcome) outcome = NULL;
  g_autofree char *instead = NULL;

  if (demo_faults_take (session->config->faults, "auth-command", &instead) == DEMO_ACTION_REPLY)
    {
      g_strchomp (instead);
      reply (session, NULL, instead);
      return;
    }
  if (session->account != NULL || !is_offered (session, mechanism))
    {
      reply (session, NULL,
             session->account != NULL ? "503 5.5.1 Once is enough" : "504 5.5.4 Not offered");
      return;
    }
  if (words[1] != NULL)
    initial = decode (g_str_equal (words[1], "=") ? "" : words[1]);
  outcome
      = demo_auth_run (&(DemoAuth){ session->config, binding, initial, ask, session }, mechanism);
  finish_auth (session, mechanism, outcome);
}

/* --- transaction --- */

static char *
path_of (const char *argument)
{
  const char *open = strchr (argument, '<');
  const char *close = open != NULL ? strchr (open, '>') : NULL;

  return close != NULL ? g_strndup (open + 1, close - open - 1) : NULL;
}

static const char *
mail_refusal (DemoSession *session)
{
  if (!session->greeted)
    return "503 5.5.1 EHLO first";
  if (session->config->require_tls && !session->connection->is_tls)
    return "530 5.7.0 Must issue a STARTTLS command first";
  if (session->account == NULL && !session->config->no_authentication_needed)
    return "530 5.7.0 Authentication required";
  return NULL;
}

static void
do_mail (DemoSession *session, const char *argument)
{
  const char *refusal = mail_refusal (session);
  g_autofree char *sender = path_of (argument);

  if (refusal == NULL && sender == NULL)
    refusal = "501 5.5.4 FROM:<address>";
  if (refusal != NULL)
    {
      demo_event ("refused", g_variant_new_parsed ("{'reply': <%s>}", refusal));
      reply (session, "mail", refusal);
      return;
    }
  if (!reply (session, "mail", "250 2.1.0 Sender ok"))
    return;
  end_transaction (session);
  session->sender = g_steal_pointer (&sender);
}

static void
do_rcpt (DemoSession *session, const char *argument)
{
  g_autofree char *recipient = path_of (argument);
  g_autofree char *own_stage = g_strconcat ("rcpt:", recipient, NULL);
  g_autofree char *instead = NULL;

  if (session->sender == NULL || recipient == NULL)
    {
      reply (session, NULL, "503 5.5.1 MAIL first");
      return;
    }
  if (demo_faults_take (session->config->faults, own_stage, &instead) == DEMO_ACTION_REPLY)
    {
      g_strchomp (instead);
      reply (session, NULL, instead);
      return;
    }
  if (reply (session, "rcpt", "250 2.1.5 Recipient ok"))
    g_ptr_array_add (session->recipients, g_steal_pointer (&recipient));
}

/* RFC 5321 section 4.5.2; NULL when the client is gone before the final dot. */
static GString *
read_message (DemoSession *session)
{
  GString *message = g_string_new (NULL);
  gsize size_bytes;
  char *line;

  while ((line = demo_connection_read_line (session->connection, &size_bytes)) != NULL)
    {
      gboolean is_end = size_bytes == 1 && *line == '.';
      gsize skip = size_bytes > 1 && *line == '.' ? 1 : 0;

      if (!is_end)
        {
          g_string_append_len (message, line + skip, size_bytes - skip);
          g_string_append (message, "\r\n");
        }
      g_free (line);
      if (is_end)
        return message;
    }
  g_string_free (message, TRUE);
  return NULL;
}

static void
tell_message (DemoSession *session, const char *path, gsize size_bytes)
{
  g_autoptr (GVariantBuilder) recipients = g_variant_builder_new (G_VARIANT_TYPE ("as"));
  g_autofree char *sender = valid (session->sender);
  g_autofree char *account = valid (session->account);

  for (guint i = 0; i < session->recipients->len; i++)
    {
      g_autofree char *recipient = valid (g_ptr_array_index (session->recipients, i));

      g_variant_builder_add (recipients, "s", recipient);
    }
  demo_event ("message",
              g_variant_new_parsed ("{'sender': <%s>, 'recipients': <%as>, 'account': <%s>, "
                                    "'mechanism': <%s>, 'tls': <%b>, 'path': <%s>, "
                                    "'size-bytes': <%t>}",
                                    sender, recipients, account,
                                    session->mechanism != NULL ? session->mechanism : "",
                                    session->connection->is_tls, path, (guint64)size_bytes));
}

static void
keep_message (DemoSession *session, GString *message)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  if (session->config->maildir != NULL)
    {
      path = demo_mailbox_keep (session->config->maildir, message, &error);
      if (path == NULL)
        {
          g_printerr ("demo-server: %s\n", error->message);
          reply (session, NULL, "452 4.3.1 Cannot keep it");
          return;
        }
    }
  tell_message (session, path != NULL ? path : "", message->len);
  reply (session, NULL, "250 2.0.0 Kept");
}

/* A reply that refuses comes instead of keeping the message; "drop" comes after it. */
static void
finish_message (DemoSession *session, GString *message)
{
  g_autofree char *instead = NULL;

  switch (demo_faults_take (session->config->faults, "dot", &instead))
    {
    case DEMO_ACTION_REPLY:
      g_strchomp (instead);
      reply (session, NULL, instead);
      return;
    case DEMO_ACTION_DROP:
    case DEMO_ACTION_SILENCE:
      session->connection->is_open = FALSE;
      keep_message (session, message);
      return;
    case DEMO_ACTION_NONE:
    default:
      keep_message (session, message);
    }
}

static void
do_data (DemoSession *session, const char *argument)
{
  GString *message;

  if (session->recipients->len == 0)
    {
      reply (session, NULL, "503 5.5.1 RCPT first");
      return;
    }
  if (!reply (session, "data", "354 End with a dot"))
    return;
  message = read_message (session);
  if (message == NULL)
    return;

  finish_message (session, message);
  g_string_free (message, TRUE);
  end_transaction (session);
}

static void
do_rset (DemoSession *session, const char *argument)
{
  end_transaction (session);
  reply (session, "rset", "250 2.0.0 Forgotten");
}

static void
do_noop (DemoSession *session, const char *argument)
{
  reply (session, NULL, "250 2.0.0 Nothing done");
}

static void
do_quit (DemoSession *session, const char *argument)
{
  reply (session, "quit", "221 2.0.0 Bye");
  session->connection->is_open = FALSE;
}

/* --- the whole --- */

static const struct
{
  const char *verb;
  Handler handler;
} commands[] = {
  { "EHLO", do_ehlo }, { "HELO", do_helo }, { "STARTTLS", do_starttls }, { "AUTH", do_auth },
  { "MAIL", do_mail }, { "RCPT", do_rcpt }, { "DATA", do_data },         { "RSET", do_rset },
  { "NOOP", do_noop }, { "QUIT", do_quit },
};

static void
obey (DemoSession *session, const char *line)
{
  gsize verb_size = strcspn (line, " ");
  const char *argument = line[verb_size] == ' ' ? line + verb_size + 1 : "";

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strlen (commands[i].verb) == verb_size
        && g_ascii_strncasecmp (line, commands[i].verb, verb_size) == 0)
      {
        commands[i].handler (session, argument);
        return;
      }
  reply (session, NULL, "500 5.5.2 What?");
}

static void
converse (DemoSession *session)
{
  g_autofree char *greeting = g_strdup_printf ("220 %s ESMTP demo", session->config->host_name);

  if (session->config->implicit_tls && !demo_connection_start_tls (session->connection))
    return;
  reply (session, "connect", greeting);
  while (session->connection->is_open)
    {
      gsize size_bytes;
      g_autofree char *line = demo_connection_read_line (session->connection, &size_bytes);

      if (line != NULL)
        obey (session, line);
    }
}

void
demo_session_run (const DemoConfig *config, GSocketConnection *socket)
{
  g_autoptr (DemoConnection) connection = demo_connection_new (config, socket);
  g_autoptr (GPtrArray) recipients = g_ptr_array_new_with_free_func (g_free);
  DemoSession session = { .config = config, .connection = connection, .recipients = recipients };

  demo_event ("connect", NULL);
  converse (&session);
  demo_event ("disconnect", NULL);
  g_free (session.account);
  g_free (session.mechanism);
  g_free (session.sender);
}
