/* A machine without gss-ntlmssp: GSSAPI finds no such mechanism, and that is what is said. */
#include "dialogues.h"
#include "session-case.h"
#include "smtp/process.h"

static const SessionCase cases[] = {
  { .name = "not-installed",
    .script = GREETING EHLO "S: 250-a\nS: 250 AUTH NTLM\nC: QUIT\n",
    .authentication = CS_AUTHENTICATION_CHALLENGE_RESPONSE,
    .open
    = { CS_FAILURE_AUTH_UNAVAILABLE, CS_STAGE_AUTHENTICATE, 0, "gss-ntlmssp is not installed" } },
};

int
main (int argc, char **argv)
{
  g_setenv ("GSS_MECH_CONFIG", "/dev/null", TRUE);
  cs_smtp_prepare_process ();
  g_test_init (&argc, &argv, NULL);
  session_case_add_all ("/smtp/session/ntlm", cases, G_N_ELEMENTS (cases));
  return g_test_run ();
}
