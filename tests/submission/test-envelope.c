#include <string.h>

#include "submission/envelope.h"

typedef struct
{
  const char *name;
  const char *header;
  const char *sender; /* NULL: not said */
  const char *recipients; /* "a|b", with what is behind each address */
  const char *rest; /* the message's own header */
  int error; /* -1: none */
} Case;

#define GOOD -1

static const Case cases[] = {
  { "x-lines", "X-Sender: ann@a.example\r\nX-Receiver: bob@b.example\r\nSubject: x\r\n",
    "ann@a.example", "bob@b.example", "Subject: x\r\n", GOOD },
  { "x-lines-lower-case", "x-sender: ann@a.example\nx-receiver: bob@b.example\nSubject: x\n",
    "ann@a.example", "bob@b.example", "Subject: x\n", GOOD },
  { "several-receivers", "X-Sender: <>\nX-Receiver: bob@b.example\nX-Receiver: cat@c.example\n", "",
    "bob@b.example|cat@c.example", "", GOOD },
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
  { "unreadable-to", "To: Ann Smith\n", NULL, NULL, NULL, CS_SUBMISSION_ERROR_RECIPIENT },
  { "unreadable-in-part", "To: b@b, Ann Smith\nCc: c@c\n", NULL, "b@b|c@c|not To",
    "To: b@b, Ann Smith\nCc: c@c\n", GOOD },
  { "unreadable-resent", "Resent-To: Ann Smith\nTo: b@b\n", NULL, NULL, NULL,
    CS_SUBMISSION_ERROR_RECIPIENT },
  { "brackets", "X-Sender: <a@a>\nX-Receiver: <b@b>\n", "a@a", "b@b", "", GOOD },
  { "utf8-in-brackets", "X-Sender: <\xc3\xa4@a>\nX-Receiver: <\xc3\xb6@b>\n", "\xc3\xa4@a",
    "\xc3\xb6@b", "", GOOD },
  { "parameters",
    "X-Sender: <a@a> RET=hdrs ENVID=a+2Bb\nX-Receiver: <b@b> NOTIFY=NEVER\n"
    "X-Receiver: <\"x>y\"@c> NOTIFY=SUCCESS,DELAY\n\tORCPT=rfc822;c@c\n",
    "a@a RET=HDRS ENVID=a+2Bb", "b@b notify=1|\"x>y\"@c notify=10 ORCPT=rfc822;c@c", "", GOOD },
  { "parameters-need-brackets", "X-Sender: a@a\nX-Receiver: b@b NOTIFY=NEVER\n", "a@a",
    "b@b NOTIFY=NEVER", "", GOOD },
  { "bad-parameter-of-sender", "X-Sender: <a@a> RET=SOME\nX-Receiver: <b@b>\n", NULL, NULL, NULL,
    CS_SUBMISSION_ERROR_ENVELOPE },
  { "unknown-parameter", "X-Sender: <a@a> X=Y\nX-Receiver: <b@b>\n", NULL, NULL, NULL,
    CS_SUBMISSION_ERROR_ENVELOPE },
  { "bad-parameter-of-one",
    "X-Sender: <a@a>\nX-Receiver: <b@b> NOTIFY=SOMETIMES\nX-Receiver: <c@c>\n", "a@a",
    "c@c|not <b@b> NOTIFY=SOMETIMES", "", GOOD },
  { "bad-parameter-of-all", "X-Sender: <a@a>\nX-Receiver: <b@b\nTo: c@c\n", NULL, NULL, NULL,
    CS_SUBMISSION_ERROR_RECIPIENT },
  { "nothing", "", NULL, NULL, NULL, CS_SUBMISSION_ERROR_NO_RECIPIENTS },
  { "bare", "X-Sender: root\nX-Receiver: ann\n", "root", "ann", "", GOOD },
};

static char *
sender_of (const CsPickupEnvelope *envelope)
{
  GString *out = g_string_new (envelope->sender);

  if (envelope->dsn_return != NULL)
    g_string_append_printf (out, " RET=%s", envelope->dsn_return);
  if (envelope->envelope_id != NULL)
    g_string_append_printf (out, " ENVID=%s", envelope->envelope_id);
  return g_string_free (out, envelope->sender == NULL);
}

static char *
recipients_of (const CsPickupEnvelope *envelope)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < envelope->recipients->len; i++)
    {
      const CsPickupRecipient *recipient = envelope->recipients->pdata[i];

      g_string_append_printf (out, "%s%s", i > 0 ? "|" : "", recipient->address);
      if (recipient->notify != 0)
        g_string_append_printf (out, " notify=%u", recipient->notify);
      if (recipient->original_recipient != NULL)
        g_string_append_printf (out, " ORCPT=%s", recipient->original_recipient);
    }
  for (guint i = 0; i < envelope->refused->len; i++)
    g_string_append_printf (out, "|not %s",
                            ((CsPickupRefusal *)envelope->refused->pdata[i])->place);
  return g_string_free (out, FALSE);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CsPickupEnvelope) envelope
      = cs_pickup_envelope_parse (c->header, strlen (c->header), &error);
  g_autofree char *recipients = NULL;
  g_autofree char *sender = NULL;

  if (c->error != GOOD)
    {
      g_assert_error (error, CS_SUBMISSION_ERROR, c->error);
      g_assert_null (envelope);
      return;
    }

  g_assert_no_error (error);
  sender = sender_of (envelope);
  g_assert_cmpstr (sender, ==, c->sender);
  recipients = recipients_of (envelope);
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
