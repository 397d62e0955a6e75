#include "model/pattern.h"

typedef struct
{
  const char *text;
  const char *key; /* NULL: refused with code */
  CsPatternKind kind;
  const char *local;
  const char *domain;
  CsPatternError code;
} Case;

static const Case cases[] = {
  { "example.com", "example.com", CS_PATTERN_DOMAIN, NULL, "example.com" },
  { "Example.COM.", "example.com", CS_PATTERN_DOMAIN, NULL, "example.com" },
  { "localhost", "localhost", CS_PATTERN_DOMAIN, NULL, "localhost" },
  { "exa_mple.com", "exa_mple.com", CS_PATTERN_DOMAIN, NULL, "exa_mple.com" },
  { "bücher.de", "xn--bcher-kva.de", CS_PATTERN_DOMAIN, NULL, "xn--bcher-kva.de" },
  { "*.Example.com", "*.example.com", CS_PATTERN_WILDCARD, NULL, "example.com" },
  { "*.com", "*.com", CS_PATTERN_WILDCARD, NULL, "com" },
  { "*.bücher.de", "*.xn--bcher-kva.de", CS_PATTERN_WILDCARD, NULL, "xn--bcher-kva.de" },
  { "Ann@Example.com", "ann@example.com", CS_PATTERN_ADDRESS, "Ann", "example.com" },
  { "JÜRGEN@bücher.de", "jürgen@xn--bcher-kva.de", CS_PATTERN_ADDRESS, "JÜRGEN",
    "xn--bcher-kva.de" },
  { "\"a@b\"@c.de", "\"a@b\"@c.de", CS_PATTERN_ADDRESS, "\"a@b\"", "c.de" },
  { "\"ann\"@c.de", "ann@c.de", CS_PATTERN_ADDRESS, "ann", "c.de" },
  { "ann@[192.0.2.7]", "ann@[192.0.2.7]", CS_PATTERN_ADDRESS, "ann", "[192.0.2.7]" },

  { "*", NULL, .code = CS_PATTERN_ERROR_WILDCARD },
  { "a.*.b", NULL, .code = CS_PATTERN_ERROR_WILDCARD },
  { "*.*.c", NULL, .code = CS_PATTERN_ERROR_WILDCARD },
  { "**.c", NULL, .code = CS_PATTERN_ERROR_WILDCARD },
  { "*example.com", NULL, .code = CS_PATTERN_ERROR_WILDCARD },
  { "example.*", NULL, .code = CS_PATTERN_ERROR_WILDCARD },
  { "*@example.com", NULL, .code = CS_PATTERN_ERROR_WILDCARD },
  { "ann@*.example.com", NULL, .code = CS_PATTERN_ERROR_WILDCARD },
  { "*.ann@example.com", NULL, .code = CS_PATTERN_ERROR_WILDCARD },
  { "", NULL, .code = CS_PATTERN_ERROR_INVALID },
  { "*.", NULL, .code = CS_PATTERN_ERROR_INVALID },
  { "*..a", NULL, .code = CS_PATTERN_ERROR_INVALID },
  { ".example.com", NULL, .code = CS_PATTERN_ERROR_INVALID },
  { "a..b", NULL, .code = CS_PATTERN_ERROR_INVALID },
  { "1.2.3.4", NULL, .code = CS_PATTERN_ERROR_INVALID },
  { "[::1]", NULL, .code = CS_PATTERN_ERROR_INVALID },
  { "example.com ", NULL, .code = CS_PATTERN_ERROR_INVALID },
  { "☃.example", NULL, .code = CS_PATTERN_ERROR_INVALID },
  { "@", NULL, .code = CS_PATTERN_ERROR_INVALID },
  { "ann@", NULL, .code = CS_PATTERN_ERROR_INVALID },
  { "@example.com", NULL, .code = CS_PATTERN_ERROR_INVALID },
  { "<ann@example.com>", NULL, .code = CS_PATTERN_ERROR_INVALID },
  { " ann@example.com", NULL, .code = CS_PATTERN_ERROR_INVALID },
  { "ann@example.com ", NULL, .code = CS_PATTERN_ERROR_INVALID },
  { "@x:ann@example.com", NULL, .code = CS_PATTERN_ERROR_INVALID },
};

static void
assert_pattern (const CsPattern *pattern, const Case *c)
{
  g_assert_cmpint (pattern->kind, ==, c->kind);
  g_assert_cmpstr (pattern->key, ==, c->key);
  g_assert_cmpstr (pattern->local, ==, c->local);
  g_assert_cmpstr (pattern->domain, ==, c->domain);
}

static void
test_parse (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CsPattern) pattern = cs_pattern_parse (c->text, -1, &error);
  g_autoptr (CsPattern) copy = NULL;
  g_autoptr (CsPattern) again = NULL;
  g_autofree char *text = NULL;

  if (c->key == NULL)
    {
      g_assert_null (pattern);
      g_assert_error (error, CS_PATTERN_ERROR, (int)c->code);
      return;
    }

  g_assert_no_error (error);
  assert_pattern (pattern, c);
  copy = cs_pattern_copy (pattern);
  assert_pattern (copy, c);
  text = cs_pattern_to_string (pattern);
  again = cs_pattern_parse (text, -1, NULL);
  assert_pattern (again, c);
}

static void
test_display (void)
{
  static const char *const rows[][2] = {
    { "*.xn--bcher-kva.de", "*.bücher.de" },
    { "Ann@xn--bcher-kva.de", "Ann@bücher.de" },
    { "Example.com", "example.com" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CsPattern) pattern = cs_pattern_parse (rows[i][0], -1, NULL);
      g_autofree char *display = cs_pattern_to_display (pattern);

      g_assert_cmpstr (display, ==, rows[i][1]);
    }
}

static void
test_matches (void)
{
  static const struct
  {
    const char *pattern, *address;
    gboolean matches;
  } rows[] = {
    { "example.com", "ann@EXAMPLE.com", TRUE },
    { "example.com", "ann@sub.example.com", FALSE },
    { "example.com", "ann@myexample.com", FALSE },
    { "*.example.com", "ann@sub.example.com", TRUE },
    { "*.example.com", "ann@a.b.example.com", TRUE },
    { "*.example.com", "ann@example.com", FALSE },
    { "bücher.de", "ann@xn--bcher-kva.de", TRUE },
    { "Ann@example.com", "ANN@example.com", TRUE },
    { "Ann@example.com", "anna@example.com", FALSE },
    { "Ann@example.com", "ann@sub.example.com", FALSE },
    { "example.com", "ann@[192.0.2.7]", FALSE },
    { "*.com", "<>", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CsPattern) pattern = cs_pattern_parse (rows[i].pattern, -1, NULL);
      g_autoptr (CsAddress) address
          = cs_address_parse (rows[i].address, -1, CS_ADDRESS_ALLOW_NULL, NULL, NULL);

      g_assert_cmpint (cs_pattern_matches (pattern, address), ==, rows[i].matches);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/model/pattern/parse/“%s”", cases[i].text);

      g_test_add_data_func (path, &cases[i], test_parse);
    }
  g_test_add_func ("/model/pattern/display", test_display);
  g_test_add_func ("/model/pattern/matches", test_matches);

  return g_test_run ();
}
