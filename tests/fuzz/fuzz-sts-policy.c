/* A policy's hosts read again as themselves and allow themselves; an id is one. */
#include "fuzz.h"

#include <string.h>

#include "delivery/sts-policy.h"

static void
check_pattern (const CsStsPolicy *policy, const char *pattern)
{
  g_autoptr (CsStsPolicy) other = cs_sts_policy_new (policy->mode, policy->max_age_s);
  g_autofree char *host
      = pattern[0] == '*' ? g_strconcat ("mx", pattern + 1, NULL) : g_strdup (pattern);

  g_assert_true (cs_sts_policy_add (other, pattern));
  g_assert_cmpstr (other->patterns->pdata[0], ==, pattern);
  g_assert_true (cs_sts_policy_allows (policy, host));
}

static void
check_policy (const uint8_t *bytes, size_t size_bytes)
{
  g_autoptr (CsStsPolicy) policy = cs_sts_policy_parse ((const char *)bytes, size_bytes);

  if (policy == NULL)
    return;
  g_assert_cmpuint (policy->max_age_s, <=, CS_STS_MAX_AGE_S);
  g_assert_cmpuint (policy->patterns->len, <=, CS_STS_MAX_PATTERNS);
  g_assert_true (policy->mode == CS_STS_NONE || policy->patterns->len > 0);
  for (guint i = 0; i < policy->patterns->len; i++)
    check_pattern (policy, policy->patterns->pdata[i]);
}

/* The lines as records of their own. */
static void
check_record (const uint8_t *bytes, size_t size_bytes)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autofree char *id = NULL;

  while (size_bytes > 0)
    {
      const uint8_t *end = memchr (bytes, '\n', size_bytes);
      size_t record_bytes = end != NULL ? (size_t)(end - bytes) : size_bytes;

      g_ptr_array_add (texts, g_bytes_new (bytes, record_bytes));
      record_bytes += end != NULL;
      bytes += record_bytes;
      size_bytes -= record_bytes;
    }
  id = cs_sts_record_id (texts);
  g_assert_true (id == NULL || cs_sts_is_id (id));
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size_bytes)
{
  check_policy (bytes, size_bytes);
  check_record (bytes, size_bytes);
  return 0;
}
