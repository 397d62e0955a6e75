#include "session-case.h"

#include <string.h>

#include "certificates.h"
#include "script-server.h"

#define CONTENT "Subject: a case\r\n\r\nhello\r\n"

/* --- waiting ------------------------------------------------------------------------------ */

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **slot)
{
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *slot;
}

static CsFailure *
failure_of (GError *error)
{
  g_autoptr (GError) owned = error;

  if (owned == NULL)
    return NULL;
  g_assert_true (owned->domain == CS_SMTP_ERROR);
  g_assert_cmpint (cs_failure_from_error (owned)->kind, ==, owned->code);
  return cs_failure_copy (cs_failure_from_error (owned));
}

CsFailure *
session_case_open (CsSession *session)
{
  g_autoptr (GAsyncResult) result = NULL;
  GError *error = NULL;

  cs_session_open_async (session, NULL, on_done, &result);
  cs_session_open_finish (session, wait_for (&result), &error);
  return failure_of (error);
}

CsFailure *
session_case_send (CsSession *session, CsSendRequest *request)
{
  g_autoptr (GAsyncResult) result = NULL;
  GError *error = NULL;

  cs_session_send_async (session, request, NULL, on_done, &result);
  cs_session_send_finish (session, wait_for (&result), &error);
  return failure_of (error);
}

void
session_case_quit (CsSession *session)
{
  g_autoptr (GAsyncResult) result = NULL;

  cs_session_quit_async (session, on_done, &result);
  cs_session_quit_finish (session, wait_for (&result));
}

/* --- setting up --------------------------------------------------------------------------- */

GTlsDatabase *
session_case_trust (void)
{
  static GTlsDatabase *trust;

  if (trust == NULL)
    trust = test_trust ();
  return trust;
}

static CsDane *
new_dane (const char *text)
{
  const char *names[] = { TEST_HOST_NAME, NULL };
  g_autoptr (GPtrArray) records = test_tlsa_records (text);

  return cs_dane_new (records, names);
}

CsSessionConfig
session_case_config (const SessionCase *c, GSocketAddress *address)
{
  const char *password = c->password != NULL ? c->password : SESSION_CASE_PASSWORD;

  return (CsSessionConfig){
    .address = address,
    .host_name = c->host_name != NULL ? c->host_name : TEST_HOST_NAME,
    .tls = c->tls,
    .helo = c->helo,
    .client_name = "client.example.com",
    .authentication = c->authentication,
    .account = c->account != NULL ? c->account : "ann",
    .nt_domain = c->nt_domain,
    .secret = cs_secret_new (password, strlen (password)),
    .allow_unencrypted_password = c->allow_unencrypted_password,
    .least_strengths = { c->least_strengths[0], c->least_strengths[1] },
    .step_timeout_s = c->impatient ? 1 : c->step_s,
    .lowest_bytes_per_s = c->lowest_bytes_per_s,
    .probe_only = c->probe_only,
    .tls_database = session_case_trust (),
    .dane = c->tlsa != NULL ? new_dane (c->tlsa) : NULL,
    .habits = c->habits,
  };
}

static CsAddress *
address (const char *text)
{
  g_autoptr (GError) error = NULL;
  CsAddress *parsed = cs_address_parse (text, -1, CS_ADDRESS_ALLOW_NULL, NULL, &error);

  g_assert_no_error (error);
  return parsed;
}

static CsSendRecipient *
new_recipient (const SessionCase *c, guint number)
{
  g_autofree char *text = g_strdup_printf ("r%u@example.org", number);
  g_autoptr (CsAddress) parsed = address (text);
  CsSendRecipient *recipient = cs_send_recipient_new (parsed);

  if (c->with_dsn)
    {
      recipient->notify = CS_NOTIFY_SUCCESS | CS_NOTIFY_FAILURE;
      recipient->original_recipient = g_strdup_printf ("rfc822;%s", text);
    }
  return recipient;
}

static GBytes *
new_content (const SessionCase *c)
{
  static const char line[]
      = ".The quick brown fox jumps over the lazy dog, again and again and on.\r\n";
  GByteArray *content;

  if (c->content != NULL || c->content_bytes == 0)
    return g_bytes_new_static (c->content != NULL ? c->content : CONTENT,
                               strlen (c->content != NULL ? c->content : CONTENT));

  content = g_byte_array_new ();
  while (content->len < c->content_bytes)
    g_byte_array_append (content, (const guint8 *)line, sizeof line - 1);
  return g_byte_array_free_to_bytes (content);
}

CsSendRequest *
session_case_request (const SessionCase *c)
{
  CsSendRequest *request = g_new0 (CsSendRequest, 1);
  g_autoptr (GBytes) content = new_content (c);

  request->sender = address ("sender@example.com");
  request->recipients = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_send_recipient_free);
  for (guint i = 1; i <= MAX (c->recipients, 1); i++)
    g_ptr_array_add (request->recipients, new_recipient (c, i));
  request->body = cs_body_source_new_for_bytes (content);
  request->needs_smtputf8 = c->needs_smtputf8;
  request->envelope_id = c->with_dsn ? "id+2B1" : NULL;
  request->dsn_return = c->with_dsn ? "HDRS" : NULL;
  return request;
}

void
session_case_request_free (CsSendRequest *request)
{
  cs_address_unref ((CsAddress *)request->sender);
  g_ptr_array_unref (request->recipients);
  g_object_unref (request->body);
  g_free (request);
}

/* --- checking ----------------------------------------------------------------------------- */

static void
print_transcript (CsSession *session)
{
  g_autofree char *transcript = cs_transcript_text (cs_session_transcript (session));
  g_auto (GStrv) lines = g_strsplit (transcript, "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    g_test_message ("%s", *line);
}

static void G_GNUC_PRINTF (2, 3) complain (CsSession *session, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  if (!g_test_failed ())
    print_transcript (session);
  g_test_message ("%s", text);
  g_test_fail ();
}

static gboolean
is_fact (const CsFailure *failure, const SessionFact *fact)
{
  if (failure->kind != fact->kind)
    return FALSE;
  if (fact->kind != CS_FAILURE_NONE && failure->stage != fact->stage)
    return FALSE;
  if (fact->code != 0 && failure->code != fact->code)
    return FALSE;

  return fact->text == NULL
         || (failure->text != NULL && g_pattern_match_simple (fact->text, failure->text));
}

static void
check_fact (CsSession *session, const char *of, const CsFailure *failure, const SessionFact *fact)
{
  if (failure == NULL)
    complain (session, "%s: nothing is said of it", of);
  else if (!is_fact (failure, fact))
    complain (session, "%s: %s %s %u “%s”, expected %s %s %u “%s”", of,
              cs_stage_name (failure->stage), cs_failure_kind_name (failure->kind), failure->code,
              failure->text, cs_stage_name (fact->stage), cs_failure_kind_name (fact->kind),
              fact->code, fact->text);
  else if (failure->text != NULL && !g_utf8_validate (failure->text, -1, NULL))
    complain (session, "%s: its text is not UTF-8", of);
}

/* The password of the case, as it is and in base64, at no offset of a group of three. */
static void
check_no_secret (CsSession *session, const SessionCase *c)
{
  const char *password = c->password != NULL ? c->password : SESSION_CASE_PASSWORD;
  g_autofree char *text = cs_transcript_text (cs_session_transcript (session));

  if (!g_utf8_validate (text, -1, NULL))
    complain (session, "the transcript is not UTF-8");
  if (strlen (password) < 6)
    return;

  for (gsize skip = 0; skip < 3; skip++)
    {
      gsize size_bytes = (strlen (password) - skip) / 3 * 3;
      g_autofree char *encoded = g_base64_encode ((const guchar *)password + skip, size_bytes);

      if (strstr (text, password) != NULL || strstr (text, encoded) != NULL)
        complain (session, "the password is in the transcript");
    }
}

/* --- messages ----------------------------------------------------------------------------- */

static const SessionFact delivered = { CS_FAILURE_NONE };
static const SessionFact not_begun = { CS_FAILURE_CLOSED, CS_STAGE_RESET };

typedef struct
{
  CsSession *session;
  const SessionCase *c;
  guint n_handed_over, n_done;
} Run;

typedef struct
{
  Run *run;
  guint number; /* from 1 */
  CsSendRequest *request;
} Message;

static gboolean
is_not_begun (const SessionCase *c, guint number)
{
  return number + c->not_begun > c->messages;
}

static const SessionFact *
fact_of (const SessionCase *c, guint number, guint recipient)
{
  guint the_one = c->outcomes_of != 0 ? c->outcomes_of : c->messages;

  if (is_not_begun (c, number))
    return &not_begun;
  if (number == the_one)
    return &c->outcomes[recipient];

  return number > the_one ? &c->second : &delivered;
}

static void
check_message (const Message *message)
{
  const Run *run = message->run;
  gboolean must_not_be_begun = is_not_begun (run->c, message->number);

  if (message->request->is_not_begun != must_not_be_begun)
    complain (run->session, "message %u is said %s", message->number,
              must_not_be_begun ? "to be begun" : "not to be begun");

  for (guint i = 0; i < message->request->recipients->len; i++)
    {
      CsSendRecipient *recipient = message->request->recipients->pdata[i];
      g_autofree char *of
          = g_strdup_printf ("%u, %s", message->number, cs_address_text (recipient->address));

      check_fact (run->session, of, recipient->outcome, fact_of (run->c, message->number, i));
    }
}

static void hand_over (Run *run);

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Message *message = user_data;
  Run *run = message->run;
  g_autoptr (GError) error = NULL;

  run->n_done++;
  if (!cs_session_send_finish (CS_SESSION (source), result, &error)
      && cs_session_is_open (run->session))
    complain (run->session, "an error, and the session is open");
  check_message (message);
  session_case_request_free (message->request);
  g_free (message);
  hand_over (run);
}

static void
hand_over (Run *run)
{
  while (run->n_handed_over < run->c->messages
         && run->n_handed_over - run->n_done < MAX (run->c->handed_over, 1))
    {
      Message *message = g_new0 (Message, 1);

      message->run = run;
      message->number = ++run->n_handed_over;
      message->request = session_case_request (run->c);
      cs_session_send_async (run->session, message->request, NULL, on_sent, message);
    }
}

static void
send_messages (CsSession *session, const SessionCase *c)
{
  Run run = { .session = session, .c = c };

  hand_over (&run);
  while (run.n_done < c->messages)
    g_main_context_iteration (NULL, TRUE);
}

static void
run_session (CsSession *session, const SessionCase *c)
{
  g_autoptr (CsFailure) failure = session_case_open (session);

  if (c->open.kind != CS_FAILURE_NONE)
    {
      check_fact (session, "opening", failure, &c->open);
      return;
    }
  if (failure != NULL)
    {
      check_fact (session, "opening", failure, &c->open);
      return;
    }

  send_messages (session, c);
  if (c->learnt != 0 && cs_session_habits (session) != (c->habits | c->learnt))
    complain (session, "habits %x, expected %x", cs_session_habits (session),
              c->habits | c->learnt);
  if (c->messages > 0 && !c->any_end && cs_session_is_open (session) == c->closed)
    complain (session, "the session is %s", c->closed ? "open" : "closed");
  session_case_quit (session);
}

/* What a row gives as content and has delivered arrives as it is, but for doubled dots. */
static void
check_content (CsSession *session, const SessionCase *c, ScriptServer *server)
{
  g_autoptr (GByteArray) expected = g_byte_array_new ();
  CsDotStuffer stuffer = CS_DOT_STUFFER_INIT;
  gsize size_bytes;
  const char *received = script_server_content (server, &size_bytes);

  if (c->content == NULL || c->messages != 1 || c->outcomes[0].kind != CS_FAILURE_NONE)
    return;
  cs_dot_stuffer_feed (&stuffer, c->content, strlen (c->content), expected);
  if (size_bytes < expected->len
      || (expected->len > 0 && memcmp (received, expected->data, expected->len) != 0))
    complain (session, "the content is not what was sent");
}

static void
test_case (gconstpointer data)
{
  const SessionCase *c = data;
  g_autoptr (ScriptServer) server = script_server_start (c->script);
  g_autoptr (GSocketAddress) server_address = script_server_address (server);
  CsSessionConfig config = session_case_config (c, server_address);
  g_autoptr (CsSession) session = cs_session_new (&config);
  g_autofree char *complaint = NULL;

  cs_secret_unref (config.secret);
  g_clear_pointer (&config.dane, cs_dane_unref);
  run_session (session, c);
  if (cs_session_is_open (session))
    complain (session, "the session is still open");
  check_no_secret (session, c);

  complaint = script_server_finish (server);
  if (complaint != NULL)
    complain (session, "the server complains: %s", complaint);
  check_content (session, c, server);
}

void
session_case_add_all (const char *path, const SessionCase *cases, gsize n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autofree char *full = g_strconcat (path, "/", cases[i].name, NULL);

      g_test_add_data_func (full, &cases[i], test_case);
    }
}
