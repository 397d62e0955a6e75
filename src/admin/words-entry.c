#include "admin/words.h"

#include <glib/gi18n-lib.h>

const char *
cs_words_authentication (CsAuthentication authentication)
{
  switch (authentication)
    {
    case CS_AUTHENTICATION_CLEAR_TEXT:
      return _ ("Clear text");
    case CS_AUTHENTICATION_CHALLENGE_RESPONSE:
      return _ ("Challenge/Response");
    case CS_AUTHENTICATION_NONE:
    default:
      /* Translators: no authentication */
      return C_ ("authentication", "None");
    }
}

const char *
cs_words_tls (CsTlsRule tls)
{
  switch (tls)
    {
    case CS_TLS_REQUIRED:
      return _ ("Required");
    case CS_TLS_FROM_START:
      return _ ("From the start");
    case CS_TLS_NEVER:
      /* Translators: TLS is never used */
      return C_ ("TLS", "Never");
    case CS_TLS_WHEN_OFFERED:
    default:
      return _ ("When the server offers it");
    }
}

char *
cs_words_option (const CsSecurity *security)
{
  if (cs_security_is_unprotected (security))
    /* Translators: keep the sign. The password may be sent in clear text outside of TLS. */
    return g_strdup (_ ("⚠ Clear text, unprotected"));
  return g_strdup (cs_words_authentication (security->authentication));
}

char *
cs_words_account (const CsSecurity *security)
{
  if (security->authentication == CS_AUTHENTICATION_NONE || security->account == NULL)
    return g_strdup ("–");
  if (security->nt_domain != NULL)
    return g_strdup_printf ("%s\\%s", security->nt_domain, security->account);
  return g_strdup (security->account);
}

char *
cs_words_route (const CsRoute *route)
{
  return route->smart_host != NULL ? cs_host_to_string (route->smart_host) : g_strdup (_ ("DNS"));
}

/* --- the sentence for an entry ------------------------------------------------------------- */

static const char *
tls_phrase (const CsSecurity *security)
{
  gboolean password_waits = security->authentication == CS_AUTHENTICATION_CLEAR_TEXT
                            && !security->allow_unencrypted_password;

  switch (security->tls)
    {
    case CS_TLS_REQUIRED:
      /* Translators: these complete a sentence such as "Mail goes to … and signs in as …, …." */
      return _ ("in verified TLS only");
    case CS_TLS_FROM_START:
      return _ ("in verified TLS from the start");
    case CS_TLS_NEVER:
      return _ ("without TLS");
    case CS_TLS_WHEN_OFFERED:
    default:
      return password_waits ? _ ("in verified TLS, without which the mail waits")
                            : _ ("in TLS when offered");
    }
}

const char *
cs_words_risk (const CsSecurity *security)
{
  if (!cs_security_is_unprotected (security))
    return NULL;
  return _ ("The password may be sent without verified TLS: whoever is on the way could read it.");
}

static char *
target_phrase (const CsRoute *route)
{
  if (route->smart_host != NULL)
    return cs_host_to_string (route->smart_host);
  /* Translators: completes "Mail for … goes to …" */
  return g_strdup (_ ("the servers that the DNS names"));
}

static char *
site_summary (const CsRoute *route, const char *target, const char *account)
{
  const CsSecurity *security = route->security;

  if (security->authentication == CS_AUTHENTICATION_NONE)
    /* Translators: %1$s is a host or "the servers that the DNS names", %2$s is about TLS */
    return g_strdup_printf (_ ("Mail from this site goes to %1$s without authentication, %2$s."),
                            target, tls_phrase (security));
  /* Translators: %1$s is where to, %2$s an account, %3$s "Clear text" or "Challenge/Response",
   * %4$s is about TLS */
  return g_strdup_printf (_ ("Mail from this site goes to %1$s and signs in as %2$s (%3$s), %4$s."),
                          target, account, cs_words_authentication (security->authentication),
                          tls_phrase (security));
}

static char *
domain_summary (const CsRoute *route, const char *target, const char *account)
{
  const CsSecurity *security = route->security;
  g_autofree char *name = cs_pattern_to_display (route->domain->pattern);

  if (security->authentication == CS_AUTHENTICATION_NONE)
    /* Translators: %1$s is a domain, %2$s where to, %3$s is about TLS */
    return g_strdup_printf (_ ("Mail for %1$s goes to %2$s without authentication, %3$s."), name,
                            target, tls_phrase (security));
  /* Translators: %1$s is a domain, %2$s where to, %3$s an account, %4$s "Clear text" or
   * "Challenge/Response", %5$s is about TLS */
  return g_strdup_printf (_ ("Mail for %1$s goes to %2$s and signs in as %3$s (%4$s), %5$s."), name,
                          target, account, cs_words_authentication (security->authentication),
                          tls_phrase (security));
}

/**
 * cs_words_in_force:
 * @route: as cs_route_find () filled it in; of the site when its domain is NULL
 *
 * For where the risk stands beside it, marked as one.
 *
 * Returns: (transfer full): what is in force for the entry, in one sentence
 */
char *
cs_words_in_force (const CsRoute *route)
{
  g_autofree char *target = target_phrase (route);
  g_autofree char *account = cs_words_account (route->security);

  return route->domain == NULL ? site_summary (route, target, account)
                               : domain_summary (route, target, account);
}

/**
 * cs_words_summary:
 * @route: as cs_route_find () filled it in; of the site when its domain is NULL
 *
 * Returns: (transfer full): what is in force for the entry, in one sentence or two
 */
char *
cs_words_summary (const CsRoute *route)
{
  g_autofree char *summary = cs_words_in_force (route);
  const char *risk = cs_words_risk (route->security);

  return risk != NULL ? g_strconcat (summary, " ", risk, NULL) : g_steal_pointer (&summary);
}

const char *
cs_words_direct_first (void)
{
  return _ ("The servers that the DNS names are tried first, without signing in.");
}

char *
cs_words_because (const CsRoute *route, const CsAddress *address)
{
  const char *text = cs_address_text (address);
  g_autofree char *entry
      = route->domain != NULL ? cs_pattern_to_display (route->domain->pattern) : NULL;

  switch (route->because)
    {
    case CS_BECAUSE_ADDRESS:
      return g_strdup_printf (_ ("there is an entry for the address %s itself"), text);
    case CS_BECAUSE_DOMAIN:
      return g_strdup_printf (_ ("%s is the remote domain of this address"), entry);
    case CS_BECAUSE_WILDCARD:
      return g_strdup_printf (
          _ ("%s is the remote domain that covers most of this address's domain"), entry);
    case CS_BECAUSE_LITERAL:
      return g_strdup (_ ("the domain is an address in brackets, which is the site's"));
    case CS_BECAUSE_SITE:
    default:
      return g_strdup_printf (_ ("no remote domain covers %s"), text);
    }
}
