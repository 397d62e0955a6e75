/* test-reports.c - delivery reports, and what is kept where none may be sent
 */
#include <gmime/gmime.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/translations.h"
#include "base/when.h"
#include "bed.h"
#include "delivery/gmime-auto.h"
#include "smtp/session.h"

#define SENDER "ann@sender.example"
#define BAD "bad@example.com"
#define CONTENT "Subject: greetings\r\nMessage-ID: <1@sender.example>\r\n\r\nHello.\r\n"
#define DAY_S 86400

static void
refuse_bad (Bed *bed)
{
  fake_server_answer_rcpt (bed->server, BAD, "550 5.1.1 no such user here");
}

static GMimeMessage *
parse (const FakeMessage *message)
{
  g_autoptr (GMimeStream) stream
      = g_mime_stream_mem_new_with_buffer (message->content, strlen (message->content));
  g_autoptr (GMimeParser) parser = g_mime_parser_new_with_stream (stream);

  return g_mime_parser_construct_message (parser, NULL);
}

static char *
text_of (GMimeObject *part)
{
  if (GMIME_IS_TEXT_PART (part))
    return g_mime_text_part_get_text (GMIME_TEXT_PART (part));
  return g_mime_object_to_string (part, NULL);
}

/* Each part: its type, then its content. */
static char *
dump (const FakeMessage *message)
{
  g_autoptr (GMimeMessage) parsed = parse (message);
  GMimeObject *root = g_mime_message_get_mime_part (parsed);
  GString *out = g_string_new (NULL);

  g_assert_true (GMIME_IS_MULTIPART (root));
  for (int i = 0; i < g_mime_multipart_get_count (GMIME_MULTIPART (root)); i++)
    {
      GMimeObject *part = g_mime_multipart_get_part (GMIME_MULTIPART (root), i);
      g_autofree char *type
          = g_mime_content_type_get_mime_type (g_mime_object_get_content_type (part));
      g_autofree char *text = text_of (part);

      g_string_append_printf (out, "[%s]\n%s\n", type, text);
    }
  return g_string_free (out, FALSE);
}

static const FakeMessage *
only_message (Bed *bed)
{
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 1);
  return fake_server_message (bed->server, 0);
}

static void
assert_has (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("\"%s\" is missing in:\n%s", part, text);
}

static void
test_failed (Bed *bed, gconstpointer data)
{
  const FakeMessage *message;
  g_autofree char *report = NULL;

  bed->envelope_id = "QQ+2B314";
  g_free (bed_accept_content (bed, SENDER, BAD, 0, CONTENT));
  refuse_bad (bed);
  bed_start (bed);
  bed_run (bed);

  message = only_message (bed);
  g_assert_cmpstr (message->sender, ==, "");
  g_assert_cmpstr (message->recipients, ==, SENDER);
  assert_has (message->content, "From: Mail Delivery System <MAILER-DAEMON@sender.example>\n");
  assert_has (message->content, "To: " SENDER "\n");
  assert_has (message->content, "Subject: Your message could not be delivered: greetings\n");
  assert_has (message->content, "Auto-Submitted: auto-replied\n");
  assert_has (message->content, "report-type=delivery-status");
  report = dump (message);
  assert_has (report, "[text/plain]");
  assert_has (report, "no such user here");
  assert_has (report, "[message/delivery-status]");
  assert_has (report, "Original-Envelope-Id: QQ+314\n");
  assert_has (report, "Reporting-MTA: dns; sender.example\n");
  assert_has (report, "Final-Recipient: rfc822; " BAD "\n");
  assert_has (report, "Action: failed\nStatus: 5.1.1\nRemote-MTA: dns; [127.0.0.1]\n");
  assert_has (report, "Diagnostic-Code: smtp; 550 5.1.1 no such user here\n");
  assert_has (report, "[message/rfc822]");
  assert_has (report, "Hello.");
}

/* One language for all reports from now on, and for nothing else. */
static void
test_language (Bed *bed, gconstpointer data)
{
  cs_settings_set_text (bed->settings, CS_OPTION_REPORT_LANGUAGE, "de");
  g_free (bed_accept_content (bed, SENDER, BAD, 0, CONTENT));
  refuse_bad (bed);
  bed_start (bed);
  bed_run (bed);

  assert_has (only_message (bed)->content,
              "Subject: Ihre Nachricht konnte nicht zugestellt werden - greetings\n");
  g_assert_cmpstr (g_dgettext (GETTEXT_PACKAGE, "Your message could not be delivered"), ==,
                   "Your message could not be delivered");
}

/* One into which nobody has translated it. */
static void
test_unknown_language (Bed *bed, gconstpointer data)
{
  cs_settings_set_text (bed->settings, CS_OPTION_REPORT_LANGUAGE, "tlh");
  g_free (bed_accept_content (bed, SENDER, BAD, 0, CONTENT));
  refuse_bad (bed);
  bed_start (bed);
  bed_run (bed);

  assert_has (only_message (bed)->content,
              "Subject: Your message could not be delivered: greetings\n");
}

static GPtrArray *
to_two (const CsAddress *address, gpointer user_data)
{
  GPtrArray *addresses = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_address_unref);

  g_ptr_array_add (addresses,
                   cs_address_parse ("admin@example.net", -1, CS_ADDRESS_DEFAULT, NULL, NULL));
  g_ptr_array_add (addresses,
                   cs_address_parse ("eve@example.net", -1, CS_ADDRESS_DEFAULT, NULL, NULL));
  return addresses;
}

static GPtrArray *
to_nobody (const CsAddress *address, gpointer user_data)
{
  return NULL;
}

/* Users of this machine: where their mail goes is for aliases to say, not for the DNS. */
static void
test_redirected (Bed *bed, gconstpointer data)
{
  bed->redirect = to_two;
  g_free (bed_accept_content (bed, SENDER, BAD, 0, CONTENT));
  refuse_bad (bed);
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpstr (only_message (bed)->recipients, ==, "admin@example.net eve@example.net");
}

static void
test_redirected_to_nobody (Bed *bed, gconstpointer data)
{
  bed->redirect = to_nobody;
  g_free (bed_accept_content (bed, SENDER, BAD, 0, CONTENT));
  refuse_bad (bed);
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpstr (only_message (bed)->recipients, ==, SENDER);
}

/* One report for all recipients that one attempt refused. */
static void
test_one_for_several (Bed *bed, gconstpointer data)
{
  g_autofree char *report = NULL;

  g_free (bed_accept (bed, SENDER, BAD " worse@example.com good@example.com"));
  refuse_bad (bed);
  fake_server_answer_rcpt (bed->server, "worse@example.com", "553 5.1.3 what?");
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 2);
  report = dump (fake_server_message (bed->server, 1));
  assert_has (report, "Status: 5.1.1\n");
  assert_has (report,
              "Final-Recipient: rfc822; worse@example.com\nAction: failed\nStatus: 5.1.3\n");
  g_assert_null (strstr (report, "good@example.com"));
}

static void
test_headers_only (Bed *bed, gconstpointer data)
{
  g_autofree char *report = NULL;

  bed->dsn_return = "HDRS";
  g_free (bed_accept (bed, SENDER, BAD));
  refuse_bad (bed);
  bed_start (bed);
  bed_run (bed);
  report = dump (only_message (bed));
  assert_has (report, "[text/rfc822-headers]");
  assert_has (report, "Message-ID: <1@sender.example>");
  g_assert_null (strstr (report, "Hello."));
}

static void
test_large_returns_headers (Bed *bed, gconstpointer data)
{
  g_autoptr (GString) content = g_string_new ("Subject: large\r\n\r\n");
  g_autofree char *report = NULL;

  while (content->len < 200 * 1024)
    g_string_append (content, "A line of a large message.\r\n");
  g_free (bed_accept_content (bed, SENDER, BAD, 0, content->str));
  refuse_bad (bed);
  bed_start (bed);
  bed_run (bed);
  report = dump (only_message (bed));
  assert_has (report, "[text/rfc822-headers]");
  assert_has (report, "Subject: large");
  g_assert_null (strstr (report, "A line of"));
}

static void
test_eight_bits_return_headers (Bed *bed, gconstpointer data)
{
  g_autofree char *report = NULL;

  g_free (
      bed_accept_content (bed, SENDER, BAD, 0, "Subject: Gr\303\274\303\237e\r\n\r\n\303\244\r\n"));
  refuse_bad (bed);
  bed_start (bed);
  bed_run (bed);
  g_assert_true (g_str_is_ascii (only_message (bed)->content));
  report = dump (only_message (bed));
  assert_has (report, "Subject: Gr\303\274\303\237e");
}

static void
test_never (Bed *bed, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;

  g_free (bed_accept_content (bed, SENDER, BAD, CS_NOTIFY_NEVER, CONTENT));
  refuse_bad (bed);
  bed_start (bed);
  bed_run (bed);
  rows = bed_rows (bed);
  g_assert_cmpuint (rows->len, ==, 0);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 0);
}

static void
test_success_relayed (Bed *bed, gconstpointer data)
{
  g_autofree char *report = NULL;

  g_free (bed_accept_content (bed, SENDER, "good@example.com", CS_NOTIFY_SUCCESS, CONTENT));
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 2);
  report = dump (fake_server_message (bed->server, 1));
  assert_has (report, "Action: relayed\nStatus: 2.0.0\n");
}

/* A server that reports itself is told to, and we say nothing. */
static void
test_success_left_to_server (Bed *bed, gconstpointer data)
{
  fake_server_answer (bed->server, FAKE_EHLO, "250-fake\n250 DSN");
  g_free (bed_accept_content (bed, SENDER, "good@example.com", CS_NOTIFY_SUCCESS, CONTENT));
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 1);
  g_assert_true (fake_server_heard (bed->server, "NOTIFY=SUCCESS"));
}

static void
test_copy (Bed *bed, gconstpointer data)
{
  cs_settings_set_text (bed->settings, CS_OPTION_REPORT_COPY_TO, "postmaster@sender.example");
  g_free (bed_accept (bed, SENDER, BAD));
  refuse_bad (bed);
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpstr (only_message (bed)->recipients, ==, SENDER " postmaster@sender.example");
}

/* --- where no report may be sent ---------------------------------------------------------- */

static char *
badmail (Bed *bed, const char *id, const char *suffix)
{
  g_autofree char *name = g_strdup_printf ("%s-1%s", id, suffix);
  g_autofree char *path = g_build_filename (bed->folder, "badmail", name, NULL);
  g_autoptr (GError) error = NULL;
  char *text;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
test_null_sender (Bed *bed, gconstpointer data)
{
  g_autofree char *id = bed_accept (bed, "", BAD);
  g_autofree char *content = NULL;
  g_autofree char *reason = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  refuse_bad (bed);
  bed_start (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 0);
  rows = bed_rows (bed);
  g_assert_cmpuint (rows->len, ==, 0);
  content = badmail (bed, id, ".eml");
  g_assert_cmpstr (content, ==, CONTENT);
  reason = badmail (bed, id, ".txt");
  assert_has (reason, BAD);
  assert_has (reason, "550 5.1.1 no such user here");
  assert_has (reason, "\nDialogue:\n-- ");
  assert_has (reason, "\nC: MAIL FROM:<>");
}

static void
test_report_refused (Bed *bed, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *folder = g_build_filename (bed->folder, "badmail", NULL);
  g_autoptr (GDir) dir = NULL;

  refuse_bad (bed);
  fake_server_answer_rcpt (bed->server, SENDER, "550 5.1.1 nobody either");
  g_free (bed_accept (bed, SENDER, BAD));
  bed_start (bed);
  bed_run (bed);
  rows = bed_rows (bed);
  g_assert_cmpuint (rows->len, ==, 0);
  dir = g_dir_open (folder, 0, NULL);
  g_assert_nonnull (g_dir_read_name (dir));
}

/* Where badmail cannot be written the message stays in the queue. */
static void
test_badmail_fails (Bed *bed, gconstpointer data)
{
  g_autofree char *path = g_build_filename (bed->folder, "badmail", NULL);
  g_autofree char *state = NULL;

  g_file_set_contents (path, "a file where a folder should be", -1, NULL);
  refuse_bad (bed);
  g_free (bed_accept (bed, "", BAD));
  bed_start (bed);
  bed_run (bed);
  state = bed_state (bed);
  g_assert_cmpstr (state, ==, "deferred full");
}

/* --- time --------------------------------------------------------------------------------- */

static void
test_delayed_once (Bed *bed, gconstpointer data)
{
  g_autofree char *report = NULL;

  fake_server_answer_rcpt (bed->server, BAD, "450 4.2.0 mailbox busy");
  g_free (bed_accept (bed, SENDER, BAD));
  bed_start (bed);
  bed_run (bed);
  bed_run_at (bed, DAY_S / 2 - 1);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 0);
  bed_run_at (bed, DAY_S);
  report = dump (only_message (bed));
  assert_has (report, "Action: delayed\nStatus: 4.2.0\n");
  assert_has (report, "Will-Retry-Until: ");
  assert_has (report, "[text/rfc822-headers]");
  bed_run_at (bed, 2 * DAY_S);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 1);
}

static void
test_expired (Bed *bed, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *report = NULL;

  cs_settings_set_integer (bed->settings, CS_OPTION_DELAY_NOTICE_AFTER, 5 * DAY_S);
  fake_server_answer_rcpt (bed->server, BAD, "450 4.2.0 mailbox busy");
  g_free (bed_accept (bed, SENDER, BAD));
  bed_start (bed);
  bed_run (bed);
  bed_run_at (bed, 5 * DAY_S);
  report = dump (only_message (bed));
  assert_has (report, "Action: failed\nStatus: 4.4.7\n");
  assert_has (report, "450 4.2.0 mailbox busy");
  assert_has (report, "does not take it for the time being");
  rows = bed_rows (bed);
  g_assert_cmpuint (rows->len, ==, 0);
}

static void
hold_for_password (Bed *bed)
{
  CsRemoteDomain *domain = cs_remote_domain_new (cs_pattern_parse ("example.com", -1, NULL));

  domain->security = cs_security_new ();
  domain->security->authentication = CS_AUTHENTICATION_CLEAR_TEXT;
  domain->security->account = g_strdup ("office");
  domain->security->credential = g_strdup (BED_UUID);
  cs_settings_put_remote_domain (bed->settings, domain);
  cs_remote_domain_unref (domain);
}

/* Held time counts: the sender hears of it, though nothing is tried. */
static void
test_held_is_late (Bed *bed, gconstpointer data)
{
  g_autofree char *report = NULL;
  g_autofree char *state = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  hold_for_password (bed);
  g_free (bed_accept (bed, SENDER, BAD));
  bed_start (bed);
  bed_run (bed);
  cs_when_set_now_s (BED_START_S + DAY_S);
  bed_apply (bed);
  bed_run (bed);
  report = dump (only_message (bed));
  assert_has (report, "Action: delayed\n");
  assert_has (report, "is not stored");
  state = bed_state (bed);
  g_assert_cmpstr (state, ==, "held credential-missing");

  /* It waits where it waited before. */
  rows = bed_rows (bed);
  g_assert_cmpstr (((CsQueueRow *)rows->pdata[0])->credential, ==, BED_UUID);
  bed_apply (bed);
  bed_run (bed);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 1);
}

static void
test_held_expires (Bed *bed, gconstpointer data)
{
  g_autofree char *report = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  hold_for_password (bed);
  g_free (bed_accept (bed, SENDER, BAD));
  bed_start (bed);
  bed_run (bed);
  cs_when_set_now_s (BED_START_S + 5 * DAY_S);
  bed_apply (bed);
  bed_run (bed);
  report = dump (only_message (bed));
  assert_has (report, "Action: failed\nStatus: 4.4.7\n");
  assert_has (report, "is not stored");
  rows = bed_rows (bed);
  g_assert_cmpuint (rows->len, ==, 0);
}

static void
test_administrator_hold_is_late (Bed *bed, gconstpointer data)
{
  g_autofree char *report = NULL;
  g_autofree char *state = NULL;

  g_free (bed_accept (bed, SENDER, "good@example.com"));
  bed_change (bed, CS_QUEUE_HOLD);
  cs_when_set_now_s (BED_START_S + DAY_S);
  bed_start (bed);
  bed_run (bed);
  report = dump (only_message (bed));
  assert_has (report, "an administrator holds it");
  state = bed_state (bed);
  g_assert_cmpstr (state, ==, "held administrator");
}

static void
test_null_sender_expires (Bed *bed, gconstpointer data)
{
  g_autofree char *id = bed_accept (bed, "", BAD);
  g_autofree char *reason = NULL;

  fake_server_answer_rcpt (bed->server, BAD, "450 4.2.0 mailbox busy");
  bed_start (bed);
  bed_run (bed);
  bed_run_at (bed, DAY_S);
  g_assert_cmpuint (fake_server_n_messages (bed->server), ==, 0);
  bed_run_at (bed, 5 * DAY_S);
  reason = badmail (bed, id, ".txt");
  assert_has (reason, "450 4.2.0 mailbox busy");
}

/* The catalogue of german.po, where gettext looks for one. (transfer full): the folder */
static char *
set_up_german (void)
{
  char *folder = g_dir_make_tmp ("reports-XXXXXX", NULL);
  g_autofree char *texts = g_build_filename (folder, "de", "LC_MESSAGES", NULL);
  g_autofree char *catalogue = g_build_filename (texts, GETTEXT_PACKAGE ".mo", NULL);

  g_assert_cmpint (g_mkdir_with_parents (texts, 0700), ==, 0);
  g_assert_cmpint (symlink (g_getenv ("COUNTERSIGN_TEST_GERMAN"), catalogue), ==, 0);
  cs_translations_init (GETTEXT_PACKAGE, folder);
  cs_translations_prepare_to_speak ();
  return folder;
}

static void
tear_down_german (const char *folder)
{
  g_autofree char *texts = g_build_filename (folder, "de", "LC_MESSAGES", NULL);
  g_autofree char *catalogue = g_build_filename (texts, GETTEXT_PACKAGE ".mo", NULL);
  g_autofree char *language = g_build_filename (folder, "de", NULL);

  g_remove (catalogue);
  g_remove (texts);
  g_remove (language);
  g_remove (folder);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = set_up_german ();
  int status;

  static const BedTest tests[] = {
    { "/delivery/reports/failed", test_failed },
    { "/delivery/reports/language", test_language },
    { "/delivery/reports/unknown-language", test_unknown_language },
    { "/delivery/reports/redirected", test_redirected },
    { "/delivery/reports/redirected-to-nobody", test_redirected_to_nobody },
    { "/delivery/reports/one-for-several", test_one_for_several },
    { "/delivery/reports/headers-only", test_headers_only },
    { "/delivery/reports/large-returns-headers", test_large_returns_headers },
    { "/delivery/reports/eight-bits-return-headers", test_eight_bits_return_headers },
    { "/delivery/reports/never", test_never },
    { "/delivery/reports/success-relayed", test_success_relayed },
    { "/delivery/reports/success-left-to-server", test_success_left_to_server },
    { "/delivery/reports/copy", test_copy },
    { "/delivery/reports/null-sender", test_null_sender },
    { "/delivery/reports/report-refused", test_report_refused },
    { "/delivery/reports/badmail-fails", test_badmail_fails },
    { "/delivery/reports/delayed-once", test_delayed_once },
    { "/delivery/reports/expired", test_expired },
    { "/delivery/reports/held-is-late", test_held_is_late },
    { "/delivery/reports/held-expires", test_held_expires },
    { "/delivery/reports/administrator-hold-is-late", test_administrator_hold_is_late },
    { "/delivery/reports/null-sender-expires", test_null_sender_expires },
  };

  status = bed_test_main (argc, argv, tests, G_N_ELEMENTS (tests));
  tear_down_german (folder);
  return status;
}
