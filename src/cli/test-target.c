#include "cli/test-target.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "admin/words.h"

void
cs_test_target_clear (CsTestTarget *target)
{
  g_clear_pointer (&target->domain, g_free);
}

/* Nobody has a remote domain for an address in the discard prefix (RFC 6666), so what applies to it
 * is the site itself. */
#define SITE_ADDRESS "postmaster@[IPv6:100::]"

static gboolean
find_site (const CsSettings *settings, CsTestTarget *target, GError **error)
{
  g_autoptr (CsAddress) address
      = cs_address_parse (SITE_ADDRESS, -1, CS_ADDRESS_DEFAULT, NULL, error);

  cs_route_find (settings, address, &target->route);
  if (target->route.smart_host != NULL)
    return TRUE;
  g_set_error_literal (error, CS_CLI_ERROR, EX_USAGE,
                       _ ("the site has no smart host; name a domain to be tested"));
  return FALSE;
}

/* A wildcard stands for no domain in particular: what lies below it uses its smart host. */
static CsAddress *
address_for (const char *text, GError **error)
{
  const char *name = g_str_has_prefix (text, "*.") ? text + 2 : text;
  g_autofree char *full
      = strchr (text, '@') != NULL
            ? g_strdup (text)
            : g_strdup_printf ("postmaster@%s%s", name != text ? "any." : "", name);
  g_autoptr (GError) why = NULL;
  CsAddress *address = cs_address_parse (full, -1, CS_ADDRESS_DEFAULT, NULL, &why);

  if (address == NULL)
    {
      g_autofree char *reason = cs_words_reason (why->message);

      g_set_error (error, CS_CLI_ERROR, EX_DATAERR, _ ("“%s”: %s"), text, reason);
    }
  return address;
}

gboolean
cs_test_target_find (const CsSettings *settings, const CsArguments *arguments, CsTestTarget *target,
                     GError **error)
{
  const char *text = cs_arguments_operand (arguments, 0);
  g_autoptr (CsAddress) address = NULL;

  memset (target, 0, sizeof *target);
  if ((text != NULL) == cs_arguments_has (arguments, "site"))
    {
      g_set_error_literal (error, CS_CLI_ERROR, EX_USAGE, _ ("test what? A DOMAIN, or --site"));
      return FALSE;
    }
  if (text == NULL)
    return find_site (settings, target, error);

  address = address_for (text, error);
  if (address == NULL)
    return FALSE;
  cs_route_find (settings, address, &target->route);
  if (target->route.smart_host == NULL && g_str_has_prefix (text, "*."))
    {
      g_set_error (error, CS_CLI_ERROR, EX_USAGE,
                   _ ("%s has no smart host; name one of its domains"), text);
      return FALSE;
    }
  if (target->route.smart_host == NULL)
    target->domain = g_strdup (cs_address_domain (address));
  return TRUE;
}
