/* Before the greeting: nobody there, nobody answering; and the steps that are told on the way. */
#include <gio/gunixsocketaddress.h>

#include "dialogues.h"
#include "script-server.h"
#include "session-case.h"

static const SessionCase any = { .name = "any" };

static GSocket *
new_listener (GSocketAddress **address)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) free_port = g_inet_socket_address_new (loopback, 0);
  GSocket *socket
      = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

  g_assert_true (g_socket_bind (socket, free_port, TRUE, NULL));
  *address = g_socket_get_local_address (socket, NULL);
  return socket;
}

static CsFailure *
open_at (GSocketAddress *address, guint connect_timeout_s)
{
  CsSessionConfig config = session_case_config (&any, address);
  g_autoptr (CsSession) session = NULL;
  CsFailure *failure;

  config.connect_timeout_s = connect_timeout_s;
  session = cs_session_new (&config);
  cs_secret_unref (config.secret);
  failure = session_case_open (session);
  g_assert_false (cs_session_is_open (session));
  session_case_quit (session);
  return failure;
}

static void
assert_unreachable (const CsFailure *failure)
{
  g_assert_nonnull (failure);
  g_assert_cmpstr (cs_failure_kind_name (failure->kind), ==, "unreachable");
  g_assert_cmpstr (cs_stage_name (failure->stage), ==, "connect");
}

static void
test_refused (void)
{
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocket) bound = new_listener (&address); /* taken, and nobody listens */
  g_autoptr (CsFailure) failure = open_at (address, 0);

  assert_unreachable (failure);
}

/* With the queue of a listener full, the system drops what comes in: nobody answers. */
static void
test_no_answer (void)
{
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocket) listener = new_listener (&address);
  g_autoptr (GPtrArray) waiting = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (CsFailure) failure = NULL;

  g_socket_set_listen_backlog (listener, 0);
  g_assert_true (g_socket_listen (listener, NULL));
  for (guint i = 0; i < 4; i++)
    {
      GSocket *socket
          = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

      g_socket_set_blocking (socket, FALSE);
      g_socket_connect (socket, address, NULL, NULL);
      g_ptr_array_add (waiting, socket);
    }

  failure = open_at (address, 1);
  assert_unreachable (failure);
}

static void
test_no_route (void)
{
  /* A documentation address with a scope that no machine has a route for. */
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("2001:db8::1", 25);
  g_autoptr (CsFailure) failure = open_at (address, 1);

  assert_unreachable (failure);
}

/* A dead address of the same host is no hindrance, and the session says which one it speaks to. */
static void
test_further_address (void)
{
  g_autoptr (ScriptServer) server = script_server_start (HELLO BYE);
  g_autoptr (GSocketAddress) dead_address = NULL;
  g_autoptr (GSocket) bound = new_listener (&dead_address);
  g_autoptr (GPtrArray) further = g_ptr_array_new_with_free_func (g_object_unref);
  CsSessionConfig config = session_case_config (&any, dead_address);
  g_autoptr (CsSession) session = NULL;

  g_ptr_array_add (further, script_server_address (server));
  config.further_addresses = further;
  session = cs_session_new (&config);
  cs_secret_unref (config.secret);
  g_assert_true (cs_session_address (session) == dead_address);
  g_assert_null (session_case_open (session));
  g_assert_true (cs_session_address (session) == further->pdata[0]);
  session_case_quit (session);
  g_assert_null (script_server_finish (server));
}

/* A connect that fails within the call must be told as any other. */
static void
test_fails_at_once (void)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new ("/nonexistent/socket");
  g_autoptr (CsFailure) failure = open_at (address, 0);

  assert_unreachable (failure);
}

/* A name that would be two commands is never sent. */
static void
test_client_name (void)
{
  g_autoptr (ScriptServer) server = script_server_start (GREETING "WAIT\n");
  g_autoptr (GSocketAddress) address = script_server_address (server);
  CsSessionConfig config = session_case_config (&any, address);
  g_autoptr (CsSession) session = NULL;
  g_autoptr (CsFailure) failure = NULL;

  config.client_name = "me\r\nMAIL FROM:<ann@example.com>";
  session = cs_session_new (&config);
  cs_secret_unref (config.secret);
  failure = session_case_open (session);
  g_assert_cmpint (failure->kind, ==, CS_FAILURE_LOCAL);
  g_assert_cmpint (failure->stage, ==, CS_STAGE_HELLO);
  g_assert_null (script_server_finish (server));
  g_assert_cmpuint (script_server_received (server)->len, ==, 0);
}

/* --- steps -------------------------------------------------------------------------------- */

static void
on_step (const CsSessionStep *step, gpointer user_data)
{
  g_string_append_printf (user_data, "%s%s%s\n", cs_stage_name (step->stage),
                          step->ok ? " " : " failed: ", step->text);
}

static char *
steps_of (const SessionCase *c)
{
  g_autoptr (ScriptServer) server = script_server_start (c->script);
  g_autoptr (GSocketAddress) address = script_server_address (server);
  CsSessionConfig config = session_case_config (c, address);
  g_autoptr (CsSession) session = cs_session_new (&config);
  g_autoptr (CsFailure) failure = NULL;
  GString *steps = g_string_new (NULL);

  cs_secret_unref (config.secret);
  cs_session_set_step_func (session, on_step, steps);
  failure = session_case_open (session);
  session_case_quit (session);
  g_free (script_server_finish (server));
  return g_string_free (steps, FALSE);
}

typedef struct
{
  const char *name;
  SessionCase run;
  const char *steps; /* a pattern */
} Steps;

static const Steps steps[] = {
  { "plain",
    { .script = HELLO BYE },
    "connect 127.0.0.1:*\ngreeting 220 relay.example.net ESMTP\nhello 250 relay.example.net\n" },
  { "authenticated-in-tls",
    { .script = HELLO_STARTTLS STARTTLS
      "TLS: good\n" EHLO "S: 250-a\nS: 250 AUTH PLAIN\nC: AUTH PLAIN *\nS: 235 2.7.0 welcome\n" BYE,
      .authentication = CS_AUTHENTICATION_CLEAR_TEXT },
    "connect *\ngreeting *\nhello *\nstarttls 220 go\n"
    "tls TLS 1.3, certificate for relay.example.net, 127.0.0.1, valid until 20*, verified\n"
    "hello 250 a AUTH PLAIN\nauthenticate PLAIN: 235 2.7.0 welcome\n" },
  { "refused-password",
    { .script = HELLO_STARTTLS STARTTLS
      "TLS: good\n" EHLO "S: 250-a\nS: 250 AUTH PLAIN\nC: AUTH PLAIN *\nS: 535 5.7.8 wrong\n",
      .authentication = CS_AUTHENTICATION_CLEAR_TEXT },
    "connect *\ngreeting *\nhello *\nstarttls *\ntls *\nhello *\nauthenticate failed: 5.7.8 "
    "wrong\n" },
  { "wrong-name",
    { .script = HELLO_STARTTLS STARTTLS "ANYTIME\nTLS: other-name\n", .tls = CS_TLS_REQUIRED },
    "connect *\ngreeting *\nhello *\nstarttls *\n"
    "tls failed: the server's certificate is for other.example, not for relay.example.net\n" },
};

static void
test_steps (gconstpointer data)
{
  const Steps *c = data;
  g_autofree char *found = steps_of (&c->run);

  if (!g_pattern_match_simple (c->steps, found))
    g_error ("the steps are\n%s", found);
}

/* --- facts -------------------------------------------------------------------------------- */

static void
test_facts (void)
{
  static const SessionCase c = {
    .script = GREETING EHLO "S: 250-a\nS: 250-AUTH NTLM\nS: 250 STARTTLS\n" STARTTLS
                            "TLS: good\n" EHLO "S: 250-relay b\nS: 250-SIZE 5\nS: 250 AUTH PLAIN\n"
                            "C: AUTH PLAIN *\nS: 235 2.7.0 welcome\n" BYE,
    .authentication = CS_AUTHENTICATION_CLEAR_TEXT,
  };
  g_autoptr (ScriptServer) server = script_server_start (c.script);
  g_autoptr (GSocketAddress) address = script_server_address (server);
  CsSessionConfig config = session_case_config (&c, address);
  g_autoptr (CsSession) session = cs_session_new (&config);

  cs_secret_unref (config.secret);
  g_assert_null (cs_session_last_reply (session));
  g_assert_null (session_case_open (session));

  g_assert_cmpstr (cs_session_mechanism (session), ==, "PLAIN");
  g_assert_cmpstr (cs_session_tls_version (session), ==, "TLS 1.3");
  g_assert_true (cs_session_tls_verified (session));
  g_assert_nonnull (cs_session_peer_certificate (session));
  g_assert_cmpstr (cs_session_features (session)->greeting_name, ==, "relay");
  g_assert_cmpuint (cs_session_features (session)->size_limit_bytes, ==, 5);
  g_assert_true (cs_features_offers_mechanism (cs_session_plain_features (session), "NTLM"));
  g_assert_false (cs_features_offers_mechanism (cs_session_features (session), "NTLM"));
  g_assert_cmpuint (cs_session_last_reply (session)->code, ==, 235);
  g_assert_cmpint (cs_session_last_reply (session)->stage, ==, CS_STAGE_AUTHENTICATE);
  g_assert_cmpuint (cs_session_last_reply (session)->enhanced[1], ==, 7);

  session_case_quit (session);
  g_assert_null (script_server_finish (server));
}

/* --- between two messages ----------------------------------------------------------------- */

/* The server goes, or says that it will, while nothing is asked of it. */
static void
test_idle (gconstpointer script)
{
  g_autoptr (ScriptServer) server = script_server_start (script);
  g_autoptr (GSocketAddress) address = script_server_address (server);
  CsSessionConfig config = session_case_config (&any, address);
  g_autoptr (CsSession) session = cs_session_new (&config);
  CsSendRequest *request = session_case_request (&any);
  const CsSendRecipient *recipient = request->recipients->pdata[0];
  g_autoptr (CsFailure) failure = NULL;

  cs_secret_unref (config.secret);
  g_assert_null (session_case_open (session));
  while (cs_session_is_open (session))
    g_main_context_iteration (NULL, TRUE);

  failure = session_case_send (session, request);
  g_assert_cmpint (failure->kind, ==, CS_FAILURE_CLOSED);
  g_assert_cmpint (failure->stage, ==, CS_STAGE_RESET);
  g_assert_cmpint (recipient->outcome->kind, ==, CS_FAILURE_CLOSED);
  g_assert_cmpint (recipient->outcome->stage, ==, CS_STAGE_RESET);
  session_case_request_free (request);
  session_case_quit (session);
  g_assert_null (script_server_finish (server));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp/session/connect/A2-1-refused", test_refused);
  g_test_add_func ("/smtp/session/connect/A2-2-no-answer", test_no_answer);
  g_test_add_func ("/smtp/session/connect/A2-3-no-route", test_no_route);
  g_test_add_func ("/smtp/session/connect/further-address", test_further_address);
  g_test_add_func ("/smtp/session/connect/fails-at-once", test_fails_at_once);
  g_test_add_func ("/smtp/session/connect/client-name", test_client_name);
  g_test_add_func ("/smtp/session/facts", test_facts);
  g_test_add_data_func ("/smtp/session/idle/A2-116-closed", HELLO, test_idle);
  g_test_add_data_func ("/smtp/session/idle/A2-116-reset", HELLO "RESET\n", test_idle);
  g_test_add_data_func ("/smtp/session/idle/A2-37-421", HELLO "DELAY\nS: 421 bye\nWAIT\n",
                        test_idle);
  g_test_add_data_func ("/smtp/session/idle/A2-31-unasked", HELLO "DELAY\nS: 250 ok\nWAIT\n",
                        test_idle);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/session/steps/", steps[i].name, NULL);

      g_test_add_data_func (path, &steps[i], test_steps);
    }
  return g_test_run ();
}
