#include "delivery/shared.h"

static const char *
option_or_machine_name (const CsShared *shared, CsOption option)
{
  const char *text = NULL;

  if (shared->settings != NULL)
    text = cs_settings_text (shared->settings, option);
  return text != NULL ? text : shared->machine_name;
}

const char *
cs_shared_own_name (const CsShared *shared)
{
  return option_or_machine_name (shared, CS_OPTION_FULLY_QUALIFIED_DOMAIN_NAME);
}

const char *
cs_shared_mail_domain (const CsShared *shared)
{
  return option_or_machine_name (shared, CS_OPTION_MAIL_DOMAIN);
}
