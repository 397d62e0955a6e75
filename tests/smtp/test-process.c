#include "smtp/process.h"

/* What would weaken NTLM to version 1, and what would tell this machine's name. */
static void
test_environment (void)
{
  g_setenv ("LM_COMPAT_LEVEL", "0", TRUE);
  g_setenv ("NETBIOS_COMPUTER_NAME", "PAYROLL-3", TRUE);
  g_unsetenv ("NETBIOS_DOMAIN_NAME");

  cs_smtp_prepare_process ();

  g_assert_null (g_getenv ("LM_COMPAT_LEVEL"));
  g_assert_cmpstr (g_getenv ("NETBIOS_COMPUTER_NAME"), ==, "WORKSTATION");
  g_assert_cmpstr (g_getenv ("NETBIOS_DOMAIN_NAME"), ==, "WORKGROUP");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp/process/N11-N14-environment", test_environment);
  return g_test_run ();
}
