#include "cli/own-name.h"

#include "base/instance.h"

char *
cs_own_name (const CsSettings *settings)
{
  const char *name = cs_settings_text (settings, CS_OPTION_FULLY_QUALIFIED_DOMAIN_NAME);

  return name != NULL ? g_strdup (name) : cs_instance_machine_name ();
}
