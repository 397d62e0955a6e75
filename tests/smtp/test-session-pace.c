/* A write, a write, a read: with Nagle's algorithm and delayed acknowledgement that costs 40 ms for
 * each message. Here a hundred of them, one command after the other, in far less time. */
#include "dialogues.h"
#include "script-server.h"
#include "session-case.h"

#define N_MESSAGES 100
#define DELAYED_ACK_MS 40

static void
test_pace (void)
{
  static const SessionCase c = { .name = "pace" };
  g_autoptr (GString) script = g_string_new (HELLO);
  g_autoptr (ScriptServer) server = NULL;
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (CsSession) session = NULL;
  CsSessionConfig config;
  gint64 start_us;

  for (guint i = 0; i < N_MESSAGES; i++)
    g_string_append (script, DELIVERY);
  g_string_append (script, BYE);
  server = script_server_start (script->str);
  address = script_server_address (server);
  config = session_case_config (&c, address);
  session = cs_session_new (&config);
  cs_secret_unref (config.secret);
  g_assert_null (session_case_open (session));

  start_us = g_get_monotonic_time ();
  for (guint i = 0; i < N_MESSAGES; i++)
    {
      CsSendRequest *request = session_case_request (&c);

      g_assert_null (session_case_send (session, request));
      session_case_request_free (request);
    }
  g_assert_cmpint ((g_get_monotonic_time () - start_us) / 1000, <, N_MESSAGES * DELAYED_ACK_MS / 2);

  session_case_quit (session);
  g_assert_null (script_server_finish (server));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp/session/pace", test_pace);
  return g_test_run ();
}
