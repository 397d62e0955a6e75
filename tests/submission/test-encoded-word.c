#include "submission/encoded-word.h"

typedef struct
{
  const char *name;
  const char *value;
  const char *decoded;
} Case;

static const Case cases[] = {
  { "plain", "Hello there", "Hello there" },
  { "empty", "", "" },
  { "q", "=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße" },
  { "q-underscore", "=?UTF-8?Q?a_b?= c", "a b c" },
  { "b", "=?utf-8?B?R3LDvMOfZQ==?=", "Grüße" },
  { "latin-1", "=?iso-8859-1?Q?Gr=FC=DFe?=", "Grüße" },
  { "two-words", "=?utf-8?q?a?= =?utf-8?q?b?=", "ab" },
  { "word-and-text", "=?utf-8?q?a?= b =?utf-8?q?c?=", "a b c" },
  { "language", "=?utf-8*en?q?a?=", "a" },
  { "unknown-charset", "=?x-nonsense?q?abc?=", "abc" },
  { "unknown-encoding", "=?utf-8?x?abc?=", "=?utf-8?x?abc?=" },
  { "not-closed", "=?utf-8?q?abc", "=?utf-8?q?abc" },
  { "not-one", "a =? b ?= c", "a =? b ?= c" },
  { "bad-hex", "=?utf-8?q?a=ZZ=4?=", "a=ZZ=4" },
  { "controls", "=?utf-8?q?a=0D=0Ab=1B[31m?=", "a??b?[31m" },
  { "bad-utf-8", "=?utf-8?q?a=FFb?=",
    "a\xef\xbf\xbd"
    "b" },
  { "raw-bytes", "a\xff", "a\xef\xbf\xbd" },
  { "empty-word",
    "=?utf-8?q?"
    "?=x",
    "x" },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *decoded = cs_encoded_word_decode (c->value, 200);

  g_assert_cmpstr (decoded, ==, c->decoded);
}

static void
test_length (void)
{
  g_autofree char *value = g_strnfill (100000, 'x');
  g_autofree char *decoded = cs_encoded_word_decode (value, 200);
  g_autofree char *wide = cs_encoded_word_decode ("äöüß", 2);

  g_assert_cmpint (g_utf8_strlen (decoded, -1), ==, 200);
  g_assert_cmpstr (wide, ==, "äö");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/submission/encoded-word/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/submission/encoded-word/length", test_length);

  return g_test_run ();
}
