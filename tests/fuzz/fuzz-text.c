/* Whatever a stranger sent becomes one line of UTF-8 that is not too long. The first byte: how
 * long. */
#include <string.h>

#include "fuzz.h"

#include "base/text.h"

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size_bytes)
{
  gsize max = size_bytes > 0 ? bytes[0] : 0;
  const char *text = (const char *)bytes + (size_bytes > 0);
  g_autofree char *clean = cs_text_clean (text, size_bytes - (size_bytes > 0), max);

  g_assert_cmpuint (strlen (clean), <=, max);
  g_assert_true (g_utf8_validate (clean, -1, NULL));
  for (const char *c = clean; *c != '\0'; c++)
    g_assert_false (g_ascii_iscntrl (*c));
  return 0;
}
