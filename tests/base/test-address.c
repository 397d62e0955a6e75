#include <string.h>

#include "base/address.h"

#define LOCAL_64 "0123456789012345678901234567890123456789012345678901234567890123"
#define LABEL_60 "a12345678901234567890123456789012345678901234567890123456789"

typedef struct
{
  const char *name;
  const char *text;
  const char *local; /* NULL: refused with code */
  const char *domain;
  CsAddressError code;
  CsAddressFlags flags;
  gssize size_bytes; /* 0: up to the NUL */
} Case;

/* What people and programs write as addresses; what only a header field may hold is none. */
static const Case cases[] = {
  { "plain", "ann@example.com", "ann", "example.com" },
  { "brackets", "<ann@example.com>", "ann", "example.com" },
  { "white space around", "  ann@example.com\t", "ann", "example.com" },
  { "domain in upper case", "Ann@Example.COM", "Ann", "example.com" },
  { "trailing dot", "a@b.", "a", "b" },
  { "one label", "a@localhost", "a", "localhost" },
  { "dot behind", "a.@b", "\"a.\"", "b" },
  { "dot in front", ".a@b", "\".a\"", "b" },
  { "two dots", "a..b@docomo.ne.jp", "\"a..b\"", "docomo.ne.jp" },
  { "two dots quoted", "\"a..b\"@docomo.ne.jp", "\"a..b\"", "docomo.ne.jp" },
  { "needless quotes", "\"ann\"@example.com", "ann", "example.com" },
  { "needless escape", "\"a\\nn\"@example.com", "ann", "example.com" },
  { "quoted space", "\"a b\"@x", "\"a b\"", "x" },
  { "quoted nothing", "\"\"@x", "\"\"", "x" },
  { "quoted at sign", "\"a@b\"@c", "\"a@b\"", "c" },
  { "quoted quote", "\"a\\\"b\"@c", "\"a\\\"b\"", "c" },
  { "quoted backslash", "\"a\\\\b\"@c", "\"a\\\\b\"", "c" },
  { "all atext", "!#$%&'*+-/=?^_`{|}~@x", "!#$%&'*+-/=?^_`{|}~", "x" },
  { "like an option", "-oQ/tmp@x", "-oQ/tmp", "x" },
  { "like a command", "|cmd@x", "|cmd", "x" },
  { "percent", "a%b@c", "a%b", "c" },
  { "bang", "a!b@c", "a!b", "c" },
  { "local part of 64", LOCAL_64 "@x", LOCAL_64, "x" },
  { "literal", "a@[192.0.2.7]", "a", "[192.0.2.7]" },
  { "IPv6 literal", "a@[IPv6:2001:DB8:0:0::7]", "a", "[IPv6:2001:db8::7]" },
  { "IPv6 tag in lower case", "a@[ipv6:::1]", "a", "[IPv6:::1]" },
  { "source route", "<@x:a@b>", "a", "b" },
  { "long source route", "@x,@y.example:a@b", "a", "b" },
  { "UTF-8 local part", "jürgen@example.com", "jürgen", "example.com" },
  { "UTF-8 both", "用户@例え.テスト", "用户", "xn--r8jz45g.xn--zckzah" },
  { "UTF-8 local part, A-labels", "jürgen@xn--bcher-kva.de", "jürgen", "xn--bcher-kva.de" },
  { "encoded word is an atom", "=?utf-8?q?a?=@x", "=?utf-8?q?a?=", "x" },
  { "given length", "ann@example.com>rest", "ann", "example.com", .size_bytes = 15 },
  { "null path", "", "", "", .flags = CS_ADDRESS_ALLOW_NULL },
  { "null path in brackets", "<>", "", "", .flags = CS_ADDRESS_ALLOW_NULL },
  { "bare", "root", "root", "mail.example", .flags = CS_ADDRESS_ALLOW_BARE },
  { "bare in brackets", "<root>", "root", "mail.example", .flags = CS_ADDRESS_ALLOW_BARE },
  { "whole though bare is allowed", "a@b", "a", "b", .flags = CS_ADDRESS_ALLOW_BARE },

  { "empty", "", NULL, NULL, CS_ADDRESS_ERROR_EMPTY },
  { "only white space", "  ", NULL, NULL, CS_ADDRESS_ERROR_EMPTY },
  { "null path not allowed", "<>", NULL, NULL, CS_ADDRESS_ERROR_EMPTY },
  { "bare not allowed", "a", NULL, NULL, CS_ADDRESS_ERROR_NO_DOMAIN },
  { "null is not bare", "", NULL, NULL, CS_ADDRESS_ERROR_EMPTY, CS_ADDRESS_ALLOW_BARE },
  { "no domain", "a@", NULL, NULL, CS_ADDRESS_ERROR_DOMAIN },
  { "no local part", "@b", NULL, NULL, CS_ADDRESS_ERROR_LOCAL },
  { "only at sign", "@", NULL, NULL, CS_ADDRESS_ERROR_LOCAL },
  { "two at signs", "a@b@c", NULL, NULL, CS_ADDRESS_ERROR_DOMAIN },
  { "local part of 65", LOCAL_64 "0@x", NULL, NULL, CS_ADDRESS_ERROR_LOCAL_TOO_LONG },
  { "path of 255", LOCAL_64 "@" LABEL_60 "." LABEL_60 "." LABEL_60 ".abcdefg", NULL, NULL,
    CS_ADDRESS_ERROR_TOO_LONG },
  { "unquoted space", "a b@x", NULL, NULL, CS_ADDRESS_ERROR_TRAILING },
  { "open quote", "\"a@x", NULL, NULL, CS_ADDRESS_ERROR_LOCAL },
  { "escape at the end", "\"a\\", NULL, NULL, CS_ADDRESS_ERROR_LOCAL },
  { "text behind quotes", "\"a\"b@x", NULL, NULL, CS_ADDRESS_ERROR_LOCAL },
  { "unquoted backslash", "a\\b@x", NULL, NULL, CS_ADDRESS_ERROR_LOCAL },
  { "group", "undisclosed:;", NULL, NULL, CS_ADDRESS_ERROR_LOCAL },
  { "display name", "Ann <ann@x>", NULL, NULL, CS_ADDRESS_ERROR_TRAILING },
  { "comment", "ann(x)@x", NULL, NULL, CS_ADDRESS_ERROR_LOCAL },
  { "list", "a@b,c@d", NULL, NULL, CS_ADDRESS_ERROR_DOMAIN },
  { "two addresses", "a@b c@d", NULL, NULL, CS_ADDRESS_ERROR_TRAILING },
  { "parameter behind", "<a@b> SIZE=3", NULL, NULL, CS_ADDRESS_ERROR_TRAILING },
  { "open bracket", "<a@b", NULL, NULL, CS_ADDRESS_ERROR_DOMAIN },
  { "closing bracket only", "a@b>", NULL, NULL, CS_ADDRESS_ERROR_DOMAIN },
  { "injected command", "a\r\nRCPT TO:<c>@d", NULL, NULL, CS_ADDRESS_ERROR_CHARACTER },
  { "quoted line end", "\"a\r\nb\"@d", NULL, NULL, CS_ADDRESS_ERROR_CHARACTER },
  { "line end behind", "a@b\r\n", NULL, NULL, CS_ADDRESS_ERROR_CHARACTER },
  { "NUL", "a\0@b.de", NULL, NULL, CS_ADDRESS_ERROR_CHARACTER, 0, 7 },
  { "NUL behind", "a@b\0", NULL, NULL, CS_ADDRESS_ERROR_CHARACTER, 0, 4 },
  { "DEL", "a\x7f@b", NULL, NULL, CS_ADDRESS_ERROR_CHARACTER },
  { "C1 control", "a\xc2\x85@b", NULL, NULL, CS_ADDRESS_ERROR_CHARACTER },
  { "right-to-left override", "a\xe2\x80\xae@b", NULL, NULL, CS_ADDRESS_ERROR_CHARACTER },
  { "latin 1", "j\xfcrgen@b", NULL, NULL, CS_ADDRESS_ERROR_CHARACTER },
  { "cut UTF-8", "a@b\xc3", NULL, NULL, CS_ADDRESS_ERROR_CHARACTER },
  { "address as domain", "a@1.2.3.4", NULL, NULL, CS_ADDRESS_ERROR_DOMAIN },
  { "untagged IPv6 literal", "a@[::1]", NULL, NULL, CS_ADDRESS_ERROR_DOMAIN },
  { "general literal", "a@[x:y]", NULL, NULL, CS_ADDRESS_ERROR_DOMAIN },
  { "open literal", "a@[1.2.3.4", NULL, NULL, CS_ADDRESS_ERROR_DOMAIN },
  { "empty literal", "a@[]", NULL, NULL, CS_ADDRESS_ERROR_DOMAIN },
  { "empty label", "a@b..c", NULL, NULL, CS_ADDRESS_ERROR_DOMAIN },
  { "source route without address", "<@x,@y>", NULL, NULL, CS_ADDRESS_ERROR_LOCAL },
  { "source route with a bad domain", "<@x y:a@b>", NULL, NULL, CS_ADDRESS_ERROR_DOMAIN },
  { "no-break space",
    "a\xc2\xa0"
    "b@x",
    NULL, NULL, CS_ADDRESS_ERROR_LOCAL },
};

static void
test_parse (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CsAddress) address = cs_address_parse (c->text, c->size_bytes > 0 ? c->size_bytes : -1,
                                                    c->flags, "mail.example", &error);
  g_autofree char *text = NULL;

  if (c->local == NULL)
    {
      g_assert_null (address);
      g_assert_error (error, CS_ADDRESS_ERROR, (int)c->code);
      g_assert_nonnull (strstr (error->message, "at byte "));
      return;
    }

  g_assert_no_error (error);
  g_assert_cmpstr (cs_address_local (address), ==, c->local);
  g_assert_cmpstr (cs_address_domain (address), ==, c->domain);
  if (!cs_address_is_null (address))
    text = g_strconcat (c->local, "@", c->domain, NULL);
  g_assert_cmpstr (cs_address_text (address), ==, text != NULL ? text : "");
  g_assert_cmpint (cs_address_is_literal (address), ==, c->domain[0] == '[');
  g_assert_cmpint (cs_address_needs_smtputf8 (address), ==, !g_str_is_ascii (c->local));
}

/* What an address is written as reads as the same address. */
static void
test_parse_again (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (cases[i].local != NULL)
      {
        const Case *c = &cases[i];
        g_autoptr (CsAddress) first = cs_address_parse (
            c->text, c->size_bytes > 0 ? c->size_bytes : -1, c->flags, "mail.example", NULL);
        g_autoptr (CsAddress) again
            = cs_address_parse (cs_address_text (first), -1, CS_ADDRESS_ALLOW_NULL, NULL, NULL);

        g_assert_nonnull (again);
        g_assert_cmpstr (cs_address_text (again), ==, cs_address_text (first));
        g_assert_true (cs_address_equal (first, again));
      }
}

static void
test_position (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cs_address_parse ("  ann@exam ple.com", -1, CS_ADDRESS_DEFAULT, NULL, &error));
  g_assert_error (error, CS_ADDRESS_ERROR, CS_ADDRESS_ERROR_TRAILING);
  g_assert_nonnull (strstr (error->message, "at byte 11)"));
}

static void
test_bare_without_domain (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cs_address_parse ("root", -1, CS_ADDRESS_ALLOW_BARE, NULL, &error));
  g_assert_error (error, CS_ADDRESS_ERROR, CS_ADDRESS_ERROR_NO_DOMAIN);
}

static gboolean
are_equal (const char *a, const char *b)
{
  g_autoptr (CsAddress) x = cs_address_parse (a, -1, CS_ADDRESS_ALLOW_NULL, NULL, NULL);
  g_autoptr (CsAddress) y = cs_address_parse (b, -1, CS_ADDRESS_ALLOW_NULL, NULL, NULL);

  return cs_address_equal (x, y);
}

static void
test_equal (void)
{
  g_assert_true (are_equal ("Ann@Example.com", "aNN@example.COM"));
  g_assert_true (are_equal ("\"ann\"@example.com", "ann@example.com"));
  g_assert_true (are_equal ("ann@bücher.de", "ann@xn--bcher-kva.de"));
  g_assert_true (are_equal ("JÜRGEN@x.de", "jürgen@x.de"));
  g_assert_true (are_equal ("", "<>"));
  g_assert_false (are_equal ("ann@example.com", "ann@example.org"));
  g_assert_false (are_equal ("ann@example.com", "anna@example.com"));
  g_assert_false (are_equal ("ann@example.com", ""));
  g_assert_false (are_equal ("jurgen@x.de", "jürgen@x.de"));
}

static void
test_reference (void)
{
  CsAddress *address = cs_address_parse ("a@b", -1, CS_ADDRESS_DEFAULT, NULL, NULL);
  CsAddress *other = cs_address_ref (address);

  cs_address_unref (address);
  g_assert_cmpstr (cs_address_text (other), ==, "a@b");
  cs_address_unref (other);
  cs_address_unref (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/base/address/parse/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_parse);
    }
  g_test_add_func ("/base/address/parse-again", test_parse_again);
  g_test_add_func ("/base/address/position", test_position);
  g_test_add_func ("/base/address/bare-without-domain", test_bare_without_domain);
  g_test_add_func ("/base/address/equal", test_equal);
  g_test_add_func ("/base/address/reference", test_reference);

  return g_test_run ();
}
