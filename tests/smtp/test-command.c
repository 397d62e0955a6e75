#include "smtp/command.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *line;
  gssize size_bytes; /* -1: to the NUL */
  gsize max_bytes;
  gboolean fits;
} Case;

static const Case cases[] = {
  { "ordinary", "NOOP", -1, 512, TRUE },
  { "empty", "", -1, 512, TRUE },
  { "exactly", "NOOP", -1, 6, TRUE },
  { "too-long", "NOOP", -1, 5, FALSE },
  { "cr", "NO\rOP", -1, 512, FALSE },
  { "lf", "NO\nOP", -1, 512, FALSE },
  { "crlf", "NOOP\r\nRCPT TO:<a@b>", -1, 512, FALSE },
  { "nul", "NO\0OP", 5, 512, FALSE },
};

static void
test_append (gconstpointer data)
{
  const Case *c = data;
  gsize size_bytes = c->size_bytes >= 0 ? (gsize)c->size_bytes : strlen (c->line);
  g_autoptr (GByteArray) out = g_byte_array_new ();

  g_byte_array_append (out, (const guint8 *)"x", 1);
  g_assert_true (cs_command_append (out, c->line, size_bytes, c->max_bytes) == c->fits);
  g_assert_cmpuint (out->len, ==, c->fits ? 1 + size_bytes + 2 : 1);
  if (c->fits)
    g_assert_cmpint (memcmp (out->data + out->len - 2, "\r\n", 2), ==, 0);
}

static void
assert_secret_line (const char *prefix, const char *secret, gsize max_bytes, const char *expected)
{
  g_autoptr (CsSecret) bytes = cs_secret_new (secret, strlen (secret));
  g_autoptr (CsSecret) line = cs_command_secret (prefix, bytes, max_bytes);

  g_assert_true ((line == NULL) == (expected == NULL));
  if (expected != NULL)
    g_assert_cmpstr ((const char *)cs_secret_peek (line, NULL), ==, expected);
}

static void
test_secret (void)
{
  assert_secret_line ("AUTH PLAIN ", "abc", 512, "AUTH PLAIN YWJj\r\n");
  assert_secret_line ("", "ab", 512, "YWI=\r\n");
  assert_secret_line ("", "", 512, "\r\n");
  assert_secret_line ("AUTH X ", "", 512, "AUTH X =\r\n");
  assert_secret_line ("AUTH PLAIN ", "abc", 17, "AUTH PLAIN YWJj\r\n");
  assert_secret_line ("AUTH PLAIN ", "abc", 16, NULL);
  assert_secret_line ("AUTH\r\nX ", "abc", 512, NULL);
}

typedef struct
{
  const char *name;
  const char *sender;
  const char *recipient;
  CsMailParameters parameters;
  CsNotify notify;
  const char *original_recipient, *envelope_id, *dsn_return;
  const char *mail, *rcpt;
  gboolean mail_optional, rcpt_optional;
} Envelope;

#define ALL (CS_FEATURE_SIZE | CS_FEATURE_8BITMIME | CS_FEATURE_DSN | CS_FEATURE_SMTPUTF8)

static const Envelope envelopes[] = {
  { "nothing-offered",
    "a@b.example",
    "c@d.example",
    { 0, FALSE, 5 },
    CS_NOTIFY_NEVER,
    "rfc822;x@y",
    "e1",
    "FULL",
    "MAIL FROM:<a@b.example>",
    "RCPT TO:<c@d.example>" },
  { "null-sender",
    "<>",
    "c@d.example",
    { 0 },
    0,
    NULL,
    NULL,
    NULL,
    "MAIL FROM:<>",
    "RCPT TO:<c@d.example>" },
  { "all",
    "a@b.example",
    "c@d.example",
    { ALL, FALSE, 5, TRUE, TRUE },
    CS_NOTIFY_SUCCESS | CS_NOTIFY_DELAY,
    "rfc822;x+2By@z",
    "e1",
    "FULL",
    "MAIL FROM:<a@b.example> SIZE=5 BODY=8BITMIME SMTPUTF8 RET=FULL ENVID=e1",
    "RCPT TO:<c@d.example> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;x+2By@z",
    TRUE,
    TRUE },
  { "bare",
    "a@b.example",
    "c@d.example",
    { ALL, TRUE, 5, TRUE, TRUE },
    CS_NOTIFY_SUCCESS,
    "rfc822;x@z",
    "e1",
    "FULL",
    "MAIL FROM:<a@b.example> BODY=8BITMIME SMTPUTF8",
    "RCPT TO:<c@d.example>" },
  { "never-stands-alone",
    "a@b.example",
    "c@d.example",
    { CS_FEATURE_DSN },
    CS_NOTIFY_NEVER | CS_NOTIFY_SUCCESS,
    NULL,
    NULL,
    NULL,
    "MAIL FROM:<a@b.example>",
    "RCPT TO:<c@d.example> NOTIFY=NEVER",
    FALSE,
    TRUE },
  { "second-parameter-in-a-value",
    "a@b.example",
    "c@d.example",
    { CS_FEATURE_DSN },
    0,
    "rfc822;x NOTIFY=NEVER",
    "e AUTH=<>",
    "FULL SIZE=1",
    "MAIL FROM:<a@b.example>",
    "RCPT TO:<c@d.example>",
    TRUE,
    TRUE },
  { "second-line-in-a-value",
    "a@b.example",
    "c@d.example",
    { CS_FEATURE_DSN },
    0,
    "rfc822;x\r\nRSET",
    "e\r\nRSET",
    NULL,
    "MAIL FROM:<a@b.example>",
    "RCPT TO:<c@d.example>",
    TRUE,
    TRUE },
  { "utf-8",
    "a@b.example",
    "jürgen@bücher.example",
    { 0, FALSE, 0, FALSE, TRUE },
    0,
    NULL,
    NULL,
    NULL,
    "MAIL FROM:<a@b.example> SMTPUTF8",
    "RCPT TO:<jürgen@xn--bcher-kva.example>" },
  { "quoted",
    "\"a b\"@b.example",
    "c@[192.0.2.1]",
    { 0 },
    0,
    NULL,
    NULL,
    NULL,
    "MAIL FROM:<\"a b\"@b.example>",
    "RCPT TO:<c@[192.0.2.1]>" },
};

static CsAddress *
address (const char *text)
{
  g_autoptr (GError) error = NULL;
  CsAddress *parsed = cs_address_parse (text, -1, CS_ADDRESS_ALLOW_NULL, NULL, &error);

  g_assert_no_error (error);
  return parsed;
}

static void
test_envelope (gconstpointer data)
{
  const Envelope *c = data;
  g_autoptr (CsAddress) sender = address (c->sender);
  g_autoptr (CsAddress) to = address (c->recipient);
  CsSendRequest request = { sender, NULL, NULL, FALSE, c->envelope_id, c->dsn_return };
  CsSendRecipient *recipient = cs_send_recipient_new (to);
  g_autofree char *mail = cs_command_mail (&request, &c->parameters);
  g_autofree char *rcpt = NULL;

  recipient->notify = c->notify;
  recipient->original_recipient = g_strdup (c->original_recipient);
  rcpt = cs_command_recipient (recipient, &c->parameters);
  g_assert_cmpstr (mail, ==, c->mail);
  g_assert_cmpstr (rcpt, ==, c->rcpt);
  g_assert_true (cs_command_mail_has_optional (&request, &c->parameters) == c->mail_optional);
  g_assert_true (cs_command_recipient_has_optional (recipient, &c->parameters) == c->rcpt_optional);
  cs_send_recipient_free (recipient);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/command/append/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_append);
    }
  for (guint i = 0; i < G_N_ELEMENTS (envelopes); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/command/envelope/", envelopes[i].name, NULL);

      g_test_add_data_func (path, &envelopes[i], test_envelope);
    }
  g_test_add_func ("/smtp/command/secret", test_secret);
  return g_test_run ();
}
