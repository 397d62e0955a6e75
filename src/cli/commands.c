#include <glib/gi18n-lib.h>

#include "cli/cli.h"

#define ENTRY (CS_OPTIONS_ENTRY)
#define JSON (CS_OPTIONS_JSON)

/* clang-format off */
static const CsCommand commands[] = {
  { "show", NULL, 0, 0, JSON,
    N_("Show all settings"), cs_command_show },
  { "site set", NULL, 0, 0, ENTRY | CS_OPTIONS_SITE,
    N_("Change the site's settings"), cs_command_site_set },
  { "domain list", NULL, 0, 0, JSON,
    N_("List the remote domains"), cs_command_domain_list },
  { "domain show", N_("DOMAIN"), 1, 1, JSON,
    N_("Show a remote domain"), cs_command_domain_show },
  { "domain add", N_("DOMAIN"), 1, 1, ENTRY | CS_OPTIONS_DOMAIN,
    N_("Add a remote domain: example.com, *.example.com or ann@example.com"), cs_command_domain_add },
  { "domain set", N_("DOMAIN"), 1, 1, ENTRY | CS_OPTIONS_DOMAIN,
    N_("Change a remote domain"), cs_command_domain_set },
  { "domain remove", N_("DOMAIN…"), 1, G_MAXUINT, 0,
    N_("Remove remote domains"), cs_command_domain_remove },
  { "explain", N_("ADDRESS"), 1, 1, CS_OPTIONS_OFFLINE | JSON,
    N_("Say what happens to mail for an address, and why"), cs_command_explain },
  { "test", N_("DOMAIN|--site"), 0, 1, CS_OPTIONS_TEST | JSON,
    N_("Connect and sign in now, send nothing"), cs_command_test },
  { "check", N_("[FILE]"), 0, 1, JSON,
    N_("Find every fault of the settings file"), cs_command_check },
  { "credential list", NULL, 0, 0, JSON,
    N_("List the accounts: where they are used, whether they work"), cs_command_credential_list },
  { "credential remove", N_("UUID…"), 1, G_MAXUINT, 0,
    N_("Delete stored passwords that no entry uses"), cs_command_credential_remove },
  { "preset list", NULL, 0, 0, JSON,
    N_("List the providers that --preset knows"), cs_command_preset_list },
  { "queue list", N_("[ID…]"), 0, G_MAXUINT, CS_OPTIONS_ALL | CS_OPTIONS_FILTER | JSON,
    N_("List what waits to be delivered"), cs_command_queue_list },
  { "queue show", N_("ID"), 1, 1, JSON,
    N_("Show a message with the last dialogue"), cs_command_queue_show },
  { "queue retry", N_("[ID…]"), 0, G_MAXUINT, CS_OPTIONS_ALL,
    N_("Try again now"), cs_command_queue_retry },
  { "queue hold", N_("[ID…]"), 0, G_MAXUINT, CS_OPTIONS_ALL,
    N_("Hold until released"), cs_command_queue_hold },
  { "queue release", N_("[ID…]"), 0, G_MAXUINT, CS_OPTIONS_ALL,
    N_("Release what is held"), cs_command_queue_release },
  { "queue remove", N_("ID…"), 0, G_MAXUINT, CS_OPTIONS_ALL,
    N_("Remove without delivering"), cs_command_queue_remove },
  { "status", NULL, 0, 0, JSON | CS_OPTIONS_METRICS,
    N_("Show what the delivery worker is doing"), cs_command_status },
};
/* clang-format on */

const CsCommand *
cs_commands (guint *n)
{
  *n = G_N_ELEMENTS (commands);
  return commands;
}
