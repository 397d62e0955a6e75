#include "daemon/policy-variant.h"

static void
add_texts (GVariantBuilder *builder, const char *key, const char *const *texts, gssize n)
{
  g_variant_builder_add (builder, "{sv}", key, g_variant_new_strv (texts, n));
}

static void
add_time (GVariantBuilder *builder, const char *key, gint64 when_s)
{
  g_variant_builder_add (builder, "{sv}", key, g_variant_new_int64 (when_s));
}

GVariant *
cs_policy_to_variant (const CsStsEntry *sts, const CsDaneSeen *dane)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  if (sts != NULL)
    {
      const GPtrArray *hosts = sts->policy->patterns;

      g_variant_builder_add (&builder, "{sv}", "sts-mode",
                             g_variant_new_string (cs_sts_mode_name (sts->policy->mode)));
      add_texts (&builder, "sts-hosts", (const char *const *)hosts->pdata, hosts->len);
      add_time (&builder, "sts-until", sts->fetched_s + sts->policy->max_age_s);
    }
  if (dane != NULL)
    {
      add_texts (&builder, "dane-hosts", (const char *const *)dane->usable, -1);
      add_texts (&builder, "unusable-hosts", (const char *const *)dane->unusable, -1);
      add_time (&builder, "dane-seen", dane->seen_s);
    }
  return g_variant_builder_end (&builder);
}
