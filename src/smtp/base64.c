#include "smtp/base64.h"

#include <string.h>

#define ALPHABET "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

GBytes *
cs_base64_decode (const char *text)
{
  gsize size_bytes = strlen (text);
  gsize digits = strspn (text, ALPHABET);
  g_autofree char *again = NULL;
  guchar *decoded;
  gsize decoded_bytes;

  if (strcmp (text, "=") == 0) /* RFC 4954 section 4: an empty one may be sent so */
    return g_bytes_new (NULL, 0);
  if (size_bytes % 4 != 0 || size_bytes - digits > 2
      || strspn (text + digits, "=") != size_bytes - digits)
    return NULL;
  if (size_bytes == 0)
    return g_bytes_new (NULL, 0);

  decoded = g_base64_decode (text, &decoded_bytes);
  again = g_base64_encode (decoded, decoded_bytes);
  if (strcmp (again, text) != 0)
    {
      g_free (decoded);
      return NULL;
    }

  return g_bytes_new_take (decoded, decoded_bytes);
}
