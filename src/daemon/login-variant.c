#include "daemon/login-variant.h"

static void
add_time (GVariantBuilder *builder, const char *key, gint64 when_s)
{
  if (when_s != 0)
    g_variant_builder_add (builder, "{sv}", key, g_variant_new_int64 (when_s));
}

static GVariant *
login_to_variant (const CsLogin *login, CsEngine *engine)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  g_variant_builder_add (&builder, "{sv}", "credential", g_variant_new_string (login->credential));
  g_variant_builder_add (&builder, "{sv}", "host", g_variant_new_string (login->host));
  g_variant_builder_add (&builder, "{sv}", "port", g_variant_new_uint32 (login->port));
  add_time (&builder, "worked", login->worked_s);
  add_time (&builder, "refused", login->refused_s);
  g_variant_builder_add (&builder, "{sv}", "suspended",
                         g_variant_new_boolean (cs_engine_is_suspended (engine, login)));
  return g_variant_builder_end (&builder);
}

GVariant *
cs_logins_to_variant (CsEngine *engine)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  g_autoptr (GPtrArray) logins = cs_engine_list_logins (engine);

  for (guint i = 0; i < logins->len; i++)
    g_variant_builder_add_value (&builder,
                                 login_to_variant (g_ptr_array_index (logins, i), engine));
  return g_variant_builder_end (&builder);
}
