/* TLS resumes sessions by itself, and then looks at no certificate. What was good enough for one
 * entry must not count for another: each session checks for itself.
 *
 * No GTest here: the TLS library does not resume anything in a program that uses it.
 */
#include <stdio.h>

#include "certificates.h"
#include "dialogues.h"
#include "script-server.h"
#include "session-case.h"

#define SECURED(Check) HELLO_STARTTLS STARTTLS "TLS: good\n" Check EHLO "S: 250 again\n" BYE
#define ENDS_THERE(Check) HELLO_STARTTLS STARTTLS "TLS: good\n" Check "WAIT\n"

typedef struct
{
  const char *name;
  const char *script;
  gboolean trusts;
  const char *host_name;
  CsTlsRule tls;
  CsFailureKind failure;
  gboolean is_verified;
} Row;

/* One after the other, all at the same address. */
static const Row rows[] = {
  { "first, not checked", SECURED (""), FALSE, NULL, CS_TLS_WHEN_OFFERED, CS_FAILURE_NONE, FALSE },
  { "resumed, and now checked", SECURED ("RESUMED\n"), TRUE, NULL, CS_TLS_REQUIRED, CS_FAILURE_NONE,
    TRUE },
  { "resumed with another trust", ENDS_THERE ("RESUMED\n"), FALSE, NULL, CS_TLS_REQUIRED,
    CS_FAILURE_TLS_CERTIFICATE, FALSE },
  { "another name is another session", SECURED (""), TRUE, "other.example", CS_TLS_WHEN_OFFERED,
    CS_FAILURE_NONE, FALSE },
};

static gboolean
run (const Row *row, CsSession *session)
{
  g_autoptr (CsFailure) failure = session_case_open (session);
  gboolean is_right = (failure != NULL ? failure->kind : CS_FAILURE_NONE) == row->failure
                      && cs_session_tls_verified (session) == row->is_verified;

  session_case_quit (session);
  return is_right;
}

static void
report (guint number, const Row *row, gboolean is_right, const char *complaint)
{
  if (complaint != NULL)
    printf ("# %s\n", complaint);
  printf ("%s %u - %s\n", is_right && complaint == NULL ? "ok" : "not ok", number, row->name);
}

int
main (int argc, char **argv)
{
  g_autoptr (GTlsDatabase) trust = test_trust ();
  g_autoptr (GTlsDatabase) elsewhere = test_trust_elsewhere ();
  g_autoptr (GSocketAddress) address = NULL;
  gboolean all_right = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SessionCase c = { .tls = rows[i].tls, .host_name = rows[i].host_name };
      g_autoptr (ScriptServer) server = script_server_start_at (address, rows[i].script);
      g_autofree char *complaint = NULL;
      g_autoptr (CsSession) session = NULL;
      CsSessionConfig config;
      gboolean is_right;

      g_clear_object (&address);
      address = script_server_address (server);
      config = session_case_config (&c, address);
      config.tls_database = rows[i].trusts ? trust : elsewhere;
      session = cs_session_new (&config);
      cs_secret_unref (config.secret);
      is_right = run (&rows[i], session);
      complaint = script_server_finish (server);
      report (i + 1, &rows[i], is_right, complaint);
      all_right = all_right && is_right && complaint == NULL;
    }

  printf ("1..%u\n", (guint)G_N_ELEMENTS (rows));
  return all_right ? 0 : 1;
}
