/* Whatever a program hands in becomes lines; what is sent of them has exactly one end, and the
 * receiver gets the lines back. The first byte says where the chunks are cut. */
#include "fuzz.h"

#include <string.h>

#include "smtp/content.h"

static GByteArray *
normalize (const char *bytes, gsize size_bytes, gsize chunk)
{
  CsNormalizer normalizer = CS_NORMALIZER_INIT;
  GByteArray *out = g_byte_array_new ();

  for (gsize at = 0; at < size_bytes; at += chunk)
    cs_normalizer_feed (&normalizer, bytes + at, MIN (chunk, size_bytes - at), out);
  cs_normalizer_end (&normalizer, out);
  return out;
}

static void
assert_normalized (const GByteArray *text)
{
  for (guint i = 0; i < text->len; i++)
    {
      g_assert_true (text->data[i] != '\0');
      if (text->data[i] == '\n')
        g_assert_true (i > 0 && text->data[i - 1] == '\r');
      if (text->data[i] == '\r')
        g_assert_true (i + 1 < text->len && text->data[i + 1] == '\n');
    }
  if (text->len > 0)
    g_assert_true (text->data[text->len - 1] == '\n');
}

static GByteArray *
stuff (const GByteArray *text, gsize chunk)
{
  CsContent content = CS_CONTENT_INIT;
  GByteArray *out = g_byte_array_new ();

  for (gsize at = 0; at < text->len; at += chunk)
    g_assert_true (cs_content_feed (&content, (const char *)text->data + at,
                                    MIN (chunk, text->len - at), out));
  g_assert_true (cs_content_end (&content, out));
  return out;
}

/* A strict receiver, RFC 5321 section 4.5.2: lines to the lone dot, which must be the last. */
static GByteArray *
receive (const GByteArray *wire)
{
  GByteArray *text = g_byte_array_new ();
  const guint8 *line = wire->data;
  const guint8 *end = wire->data + wire->len;

  for (;;)
    {
      const guint8 *line_end = memmem (line, (gsize)(end - line), "\r\n", 2);

      g_assert_nonnull (line_end);
      if (line_end == line + 1 && *line == '.')
        {
          g_assert_true (line_end + 2 == end);
          return text;
        }
      if (*line == '.')
        line++;
      g_byte_array_append (text, line, (guint)(line_end + 2 - line));
      line = line_end + 2;
    }
}

/* What is not normalised must never leave, however it got here. */
static void
check_raw (const char *bytes, gsize size_bytes)
{
  CsContent content = CS_CONTENT_INIT;
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GByteArray) text = NULL;

  if (!cs_content_feed (&content, bytes, size_bytes, out) || !cs_content_end (&content, out))
    return;

  text = receive (out);
  assert_normalized (text);
  g_assert_cmpmem (text->data, text->len, bytes, size_bytes);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size_bytes)
{
  gsize chunk = size_bytes > 0 ? bytes[0] + 1u : 1;
  const char *input = (const char *)bytes + (size_bytes > 0);
  gsize input_bytes = size_bytes - (size_bytes > 0);
  g_autoptr (GByteArray) text = normalize (input, input_bytes, chunk);
  g_autoptr (GByteArray) whole = normalize (input, input_bytes, MAX (input_bytes, 1));
  g_autoptr (GByteArray) wire = stuff (text, chunk);
  g_autoptr (GByteArray) received = receive (wire);

  assert_normalized (text);
  g_assert_cmpmem (text->data, text->len, whole->data, whole->len);
  g_assert_cmpmem (received->data, received->len, text->data, text->len);
  check_raw (input, input_bytes);
  return 0;
}
