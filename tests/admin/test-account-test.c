#include <string.h>

#include "admin/account-test.h"

/* A server in a thread that says its lines: the first as greeting, then one for each line that it
 * reads; "" closes, and so does the end of the script. */

typedef struct
{
  GSocketService *service;
  guint16 port;
  const char *const *script;
  GMainLoop *loop;
  GAsyncResult *result;
  guint n_steps;
} Fixture;

static gboolean
on_connection (GThreadedSocketService *service, GSocketConnection *connection, GObject *source,
               gpointer user_data)
{
  Fixture *f = user_data;
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_autoptr (GDataInputStream) in
      = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));

  g_data_input_stream_set_newline_type (in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  for (const char *const *line = f->script; *line != NULL && **line != '\0'; line++)
    {
      g_autofree char *command = NULL;

      g_output_stream_write_all (out, *line, strlen (*line), NULL, NULL, NULL);
      g_output_stream_write_all (out, "\r\n", 2, NULL, NULL, NULL);
      command = g_data_input_stream_read_line (in, NULL, NULL, NULL);
      if (command == NULL)
        break;
    }
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  return TRUE;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  f->service = g_threaded_socket_service_new (2);
  g_assert_true (g_socket_listener_add_address (G_SOCKET_LISTENER (f->service), address,
                                                G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL,
                                                &bound, NULL));
  f->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_signal_connect (f->service, "run", G_CALLBACK (on_connection), f);
  g_socket_service_start (f->service);
  f->loop = g_main_loop_new (NULL, FALSE);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_socket_service_stop (f->service);
  g_socket_listener_close (G_SOCKET_LISTENER (f->service));
  g_object_unref (f->service);
  g_clear_object (&f->result);
  g_main_loop_unref (f->loop);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *f = user_data;

  g_set_object (&f->result, result);
  g_main_loop_quit (f->loop);
}

static void
on_step (const CsSessionStep *step, gpointer user_data)
{
  ((Fixture *)user_data)->n_steps++;
}

typedef struct
{
  const char *name;
  CsAuthentication authentication;
  CsTlsRule tls;
  gboolean allow, probe_only;
  const char *script[8];
  CsTestResult result;
  const char *mechanism, *reply;
  guint n_offered;
} Case;

#define EHLO_PLAIN "250-relay\r\n250-PIPELINING\r\n250 AUTH PLAIN LOGIN"
#define NONE CS_AUTHENTICATION_NONE
#define CLEAR CS_AUTHENTICATION_CLEAR_TEXT
#define NTLM CS_AUTHENTICATION_CHALLENGE_RESPONSE

/* clang-format off */
static const Case cases[] = {
  { "none", NONE, CS_TLS_WHEN_OFFERED, FALSE, FALSE, { "220 hello", "250 relay", "221 bye" }, CS_TEST_NOT_NEEDED, NULL, NULL, 0 },
  { "none-though-offered", NONE, CS_TLS_WHEN_OFFERED, FALSE, FALSE, { "220 hello", EHLO_PLAIN, "221 bye" }, CS_TEST_NOT_NEEDED, NULL, NULL, 2 },
  { "authenticated", CLEAR, CS_TLS_NEVER, TRUE, FALSE, { "220 hello", EHLO_PLAIN, "235 2.7.0 welcome", "221 bye" }, CS_TEST_AUTHENTICATED, "PLAIN", "235 2.7.0 welcome", 2 },
  { "refused", CLEAR, CS_TLS_NEVER, TRUE, FALSE, { "220 hello", EHLO_PLAIN, "535 5.7.8 no", "221 bye" }, CS_TEST_REFUSED, NULL, "535 5.7.8 no", 2 },
  { "refused-for-now", CLEAR, CS_TLS_NEVER, TRUE, FALSE, { "220 hello", EHLO_PLAIN, "454 4.7.0 later", "221 bye" }, CS_TEST_REFUSED, NULL, "454 4.7.0 later", 2 },
  { "not-offered", NTLM, CS_TLS_NEVER, FALSE, FALSE, { "220 hello", EHLO_PLAIN, "221 bye" }, CS_TEST_NOT_OFFERED, NULL, NULL, 2 },
  { "nothing-offered", CLEAR, CS_TLS_NEVER, TRUE, FALSE, { "220 hello", "250 relay", "221 bye" }, CS_TEST_NOT_OFFERED, NULL, NULL, 0 },
  { "password-needs-tls", CLEAR, CS_TLS_WHEN_OFFERED, FALSE, FALSE, { "220 hello", EHLO_PLAIN, "221 bye" }, CS_TEST_TLS_FAILED, NULL, NULL, 2 },
  { "tls-not-offered", NONE, CS_TLS_REQUIRED, FALSE, FALSE, { "220 hello", EHLO_PLAIN, "221 bye" }, CS_TEST_TLS_FAILED, NULL, NULL, 2 },
  { "plain-where-tls", NONE, CS_TLS_FROM_START, FALSE, FALSE, { "220 hello", "250 relay" }, CS_TEST_TLS_FAILED, NULL, NULL, 0 },
  { "not-smtp", NONE, CS_TLS_NEVER, FALSE, FALSE, { "SSH-2.0-OpenSSH_9.2" }, CS_TEST_PROTOCOL_ERROR, NULL, NULL, 0 },
  { "closes", NONE, CS_TLS_NEVER, FALSE, FALSE, { "" }, CS_TEST_PROTOCOL_ERROR, NULL, NULL, 0 },
  { "busy", NONE, CS_TLS_NEVER, FALSE, FALSE, { "421 busy" }, CS_TEST_UNREACHABLE, NULL, "421 busy", 0 },
  { "probe", CLEAR, CS_TLS_NEVER, TRUE, TRUE, { "220 hello", EHLO_PLAIN, "221 bye" }, CS_TEST_NOT_NEEDED, NULL, NULL, 2 },
};
/* clang-format on */

static CsTestReport *
run (Fixture *f, const CsTestRequest *request, GCancellable *cancellable, GError **error)
{
  cs_account_test_async (request, on_step, f, cancellable, on_done, f);
  g_main_loop_run (f->loop);
  return cs_account_test_finish (f->result, error);
}

static void
assert_report (Fixture *f, const Case *c, const CsTestReport *report)
{
  g_autofree char *advice = cs_test_report_advice (report);
  g_autofree char *risk = cs_test_report_risk (report);
  gboolean is_good = c->result == CS_TEST_AUTHENTICATED || c->result == CS_TEST_NOT_NEEDED;

  g_assert_cmpstr (cs_test_result_name (report->result), ==, cs_test_result_name (c->result));
  g_assert_cmpstr (report->mechanism, ==, c->mechanism);
  if (c->reply != NULL)
    g_assert_cmpstr (report->reply, ==, c->reply);
  g_assert_cmpuint (g_strv_length (report->offered), ==, c->n_offered);
  g_assert_cmpstr (report->host, ==, "127.0.0.1");
  g_assert_cmpuint (report->port, ==, f->port);
  g_assert_cmpint (report->failure == NULL, ==, is_good);
  g_assert_cmpint (advice == NULL, ==, is_good);
  g_assert_cmpint (risk != NULL, ==, c->mechanism != NULL); /* no case has verified TLS */
  g_assert_cmpuint (report->steps->len, ==, f->n_steps);
  g_assert_cmpint (((CsTestStep *)g_ptr_array_index (report->steps, 0))->stage, ==,
                   CS_STAGE_RESOLVE);
  g_assert_null (strstr (report->transcript, "c2VjcmV0")); /* "secret" in base64 */
  g_assert_null (strstr (report->transcript, "secret"));
}

static void
test_case (Fixture *f, gconstpointer data)
{
  const Case *c = data;
  g_autoptr (CsSecret) password = cs_secret_new ("secret", 6);
  CsHost host = { (char *)"127.0.0.1", f->port, TRUE };
  CsSecurity security = {
    .authentication = c->authentication,
    .account = (char *)(c->authentication == NONE ? NULL : "office"),
    .tls = c->tls,
    .allow_unencrypted_password = c->allow,
  };
  CsTestRequest request = {
    .smart_host = &host,
    .security = &security,
    .password = c->authentication == NONE ? NULL : password,
    .own_name = "client.example",
    .probe_only = c->probe_only,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (CsTestReport) report = NULL;

  f->script = c->script;
  report = run (f, &request, NULL, &error);
  g_assert_no_error (error);
  assert_report (f, c, report);
}

static CsTestRequest
request_to (const CsHost *host, const CsSecurity *security)
{
  return (CsTestRequest){ .smart_host = host, .security = security, .own_name = "client.example" };
}

static void
test_unreachable (Fixture *f, gconstpointer data)
{
  CsHost host = { (char *)"127.0.0.1", f->port, TRUE };
  CsSecurity security = { 0 };
  CsTestRequest request = request_to (&host, &security);
  g_autoptr (CsTestReport) report = NULL;

  g_socket_service_stop (f->service);
  g_socket_listener_close (G_SOCKET_LISTENER (f->service)); /* nobody listens there now */
  report = run (f, &request, NULL, NULL);
  g_assert_cmpstr (cs_test_result_name (report->result), ==, "unreachable");
  g_assert_nonnull (report->failure);
}

static void
test_not_found (Fixture *f, gconstpointer data)
{
  CsHost host = { (char *)"no-such-host.invalid", 0, FALSE };
  CsSecurity security = { 0 };
  CsTestRequest request = request_to (&host, &security);
  g_autoptr (CsTestReport) report = run (f, &request, NULL, NULL);
  const CsTestStep *step = g_ptr_array_index (report->steps, 0);

  g_assert_cmpstr (cs_test_result_name (report->result), ==, "unreachable");
  g_assert_cmpint (report->failure->stage, ==, CS_STAGE_RESOLVE);
  g_assert_cmpuint (report->steps->len, ==, 1);
  g_assert_false (step->ok);
}

static gboolean
cancel (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

static void
test_cancelled (Fixture *f, gconstpointer data)
{
  static const char *const silent[] = { "220-still waiting", "250 x", NULL }; /* no last line */
  CsHost host = { (char *)"127.0.0.1", f->port, TRUE };
  CsSecurity security = { 0 };
  CsTestRequest request = request_to (&host, &security);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  f->script = silent;
  g_timeout_add (50, cancel, cancellable);
  g_assert_null (run (f, &request, cancellable, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/admin/account-test/%s", cases[i].name);

      g_test_add (path, Fixture, &cases[i], set_up, test_case, tear_down);
    }
#define ADD(name, func)                                                                            \
  g_test_add ("/admin/account-test/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("unreachable", test_unreachable);
  ADD ("not-found", test_not_found);
  ADD ("cancelled", test_cancelled);

  return g_test_run ();
}
