#include <string.h>

#include "submission/envelope.h"

typedef struct
{
  const char *name;
  const char *header;
  const char *sender; /* NULL: not said */
  const char *recipients; /* "a|b" */
  const char *rest; /* the message's own header */
  int error; /* -1: none */
} Case;

#define GOOD -1

static const Case cases[] = {
  { "x-lines", "X-Sender: ann@a.example\r\nX-Receiver: bob@b.example\r\nSubject: x\r\n",
    "ann@a.example", "bob@b.example", "Subject: x\r\n", GOOD },
  { "x-lines-lower-case", "x-sender: ann@a.example\nx-receiver: bob@b.example\nSubject: x\n",
    "ann@a.example", "bob@b.example", "Subject: x\n", GOOD },
  { "several-receivers", "X-Sender: <>\nX-Receiver: bob@b.example\nX-Receiver: cat@c.example\n",
    "<>", "bob@b.example|cat@c.example", "", GOOD },
  { "receivers-first", "X-Receiver: bob@b.example\nX-Sender: ann@a.example\nTo: x@x.example\n",
    "ann@a.example", "bob@b.example", "To: x@x.example\n", GOOD },
  { "to-does-not-add", "X-Sender: a@a\nX-Receiver: b@b\nTo: c@c\nBcc: d@d\n", "a@a", "b@b",
    "To: c@c\nBcc: d@d\n", GOOD },
  { "sender-twice", "X-Sender: a@a\nX-Sender: b@b\nX-Receiver: c@c\n", NULL, NULL, NULL,
    CS_SUBMISSION_ERROR_ENVELOPE },
  { "receiver-later-is-no-receiver",
    "X-Sender: a@a\nX-Receiver: b@b\nSubject: x\nX-Receiver: c@c\n", "a@a", "b@b",
    "Subject: x\nX-Receiver: c@c\n", GOOD },
  { "other-x-line-ends-it", "X-Sender: a@a\nX-Mailer: m\nX-Receiver: c@c\nTo: d@d\n", "a@a", "d@d",
    "X-Mailer: m\nX-Receiver: c@c\nTo: d@d\n", GOOD },
  { "no-x-sender", "X-Receiver: b@b\nFrom: a@a\n", "a@a", "b@b", "From: a@a\n", GOOD },
  { "fields", "From: Ann <a@a>\nTo: b@b, c@c\nCc: d@d\nBcc: e@e\n", "a@a", "b@b|c@c|d@d|e@e",
    "From: Ann <a@a>\nTo: b@b, c@c\nCc: d@d\nBcc: e@e\n", GOOD },
  { "sender-field-first", "From: a@a, b@b\nSender: c@c\nTo: d@d\n", "c@c", "d@d",
    "From: a@a, b@b\nSender: c@c\nTo: d@d\n", GOOD },
  { "no-from", "To: b@b\n", NULL, "b@b", "To: b@b\n", GOOD },
  { "unreadable-from", "From: Ann Smith\nTo: b@b\n", NULL, "b@b", "From: Ann Smith\nTo: b@b\n",
    GOOD },
  { "repeated-to", "To: b@b\nTo: c@c\n", NULL, "b@b|c@c", "To: b@b\nTo: c@c\n", GOOD },
  { "resent", "Resent-To: r@r\nResent-From: s@s\nFrom: a@a\nTo: b@b\n", "s@s", "r@r",
    "Resent-To: r@r\nResent-From: s@s\nFrom: a@a\nTo: b@b\n", GOOD },
  { "folded", "To: b@b,\n\tc@c\n", NULL, "b@b|c@c", "To: b@b,\n\tc@c\n", GOOD },
  { "nobody", "Subject: x\n", NULL, NULL, NULL, CS_SUBMISSION_ERROR_NO_RECIPIENTS },
  { "empty-group", "To: undisclosed-recipients:;\n", NULL, NULL, NULL,
    CS_SUBMISSION_ERROR_NO_RECIPIENTS },
  { "unreadable-to", "To: b@b, Ann Smith\n", NULL, NULL, NULL, CS_SUBMISSION_ERROR_RECIPIENT },
  { "nothing", "", NULL, NULL, NULL, CS_SUBMISSION_ERROR_NO_RECIPIENTS },
  { "bare", "X-Sender: root\nX-Receiver: ann\n", "root", "ann", "", GOOD },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CsPickupEnvelope) envelope
      = cs_pickup_envelope_parse (c->header, strlen (c->header), &error);
  g_autofree char *recipients = NULL;

  if (c->error != GOOD)
    {
      g_assert_error (error, CS_SUBMISSION_ERROR, c->error);
      g_assert_null (envelope);
      return;
    }

  g_assert_no_error (error);
  g_assert_cmpstr (envelope->sender, ==, c->sender);
  g_ptr_array_add (envelope->recipients, NULL);
  recipients = g_strjoinv ("|", (char **)envelope->recipients->pdata);
  g_assert_cmpstr (recipients, ==, c->recipients);
  g_assert_cmpstr (c->header + envelope->size_bytes, ==, c->rest);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/submission/envelope/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }

  return g_test_run ();
}
