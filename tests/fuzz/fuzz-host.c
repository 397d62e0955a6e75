/* A host reads again as itself. */
#include "fuzz.h"

#include "base/host.h"

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size_bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CsHost) host = cs_host_parse ((const char *)bytes, size_bytes, &error);
  g_autoptr (CsHost) again = NULL;
  g_autofree char *text = NULL;

  g_assert_cmpint (host == NULL, ==, error != NULL);
  if (host == NULL)
    return 0;

  text = cs_host_to_string (host);
  again = cs_host_parse (text, -1, NULL);
  g_assert_nonnull (again);
  g_assert_true (cs_host_equal (host, again));
  return 0;
}
