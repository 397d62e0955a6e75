#include <string.h>

#include "submission-helper.h"
#include "submission/submission.h"

#define ALL(text) text, sizeof (text) - 1
#define ENVELOPE "X-Sender: s@s.example\nX-Receiver: r@r.example\n"
#define COMPLETE "From: a@a\r\nDate: d\r\nMessage-ID: <m>\r\n"
#define COMPLETE_LF "From: a@a\nDate: d\nMessage-ID: <m>\n"

/* Pickup files as they may come (reliability: M1 to M11), and what is queued: without the Received
 * field, which has a test of its own. */
typedef struct
{
  const char *name;
  const char *file;
  gsize size_bytes;
  const char *queued; /* NULL: an error */
  int error;
} Case;

static const Case cases[] = {
  { "ordinary", ALL (ENVELOPE COMPLETE_LF "\nHello\n"), COMPLETE "\r\nHello\r\n", 0 },
  { "crlf", ALL (ENVELOPE COMPLETE "\r\nHello\r\n"), COMPLETE "\r\nHello\r\n", 0 },
  { "mixed-line-ends", ALL (ENVELOPE COMPLETE_LF "\r\na\nb\r\nc"), COMPLETE "\r\na\r\nb\r\nc\r\n",
    0 },
  { "empty", ALL (""), NULL, CS_SUBMISSION_ERROR_EMPTY },
  { "only-blank-line", ALL ("\n"), NULL, CS_SUBMISSION_ERROR_NO_RECIPIENTS },
  { "only-body", ALL ("\nHello\n"), NULL, CS_SUBMISSION_ERROR_NO_RECIPIENTS },
  { "only-header", ALL (ENVELOPE COMPLETE_LF), COMPLETE "\r\n", 0 },
  { "header-and-blank-line", ALL (ENVELOPE COMPLETE_LF "\n"), COMPLETE "\r\n", 0 },
  { "no-blank-line", ALL (ENVELOPE COMPLETE_LF "Hello there\n"), COMPLETE "\r\nHello there\r\n",
    0 },
  { "no-final-line-end", ALL (ENVELOPE COMPLETE_LF "\nHello"), COMPLETE "\r\nHello\r\n", 0 },
  { "ends-in-cr", ALL (ENVELOPE COMPLETE_LF "\nHello\r"), COMPLETE "\r\nHello \r\n", 0 },
  { "bare-cr", ALL (ENVELOPE COMPLETE_LF "\na\rb\n"), COMPLETE "\r\na b\r\n", 0 },
  { "nul", ALL (ENVELOPE COMPLETE_LF "\na\0b\n"), COMPLETE "\r\na b\r\n", 0 },
  { "dots", ALL (ENVELOPE COMPLETE_LF "\n.\n..\n.\r\n"), COMPLETE "\r\n.\r\n..\r\n.\r\n", 0 },
  { "blank-body-lines", ALL (ENVELOPE COMPLETE_LF "\n\n\n"), COMPLETE "\r\n\r\n\r\n", 0 },
  { "from-line", ALL ("From s Mon\n" ENVELOPE COMPLETE_LF "\nx\n"), COMPLETE "\r\nx\r\n", 0 },
  { "bcc", ALL (COMPLETE_LF "To: r@r.example\nBcc: b@r.example\n\nx\n"),
    COMPLETE "To: r@r.example\r\n\r\nx\r\n", 0 },
  { "8-bit-header", ALL (ENVELOPE COMPLETE_LF "Subject: \xe4\xff\n\nx\n"),
    COMPLETE "Subject: \xe4\xff\r\n\r\nx\r\n", 0 },
  { "two-from", ALL (ENVELOPE COMPLETE_LF "From: b@b\n\nx\n"), COMPLETE "From: b@b\r\n\r\nx\r\n",
    0 },
  { "no-recipients", ALL ("From: a@a\n\nx\n"), NULL, CS_SUBMISSION_ERROR_NO_RECIPIENTS },
  { "sender-twice", ALL ("X-Sender: a@a\nX-Sender: b@b\nX-Receiver: c@c\n\nx\n"), NULL,
    CS_SUBMISSION_ERROR_ENVELOPE },
  { "bad-sender", ALL ("X-Sender: a b\nX-Receiver: c@c.example\n\nx\n"), NULL,
    CS_SUBMISSION_ERROR_SENDER },
  { "bad-recipient", ALL ("X-Sender: a@a\nX-Receiver: b@b@b\n\nx\n"), NULL,
    CS_SUBMISSION_ERROR_RECIPIENT },
  { "injected-recipient", ALL ("X-Sender: a@a\nX-Receiver: <c@c>\r\n RCPT TO:<d@d>\n\nx\n"), NULL,
    CS_SUBMISSION_ERROR_RECIPIENT },
  { "local-recipient", ALL ("X-Sender: a@a\nX-Receiver: root\n\nx\n"), NULL,
    CS_SUBMISSION_ERROR_LOCAL },
  { "five-hops",
    ALL (ENVELOPE "Received: 1\nReceived: 2\nReceived: 3\nReceived: 4\nReceived: 5\n" COMPLETE_LF
                  "\n"),
    "Received: 1\r\nReceived: 2\r\nReceived: 3\r\nReceived: 4\r\nReceived: 5\r\n" COMPLETE "\r\n",
    0 },
  { "six-hops",
    ALL (ENVELOPE
         "Received: 1\nReceived: 2\nReceived: 3\nReceived: 4\nReceived: 5\nReceived: 6\n\n"),
    NULL, CS_SUBMISSION_ERROR_LOOP },
};

static CsSubmission *
begin (TestAcceptance *acceptance)
{
  CsOrigin origin = { .kind = CS_ORIGIN_PICKUP, .uid = 0 };

  return cs_submission_new (acceptance->acceptor, &origin);
}

static char *
commit (CsSubmission *submission, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cs_submission_commit_async (submission, NULL, test_keep_result, &result);
  return cs_submission_commit_finish (test_wait_result (&result), error);
}

static char *
submit (TestAcceptance *acceptance, const char *file, gsize size_bytes, gsize piece, GError **error)
{
  CsSubmission *submission = begin (acceptance);

  for (gsize at = 0; at < size_bytes; at += piece)
    cs_submission_append (submission, file + at, MIN (piece, size_bytes - at), NULL);
  return commit (submission, error);
}

/* Behind our own Received field, which is the first. */
static const char *
behind_received (const char *content)
{
  const char *at = content;

  g_assert_true (g_str_has_prefix (content, "Received: "));
  do
    at = strstr (at, "\r\n") + 2;
  while (*at == '\t');
  return at;
}

static void
check (TestAcceptance *acceptance, const Case *c, gsize piece)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = submit (acceptance, c->file, c->size_bytes, piece, &error);
  g_autoptr (GPtrArray) claims = NULL;
  g_autofree char *content = NULL;

  if (c->queued == NULL)
    {
      g_assert_error (error, CS_SUBMISSION_ERROR, c->error);
      g_assert_cmpuint (test_acceptance_n_messages (acceptance), ==, 0);
      return;
    }

  g_assert_no_error (error);
  g_assert_cmpstr (test_acceptance_only (acceptance, &claims, &content)->id, ==, id);
  g_assert_cmpstr (behind_received (content), ==, c->queued);
  test_settle_claims (acceptance->queue, claims, CS_SETTLE_DELIVERED);
}

/* Whole, and byte by byte: the same is queued. */
static void
test_case (gconstpointer data)
{
  const Case *c = data;
  TestAcceptance acceptance;

  test_acceptance_set_up (&acceptance, NULL);
  check (&acceptance, c, MAX (c->size_bytes, 1));
  check (&acceptance, c, 1);
  test_acceptance_tear_down (&acceptance);
}

static void
assert_refused (TestAcceptance *acceptance, const GString *file, int code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = submit (acceptance, file->str, file->len, 65536, &error);

  g_assert_error (error, CS_SUBMISSION_ERROR, code);
  g_assert_null (id);
  g_assert_cmpuint (test_acceptance_n_messages (acceptance), ==, 0);
}

static void
test_large_header (void)
{
  TestAcceptance acceptance;
  CsAcceptorConfig config = test_acceptance_config ();
  g_autoptr (GString) file = g_string_new (ENVELOPE "X-Long:");

  config.maximum_message_size = 4 * 1024 * 1024;
  test_acceptance_set_up (&acceptance, &config);
  for (guint i = 0; i < 100000; i++)
    g_string_append (file, "\n a folded line");
  assert_refused (&acceptance, file, CS_SUBMISSION_ERROR_HEADER_TOO_LARGE);
  test_acceptance_tear_down (&acceptance);
}

static void
test_large_body (void)
{
  TestAcceptance acceptance;
  g_autoptr (GString) file = g_string_new (ENVELOPE "\n");

  test_acceptance_set_up (&acceptance, NULL);
  while (file->len <= 1024 * 1024)
    g_string_append (file, "0123456789012345678901234567890123456789\n");
  assert_refused (&acceptance, file, CS_SUBMISSION_ERROR_TOO_LARGE);
  test_acceptance_tear_down (&acceptance);
}

static void
test_many_recipients (void)
{
  TestAcceptance acceptance;
  CsAcceptorConfig config = test_acceptance_config ();
  g_autoptr (GString) file = g_string_new ("X-Sender: s@s.example\n");

  config.maximum_recipients = 3;
  test_acceptance_set_up (&acceptance, &config);
  for (guint i = 0; i < 4; i++)
    g_string_append_printf (file, "X-Receiver: u%u@r.example\n", i);
  assert_refused (&acceptance, file, CS_SUBMISSION_ERROR_TOO_MANY_RECIPIENTS);
  test_acceptance_tear_down (&acceptance);
}

/* Somebody who is named twice gets one copy. */
static void
test_same_recipient (void)
{
  static const char file[] = "X-Sender: s@s.example\nX-Receiver: r@r.example\n"
                             "X-Receiver: R@q.example\nX-Receiver: r@r.example\n\nx\n";
  TestAcceptance acceptance;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autofree char *counts = NULL;

  test_acceptance_set_up (&acceptance, NULL);
  id = submit (&acceptance, file, strlen (file), 1000, &error);
  g_assert_no_error (error);
  counts = test_counts (acceptance.queue);
  g_assert_cmpstr (counts, ==, "queued 2 active 0 deferred 0 held 0 messages 1");
  test_acceptance_tear_down (&acceptance);
}

static void
test_envelope_of_queue (void)
{
  static const char file[] = "X-Sender: <>\nX-Receiver: r@r.example\nSubject: "
                             "=?utf-8?q?Gr=C3=BC=C3=9Fe?=\n\n\xe4\n";
  TestAcceptance acceptance;
  g_autofree char *id = NULL;
  g_autofree char *content = NULL;
  g_autoptr (GPtrArray) claims = NULL;
  CsClaim *claim;

  test_acceptance_set_up (&acceptance, NULL);
  id = submit (&acceptance, file, strlen (file), 1000, NULL);
  claim = test_acceptance_only (&acceptance, &claims, &content);
  g_assert_true (cs_address_is_null (claim->envelope->sender));
  g_assert_cmpstr (claim->envelope->subject, ==, "Grüße");
  g_assert_cmpstr (claim->envelope->origin, ==, "pickup uid 0");
  g_assert_true (claim->envelope->is_8bit);
  g_assert_cmpstr (claim->lane, ==, "r.example");
  g_assert_nonnull (strstr (content, "From: <MAILER-DAEMON@host.example>\r\n"));
  g_assert_nonnull (strstr (content, "\r\n\r\n\xe4\r\n"));
  test_acceptance_tear_down (&acceptance);
}

static void
find_owner (TestAcceptance *acceptance)
{
  g_autoptr (GAsyncResult) result = NULL;

  cs_users_find_async (cs_acceptor_users (acceptance->acceptor), 0, test_keep_result, &result);
  cs_users_find_finish (test_wait_result (&result));
}

/* The owner of a file that names no sender is its sender. */
static void
test_sender_by_owner (void)
{
  static const char file[] = "To: r@r.example\nFrom: Nobody In Particular\n\nx\n";
  TestAcceptance acceptance;
  g_autofree char *id = NULL;
  g_autofree char *content = NULL;
  g_autoptr (GPtrArray) claims = NULL;
  g_autoptr (GError) error = NULL;

  test_acceptance_set_up (&acceptance, NULL);
  id = submit (&acceptance, file, strlen (file), 1000, &error);
  g_assert_null (id);
  g_assert_error (error, CS_SUBMISSION_ERROR, CS_SUBMISSION_ERROR_OWNER);
  g_assert_true (cs_submission_error_is_temporary (error));

  find_owner (&acceptance);
  id = submit (&acceptance, file, strlen (file), 1000, NULL);
  g_assert_nonnull (id);
  g_assert_cmpstr (
      cs_address_text (test_acceptance_only (&acceptance, &claims, &content)->envelope->sender), ==,
      "root@host.example");
  test_acceptance_tear_down (&acceptance);
}

/* RFC 5321 section 4.4: who gave it to whom, with which identifier, and when. */
static void
test_received (void)
{
  static const char body[] = "Subject: x\n\nx\n";
  static const struct
  {
    CsOrigin origin;
    const char *received;
  } rows[] = {
    { { CS_ORIGIN_SOCKET, 1000, NULL, "box.example", "ESMTP" },
      "Received: from box.example (local socket, uid 1000)\r\n"
      "\tby host.example (Countersign) with ESMTP\r\n\tid %s; " },
    { { CS_ORIGIN_SOCKET, 0, NULL, "ev(il)\n", "SMTP" },
      "Received: from unknown (local socket, uid 0)\r\n"
      "\tby host.example (Countersign) with SMTP\r\n\tid %s; " },
    { { CS_ORIGIN_PORT, 0, "127.0.0.1", "[127.0.0.1]", "UTF8SMTP" },
      "Received: from [127.0.0.1] ([127.0.0.1])\r\n"
      "\tby host.example (Countersign) with UTF8SMTP\r\n\tid %s; " },
    { { CS_ORIGIN_PORT, 0, "::1", NULL, "ESMTP" },
      "Received: from unknown ([IPv6:::1])\r\n"
      "\tby host.example (Countersign) with ESMTP\r\n\tid %s; " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      TestAcceptance acceptance;
      CsSubmission *submission;
      g_autoptr (GPtrArray) claims = NULL;
      g_autofree char *id = NULL;
      g_autofree char *content = NULL;
      g_auto (GStrv) parts = g_strsplit (rows[i].received, "%s", 2);
      g_autofree char *expected = NULL;

      test_acceptance_set_up (&acceptance, NULL);
      submission = cs_submission_new (acceptance.acceptor, &rows[i].origin);
      g_assert_true (cs_submission_set_sender (submission, "s@s.example", NULL));
      g_assert_true (cs_submission_add_recipient (submission, "r@r.example", 0, NULL, NULL));
      cs_submission_append (submission, body, strlen (body), NULL);
      id = commit (submission, NULL);
      test_acceptance_only (&acceptance, &claims, &content);
      expected = g_strjoinv (id, parts);
      g_assert_true (g_str_has_prefix (content, expected));
      test_acceptance_tear_down (&acceptance);
    }
}

/* A megabyte in small pieces, with the writer falling behind on the way. */
static void
on_ready (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
}

static void
test_streams (void)
{
  TestAcceptance acceptance;
  CsSubmission *submission;
  g_autoptr (GPtrArray) claims = NULL;
  g_autofree char *id = NULL;
  g_autofree char *content = NULL;
  g_autofree char *line = g_strnfill (70, 'x');
  guint n_behind = 0;

  test_acceptance_set_up (&acceptance, NULL);
  submission = begin (&acceptance);
  cs_submission_append (submission, ALL (ENVELOPE "\n"), NULL);
  for (guint i = 0; i < 14000; i++)
    {
      gboolean ready = FALSE;

      line[70] = '\n';
      g_assert_true (cs_submission_append (submission, line, 71, NULL));
      cs_submission_on_ready (submission, on_ready, &ready);
      if (cs_submission_is_behind (submission))
        {
          n_behind++;
          test_wait_for (&ready);
        }
    }
  id = commit (submission, NULL);
  g_assert_nonnull (id);
  test_acceptance_only (&acceptance, &claims, &content);
  g_assert_cmpuint (strlen (content), >, 14000 * 72);
  g_assert_cmpuint (n_behind, >, 0);
  test_acceptance_tear_down (&acceptance);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/submission/file/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/submission/large-header", test_large_header);
  g_test_add_func ("/submission/large-body", test_large_body);
  g_test_add_func ("/submission/many-recipients", test_many_recipients);
  g_test_add_func ("/submission/same-recipient", test_same_recipient);
  g_test_add_func ("/submission/envelope-of-queue", test_envelope_of_queue);
  g_test_add_func ("/submission/sender-by-owner", test_sender_by_owner);
  g_test_add_func ("/submission/received", test_received);
  g_test_add_func ("/submission/streams", test_streams);

  return g_test_run ();
}
