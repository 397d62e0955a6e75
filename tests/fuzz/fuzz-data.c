/* Content of any kind, normalised and with its dots doubled by the sending side, comes out of the
 * reader as it went in, with one end and nothing behind it; raw bytes give the same however cut. */
#include <string.h>

#include "fuzz.h"

#include "smtp/body.h"
#include "submission/data-reader.h"

static CsDataProgress
read_pieces (const GByteArray *wire, gsize piece, GByteArray *out, gsize *consumed)
{
  CsDataReader reader = CS_DATA_READER_INIT;
  CsDataProgress progress = CS_DATA_MORE;
  gsize at = 0;

  while (at < wire->len && progress == CS_DATA_MORE)
    {
      gsize n;

      progress = cs_data_reader_feed (&reader, (const char *)wire->data + at,
                                      MIN (piece, wire->len - at), out, &n);
      at += n;
    }

  *consumed = at;
  return progress;
}

static void
check_round_trip (const char *bytes, gsize size_bytes)
{
  CsNormalizer normalizer = CS_NORMALIZER_INIT;
  CsDotStuffer stuffer = CS_DOT_STUFFER_INIT;
  g_autoptr (GByteArray) normal = g_byte_array_new ();
  g_autoptr (GByteArray) wire = g_byte_array_new ();
  g_autoptr (GByteArray) out = g_byte_array_new ();
  gsize consumed;

  cs_normalizer_feed (&normalizer, bytes, size_bytes, normal);
  cs_normalizer_end (&normalizer, normal);
  cs_dot_stuffer_feed (&stuffer, (const char *)normal->data, normal->len, wire);
  g_byte_array_append (wire, (const guint8 *)".\r\n", 3);

  g_assert_cmpint (read_pieces (wire, 3, out, &consumed), ==, CS_DATA_END);
  g_assert_cmpuint (consumed, ==, wire->len);
  g_assert_cmpmem (out->data, out->len, normal->data, normal->len);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size_bytes)
{
  g_autoptr (GByteArray) raw = g_byte_array_new ();
  g_autoptr (GByteArray) whole = g_byte_array_new ();
  g_autoptr (GByteArray) cut = g_byte_array_new ();
  gsize consumed, consumed_cut;

  check_round_trip ((const char *)bytes, size_bytes);

  g_byte_array_append (raw, bytes, size_bytes);
  g_assert_cmpint (read_pieces (raw, MAX (size_bytes, 1), whole, &consumed), ==,
                   read_pieces (raw, 1, cut, &consumed_cut));
  g_assert_cmpuint (consumed, ==, consumed_cut);
  g_assert_cmpmem (whole->data, whole->len, cut->data, cut->len);
  return 0;
}
