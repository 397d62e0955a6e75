#include "daemon/trouble-variant.h"

#include "delivery/lane.h"
#include "model/route.h"

static void
add_text (GVariantBuilder *builder, const char *key, const char *text)
{
  if (text != NULL && *text != '\0')
    g_variant_builder_add (builder, "{sv}", key, g_variant_new_string (text));
}

static void
add_flag (GVariantBuilder *builder, const char *key, gboolean flag)
{
  g_variant_builder_add (builder, "{sv}", key, g_variant_new_boolean (flag));
}

static void
add_host (GVariantBuilder *builder, const char *host, guint16 port)
{
  add_text (builder, "host", host);
  g_variant_builder_add (builder, "{sv}", "port", g_variant_new_uint32 (port));
}

/* Where nobody was spoken to, it is the smart host that would have been. */
static void
add_server (GVariantBuilder *builder, const CsQueueTrouble *trouble, CsEngine *engine,
            const CsRoute *route)
{
  g_autofree char *host = NULL;
  guint16 port = 0;
  const CsOffer *offer = cs_engine_get_offer (engine, trouble->remote, &host, &port);

  if (host != NULL)
    add_host (builder, host, port);
  else if (route != NULL && route->smart_host != NULL)
    add_host (builder, route->smart_host->name, cs_route_port (route));
  if (offer == NULL)
    return;
  g_variant_builder_add (builder, "{sv}", "offered",
                         g_variant_new_strv ((const char *const *)offer->mechanisms, -1));
  add_flag (builder, "encrypted", offer->is_encrypted);
  add_flag (builder, "verified", offer->is_verified);
}

static void
add_entry (GVariantBuilder *builder, const CsQueueTrouble *trouble, const CsRoute *route)
{
  const CsSecurity *security = route->security;

  add_text (builder, "entry", cs_route_entry_name (route));
  add_text (builder, "authentication", cs_authentication_name (security->authentication));
  add_text (builder, "tls", cs_tls_rule_name (security->tls));
  add_text (builder, "account", security->account);
  add_text (builder, "nt-domain", security->nt_domain);
  add_text (builder, "credential",
            trouble->credential != NULL ? trouble->credential : security->credential);
}

static GVariant *
trouble_to_variant (const CsQueueTrouble *trouble, CsEngine *engine, CsSettings *settings)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_autoptr (CsAddress) address
      = cs_address_parse (trouble->recipient, -1, CS_ADDRESS_DEFAULT, NULL, NULL);
  gboolean has_route = address != NULL && settings != NULL;
  g_autofree char *name = cs_lane_display_name (trouble->lane);
  CsRoute route;

  add_text (&builder, "lane", trouble->lane);
  add_text (&builder, "name", name);
  add_text (&builder, "cause", cs_cause_name (trouble->cause));
  add_text (&builder, "text", trouble->text);
  add_text (&builder, "recipient", trouble->recipient);
  g_variant_builder_add (&builder, "{sv}", "messages", g_variant_new_uint64 (trouble->messages));
  g_variant_builder_add (&builder, "{sv}", "recipients",
                         g_variant_new_uint64 (trouble->recipients));
  add_flag (&builder, "more", trouble->is_more);
  if (address != NULL)
    add_text (&builder, "domain", cs_address_domain (address));
  if (has_route)
    {
      cs_route_find (settings, address, &route);
      add_entry (&builder, trouble, &route);
    }
  add_server (&builder, trouble, engine, has_route ? &route : NULL);
  return g_variant_builder_end (&builder);
}

GVariant *
cs_troubles_to_variant (GPtrArray *troubles, CsEngine *engine, CsSettings *settings)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; i < troubles->len; i++)
    g_variant_builder_add_value (&builder,
                                 trouble_to_variant (troubles->pdata[i], engine, settings));
  return g_variant_builder_end (&builder);
}

char *
cs_trouble_key (GVariant *trouble)
{
  const char *cause = "", *what = "";

  g_variant_lookup (trouble, "cause", "&s", &cause);
  if (!g_variant_lookup (trouble, "credential", "&s", &what))
    g_variant_lookup (trouble, "lane", "&s", &what);
  return g_strdup_printf ("%s %s", cause, what);
}
