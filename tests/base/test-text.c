#include <string.h>

#include "base/text.h"

typedef struct
{
  const char *name;
  const char *bytes;
  const char *clean;
  gsize max_bytes; /* 0: plenty */
  gsize size_bytes; /* 0: up to the NUL */
} Case;

static const Case cases[] = {
  { "plain", "250 ok", "250 ok" },
  { "empty", "", "" },
  { "UTF-8", "größe 大", "größe 大" },
  { "runs of white space", "a  \t b", "a b" },
  { "no-break spaces",
    "a\xc2\xa0\xc2\xa0"
    "b",
    "a b" },
  { "line ends", "a\r\nb\nc", "a??b?c" },
  { "line separator",
    "a\xe2\x80\xa8"
    "b",
    "a?b" },
  { "NUL does not shorten", "a\0b", "a?b", 0, 3 },
  { "escape sequence", "\x1b[31mred", "?[31mred" },
  { "DEL and C1",
    "a\x7f\xc2\x9b"
    "b",
    "a??b" },
  { "bidirectional override",
    "a\xe2\x80\xae"
    "b",
    "a?b" },
  { "bidirectional isolate",
    "a\xe2\x81\xa6"
    "b",
    "a?b" },
  { "latin 1",
    "gr\xf6\xdf"
    "e",
    "gr\xef\xbf\xbd\xef\xbf\xbd"
    "e" },
  { "cut sequence", "a\xe2\x82", "a\xef\xbf\xbd\xef\xbf\xbd" },
  { "surrogate", "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
  { "beyond Unicode", "\xf4\x90\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
  { "markup is only text", "<b>%s</b>", "<b>%s</b>" },
  { "exactly as long", "abcdef", "abcdef", 6 },
  { "cut", "abcdefg", "abc…", 6 },
  { "cut at a character", "äöü", "ä…", 5 },
  { "too short for the ellipsis", "abcdef", "ab", 2 },
  { "nothing fits", "abc", "", G_MAXSIZE },
};

static void
test_clean (gconstpointer data)
{
  const Case *c = data;
  gsize size = c->size_bytes > 0 ? c->size_bytes : strlen (c->bytes);
  gsize max = c->max_bytes == 0 ? 1000 : c->max_bytes == G_MAXSIZE ? 0 : c->max_bytes;
  g_autofree char *clean = cs_text_clean (c->bytes, size, max);

  g_assert_cmpstr (clean, ==, c->clean);
  g_assert_true (g_utf8_validate (clean, -1, NULL));
  g_assert_cmpuint (strlen (clean), <=, max);
}

/* Whatever two bytes stand in front, the result is one line of UTF-8 and nothing behind is lost. */
static void
test_every_byte (void)
{
  for (int a = 0; a < 256; a++)
    for (int b = 0; b < 256; b++)
      {
        const char bytes[] = { a, b, 'x' };
        g_autofree char *clean = cs_text_clean (bytes, sizeof bytes, 100);

        g_assert_true (g_utf8_validate (clean, -1, NULL));
        g_assert_null (strpbrk (clean, "\r\n\t\x1b\x7f"));
        g_assert_true (g_str_has_suffix (clean, "x"));
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/base/text/clean/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_clean);
    }
  g_test_add_func ("/base/text/every-byte", test_every_byte);

  return g_test_run ();
}
