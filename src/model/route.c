#include "model/route.h"

#include <string.h>

#include "base/domain.h"
#include "model/pattern-private.h"
#include "model/settings-private.h"

#define SMTP_PORT 25
#define SUBMISSIONS_PORT 465 /* RFC 8314 section 3.3 */

static const CsRemoteDomain *
find_address (const CsSettings *settings, const CsAddress *address)
{
  g_autofree char *key = NULL;

  if (settings->domains->n_addresses == 0)
    return NULL;

  key = cs_pattern_key_of_address (address);
  return cs_domain_list_find (settings->domains, key, NULL);
}

/* The longest wildcard: "*." is written over what stands in front of each parent in turn. */
static const CsRemoteDomain *
find_wildcard (const CsSettings *settings, const char *domain)
{
  char key[CS_DOMAIN_MAX_BYTES + 1];
  char *dot;

  if (g_strlcpy (key, domain, sizeof key) >= sizeof key)
    return NULL;

  for (dot = strchr (key, '.'); dot != NULL; dot = strchr (dot + 1, '.'))
    {
      const CsRemoteDomain *found;

      dot[-1] = '*';
      found = cs_domain_list_find (settings->domains, dot - 1, NULL);
      if (found != NULL)
        return found;
    }

  return NULL;
}

static const CsRemoteDomain *
find_domain (const CsSettings *settings, const CsAddress *address, CsBecause *because)
{
  const char *domain = cs_address_domain (address);
  const CsRemoteDomain *found;

  *because = CS_BECAUSE_SITE;
  if (cs_address_is_null (address))
    return NULL;

  *because = CS_BECAUSE_ADDRESS;
  found = find_address (settings, address);
  if (found != NULL)
    return found;

  *because = CS_BECAUSE_LITERAL;
  if (cs_address_is_literal (address))
    return NULL;

  *because = CS_BECAUSE_DOMAIN;
  found = cs_domain_list_find (settings->domains, domain, NULL);
  if (found != NULL)
    return found;

  found = find_wildcard (settings, domain);
  *because = found != NULL ? CS_BECAUSE_WILDCARD : CS_BECAUSE_SITE;
  return found;
}

static const CsHost *
smart_host_of (const CsSettings *settings, const CsRemoteDomain *domain)
{
  if (domain == NULL || domain->route == CS_ROUTE_SITE)
    return settings->smart_host;

  return domain->route == CS_ROUTE_SMART_HOST ? domain->smart_host : NULL;
}

static CsBecause
because_of_kind (const CsRemoteDomain *domain)
{
  if (domain == NULL)
    return CS_BECAUSE_SITE;

  switch (domain->pattern->kind)
    {
    case CS_PATTERN_ADDRESS:
      return CS_BECAUSE_ADDRESS;
    case CS_PATTERN_WILDCARD:
      return CS_BECAUSE_WILDCARD;
    default:
      return CS_BECAUSE_DOMAIN;
    }
}

/**
 * cs_route_of_entry:
 * @settings: what is in force
 * @domain: (nullable): a remote domain, or NULL for the site
 * @route: (out caller-allocates): borrowed from @settings and @domain
 *
 * The route of everything that @domain applies to.
 */
void
cs_route_of_entry (const CsSettings *settings, const CsRemoteDomain *domain, CsRoute *route)
{
  route->domain = domain;
  route->because = because_of_kind (domain);
  route->security_is_site = domain == NULL || domain->security == NULL;
  route->security = route->security_is_site ? settings->security : domain->security;
  route->route_is_site = domain == NULL || domain->route == CS_ROUTE_SITE;
  route->smart_host = smart_host_of (settings, domain);
  route->helo = domain != NULL && domain->helo && cs_security_allows_helo (route->security);
}

/**
 * cs_route_find:
 * @settings: what is in force
 * @address: a recipient; the null path gets the site's
 * @route: (out caller-allocates): borrowed from @settings
 *
 * A look-up for each label of the domain, whatever the number of entries.
 */
void
cs_route_find (const CsSettings *settings, const CsAddress *address, CsRoute *route)
{
  CsBecause because;
  const CsRemoteDomain *domain = find_domain (settings, address, &because);

  cs_route_of_entry (settings, domain, route);
  route->because = because;
}

const char *
cs_route_entry_name (const CsRoute *route)
{
  return route->domain != NULL ? route->domain->pattern->key : "site";
}

const char *
cs_because_name (CsBecause because)
{
  static const char *const names[] = {
    [CS_BECAUSE_ADDRESS] = "address",   [CS_BECAUSE_DOMAIN] = "domain",
    [CS_BECAUSE_WILDCARD] = "wildcard", [CS_BECAUSE_LITERAL] = "literal",
    [CS_BECAUSE_SITE] = "site",
  };

  g_return_val_if_fail ((guint)because < G_N_ELEMENTS (names), "");

  return names[because];
}

guint16
cs_route_port (const CsRoute *route)
{
  if (route->smart_host != NULL && route->smart_host->port != 0)
    return route->smart_host->port;

  return route->security->tls == CS_TLS_FROM_START ? SUBMISSIONS_PORT : SMTP_PORT;
}

gboolean
cs_route_heeds_policies (const CsRoute *route, const char *domain)
{
  gboolean has_no_tls = route->smart_host == NULL && route->security->tls == CS_TLS_NEVER;

  return !has_no_tls && !route->helo && *domain != '[';
}

gboolean
cs_route_equal (const CsRoute *a, const CsRoute *b)
{
  return cs_host_equal (a->smart_host, b->smart_host)
         && cs_security_equal (a->security, b->security) && !a->helo == !b->helo;
}
