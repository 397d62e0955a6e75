/* A pattern reads again as itself, also as people see it. */
#include "fuzz.h"

#include "model/pattern.h"

static void
check_same (const CsPattern *pattern, const char *text)
{
  g_autoptr (CsPattern) again = cs_pattern_parse (text, -1, NULL);

  g_assert_nonnull (again);
  g_assert_cmpint (again->kind, ==, pattern->kind);
  g_assert_cmpstr (again->key, ==, pattern->key);
  g_assert_cmpstr (again->domain, ==, pattern->domain);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size_bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CsPattern) pattern = cs_pattern_parse ((const char *)bytes, size_bytes, &error);
  g_autofree char *text = NULL;
  g_autofree char *display = NULL;

  g_assert_cmpint (pattern == NULL, ==, error != NULL);
  if (pattern == NULL)
    return 0;

  text = cs_pattern_to_string (pattern);
  display = cs_pattern_to_display (pattern);
  check_same (pattern, text);
  check_same (pattern, display);
  return 0;
}
