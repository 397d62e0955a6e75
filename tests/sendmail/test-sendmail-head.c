#include "sendmail/head.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *message;
  const char *fields;
  const char *recipients; /* separated by spaces */
  const char *body;
} Case;

static const Case cases[] = {
  { "plain", "To: a@x\nSubject: s\n\nbody\n", "To: a@x\nSubject: s\n", "a@x", "body\n" },
  { "bcc-goes", "To: a@x\nBcc: b@y,\n c@z\nX: 1\n\nb\n", "To: a@x\nX: 1\n", "a@x b@y c@z", "b\n" },
  { "cc", "Cc: Ann <a@x>, (b) b@y\n\n", "Cc: Ann <a@x>, (b) b@y\n", "a@x b@y", "" },
  { "group", "To: all: a@x, b@y;\n\n", "To: all: a@x, b@y;\n", "a@x b@y", "" },
  { "quoted-comma", "To: \"Doe, J\" <j@x>\n\n", "To: \"Doe, J\" <j@x>\n", "j@x", "" },
  { "crlf", "To: a@x\r\n\r\nbody\r\n", "To: a@x\r\n", "a@x", "body\r\n" },
  { "mbox-line", "From ann Mon Jan 1\nTo: a@x\n\nb\n", "To: a@x\n", "a@x", "b\n" },
  { "no-header", "\nbody\n", "", "", "body\n" },
  { "no-body", "To: a@x\n", "To: a@x\n", "a@x", "" },
  { "malformed-from", "From: <<>@@\nTo: a@x\n\nb\n", "From: <<>@@\nTo: a@x\n", "a@x", "b\n" },
  { "empty", "", "", "", "" },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (CsHead) head = cs_head_scan (c->message, strlen (c->message));
  g_autofree char *recipients = NULL;

  g_ptr_array_add (head->recipients, NULL);
  recipients = g_strjoinv (" ", (char **)head->recipients->pdata);
  g_assert_cmpstr (head->fields->str, ==, c->fields);
  g_assert_cmpstr (recipients, ==, c->recipients);
  g_assert_cmpstr (c->message + head->body_offset, ==, c->body);
}

static void
test_full_name (void)
{
  static const char *const names[][2] = {
    { "Ann \"A\" Smith", "From: \"Ann \\\"A\\\" Smith\" <ann>\n" },
    { "J\303\274rgen", "From: =?UTF-8?B?SsO8cmdlbg==?= <ann>\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (CsHead) head = cs_head_scan ("\n", 1);

      cs_head_add_from (head, names[i][0], "ann");
      g_assert_cmpstr (head->fields->str, ==, names[i][1]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/sendmail/head/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/sendmail/head/full-name", test_full_name);

  return g_test_run ();
}
