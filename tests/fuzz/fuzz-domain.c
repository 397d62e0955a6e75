/* A canonical domain is plain ASCII, short, and its own canonical form. */
#include <string.h>

#include "fuzz.h"

#include "base/domain.h"

static void
check_domain (const char *domain)
{
  g_autofree char *again = cs_domain_normalize (domain, -1, NULL);
  g_autofree char *display = cs_domain_to_display (domain);
  g_autofree char *back = cs_domain_normalize (display, -1, NULL);

  g_assert_cmpuint (strlen (domain), <=, CS_DOMAIN_MAX_BYTES);
  g_assert_cmpuint (strspn (domain, "abcdefghijklmnopqrstuvwxyz0123456789-_."), ==,
                    strlen (domain));
  g_assert_cmpstr (again, ==, domain);
  g_assert_cmpstr (back, ==, domain);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size_bytes)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *domain = cs_domain_normalize ((const char *)bytes, size_bytes, &error);

  g_assert_cmpint (domain == NULL, ==, error != NULL);
  if (domain != NULL)
    check_domain (domain);
  return 0;
}
