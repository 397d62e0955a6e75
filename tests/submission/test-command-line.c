#include <string.h>

#include "smtp/send-request.h"
#include "submission/command-line.h"

typedef struct
{
  const char *name;
  const char *line;
  CsVerb verb;
  const char *text;
  const char *problem; /* its first nine characters, "501 5.5.4"; NULL: good */
} Case;

static const Case cases[] = {
  { "ehlo", "EHLO host.example", CS_VERB_EHLO, "host.example", NULL },
  { "ehlo-lower-case", "ehlo host.example", CS_VERB_EHLO, "host.example", NULL },
  { "ehlo-trailing-space", "EHLO host.example  ", CS_VERB_EHLO, "host.example", NULL },
  { "ehlo-nameless", "EHLO", CS_VERB_EHLO, NULL, "501 5.5.4" },
  { "helo", "HELO x", CS_VERB_HELO, "x", NULL },
  { "mail", "MAIL FROM:<ann@example.com>", CS_VERB_MAIL, "ann@example.com", NULL },
  { "mail-null", "MAIL FROM:<>", CS_VERB_MAIL, "", NULL },
  { "mail-space", "mail from: <ann@example.com>", CS_VERB_MAIL, "ann@example.com", NULL },
  { "mail-no-brackets", "MAIL FROM:ann@example.com", CS_VERB_MAIL, NULL, "501 5.5.4" },
  { "mail-not-closed", "MAIL FROM:<ann@example.com", CS_VERB_MAIL, NULL, "501 5.5.4" },
  { "mail-quoted-bracket", "MAIL FROM:<\"a>b\"@example.com>", CS_VERB_MAIL, "\"a>b\"@example.com",
    NULL },
  { "mail-escaped-quote", "MAIL FROM:<\"a\\\">b\"@example.com>", CS_VERB_MAIL,
    "\"a\\\">b\"@example.com", NULL },
  { "mail-to", "MAIL TO:<ann@example.com>", CS_VERB_MAIL, NULL, "501 5.5.4" },
  { "mail-alone", "MAIL", CS_VERB_MAIL, NULL, "501 5.5.4" },
  { "mail-junk", "MAIL FROM:<a@b>junk", CS_VERB_MAIL, "a@b", "501 5.5.4" },
  { "mail-size", "MAIL FROM:<a@b> SIZE=1000 BODY=8BITMIME", CS_VERB_MAIL, "a@b", NULL },
  { "mail-bad-size", "MAIL FROM:<a@b> SIZE=1k", CS_VERB_MAIL, "a@b", "501 5.5.4" },
  { "mail-negative-size", "MAIL FROM:<a@b> SIZE=-1", CS_VERB_MAIL, "a@b", "501 5.5.4" },
  { "mail-size-without", "MAIL FROM:<a@b> SIZE", CS_VERB_MAIL, "a@b", "501 5.5.4" },
  { "mail-bad-body", "MAIL FROM:<a@b> BODY=BINARYMIME", CS_VERB_MAIL, "a@b", "501 5.5.4" },
  { "mail-auth", "MAIL FROM:<a@b> AUTH=<>", CS_VERB_MAIL, "a@b", NULL },
  { "mail-unknown", "MAIL FROM:<a@b> FOO=bar", CS_VERB_MAIL, "a@b", "555 5.5.4" },
  { "mail-notify", "MAIL FROM:<a@b> NOTIFY=NEVER", CS_VERB_MAIL, "a@b", "555 5.5.4" },
  { "mail-utf8", "MAIL FROM:<jörg@example.com> SMTPUTF8", CS_VERB_MAIL, "jörg@example.com", NULL },
  { "mail-utf8-unsaid", "MAIL FROM:<jörg@example.com>", CS_VERB_MAIL, "jörg@example.com",
    "553 5.6.7" },
  { "mail-utf8-value", "MAIL FROM:<a@b> SMTPUTF8=1", CS_VERB_MAIL, "a@b", "501 5.5.4" },
  { "mail-ret", "MAIL FROM:<a@b> RET=hdrs ENVID=QQ+2B1", CS_VERB_MAIL, "a@b", NULL },
  { "mail-bad-ret", "MAIL FROM:<a@b> RET=ALL", CS_VERB_MAIL, "a@b", "501 5.5.4" },
  { "mail-bad-envid", "MAIL FROM:<a@b> ENVID=a+zz", CS_VERB_MAIL, "a@b", "501 5.5.4" },
  { "mail-cut-envid", "MAIL FROM:<a@b> ENVID=a+2", CS_VERB_MAIL, "a@b", "501 5.5.4" },
  { "rcpt", "RCPT TO:<root>", CS_VERB_RCPT, "root", NULL },
  { "rcpt-notify", "RCPT TO:<a@b> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a@b", CS_VERB_RCPT, "a@b",
    NULL },
  { "rcpt-bad-notify", "RCPT TO:<a@b> NOTIFY=SUCCESS,NEVER", CS_VERB_RCPT, "a@b", "501 5.5.4" },
  { "rcpt-empty-notify", "RCPT TO:<a@b> NOTIFY=", CS_VERB_RCPT, "a@b", "501 5.5.4" },
  { "rcpt-notify-comma", "RCPT TO:<a@b> NOTIFY=SUCCESS,", CS_VERB_RCPT, "a@b", "501 5.5.4" },
  { "rcpt-bad-orcpt", "RCPT TO:<a@b> ORCPT=a@b", CS_VERB_RCPT, "a@b", "501 5.5.4" },
  { "rcpt-size", "RCPT TO:<a@b> SIZE=1", CS_VERB_RCPT, "a@b", "555 5.5.4" },
  { "data", "DATA", CS_VERB_DATA, NULL, NULL },
  { "data-space", "DATA ", CS_VERB_DATA, NULL, NULL },
  { "data-argument", "DATA x", CS_VERB_DATA, NULL, "501 5.5.4" },
  { "rset", "RSET", CS_VERB_RSET, NULL, NULL },
  { "noop-argument", "NOOP x", CS_VERB_NOOP, NULL, NULL },
  { "vrfy", "VRFY root", CS_VERB_VRFY, NULL, NULL },
  { "quit", "QUIT", CS_VERB_QUIT, NULL, NULL },
  { "starttls", "STARTTLS", CS_VERB_NOT_OFFERED, NULL, NULL },
  { "auth", "AUTH PLAIN AGEAYg==", CS_VERB_NOT_OFFERED, NULL, NULL },
  { "bdat", "BDAT 10 LAST", CS_VERB_NOT_OFFERED, NULL, NULL },
  { "unknown", "HTTP/1.1", CS_VERB_UNKNOWN, NULL, NULL },
  { "empty", "", CS_VERB_UNKNOWN, NULL, NULL },
  { "leading-space", " QUIT", CS_VERB_UNKNOWN, NULL, NULL },
  { "control", "NOOP \x01", CS_VERB_UNKNOWN, NULL, "500 5.5.2" },
  { "bare-cr", "NOOP\rQUIT", CS_VERB_UNKNOWN, NULL, "500 5.5.2" },
  { "not-utf8", "NOOP \xff", CS_VERB_UNKNOWN, NULL, "500 5.5.2" },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_auto (CsCommandLine) command = { 0 };
  g_autofree char *problem = NULL;

  cs_command_line_parse (c->line, strlen (c->line), &command);
  problem = command.problem != NULL ? g_strndup (command.problem, 9) : NULL;
  g_assert_cmpstr (problem, ==, c->problem);
  g_assert_cmpint (command.verb, ==, c->verb);
  g_assert_cmpstr (command.text, ==, c->text);
}

static void
test_parameters (void)
{
  static const char mail[] = "MAIL FROM:<a@b> SIZE=12345 RET=hdrs ENVID=QQ+2B1 SMTPUTF8 BODY=7BIT";
  static const char rcpt[] = "RCPT TO:<a@b> NOTIFY=success,Delay ORCPT=rfc822;c+2Bd@e";
  g_auto (CsCommandLine) from = { 0 };
  g_auto (CsCommandLine) to = { 0 };

  cs_command_line_parse (mail, strlen (mail), &from);
  g_assert_cmpuint (from.size_bytes, ==, 12345);
  g_assert_cmpstr (from.dsn_return, ==, "HDRS");
  g_assert_cmpstr (from.envelope_id, ==, "QQ+2B1");
  g_assert_true (from.smtputf8);

  cs_command_line_parse (rcpt, strlen (rcpt), &to);
  g_assert_cmpuint (to.notify, ==, CS_NOTIFY_SUCCESS | CS_NOTIFY_DELAY);
  g_assert_cmpstr (to.original_recipient, ==, "rfc822;c+2Bd@e");
}

static void
test_nul (void)
{
  g_auto (CsCommandLine) command = { 0 };

  cs_command_line_parse ("QUIT\0x", 6, &command);
  g_assert_nonnull (command.problem);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/submission/command-line/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/submission/command-line/parameters", test_parameters);
  g_test_add_func ("/submission/command-line/nul", test_nul);

  return g_test_run ();
}
