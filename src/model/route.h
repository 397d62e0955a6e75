/* route.h - the only place that says which entry applies to an address
 *
 * The address itself, the exact domain, the longest wildcard, the site, in
 * this order; an address literal goes to the site (unless its very address is
 * an entry). An entry uses all of the site's outbound security or all of its
 * own, never a mixture; the same for its route.
 */
#pragma once

#include "model/settings.h"

G_BEGIN_DECLS

typedef enum
{
  CS_BECAUSE_ADDRESS,
  CS_BECAUSE_DOMAIN,
  CS_BECAUSE_WILDCARD,
  CS_BECAUSE_LITERAL, /* an address literal: the site */
  CS_BECAUSE_SITE, /* no remote domain matches */
} CsBecause;

/* Borrowed from the settings; valid as long as they are. */
typedef struct
{
  const CsRemoteDomain *domain; /* NULL: the site itself */
  CsBecause because;
  const CsSecurity *security; /* never NULL */
  gboolean security_is_site;
  const CsHost *smart_host; /* NULL: the DNS */
  gboolean route_is_site;
  gboolean helo;
} CsRoute;

void cs_route_find (const CsSettings *settings, const CsAddress *address, CsRoute *route);
/* What an entry itself says, whatever the address. @domain: NULL for the site; it need not be (or
 * not be any more) among those of @settings. */
void cs_route_of_entry (const CsSettings *settings, const CsRemoteDomain *domain, CsRoute *route);
/* "site", or the remote domain's pattern key */
const char *cs_route_entry_name (const CsRoute *route);
/* "address", "domain", "wildcard", "literal", "site" */
const char *cs_because_name (CsBecause because);
/* Port to connect to: the smart host's own, else 465 with from-start, else 25. */
guint16 cs_route_port (const CsRoute *route);
/* Whether the hosts of @domain itself, where they are tried, are held to what it publishes about
 * TLS (DANE, MTA-STS): not where the entry says that there is to be none (to a smart host, which
 * says nothing about those before it), or greets in the way that knows none; and an address is
 * nobody's domain. */
gboolean cs_route_heeds_policies (const CsRoute *route, const char *domain);
/* Whether mail would go the same way with the same account: what decides about re-routing. */
gboolean cs_route_equal (const CsRoute *a, const CsRoute *b);

G_END_DECLS
