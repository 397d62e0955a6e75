/* The fuzzer plays the server: the first byte sets the session up, then come its turns, between
 * '|', each sent when the client has spoken. Whatever it says, the session ends, every recipient
 * of every message has an outcome, none is delivered whose content did not go out whole and was
 * accepted, and no password goes where nobody offered to take one. */
#include "fuzz.h"

#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <string.h>
#include <unistd.h>

#include "smtp/session.h"

#define PATIENCE 3 /* turns of the loop without any event before the server speaks unasked */
#define PASSWORD "hunter2-hunter2"
#define N_RECIPIENTS 3
#define MOST_MESSAGES 5

/* What the first byte says. */
#define BITS_LOGIN 3 /* 1: clear text, 3: HELO */
#define BIT_NO_GROUPS 4
#define BIT_NOTIFY 8
#define BIT_CHUNKS 16 /* the server is known to know BDAT */
#define BIT_AHEAD 32 /* all messages are handed over at once */

/* Of message N: as it is, after DATA, and by BDAT: in one chunk, or its first byte in one of its
 * own.
 */
#define FIRST_BYTE "S"
#define OTHER_BYTES "ubject: fuzz %u\r\n\r\n.hello\r\n"
#define CONTENT FIRST_BYTE OTHER_BYTES
#define BY_DATA "Subject: fuzz %u\r\n\r\n..hello\r\n.\r\n"
#define BY_BDAT " LAST\r\n" CONTENT
#define BY_SECOND_BDAT " LAST\r\n" OTHER_BYTES

typedef struct
{
  GSocket *listener;
  GSocket *client;
  const char *script;
  gsize script_bytes;
  GString *heard; /* from the client */
  GString *said; /* to the client */
  gsize
      ends_at[MOST_MESSAGES]; /* how much was said when the content had come; G_MAXSIZE: not yet */
  guint idle;
  gboolean is_over;
} Server;

typedef struct
{
  guint n_done;
  gboolean went_well; /* the last of them */
} Operation;

static GSocketAddress *
new_address (void)
{
  g_autofree char *name = g_strdup_printf ("countersign-fuzz-%d", (int)getpid ());

  return g_unix_socket_address_new_with_type (name, -1, G_UNIX_SOCKET_ADDRESS_ABSTRACT);
}

/* One for all runs. */
static GSocket *
listener (void)
{
  static GSocket *socket;
  g_autoptr (GSocketAddress) address = NULL;

  if (socket != NULL)
    return socket;

  address = new_address ();
  socket
      = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
  g_socket_set_blocking (socket, FALSE);
  g_assert_true (g_socket_bind (socket, address, FALSE, NULL));
  g_assert_true (g_socket_listen (socket, NULL));
  return socket;
}

/* --- the server --------------------------------------------------------------------------- */

static gboolean
has_heard_content (const Server *server, guint number)
{
  g_autofree char *by_data = g_strdup_printf (BY_DATA, number);
  g_autofree char *by_bdat = g_strdup_printf (BY_BDAT, number);
  g_autofree char *by_second = g_strdup_printf (BY_SECOND_BDAT, number);

  return strstr (server->heard->str, by_data) != NULL
         || strstr (server->heard->str, by_bdat) != NULL
         || strstr (server->heard->str, by_second) != NULL;
}

static gboolean
hear (Server *server)
{
  char bytes[4096];
  gssize got
      = g_socket_receive_with_blocking (server->client, bytes, sizeof bytes, FALSE, NULL, NULL);

  if (got <= 0)
    return FALSE;

  g_string_append_len (server->heard, bytes, got);
  for (guint i = 0; i < MOST_MESSAGES; i++)
    if (server->ends_at[i] == G_MAXSIZE && has_heard_content (server, i))
      server->ends_at[i] = server->said->len;
  return TRUE;
}

static void
speak (Server *server)
{
  const char *end = memchr (server->script, '|', server->script_bytes);
  gsize turn_bytes = end != NULL ? (gsize)(end - server->script) : server->script_bytes;

  g_socket_send (server->client, server->script, turn_bytes, NULL, NULL);
  g_string_append_len (server->said, server->script, (gssize)turn_bytes);
  server->script += turn_bytes;
  server->script_bytes -= turn_bytes;
  if (end == NULL)
    {
      g_socket_shutdown (server->client, FALSE, TRUE, NULL);
      server->is_over = TRUE;
      return;
    }

  server->script++;
  server->script_bytes--;
}

static void
serve (Server *server, gboolean something_happened)
{
  gboolean has_heard;

  if (server->client == NULL)
    {
      server->client = g_socket_accept (server->listener, NULL, NULL);
      if (server->client != NULL)
        {
          g_socket_set_blocking (server->client, FALSE);
          speak (server);
        }
      return;
    }

  has_heard = hear (server);
  server->idle = has_heard || something_happened ? 0 : server->idle + 1;
  if (!server->is_over && (has_heard || server->idle > PATIENCE))
    speak (server);
}

static void
run_until_done (Server *server, Operation *operation, guint n_done)
{
  for (guint turns = 0; operation->n_done < n_done; turns++)
    {
      gboolean something_happened = g_main_context_iteration (NULL, FALSE);

      g_assert_cmpuint (turns, <, 100000);
      serve (server, something_happened);
    }
  operation->n_done = 0;
}

/* --- the client --------------------------------------------------------------------------- */

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Operation *operation = user_data;

  operation->went_well = cs_session_open_finish (CS_SESSION (source), result, NULL);
  operation->n_done++;
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Operation *operation = user_data;

  operation->went_well = cs_session_send_finish (CS_SESSION (source), result, NULL);
  operation->n_done++;
}

static void
on_quit (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Operation *operation = user_data;

  cs_session_quit_finish (CS_SESSION (source), result);
  operation->n_done++;
}

static CsHabits
habits_of (guint8 bits)
{
  return (bits & BIT_NO_GROUPS ? CS_HABIT_NO_GROUPS : 0)
         | (bits & BIT_CHUNKS ? CS_HABIT_CHUNKS | CS_HABIT_HELLO_AGAIN : 0);
}

static CsSession *
new_session (guint8 bits)
{
  g_autoptr (GSocketAddress) address = new_address ();
  g_autoptr (CsSecret) secret = cs_secret_new (PASSWORD, strlen (PASSWORD));
  CsSessionConfig config = {
    .address = address,
    .host_name = "relay.example.net",
    .tls = CS_TLS_NEVER,
    .helo = (bits & BITS_LOGIN) == 3,
    .client_name = "client.example.com",
    .authentication
    = (bits & BITS_LOGIN) == 1 ? CS_AUTHENTICATION_CLEAR_TEXT : CS_AUTHENTICATION_NONE,
    .account = "ann",
    .secret = secret,
    .allow_unencrypted_password = TRUE,
    .habits = habits_of (bits),
  };

  return cs_session_new (&config);
}

/* --- what must be true -------------------------------------------------------------------- */

static gboolean
has_accepting_line (const char *said, gsize size_bytes)
{
  g_auto (GStrv) lines = NULL;
  g_autofree char *text = g_strndup (said, size_bytes);

  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    if (g_str_has_prefix (*line, "25"))
      return TRUE;
  return FALSE;
}

static void
check_outcome (const Server *server, guint number, const CsFailure *outcome)
{
  gsize ends_at = server->ends_at[number];

  g_assert_nonnull (outcome);
  if (outcome->text != NULL)
    g_assert_true (g_utf8_validate (outcome->text, -1, NULL));
  if (outcome->kind != CS_FAILURE_NONE)
    return;

  g_assert_cmpuint (ends_at, !=, G_MAXSIZE);
  g_assert_true (has_accepting_line (server->said->str + ends_at, server->said->len - ends_at));
}

static CsSendRequest *
new_request (const CsAddress *sender, guint number, guint8 bits)
{
  CsSendRequest *request = g_new0 (CsSendRequest, 1);
  char *content = g_strdup_printf (CONTENT, number);
  g_autoptr (GBytes) bytes = g_bytes_new_take (content, strlen (content));

  request->sender = sender;
  request->recipients = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_send_recipient_free);
  request->body = cs_body_source_new_for_bytes (bytes);
  for (guint i = 0; i < N_RECIPIENTS; i++)
    {
      CsSendRecipient *recipient = cs_send_recipient_new ((CsAddress *)sender);

      recipient->notify = bits & BIT_NOTIFY ? CS_NOTIFY_NEVER : CS_NOTIFY_DEFAULT;
      g_ptr_array_add (request->recipients, recipient);
    }
  return request;
}

static void
check_request (const Server *server, guint number, CsSendRequest *request)
{
  for (guint i = 0; i < N_RECIPIENTS; i++)
    check_outcome (server, number, ((CsSendRecipient *)request->recipients->pdata[i])->outcome);
  g_ptr_array_unref (request->recipients);
  g_object_unref (request->body);
  g_free (request);
}

static void
send_all (CsSession *session, Server *server, guint8 bits)
{
  g_autoptr (CsAddress) address = cs_address_parse ("ann@example.com", -1, 0, NULL, NULL);
  guint n_messages = bits & BIT_AHEAD ? MOST_MESSAGES : 1;
  CsSendRequest *requests[MOST_MESSAGES];
  Operation operation = { 0 };

  for (guint i = 0; i < n_messages; i++)
    {
      requests[i] = new_request (address, i, bits);
      cs_session_send_async (session, requests[i], NULL, on_sent, &operation);
    }
  run_until_done (server, &operation, n_messages);
  for (guint i = 0; i < n_messages; i++)
    check_request (server, i, requests[i]);
  if (!operation.went_well)
    g_assert_false (cs_session_is_open (session));
}

static gboolean
has_offered_auth (const GString *said)
{
  for (gsize i = 0; i + 4 <= said->len; i++)
    if (g_ascii_strncasecmp (said->str + i, "AUTH", 4) == 0)
      return TRUE;
  return FALSE;
}

/* "AUTH PLAIN" with its response, or the two lines of LOGIN. */
static void
check_no_leak (const Server *server, CsSession *session, guint8 bits)
{
  g_autofree char *encoded = g_base64_encode ((const guchar *)PASSWORD, strlen (PASSWORD));
  g_autofree char *transcript = cs_transcript_text (cs_session_transcript (session));

  if (memmem (server->said->str, server->said->len, PASSWORD, strlen (PASSWORD)) != NULL
      || memmem (server->said->str, server->said->len, encoded, strlen (encoded)) != NULL)
    return; /* the fuzzer has read it in this program, and says it itself */

  g_assert_null (strstr (transcript, encoded));
  g_assert_null (strstr (transcript, PASSWORD));
  if (strstr (server->heard->str, encoded) == NULL
      && strstr (server->heard->str, "AUTH PLAIN A") == NULL)
    return;

  g_assert_cmpuint (bits & BITS_LOGIN, ==, 1);
  g_assert_true (has_offered_auth (server->said));
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size_bytes)
{
  guint8 bits = size_bytes > 0 ? bytes[0] : 0;
  g_autoptr (CsSession) session = new_session (bits);
  Operation operation = { 0 };
  Server server = {
    .listener = listener (),
    .script = (const char *)bytes + (size_bytes > 0),
    .script_bytes = size_bytes - (size_bytes > 0),
    .heard = g_string_new (NULL),
    .said = g_string_new (NULL),
  };

  for (guint i = 0; i < MOST_MESSAGES; i++)
    server.ends_at[i] = G_MAXSIZE;
  cs_session_open_async (session, NULL, on_opened, &operation);
  run_until_done (&server, &operation, 1);
  if (operation.went_well)
    send_all (session, &server, bits);
  check_no_leak (&server, session, bits);

  cs_session_quit_async (session, on_quit, &operation);
  run_until_done (&server, &operation, 1);
  g_clear_object (&server.client);
  g_string_free (server.heard, TRUE);
  g_string_free (server.said, TRUE);
  return 0;
}
