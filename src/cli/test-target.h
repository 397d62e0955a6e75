/* test-target.h - which host and account "countersign test" means
 */
#pragma once

#include "cli/cli.h"
#include "model/route.h"

G_BEGIN_DECLS

typedef struct
{
  CsRoute route;
  char *domain; /* mail domain whose servers are meant; NULL with a smart host */
} CsTestTarget;

/* --site, a remote domain as it stands in the settings, or any domain or address. Errors of
 * CS_CLI_ERROR: 64, 65. */
gboolean cs_test_target_find (const CsSettings *settings, const CsArguments *arguments,
                              CsTestTarget *target, GError **error);
void cs_test_target_clear (CsTestTarget *target);

G_END_DECLS
