#include "admin/cure.h"

#include <string.h>

#include "admin/offer.h"
#include "model/route.h"

void
cs_cure_free (CsCure *cure)
{
  g_clear_pointer (&cure->pattern, cs_pattern_free);
  g_free (cure);
}

/* --- which entry -------------------------------------------------------------------------- */

/* An address may stand in brackets. */
static gboolean
is_host (const char *name, const CsHost *host)
{
  gsize size_bytes = strlen (name);

  if (*name == '[' && size_bytes > 2 && name[size_bytes - 1] == ']')
    return strlen (host->name) == size_bytes - 2
           && g_ascii_strncasecmp (name + 1, host->name, size_bytes - 2) == 0;
  return g_ascii_strcasecmp (name, host->name) == 0;
}

/* Mail may be tried directly before the smart host. */
static gboolean
went_to_smart_host (const CsTrouble *trouble, const CsRoute *route)
{
  return route->smart_host != NULL
         && (trouble->host == NULL || is_host (trouble->host, route->smart_host));
}

/* The account is wrong: it belongs to whoever has it now. */
static void
pick_owner (CsCure *cure, const CsRoute *route)
{
  if (!route->security_is_site)
    cure->pattern = cs_pattern_copy (route->domain->pattern);
}

/* An account is missing: it belongs to where the mail goes. To the site's smart host goes what has
 * no remote domain of its own, and one domain's server is no reason to log in everywhere. */
static void
pick_place (CsCure *cure, const CsTrouble *trouble, const CsRoute *route, const CsAddress *address)
{
  gboolean is_smart_host = went_to_smart_host (trouble, route);
  gboolean is_wildcard
      = route->domain != NULL && route->domain->pattern->kind == CS_PATTERN_WILDCARD;

  if (is_smart_host && route->route_is_site && route->security_is_site)
    return;
  if (route->domain != NULL && (is_smart_host || !is_wildcard))
    {
      cure->pattern = cs_pattern_copy (route->domain->pattern);
      return;
    }
  cure->pattern = cs_pattern_parse (cs_address_domain (address), -1, NULL);
  cure->is_new = cure->pattern != NULL;
  cure->needs_dns = route->smart_host != NULL;
}

/* --- which security ----------------------------------------------------------------------- */

static gboolean
is_safe (const CsTrouble *trouble)
{
  return trouble->is_encrypted && trouble->is_verified;
}

/* What the server was seen to offer; else the option that nearly all have. */
static CsAuthentication
propose_authentication (const CsTrouble *trouble, CsAuthentication now)
{
  CsAuthentication option;

  if (trouble->offered != NULL
      && cs_offer_suggest ((const char *const *)trouble->offered, is_safe (trouble), &option))
    return option;
  return now != CS_AUTHENTICATION_NONE ? now : CS_AUTHENTICATION_CLEAR_TEXT;
}

static CsCureKind
kind_of (const CsTrouble *trouble, const CsSecurity *now, CsAuthentication proposed)
{
  switch (trouble->cause)
    {
    case CS_CAUSE_AUTHENTICATION_REFUSED:
    case CS_CAUSE_CREDENTIAL_MISSING:
    case CS_CAUSE_CREDENTIAL_INVALID:
      return CS_CURE_CHANGE_ACCOUNT;
    case CS_CAUSE_AUTHENTICATION_TOO_WEAK:
      /* the same option: then it is a password made for mail programs that is wanted */
      return proposed == now->authentication ? CS_CURE_CHANGE_ACCOUNT : CS_CURE_SET_UP;
    default:
      return CS_CURE_SET_UP;
    }
}

CsCure *
cs_cure_new (const CsTrouble *trouble, const CsSettings *settings)
{
  g_autoptr (CsAddress) address
      = cs_address_parse (trouble->recipient, -1, CS_ADDRESS_DEFAULT, NULL, NULL);
  CsCure *cure;
  CsRoute route;

  if (address == NULL)
    return NULL;

  cs_route_find (settings, address, &route);
  cure = g_new0 (CsCure, 1);
  cure->authentication = propose_authentication (trouble, route.security->authentication);
  cure->tls = cs_offer_suggest_tls (is_safe (trouble), route.security->tls);
  cure->kind = kind_of (trouble, route.security, cure->authentication);
  if (cure->kind == CS_CURE_CHANGE_ACCOUNT)
    {
      cure->authentication = route.security->authentication;
      cure->tls = route.security->tls;
    }
  if (route.security->authentication != CS_AUTHENTICATION_NONE)
    pick_owner (cure, &route);
  else
    pick_place (cure, trouble, &route, address);
  return cure;
}

/* --- the command -------------------------------------------------------------------------- */

char *
cs_cure_entry (const CsCure *cure)
{
  return cure->pattern != NULL ? cs_pattern_to_string (cure->pattern) : g_strdup ("site");
}

/* As a shell takes it. */
static char *
quote (const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr ("@.-_+", *c) == NULL)
      return g_shell_quote (text);
  return g_strdup (text);
}

static void
append_target (GString *command, const CsCure *cure)
{
  g_autofree char *entry = NULL;
  g_autofree char *quoted = NULL;

  if (cure->pattern == NULL)
    {
      g_string_append (command, "site set");
      return;
    }
  entry = cs_pattern_to_string (cure->pattern);
  quoted = quote (entry);
  g_string_append_printf (command, "domain %s %s", cure->is_new ? "add" : "set", quoted);
}

char *
cs_cure_command (const CsCure *cure, gboolean is_system)
{
  g_autoptr (GString) command = g_string_new ("countersign ");

  append_target (command, cure);
  if (is_system)
    g_string_append (command, " --system");
  if (cure->is_new && cure->needs_dns)
    g_string_append (command, " --dns");
  if (cure->kind == CS_CURE_CHANGE_ACCOUNT)
    g_string_append (command, " --password-stdin");
  else
    g_string_append_printf (command, " --authentication %s --account NAME --tls %s",
                            cs_authentication_name (cure->authentication),
                            cs_tls_rule_name (cure->tls));
  return g_string_free (g_steal_pointer (&command), FALSE);
}
