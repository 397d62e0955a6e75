#include <string.h>

#include "base/domain.h"

#define TEN "a123456789"
#define LABEL_60 TEN TEN TEN TEN TEN TEN
#define LABEL_63 LABEL_60 "abc"
#define NAME_253 LABEL_63 "." LABEL_63 "." LABEL_63 "." LABEL_60 "a"

typedef struct
{
  const char *name;
  const char *text;
  const char *canonical; /* NULL: refused with code */
  CsDomainError code;
  gssize size_bytes; /* 0: up to the NUL */
} Case;

static const Case cases[] = {
  { "plain", "example.com", "example.com" },
  { "upper case", "Example.COM", "example.com" },
  { "trailing dot", "Example.COM.", "example.com" },
  { "one label", "localhost", "localhost" },
  { "digits", "3com.com", "3com.com" },
  { "underscore", "exa_mple.com", "exa_mple.com" },
  { "third and fourth hyphen", "r3---sn-x.example.com", "r3---sn-x.example.com" },
  { "given length", "example.com@x", "example.com", .size_bytes = 11 },
  { "U-label", "bücher.de", "xn--bcher-kva.de" },
  { "U-label upper case", "BÜCHER.DE", "xn--bcher-kva.de" },
  { "decomposed",
    "bu\xcc\x88"
    "cher.de",
    "xn--bcher-kva.de" },
  { "A-label", "xn--bcher-kva.de", "xn--bcher-kva.de" },
  { "A-label upper case", "XN--BCHER-KVA.DE", "xn--bcher-kva.de" },
  { "sharp s is kept", "straße.de", "xn--strae-oqa.de" },
  { "ideographic dots", "例え。テスト。", "xn--r8jz45g.xn--zckzah" },
  { "fullwidth", "ｅｘａｍｐｌｅ.com", "example.com" },
  { "underscore beside a U-label", "_x.bücher.de", "_x.xn--bcher-kva.de" },
  { "label of 63", LABEL_63 ".de", LABEL_63 ".de" },
  { "name of 253", NAME_253, NAME_253 },

  { "empty", "", NULL, CS_DOMAIN_ERROR_EMPTY },
  { "dot", ".", NULL, CS_DOMAIN_ERROR_EMPTY },
  { "dot in front", ".example.com", NULL, CS_DOMAIN_ERROR_EMPTY_LABEL },
  { "two dots", "a..b", NULL, CS_DOMAIN_ERROR_EMPTY_LABEL },
  { "two dots behind", "a.b..", NULL, CS_DOMAIN_ERROR_EMPTY_LABEL },
  { "label of 64", LABEL_63 "d.de", NULL, CS_DOMAIN_ERROR_LABEL_TOO_LONG },
  { "name of 254", NAME_253 "a", NULL, CS_DOMAIN_ERROR_TOO_LONG },
  { "hyphen in front", "-a.de", NULL, CS_DOMAIN_ERROR_CHARACTER },
  { "hyphen behind", "a-.de", NULL, CS_DOMAIN_ERROR_CHARACTER },
  { "space", "exam ple.com", NULL, CS_DOMAIN_ERROR_CHARACTER },
  { "space behind", "example.com ", NULL, CS_DOMAIN_ERROR_CHARACTER },
  { "at sign", "ann@example.com", NULL, CS_DOMAIN_ERROR_CHARACTER },
  { "asterisk", "*.example.com", NULL, CS_DOMAIN_ERROR_CHARACTER },
  { "line end", "example.com\r\n", NULL, CS_DOMAIN_ERROR_CHARACTER },
  { "NUL", "example\0.com", NULL, CS_DOMAIN_ERROR_CHARACTER, 12 },
  { "latin 1",
    "b\xfc"
    "cher.de",
    NULL, CS_DOMAIN_ERROR_NOT_UTF8 },
  { "IPv4", "192.0.2.7", NULL, CS_DOMAIN_ERROR_ADDRESS },
  { "short IPv4", "10.1", NULL, CS_DOMAIN_ERROR_ADDRESS },
  { "hexadecimal IPv4", "0x7f000001", NULL, CS_DOMAIN_ERROR_ADDRESS },
  { "IPv6", "2001:db8::7", NULL, CS_DOMAIN_ERROR_ADDRESS },
  { "literal", "[::1]", NULL, CS_DOMAIN_ERROR_ADDRESS },
  { "emoji", "i❤.ws", NULL, CS_DOMAIN_ERROR_IDNA },
  { "emoji as A-label", "xn--i-7iq.ws", NULL, CS_DOMAIN_ERROR_IDNA },
  { "forged A-label", "xn--a.de", NULL, CS_DOMAIN_ERROR_IDNA },
  { "A-label that is ASCII", "xn--example-.com", NULL, CS_DOMAIN_ERROR_IDNA },
  { "bidirectional override",
    "a\xe2\x80\xae"
    "b.de",
    NULL, CS_DOMAIN_ERROR_IDNA },
  { "fullwidth asterisk", "＊.example.com", NULL, CS_DOMAIN_ERROR_CHARACTER },
  { "fullwidth digits", "１２７.0.0.1", NULL, CS_DOMAIN_ERROR_ADDRESS },
};

static void
test_normalize (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *canonical
      = cs_domain_normalize (c->text, c->size_bytes > 0 ? c->size_bytes : -1, &error);

  g_assert_cmpstr (canonical, ==, c->canonical);
  if (c->canonical == NULL)
    g_assert_error (error, CS_DOMAIN_ERROR, (int)c->code);
  else
    g_assert_no_error (error);
}

/* What is canonical stays as it is. */
static void
test_normalize_twice (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (cases[i].canonical != NULL)
      {
        g_autofree char *again = cs_domain_normalize (cases[i].canonical, -1, NULL);

        g_assert_cmpstr (again, ==, cases[i].canonical);
      }
}

static void
test_too_much (void)
{
  g_autofree char *text = g_strnfill (10 * 1024 * 1024, 'a');
  g_autoptr (GError) error = NULL;

  g_assert_null (cs_domain_normalize (text, -1, &error));
  g_assert_error (error, CS_DOMAIN_ERROR, CS_DOMAIN_ERROR_TOO_LONG);
}

static void
test_display (void)
{
  static const struct
  {
    const char *domain, *display;
  } rows[] = {
    { "example.com", "example.com" },
    { "xn--bcher-kva.de", "bücher.de" },
    { "mail.xn--bcher-kva.de", "mail.bücher.de" },
    { "xn--i-7iq.ws", "xn--i-7iq.ws" }, /* converts, but not back */
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *display = cs_domain_to_display (rows[i].domain);

      g_assert_cmpstr (display, ==, rows[i].display);
    }
}

static void
test_below (void)
{
  g_assert_true (cs_domain_is_below ("a.example.com", "example.com"));
  g_assert_true (cs_domain_is_below ("a.b.example.com", "example.com"));
  g_assert_true (cs_domain_is_below ("example.com", "com"));
  g_assert_false (cs_domain_is_below ("example.com", "example.com"));
  g_assert_false (cs_domain_is_below ("myexample.com", "example.com"));
  g_assert_false (cs_domain_is_below ("com", "example.com"));
  g_assert_false (cs_domain_is_below ("example.com", "a.example.com"));
  g_assert_false (cs_domain_is_below ("example.com.org", "example.com"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/base/domain/normalize/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_normalize);
    }
  g_test_add_func ("/base/domain/normalize-twice", test_normalize_twice);
  g_test_add_func ("/base/domain/too-much", test_too_much);
  g_test_add_func ("/base/domain/display", test_display);
  g_test_add_func ("/base/domain/below", test_below);

  return g_test_run ();
}
