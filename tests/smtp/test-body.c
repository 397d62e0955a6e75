#include "smtp/body.h"

#include <string.h>

#include "smtp/content.h"

typedef struct
{
  const char *name;
  const char *input;
  gssize input_bytes; /* -1: to the NUL */
  const char *normalized;
  const char *stuffed;
  gboolean is_8bit;
} Case;

#define Z(Text) Text, (gssize)sizeof (Text) - 1

static const Case cases[] = {
  { "empty", Z (""), "", "" },
  { "crlf", Z ("a\r\nb\r\n"), "a\r\nb\r\n", "a\r\nb\r\n" },
  { "lf", Z ("a\nb\n"), "a\r\nb\r\n", "a\r\nb\r\n" },
  { "mixed", Z ("a\nb\r\nc\n\r\n"), "a\r\nb\r\nc\r\n\r\n", "a\r\nb\r\nc\r\n\r\n" },
  { "no-end", Z ("a"), "a\r\n", "a\r\n" },
  { "ends-in-cr", Z ("a\r"), "a \r\n", "a \r\n" },
  { "bare-cr", Z ("a\rb\n"), "a b\r\n", "a b\r\n" },
  { "cr-cr-lf", Z ("a\r\r\n"), "a \r\n", "a \r\n" },
  { "nul", Z ("a\0b\n"), "a b\r\n", "a b\r\n" },
  { "8bit", Z ("\xc3\xbc\n"), "\xc3\xbc\r\n", "\xc3\xbc\r\n", TRUE },
  { "dot", Z (".\n"), ".\r\n", "..\r\n" },
  { "dots", Z (".\n..\n.a\n"), ".\r\n..\r\n.a\r\n", "..\r\n...\r\n..a\r\n" },
  { "dot-within", Z ("a.\n a\n"), "a.\r\n a\r\n", "a.\r\n a\r\n" },
  /* smuggling: what some servers take for the end of the message */
  { "lf-dot-lf", Z ("a\n.\nb\n"), "a\r\n.\r\nb\r\n", "a\r\n..\r\nb\r\n" },
  { "cr-dot-cr", Z ("a\r.\rb\n"), "a . b\r\n", "a . b\r\n" },
  { "crlf-dot-cr", Z ("a\r\n.\rb\n"), "a\r\n. b\r\n", "a\r\n.. b\r\n" },
  { "lf-dot-crlf", Z ("a\n.\r\nb\n"), "a\r\n.\r\nb\r\n", "a\r\n..\r\nb\r\n" },
  { "crlf-nul-dot", Z ("a\r\n\0.\r\nb\n"), "a\r\n .\r\nb\r\n", "a\r\n .\r\nb\r\n" },
};

/* In two parts, cut at @at. */
static GByteArray *
normalize (const char *input, gsize size_bytes, gsize at, CsNormalizer *state)
{
  GByteArray *out = g_byte_array_new ();

  *state = (CsNormalizer)CS_NORMALIZER_INIT;
  cs_normalizer_feed (state, input, at, out);
  cs_normalizer_feed (state, input + at, size_bytes - at, out);
  cs_normalizer_end (state, out);
  return out;
}

static void
assert_bytes (GByteArray *bytes, const char *expected)
{
  g_assert_cmpmem (bytes->data, bytes->len, expected, strlen (expected));
}

static void
test_normalizer (gconstpointer data)
{
  const Case *c = data;

  for (gssize at = 0; at <= c->input_bytes; at++)
    {
      CsNormalizer state;
      g_autoptr (GByteArray) out = normalize (c->input, (gsize)c->input_bytes, (gsize)at, &state);

      assert_bytes (out, c->normalized);
      g_assert_true (state.is_8bit == c->is_8bit);
      g_assert_false (state.has_long_line);
    }
}

static void
test_stuffer (gconstpointer data)
{
  const Case *c = data;
  gsize size_bytes = strlen (c->normalized);

  for (gsize at = 0; at <= size_bytes; at++)
    {
      CsDotStuffer stuffer = CS_DOT_STUFFER_INIT;
      g_autoptr (GByteArray) out = g_byte_array_new ();

      cs_dot_stuffer_feed (&stuffer, c->normalized, at, out);
      cs_dot_stuffer_feed (&stuffer, c->normalized + at, size_bytes - at, out);
      assert_bytes (out, c->stuffed);
    }
}

static void
test_content (gconstpointer data)
{
  const Case *c = data;
  CsContent content = CS_CONTENT_INIT;
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autofree char *expected = g_strconcat (c->stuffed, ".\r\n", NULL);

  g_assert_true (cs_content_feed (&content, c->normalized, strlen (c->normalized), out));
  g_assert_true (cs_content_end (&content, out));
  assert_bytes (out, expected);
  g_assert_cmpuint (content.size_bytes, ==, strlen (c->normalized));
}

static void
test_not_normalized (void)
{
  static const struct
  {
    const char *bytes;
    gsize size_bytes;
  } bad[]
      = { { Z ("a\n") }, { Z ("a\rb\r\n") }, { Z ("\r\r\n") }, { Z ("\n") }, { Z ("a\0\r\n") } };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      CsContent content = CS_CONTENT_INIT;
      g_autoptr (GByteArray) out = g_byte_array_new ();

      g_assert_false (cs_content_feed (&content, bad[i].bytes, bad[i].size_bytes, out));
      g_assert_cmpuint (out->len, ==, 0);
    }
}

static void
test_unended (void)
{
  static const char *const unended[] = { "a", "a\r", "a\r\n." };

  for (guint i = 0; i < G_N_ELEMENTS (unended); i++)
    {
      CsContent content = CS_CONTENT_INIT;
      g_autoptr (GByteArray) out = g_byte_array_new ();

      g_assert_true (cs_content_feed (&content, unended[i], strlen (unended[i]), out));
      g_assert_false (cs_content_end (&content, out));
    }
}

static void
test_long_line (void)
{
  for (gsize length = 997; length <= 1000; length++)
    {
      CsNormalizer state;
      g_autofree char *line = g_strnfill (length, 'a');
      g_autoptr (GByteArray) out = normalize (line, length, 500, &state);

      g_assert_true (state.has_long_line == (length > 998));
      g_assert_cmpuint (out->len, ==, length + 2);
    }
}

/* --- a source in memory ------------------------------------------------------------------- */

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GBytes **chunk = user_data;

  *chunk = cs_body_source_read_finish (CS_BODY_SOURCE (source), result, NULL);
}

static void
test_bytes_source (void)
{
  g_autofree char *text = g_strnfill (150000, 'a');
  g_autoptr (GBytes) content = g_bytes_new (text, 150000);
  g_autoptr (CsBodySource) source = cs_body_source_new_for_bytes (content);
  guint64 offset = 0;
  gsize got;

  g_assert_cmpuint (cs_body_source_get_size (source), ==, 150000);
  g_assert_false (cs_body_source_is_8bit (source));
  g_assert_null (cs_body_source_peek_whole (source));
  do
    {
      g_autoptr (GBytes) chunk = NULL;

      cs_body_source_read_async (source, offset, NULL, on_read, &chunk);
      while (chunk == NULL)
        g_main_context_iteration (NULL, TRUE);
      got = g_bytes_get_size (chunk);
      g_assert_cmpuint (got, <=, CS_BODY_CHUNK_BYTES);
      offset += got;
    }
  while (got > 0);
  g_assert_cmpuint (offset, ==, 150000);
}

static void
test_small_source (void)
{
  g_autoptr (GBytes) content = g_bytes_new ("\xff\r\n", 3);
  g_autoptr (CsBodySource) source = cs_body_source_new_for_bytes (content);
  g_autoptr (GBytes) whole = cs_body_source_peek_whole (source);

  g_assert_true (cs_body_source_is_8bit (source));
  g_assert_true (g_bytes_equal (whole, content));
}

static void
add (const char *folder, GTestDataFunc func)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/body/", folder, "/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], func);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("normalizer", test_normalizer);
  add ("stuffer", test_stuffer);
  add ("content", test_content);
  g_test_add_func ("/smtp/body/content/not-normalized", test_not_normalized);
  g_test_add_func ("/smtp/body/content/unended", test_unended);
  g_test_add_func ("/smtp/body/normalizer/long-line", test_long_line);
  g_test_add_func ("/smtp/body/source/large", test_bytes_source);
  g_test_add_func ("/smtp/body/source/small", test_small_source);
  return g_test_run ();
}
