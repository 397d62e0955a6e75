#include "smtp/process.h"

void
cs_smtp_prepare_process (void)
{
  g_unsetenv ("LM_COMPAT_LEVEL"); /* the default, 3, sends version 2 only */
  g_setenv ("NETBIOS_COMPUTER_NAME", "WORKSTATION", TRUE);
  g_setenv ("NETBIOS_DOMAIN_NAME", "WORKGROUP", TRUE);
}
