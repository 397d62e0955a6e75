#include "smtp/nt-hash.h"

#include <nettle/md4.h>
#include <string.h>

/* Appends one character in UTF-16LE; returns the bytes it took. */
static gsize
put_utf16 (guint8 *out, gunichar c)
{
  guint units[2] = { c, 0 };
  gsize n = 1;

  if (c > 0xffff)
    {
      units[0] = 0xd800 + ((c - 0x10000) >> 10);
      units[1] = 0xdc00 + ((c - 0x10000) & 0x3ff);
      n = 2;
    }

  for (gsize i = 0; i < n; i++)
    {
      out[2 * i] = units[i] & 0xff;
      out[2 * i + 1] = (guint8)(units[i] >> 8);
    }
  explicit_bzero (units, sizeof units);
  return 2 * n;
}

/* @used_bytes: of the result, which is sized for the worst case. */
static CsSecret *
to_utf16 (const char *text, gsize size_bytes, gsize *used_bytes)
{
  guint8 *out;
  CsSecret *utf16 = cs_secret_new_sized (2 * size_bytes, &out);
  const char *end = text + size_bytes;

  *used_bytes = 0;
  for (; text < end; text = g_utf8_next_char (text))
    *used_bytes += put_utf16 (out + *used_bytes, g_utf8_get_char (text));

  return utf16;
}

static CsSecret *
to_hex (const guint8 *bytes, gsize size_bytes)
{
  static const char digits[] = "0123456789abcdef";
  guint8 *out;
  CsSecret *hex = cs_secret_new_sized (2 * size_bytes, &out);

  for (gsize i = 0; i < size_bytes; i++)
    {
      out[2 * i] = (guint8)digits[bytes[i] >> 4];
      out[2 * i + 1] = (guint8)digits[bytes[i] & 0xf];
    }
  return hex;
}

CsSecret *
cs_nt_hash (const CsSecret *password)
{
  gsize size_bytes, utf16_bytes;
  const char *text = (const char *)cs_secret_peek (password, &size_bytes);
  g_autoptr (CsSecret) utf16 = NULL;
  guint8 digest[MD4_DIGEST_SIZE];
  struct md4_ctx context;
  CsSecret *hex;

  if (size_bytes == 0 || !g_utf8_validate_len (text, size_bytes, NULL))
    return NULL;

  utf16 = to_utf16 (text, size_bytes, &utf16_bytes);
  md4_init (&context);
  md4_update (&context, utf16_bytes, cs_secret_peek (utf16, NULL));
  md4_digest (&context, sizeof digest, digest);

  hex = to_hex (digest, sizeof digest);
  explicit_bzero (digest, sizeof digest);
  explicit_bzero (&context, sizeof context);
  return hex;
}
