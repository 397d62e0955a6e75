#include "sendmail/options.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *arguments; /* split at spaces; '' is an empty argument */
  const char *expected; /* what describe () says, or "error: " and part of the sentence */
} Case;

static const Case cases[] = {
  { "recipients", "a@x b@y", "submit to a@x b@y" },
  { "t", "-t", "submit t" },
  { "t-and-recipient", "-t a@x", "submit t to a@x" },
  { "joined-flags", "-ti a@x", "submit t i to a@x" },
  { "oi", "-oi a@x", "submit i to a@x" },
  { "oem-has-no-effect", "-oem a@x", "submit to a@x" },
  { "unknown-o", "-oZ9 a@x", "submit to a@x" },
  { "sender", "-f ann@x a@y", "submit from<ann@x> to a@y" },
  { "sender-joined", "-fann@x a@y", "submit from<ann@x> to a@y" },
  { "sender-r", "-r ann@x a@y", "submit from<ann@x> to a@y" },
  { "sender-empty", "-f '' a@y", "submit from<> to a@y" },
  { "sender-brackets", "-f <> a@y", "submit from<> to a@y" },
  { "sender-in-brackets", "-f <ann@x> a@y", "submit from<ann@x> to a@y" },
  { "last-sender-wins", "-f a@x -f b@x c@x", "submit from<b@x> to c@x" },
  { "end-of-options", "-i -- -oQ/tmp@x", "submit i to -oQ/tmp@x" },
  { "list", "-bp", "list" },
  { "smtp", "-bs", "smtp" },
  { "smtp-i", "-bs -i", "smtp i" },
  { "retry", "-q", "retry" },
  { "retry-interval", "-q30m", "retry" },
  { "aliases", "-bi", "aliases" },
  { "notify", "-N success,delay a@x", "submit notify=SUCCESS,DELAY to a@x" },
  { "notify-never", "-Nnever a@x", "submit notify=NEVER to a@x" },
  { "return", "-R hdrs a@x", "submit ret=HDRS to a@x" },
  { "envelope-id", "-V abc a@x", "submit envid=abc to a@x" },
  { "body-type", "-B 8BITMIME a@x", "submit to a@x" },
  { "options-of-others", "-Am -G -U -C /etc/x -h 3 -X /dev/null -L tag a@x", "submit to a@x" },
  { "list-in-one-argument", "a@x,b@y", "submit to a@x b@y" },
  { "version", "--version", "version" },
  { "envelope-id-empty", "-V  a@x", "submit to a@x" },
  { "envelope-id-too-long", "-V ++++++++++++++++++++++++++++++++++ a@x",
    "error: -V: more than 100 bytes" },
  { "notify-wrong", "-N sometimes a@x", "error: -N sometimes" },
  { "return-wrong", "-R some a@x", "error: -R some" },
  { "value-missing", "-f", "error: -f needs a value" },
  { "daemon", "-bd", "error: -bd" },
  { "unknown", "-Z", "error: -Z is not known" },
  { "unknown-long", "--what", "error: --what" },
  { "line-end-in-recipient", "a@x\nb", "error: a recipient has control characters" },
  { "line-end-in-sender", "-f a\rb c@x", "error: -f: the value has control characters" },
};

static const char *const mode_names[] = {
  [CS_SENDMAIL_SUBMIT] = "submit",   [CS_SENDMAIL_SMTP] = "smtp",
  [CS_SENDMAIL_LIST] = "list",       [CS_SENDMAIL_RETRY] = "retry",
  [CS_SENDMAIL_ALIASES] = "aliases", [CS_SENDMAIL_VERSION] = "version",
  [CS_SENDMAIL_HELP] = "help",
};

static char *
describe (const CsSendmailOptions *options)
{
  GString *text = g_string_new (mode_names[options->mode]);

  g_string_append (text, options->from_header ? " t" : "");
  g_string_append (text, options->ignore_dots ? " i" : "");
  if (options->sender != NULL)
    g_string_append_printf (text, " from<%s>", options->sender);
  if (options->notify != NULL)
    g_string_append_printf (text, " notify=%s", options->notify);
  if (options->dsn_return != NULL)
    g_string_append_printf (text, " ret=%s", options->dsn_return);
  if (options->envelope_id != NULL)
    g_string_append_printf (text, " envid=%s", options->envelope_id);
  for (guint i = 0; i < options->recipients->len; i++)
    g_string_append_printf (text, "%s %s", i == 0 ? " to" : "",
                            (char *)g_ptr_array_index (options->recipients, i));
  return g_string_free (text, FALSE);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *line = g_strconcat ("sendmail ", c->arguments, NULL);
  g_auto (GStrv) argv = g_strsplit (line, " ", -1);
  g_autofree char *message = NULL;
  g_autofree char *described = NULL;
  g_autoptr (CsSendmailOptions) options = NULL;

  for (guint i = 0; argv[i] != NULL; i++)
    if (strcmp (argv[i], "''") == 0)
      argv[i][0] = '\0';
  options = cs_sendmail_options_parse ((int)g_strv_length (argv), argv, &message);

  described = options != NULL ? describe (options) : g_strconcat ("error: ", message, NULL);
  if (options == NULL)
    g_assert_true (g_str_has_prefix (described, c->expected));
  else
    g_assert_cmpstr (described, ==, c->expected);
}

static void
test_mailq (void)
{
  char *argv[] = { (char *)"/usr/bin/mailq", NULL };
  g_autofree char *message = NULL;
  g_autoptr (CsSendmailOptions) options = cs_sendmail_options_parse (1, argv, &message);

  g_assert_cmpint (options->mode, ==, CS_SENDMAIL_LIST);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/sendmail/options/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/sendmail/options/mailq", test_mailq);

  return g_test_run ();
}
