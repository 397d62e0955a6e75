/* Every operation, cut short at every point: cancelled at each turn of the main loop, and with the
 * server gone after each of its steps. Nothing may count as delivered that was not accepted. */
#include <string.h>

#include "dialogues.h"
#include "script-ntlm.h"
#include "script-server.h"
#include "session-case.h"
#include "smtp/process.h"

#define ANYTIME "ANYTIME\n"
#define IN_TLS(Features)                                                                           \
  HELLO_STARTTLS STARTTLS "TLS: good\n" EHLO "S: 250-a\nS: 250 " Features "\n"
#define GROUP_OF_3                                                                                 \
  "C: MAIL FROM:<sender@example.com>\nG: RCPT TO:<r1@example.org>\nG: RCPT TO:<r2@example.org>\n"  \
  "G: RCPT TO:<r3@example.org>\nG: DATA\n"

/* clang-format off */
static const SessionCase cases[] = {
  { .name = "plain", .script = ANYTIME HELLO DELIVERY BYE },
  { .name = "pipelined", .script = ANYTIME HELLO_PIPELINING GROUP_OF_3 "S: 250 a\nS: 250 b\nS: 550 c\nS: 250 d\nS: 354 go\nCONTENT\nS: 250 queued\n" BYE,
    .recipients = 3 },
  { .name = "large", .script = ANYTIME HELLO MAIL_ACCEPTED RCPT_ACCEPTED DATA_ACCEPTED "CONTENT\nS: 250 queued\n" BYE, .content_bytes = 700000 },
  { .name = "in-tls", .script = ANYTIME IN_TLS ("SIZE") DELIVERY BYE, .tls = CS_TLS_REQUIRED },
  { .name = "clear-text", .script = ANYTIME IN_TLS ("AUTH LOGIN") "C: AUTH LOGIN\nS: 334 \nC: *\nS: 334 \nC: *\nS: 235 hi\n" DELIVERY BYE,
    .authentication = CS_AUTHENTICATION_CLEAR_TEXT },
  { .name = "ntlm", .script = ANYTIME IN_TLS ("AUTH NTLM") "NTLM: mic binding\n" DELIVERY BYE,
    .authentication = CS_AUTHENTICATION_CHALLENGE_RESPONSE, .nt_domain = SCRIPT_NT_DOMAIN, .password = SCRIPT_NT_PASSWORD },
};
/* clang-format on */

typedef struct
{
  GCancellable *cancellable;
  guint turns_left; /* until it is cancelled */
  gboolean is_done;
  GError *error;
} Operation;

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Operation *operation = user_data;

  cs_session_open_finish (CS_SESSION (source), result, &operation->error);
  operation->is_done = TRUE;
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Operation *operation = user_data;

  cs_session_send_finish (CS_SESSION (source), result, &operation->error);
  operation->is_done = TRUE;
}

static void
turn_until_done (Operation *operation)
{
  while (!operation->is_done)
    {
      if (operation->turns_left-- == 0)
        g_cancellable_cancel (operation->cancellable);
      g_main_context_iteration (NULL, TRUE);
    }
}

/* Returns: whether it went well. */
static gboolean
take_error (Operation *operation)
{
  g_autoptr (GError) error = g_steal_pointer (&operation->error);

  operation->is_done = FALSE;
  if (error == NULL)
    return TRUE;

  g_assert_true (g_cancellable_is_cancelled (operation->cancellable));
  g_assert_error (error, CS_SMTP_ERROR, CS_FAILURE_CANCELLED);
  g_assert_cmpint (cs_failure_from_error (error)->kind, ==, CS_FAILURE_CANCELLED);
  return FALSE;
}

static void
assert_outcomes (CsSendRequest *request, gboolean may_be_delivered)
{
  for (guint i = 0; i < request->recipients->len; i++)
    {
      CsSendRecipient *recipient = request->recipients->pdata[i];

      g_assert_nonnull (recipient->outcome);
      g_assert_true (may_be_delivered || recipient->outcome->kind != CS_FAILURE_NONE);
    }
}

static gboolean
send_one (CsSession *session, const SessionCase *c, Operation *operation)
{
  CsSendRequest *request = session_case_request (c);
  gboolean went_well;

  cs_session_send_async (session, request, operation->cancellable, on_sent, operation);
  turn_until_done (operation);
  went_well = take_error (operation);
  assert_outcomes (request, went_well);
  session_case_request_free (request);
  return went_well;
}

/* Returns: whether it ended before it was cancelled. */
static gboolean
run_cancelled (const SessionCase *c, guint turns)
{
  g_autoptr (ScriptServer) server = script_server_start (c->script);
  g_autoptr (GSocketAddress) address = script_server_address (server);
  CsSessionConfig config = session_case_config (c, address);
  g_autoptr (CsSession) session = cs_session_new (&config);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Operation operation = { cancellable, turns };
  gboolean went_well;

  cs_secret_unref (config.secret);
  cs_session_open_async (session, cancellable, on_opened, &operation);
  turn_until_done (&operation);
  went_well = take_error (&operation) && send_one (session, c, &operation);
  g_assert_true (cs_session_is_open (session) == went_well);

  session_case_quit (session);
  g_free (script_server_finish (server));
  return went_well && !g_cancellable_is_cancelled (cancellable);
}

static void
test_cancelled (gconstpointer data)
{
  const SessionCase *c = data;
  guint turns = 0;

  while (!run_cancelled (c, turns))
    {
      g_assert_cmpuint (turns, <, 5000);
      turns += c->content_bytes > 0 && turns > 40 ? 7 : 1;
    }
  g_test_message ("cancelled at %u points", turns);
}

/* --- the server vanishes ------------------------------------------------------------------ */

static void
run_until (const SessionCase *c, const char *script, gboolean has_accepted)
{
  g_autoptr (ScriptServer) server = script_server_start (script);
  g_autoptr (GSocketAddress) address = script_server_address (server);
  CsSessionConfig config = session_case_config (c, address);
  g_autoptr (CsSession) session = cs_session_new (&config);
  g_autoptr (CsFailure) failure = NULL;

  cs_secret_unref (config.secret);
  failure = session_case_open (session);
  if (failure == NULL)
    {
      CsSendRequest *request = session_case_request (c);
      g_autoptr (CsFailure) sending = session_case_send (session, request);

      g_assert_true ((sending == NULL) == has_accepted);
      assert_outcomes (request, has_accepted);
      session_case_request_free (request);
    }
  session_case_quit (session);
  g_assert_false (cs_session_is_open (session));
  g_free (script_server_finish (server));
}

static void
run_all_lengths (const SessionCase *c, const char *last_step)
{
  g_auto (GStrv) steps = g_strsplit (c->script, "\n", -1);
  g_autoptr (GString) script = g_string_new (NULL);
  gboolean has_content = FALSE;

  for (char **step = steps; *step != NULL; step++)
    {
      g_autofree char *cut = g_strconcat (script->str, last_step, NULL);

      run_until (c, cut, has_content && g_str_has_prefix (step[-1], "S: 250"));
      if (has_content)
        return;
      g_string_append_printf (script, "%s\n", *step);
      has_content = g_str_has_prefix (*step, "CONTENT");
      if (has_content)
        g_string_append_printf (script, "%s\n", *++step);
    }
}

static void
test_closes (gconstpointer data)
{
  run_all_lengths (data, "");
}

static void
test_resets (gconstpointer data)
{
  run_all_lengths (data, "RESET\n");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    GTestDataFunc func;
  } ways[]
      = { { "cancelled", test_cancelled }, { "closes", test_closes }, { "resets", test_resets } };

  cs_smtp_prepare_process ();
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint j = 0; j < G_N_ELEMENTS (ways); j++)
      {
        g_autofree char *path
            = g_strconcat ("/smtp/session/", ways[j].name, "/", cases[i].name, NULL);

        g_test_add_data_func (path, &cases[i], ways[j].func);
      }
  return g_test_run ();
}
