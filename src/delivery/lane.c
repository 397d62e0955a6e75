#include "delivery/lane.h"

#define DIGEST_CHARACTERS 16
#define DNS_PREFIX "dns:"

static void
append_field (GString *text, const char *field)
{
  /* Length first: no two different lists of fields make the same text. */
  if (field == NULL)
    g_string_append (text, "-;");
  else
    g_string_append_printf (text, "%" G_GSIZE_FORMAT ":%s;", strlen (field), field);
}

static gboolean
is_plain (const CsRoute *route)
{
  return route->security->authentication == CS_AUTHENTICATION_NONE
         && route->security->tls == CS_TLS_WHEN_OFFERED && !route->helo;
}

static char *
security_digest (const CsRoute *route)
{
  const CsSecurity *security = route->security;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *digest = NULL;

  append_field (text, cs_authentication_name (security->authentication));
  append_field (text, security->nt_domain);
  append_field (text, security->account);
  append_field (text, security->credential);
  append_field (text, cs_tls_rule_name (security->tls));
  append_field (text, security->allow_unencrypted_password ? "unencrypted" : NULL);
  append_field (text, route->helo ? "helo" : NULL);
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text->str, text->len);
  return g_strndup (digest, DIGEST_CHARACTERS);
}

static void
append_smart_host (GString *name, const CsRoute *route)
{
  CsHost host = *route->smart_host;
  g_autofree char *text = NULL;

  host.port = cs_route_port (route);
  text = cs_host_to_string (&host);
  g_string_append (name, text);
}

char *
cs_lane_name (const CsRoute *route, const CsAddress *address, gboolean try_direct_first)
{
  g_autoptr (GString) name = g_string_new (NULL);

  if (route->smart_host == NULL || try_direct_first)
    g_string_append_printf (name, DNS_PREFIX "%s", cs_address_domain (address));
  if (route->smart_host != NULL)
    {
      g_string_append (name, try_direct_first ? "," : "");
      append_smart_host (name, route);
    }
  if (!is_plain (route))
    {
      g_autofree char *digest = security_digest (route);

      g_string_append_printf (name, "/%s", digest);
    }
  return g_string_free (g_steal_pointer (&name), FALSE);
}

char *
cs_lane_name_for (const CsSettings *settings, const CsAddress *address)
{
  gboolean try_direct_first
      = cs_settings_integer (settings, CS_OPTION_TRY_DIRECT_DELIVERY_FIRST) != 0;
  CsRoute route;

  cs_route_find (settings, address, &route);
  return cs_lane_name (&route, address, try_direct_first);
}

gboolean
cs_lane_is_special (const char *lane)
{
  return g_str_equal (lane, CS_LANE_EXPIRED) || g_str_equal (lane, CS_LANE_LATE);
}

char *
cs_lane_display_name (const char *lane)
{
  const char *name = g_str_has_prefix (lane, DNS_PREFIX) ? lane + strlen (DNS_PREFIX) : lane;

  return g_strndup (name, strcspn (name, "/"));
}
