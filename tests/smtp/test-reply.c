#include "smtp/reply.h"

#include <string.h>

#include "smtp/reply-facts.h"

typedef struct
{
  const char *name;
  const char *lines[4];
  CsReplyProgress last;
  unsigned code;
  const char *text; /* of a complete one */
  guint enhanced[3];
} Case;

static const Case cases[] = {
  { "one-line", { "250 ok" }, CS_REPLY_COMPLETE, 250, "ok" },
  { "bare-code", { "250" }, CS_REPLY_COMPLETE, 250, "" },
  { "code-and-blank", { "250 " }, CS_REPLY_COMPLETE, 250, "" },
  { "several-lines",
    { "250-relay", "250-", "250 AUTH NTLM" },
    CS_REPLY_COMPLETE,
    250,
    "relay AUTH NTLM" },
  { "more-to-come", { "250-relay" }, CS_REPLY_INCOMPLETE, 250 },
  { "codes-differ", { "250-relay", "550 no" }, CS_REPLY_MALFORMED, 250 },
  { "not-a-code", { "2x0 ok" }, CS_REPLY_MALFORMED },
  { "four-digits", { "2200 ok" }, CS_REPLY_MALFORMED },
  { "two-digits", { "22 ok" }, CS_REPLY_MALFORMED },
  { "empty", { "" }, CS_REPLY_MALFORMED },
  { "1xx", { "120 ok" }, CS_REPLY_MALFORMED },
  { "6xx", { "600 ok" }, CS_REPLY_MALFORMED },
  { "tab", { "250\tok" }, CS_REPLY_MALFORMED },
  { "control-characters",
    { "550 a\x01"
      "b\x1b[0m\xff" },
    CS_REPLY_COMPLETE,
    550,
    "a?b?[0m\xef\xbf\xbd" },
  { "enhanced", { "550 5.1.1 nobody" }, CS_REPLY_COMPLETE, 550, "5.1.1 nobody", { 5, 1, 1 } },
  { "enhanced-alone", { "250 2.0.0" }, CS_REPLY_COMPLETE, 250, "2.0.0", { 2, 0, 0 } },
  { "enhanced-three-digits",
    { "535 5.7.139 off" },
    CS_REPLY_COMPLETE,
    535,
    "5.7.139 off",
    { 5, 7, 139 } },
  { "enhanced-on-each-line",
    { "534-5.7.9 do", "534-5.7.9 this", "534 5.7.9 first" },
    CS_REPLY_COMPLETE,
    534,
    "5.7.9 do this first",
    { 5, 7, 9 } },
  { "enhanced-of-another-class", { "550 4.2.1 hm" }, CS_REPLY_COMPLETE, 550, "4.2.1 hm" },
  { "enhanced-too-short", { "550 5.1 hm" }, CS_REPLY_COMPLETE, 550, "5.1 hm" },
  { "enhanced-too-large", { "550 5.1.1000 hm" }, CS_REPLY_COMPLETE, 550, "5.1.1000 hm" },
  { "enhanced-and-letters", { "550 5.1.1x hm" }, CS_REPLY_COMPLETE, 550, "5.1.1x hm" },
  { "enhanced-overflows",
    { "550 5.1.99999999999999999999 hm" },
    CS_REPLY_COMPLETE,
    550,
    "5.1.99999999999999999999 hm" },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (CsReply) reply = cs_reply_new ();
  g_autoptr (CsFailure) facts = NULL;
  CsReplyProgress progress = CS_REPLY_INCOMPLETE;

  for (guint i = 0; i < G_N_ELEMENTS (c->lines) && c->lines[i] != NULL; i++)
    progress = cs_reply_feed (reply, c->lines[i], strlen (c->lines[i]));

  g_assert_cmpint (progress, ==, c->last);
  g_assert_cmpuint (reply->code, ==, c->code);
  if (progress != CS_REPLY_COMPLETE)
    return;

  facts = cs_reply_to_failure (reply, CS_STAGE_MAIL, CS_FAILURE_REPLY);
  g_assert_cmpstr (facts->text, ==, c->text);
  g_assert_cmpuint (facts->code, ==, c->code);
  g_assert_cmpmem (facts->enhanced, sizeof facts->enhanced, c->enhanced, sizeof c->enhanced);
}

/* Without this a NUL would shorten the text, and with it perhaps hide what follows. */
static void
test_nul (void)
{
  g_autoptr (CsReply) reply = cs_reply_new ();

  g_assert_cmpint (cs_reply_feed (reply, "250 a\0b", 7), ==, CS_REPLY_COMPLETE);
  g_assert_cmpstr (reply->lines->pdata[0], ==, "a?b");
}

static CsReplyProgress
feed_long (const char *code, gsize text_bytes)
{
  g_autoptr (CsReply) reply = cs_reply_new ();
  g_autofree char *text = g_strnfill (text_bytes, 'A');
  g_autofree char *line = g_strconcat (code, text, NULL);

  return cs_reply_feed (reply, line, strlen (line));
}

static void
test_lengths (void)
{
  g_assert_cmpint (feed_long ("250 ", 4092), ==, CS_REPLY_COMPLETE);
  g_assert_cmpint (feed_long ("250 ", 4093), ==, CS_REPLY_MALFORMED);
  g_assert_cmpint (feed_long ("334 ", CS_REPLY_MAX_LINE - 4), ==, CS_REPLY_COMPLETE);
  g_assert_cmpint (feed_long ("334 ", CS_REPLY_MAX_LINE - 3), ==, CS_REPLY_MALFORMED);
}

static guint
lines_until_malformed (const char *line)
{
  g_autoptr (CsReply) reply = cs_reply_new ();
  guint n = 0;

  while (cs_reply_feed (reply, line, strlen (line)) == CS_REPLY_INCOMPLETE)
    n++;
  return n;
}

static void
test_amount (void)
{
  g_autofree char *text = g_strnfill (1000, 'A');
  g_autofree char *line = g_strconcat ("250-", text, NULL);

  g_assert_cmpuint (lines_until_malformed ("250-a"), ==, CS_REPLY_MAX_LINES);
  g_assert_cmpuint (lines_until_malformed (line), ==, 64 * 1024 / 1004);
}

static void
test_text_is_bounded (void)
{
  g_autoptr (CsReply) reply = cs_reply_new ();
  g_autofree char *text = g_strnfill (1000, 'A');
  g_autofree char *line = g_strconcat ("250-", text, NULL);
  g_autofree char *all = NULL;

  for (guint i = 0; i < 10; i++)
    cs_reply_feed (reply, line, strlen (line));
  all = cs_reply_text (reply);
  g_assert_cmpuint (strlen (all), <=, 1024);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/reply/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/smtp/reply/nul", test_nul);
  g_test_add_func ("/smtp/reply/lengths", test_lengths);
  g_test_add_func ("/smtp/reply/amount", test_amount);
  g_test_add_func ("/smtp/reply/text-is-bounded", test_text_is_bounded);
  return g_test_run ();
}
