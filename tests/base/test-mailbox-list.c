#include <string.h>

#include "base/mailbox-list.h"

typedef struct
{
  const char *name;
  const char *text;
  const char *addresses; /* "a|b" */
  guint n_unreadable;
} Case;

static const Case cases[] = {
  { "empty", "", "", 0 },
  { "white", " \t\r\n ", "", 0 },
  { "one", "ann@example.com", "ann@example.com", 0 },
  { "two", "ann@example.com, bob@example.com", "ann@example.com|bob@example.com", 0 },
  { "bare", "root", "root", 0 },
  { "angle", "Ann Smith <ann@example.com>", "ann@example.com", 0 },
  { "angle-only", "<ann@example.com>", "ann@example.com", 0 },
  { "quoted-name", "\"Smith, Ann\" <ann@example.com>", "ann@example.com", 0 },
  { "quoted-name-with-angle", "\"<x@y>\" <ann@example.com>", "ann@example.com", 0 },
  { "escaped-quote", "\"a\\\"b, c\" <ann@example.com>", "ann@example.com", 0 },
  { "comment", "ann@example.com (Ann, of \\) course (nested))", "ann@example.com", 0 },
  { "comment-inside", "ann(x)@(y)example.com", "ann@example.com", 0 },
  { "obsolete-space", "ann . smith @ example . com", "ann.smith@example.com", 0 },
  { "space-in-angle", "< ann@example.com >", "ann@example.com", 0 },
  { "words-in-angle", "<ann smith@example.com>", "", 1 },
  { "folded", "ann@example.com,\r\n\tbob@example.com", "ann@example.com|bob@example.com", 0 },
  { "group", "friends: ann@example.com, Bob <bob@example.com>;, cat@example.com",
    "ann@example.com|bob@example.com|cat@example.com", 0 },
  { "empty-group", "undisclosed-recipients:;", "", 0 },
  { "semicolons", "ann@example.com; bob@example.com", "ann@example.com|bob@example.com", 0 },
  { "empty-places", ", ann@example.com,, ,bob@example.com,", "ann@example.com|bob@example.com", 0 },
  { "quoted-local", "\"a b\"@example.com", "\"a b\"@example.com", 0 },
  { "quoted-comma", "\"a,b\"@example.com", "\"a,b\"@example.com", 0 },
  { "literal", "ann@[IPv6:2001:db8::1]", "ann@[IPv6:2001:db8::1]", 0 },
  { "source-route", "<@a.example,@b.example:ann@example.com>",
    "@a.example,@b.example:ann@example.com", 0 },
  { "name-only", "Ann Smith", "", 1 },
  { "name-among-others", "Ann Smith, bob@example.com", "bob@example.com", 1 },
  { "encoded-word-name", "=?utf-8?q?J=C3=B6rg?= <joerg@example.com>", "joerg@example.com", 0 },
  { "encoded-word-alone", "=?utf-8?q?ann=40example.com?=", "", 1 },
  { "no-comma", "<ann@example.com> <bob@example.com>", "ann@example.com|bob@example.com", 0 },
  { "empty-angle", "MAILER-DAEMON <>", "", 1 },
  { "open-angle", "Ann <ann@example.com", "", 1 },
  { "open-quote", "\"Ann <ann@example.com>", "", 1 },
  { "open-comment", "ann@example.com (oh, bob@example.com", "ann@example.com", 0 },
  { "utf-8", "jörg@bücher.example", "jörg@bücher.example", 0 },
  { "two-ats", "a@b@c", "a@b@c", 0 },
  { "trailing-backslash", "\"a\\", "", 1 },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  guint n_unreadable;
  g_autoptr (GPtrArray) mailboxes
      = cs_mailbox_list_parse (c->text, strlen (c->text), &n_unreadable);
  g_autoptr (GString) addresses = g_string_new (NULL);

  for (guint i = 0; i < mailboxes->len; i++)
    {
      const CsMailbox *mailbox = mailboxes->pdata[i];

      g_string_append_printf (addresses, "%s%s", i > 0 ? "|" : "", mailbox->address);
      g_assert_cmpuint (mailbox->end, <=, strlen (c->text));
      if (mailbox->is_plain)
        g_assert_cmpmem (c->text + mailbox->start, mailbox->end - mailbox->start, mailbox->address,
                         strlen (mailbox->address));
    }
  g_assert_cmpstr (addresses->str, ==, c->addresses);
  g_assert_cmpuint (n_unreadable, ==, c->n_unreadable);
}

static void
test_places (void)
{
  static const char text[] = "Ann <ann@example.com>, bob (x) @example.com, \"c d\"@e";
  g_autoptr (GPtrArray) mailboxes = cs_mailbox_list_parse (text, strlen (text), NULL);
  const CsMailbox *first = mailboxes->pdata[0];
  const CsMailbox *third = mailboxes->pdata[2];

  g_assert_true (first->is_plain);
  g_assert_cmpuint (first->start, ==, 5);
  g_assert_cmpuint (first->end, ==, 20);
  g_assert_false (((CsMailbox *)mailboxes->pdata[1])->is_plain);
  g_assert_true (third->is_plain);
}

/* Every cut of every case, with NUL and 8-bit bytes in it, is read without going wrong. */
static void
test_cuts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize size = 0; size <= strlen (cases[i].text); size++)
      {
        g_autofree char *cut = g_memdup2 (cases[i].text, MAX (size, 1));
        g_autoptr (GPtrArray) mailboxes = NULL;

        if (size > 3)
          cut[size / 2] = '\0';
        mailboxes = cs_mailbox_list_parse (cut, size, NULL);
        g_assert_nonnull (mailboxes);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/base/mailbox-list/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/base/mailbox-list/places", test_places);
  g_test_add_func ("/base/mailbox-list/cuts", test_cuts);

  return g_test_run ();
}
