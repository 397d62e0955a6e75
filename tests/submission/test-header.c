#include <string.h>

#include "base/when.h"
#include "submission/header.h"

#define NOW_S 1800000000

typedef struct
{
  const char *name;
  const char *header;
  const char *masquerade;
  const char *completed; /* without the added fields */
  const char *added; /* "DMF" for Date, Message-ID, From */
} Case;

static const Case cases[] = {
  { "nothing-there", "", NULL, "", "FDM" },
  { "complete", "From: a@a\r\nDate: d\r\nMessage-ID: <m>\r\n", NULL,
    "From: a@a\r\nDate: d\r\nMessage-ID: <m>\r\n", "" },
  { "lf", "From: a@a\nDate: d\nMessage-Id: <m>\n", NULL,
    "From: a@a\r\nDate: d\r\nMessage-Id: <m>\r\n", "" },
  { "no-date", "From: a@a\nMessage-ID: <m>\n", NULL, "From: a@a\r\nMessage-ID: <m>\r\n", "D" },
  { "two-from", "From: a@a\nFrom: b@b\nDate: d\nMessage-ID: <m>\n", NULL,
    "From: a@a\r\nFrom: b@b\r\nDate: d\r\nMessage-ID: <m>\r\n", "" },
  { "bcc", "From: a@a\nBcc: x@x,\n y@y\nbcc: z@z\nDate: d\nMessage-ID: <m>\nResent-Bcc: r@r\n",
    NULL, "From: a@a\r\nDate: d\r\nMessage-ID: <m>\r\n", "" },
  { "return-path", "Return-Path: <a@a>\nFrom: a@a\nDate: d\nMessage-ID: <m>\n", NULL,
    "From: a@a\r\nDate: d\r\nMessage-ID: <m>\r\n", "" },
  { "from-line", "From ann Mon Sep 17\nFrom: a@a\nDate: d\nMessage-ID: <m>\n", NULL,
    "From: a@a\r\nDate: d\r\nMessage-ID: <m>\r\n", "" },
  { "no-line-end", "From: a@a\nDate: d\nMessage-ID: <m>", NULL,
    "From: a@a\r\nDate: d\r\nMessage-ID: <m>\r\n", "" },
  { "bare-cr", "From: a@a\nDate: d\nMessage-ID: <m>\nX: a\rb\n", NULL,
    "From: a@a\r\nDate: d\r\nMessage-ID: <m>\r\nX: a b\r\n", "" },
  { "8-bit-stays", "From: a@a\nDate: d\nMessage-ID: <m>\nSubject: \xe4\xff\n", NULL,
    "From: a@a\r\nDate: d\r\nMessage-ID: <m>\r\nSubject: \xe4\xff\r\n", "" },
  { "folds-stay", "From: a@a\nDate: d\nMessage-ID: <m>\nX: a\n\tb\n", NULL,
    "From: a@a\r\nDate: d\r\nMessage-ID: <m>\r\nX: a\r\n\tb\r\n", "" },
  { "masquerade",
    "From: Ann <ann@host.example>, b@localhost, c@else.example\nDate: d\nMessage-ID: <m>\n",
    "corp.example",
    "From: Ann <ann@corp.example>, b@corp.example, c@else.example\r\nDate: d\r\nMessage-ID: "
    "<m>\r\n",
    "" },
  { "masquerade-only-from", "From: a@a\nReply-To: b@host.example\nDate: d\nMessage-ID: <m>\n",
    "corp.example", "From: a@a\r\nReply-To: b@host.example\r\nDate: d\r\nMessage-ID: <m>\r\n", "" },
  { "masquerade-leaves-what-it-cannot-read",
    "From: ann (x) @ host.example\nDate: d\nMessage-ID: <m>\n", "corp.example",
    "From: ann (x) @ host.example\r\nDate: d\r\nMessage-ID: <m>\r\n", "" },
};

static char *
added_fields (const char *added)
{
  g_autofree char *date = cs_when_to_rfc5322 (NOW_S);
  GString *fields = g_string_new (NULL);

  if (strchr (added, 'F') != NULL)
    g_string_append (fields, "From: <sender@host.example>\r\n");
  if (strchr (added, 'D') != NULL)
    g_string_append_printf (fields, "Date: %s\r\n", date);
  if (strchr (added, 'M') != NULL)
    g_string_append (fields, "Message-ID: <id@host.example>\r\n");
  return g_string_free (fields, FALSE);
}

static void
test_case (gconstpointer data)
{
  static const char *const local[] = { "host.example", "localhost", NULL };
  const Case *c = data;
  g_auto (CsHeaderLook) look = { 0 };
  CsHeaderFacts facts = { .received = "by host.example\n\tid 1",
                          .from = "sender@host.example",
                          .message_id = "id@host.example",
                          .now_s = NOW_S,
                          .masquerade_domain = c->masquerade,
                          .local_domains = local };
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autofree char *added = added_fields (c->added);
  g_autofree char *expected
      = g_strconcat ("Received: by host.example\r\n\tid 1\r\n", c->completed, added, NULL);

  cs_header_look (c->header, strlen (c->header), &look);
  cs_header_complete (c->header, strlen (c->header), &look, &facts, out);
  g_byte_array_append (out, (const guint8 *)"", 1);
  g_assert_cmpstr ((const char *)out->data, ==, expected);
}

static void
test_look (void)
{
  static const char header[] = "Received: a\nRECEIVED: b\n c\nX-Received: no\nReceived: d\n"
                               "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\nSubject: second\n";
  g_auto (CsHeaderLook) look = { 0 };

  cs_header_look (header, strlen (header), &look);
  g_assert_cmpuint (look.n_received, ==, 3);
  g_assert_cmpstr (look.subject, ==, "Grüße");
  g_assert_false (look.has_date || look.has_from || look.has_message_id);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/submission/header/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/submission/header/look", test_look);

  return g_test_run ();
}
