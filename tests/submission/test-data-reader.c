#include <string.h>

#include "submission/data-reader.h"

#define ALL(text) text, sizeof (text) - 1

typedef struct
{
  const char *name;
  const char *wire;
  gsize size_bytes;
  const char *content;
  CsDataProgress progress;
  gsize consumed;
} Case;

static const Case cases[] = {
  { "empty", ALL (".\r\n"), "", CS_DATA_END, 3 },
  { "one-line", ALL ("a\r\n.\r\n"), "a\r\n", CS_DATA_END, 6 },
  { "more-behind", ALL ("a\r\n.\r\nQUIT\r\n"), "a\r\n", CS_DATA_END, 6 },
  { "doubled-dot", ALL ("..a\r\n.\r\n"), ".a\r\n", CS_DATA_END, 8 },
  { "only-dots", ALL ("...\r\n..\r\n.\r\n"), "..\r\n.\r\n", CS_DATA_END, 12 },
  { "undoubled-dot", ALL (".a\r\n.\r\n"), "a\r\n", CS_DATA_END, 7 },
  { "dot-inside", ALL ("a.\r\na.b\r\n.\r\n"), "a.\r\na.b\r\n", CS_DATA_END, 12 },
  { "empty-lines", ALL ("\r\n\r\n.\r\n"), "\r\n\r\n", CS_DATA_END, 7 },
  { "unfinished", ALL ("a\r\n."), "a\r\n", CS_DATA_MORE, 4 },
  { "unfinished-cr", ALL ("a\r\n.\r"), "a\r\n", CS_DATA_MORE, 5 },
  { "bare-lf", ALL ("a\nb\r\n.\r\n"), "a\n", CS_DATA_BARE_LF, 2 },
  { "smuggle-lf-dot-lf", ALL ("a\n.\nMAIL"), "a\n", CS_DATA_BARE_LF, 2 },
  { "smuggle-crlf-dot-lf", ALL ("a\r\n.\nMAIL"), "a\r\n", CS_DATA_BARE_LF, 4 },
  { "smuggle-lf-dot-crlf", ALL ("a\n.\r\nMAIL"), "a\n", CS_DATA_BARE_LF, 2 },
  { "smuggle-cr-dot-cr", ALL ("a\r.\rb\r\n.\r\n"), "a\r.\rb\r\n", CS_DATA_END, 10 },
  { "smuggle-crlf-dot-cr", ALL ("a\r\n.\rb\r\n.\r\n"), "a\r\n\rb\r\n", CS_DATA_END, 11 },
  { "smuggle-nul", ALL ("a\r\n\0.\r\n.\r\n"), "a\r\n", CS_DATA_END, 10 },
  { "cr-cr-lf", ALL ("a\r\r\n.\r\n"), "a\r\r\n", CS_DATA_END, 7 },
  { "dot-cr-cr-lf", ALL (".\r\r\n.\r\n"), "\r\r\n", CS_DATA_END, 7 },
  { "lf-first", ALL ("\n"), "\n", CS_DATA_BARE_LF, 1 },
};

static CsDataProgress
read_in_pieces (const Case *c, gsize cut, GByteArray *out, gsize *consumed)
{
  CsDataReader reader = CS_DATA_READER_INIT;
  CsDataProgress progress = CS_DATA_MORE;
  gsize at = 0;

  while (at < c->size_bytes && progress == CS_DATA_MORE)
    {
      gsize size = at == 0 && cut > 0 ? MIN (cut, c->size_bytes) : c->size_bytes - at;
      gsize n;

      progress = cs_data_reader_feed (&reader, c->wire + at, size, out, &n);
      at += n;
    }

  *consumed = at;
  return progress;
}

/* Cut in two at every place, the result is the same. */
static void
test_case (gconstpointer data)
{
  const Case *c = data;

  for (gsize cut = 0; cut <= c->size_bytes; cut++)
    {
      g_autoptr (GByteArray) out = g_byte_array_new ();
      gsize consumed;

      g_assert_cmpint (read_in_pieces (c, cut, out, &consumed), ==, c->progress);
      g_assert_cmpuint (consumed, ==, c->consumed);
      if (!g_str_has_suffix (c->name, "nul"))
        g_assert_cmpmem (out->data, out->len, c->content, strlen (c->content));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/submission/data-reader/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }

  return g_test_run ();
}
