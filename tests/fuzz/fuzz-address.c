/* An address is one line without controls and reads again as itself. The first byte: flags. */
#include <string.h>

#include "fuzz.h"

#include "base/address.h"

static void
check_address (const CsAddress *address)
{
  const char *text = cs_address_text (address);
  g_autoptr (CsAddress) again = cs_address_parse (text, -1, CS_ADDRESS_ALLOW_NULL, NULL, NULL);

  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (const char *c = text; *c != '\0'; c++)
    g_assert_false (g_ascii_iscntrl (*c));
  g_assert_cmpuint (strlen (text), <=, CS_ADDRESS_MAX_BYTES);
  g_assert_cmpuint (strlen (cs_address_local (address)), <=, CS_ADDRESS_LOCAL_MAX_BYTES);

  g_assert_nonnull (again);
  g_assert_cmpstr (cs_address_text (again), ==, text);
  g_assert_true (cs_address_equal (address, again));
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size_bytes)
{
  CsAddressFlags flags = size_bytes > 0 ? bytes[0] & 3 : 0;
  const char *text = (const char *)bytes + (size_bytes > 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (CsAddress) address
      = cs_address_parse (text, size_bytes - (size_bytes > 0), flags, "mail.example", &error);

  g_assert_cmpint (address == NULL, ==, error != NULL);
  if (address != NULL)
    check_address (address);
  return 0;
}
