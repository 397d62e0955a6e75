#include <string.h>

#include <glib/gi18n-lib.h>

#include "admin/account-test.h"
#include "admin/words.h"

/* The option that a mechanism belongs to; what this program cannot use is not worth a word. */
static gboolean
offers (const CsTestReport *report, CsAuthentication authentication)
{
  const char *const *offered = (const char *const *)report->offered;

  if (authentication == CS_AUTHENTICATION_CHALLENGE_RESPONSE)
    return g_strv_contains (offered, "NTLM");
  return g_strv_contains (offered, "PLAIN") || g_strv_contains (offered, "LOGIN");
}

static char *
offered_advice (const CsTestReport *report)
{
  gboolean clear_text = offers (report, CS_AUTHENTICATION_CLEAR_TEXT);
  gboolean challenge = offers (report, CS_AUTHENTICATION_CHALLENGE_RESPONSE);

  if (clear_text && challenge)
    return g_strdup (_ ("The server would accept clear text or Challenge/Response."));
  if (clear_text)
    return g_strdup (_ ("The server would accept clear text."));
  if (challenge)
    return g_strdup (_ ("The server would accept Challenge/Response."));
  return g_strdup (_ ("The server offers no authentication that can be used here; it may want TLS "
                      "first, or none at all."));
}

static char *
tls_advice (const CsTestReport *report)
{
  switch (report->failure != NULL ? report->failure->kind : CS_FAILURE_NONE)
    {
    case CS_FAILURE_TLS_EXPECTED_PLAIN:
      return g_strdup (_ ("Set TLS to required instead of from the start, or use port 465."));
    case CS_FAILURE_PLAIN_EXPECTED_TLS:
      return g_strdup (_ ("Set TLS to from the start."));
    case CS_FAILURE_PASSWORD_NEEDS_TLS:
      return g_strdup (
          _ ("Use a port on which the server offers TLS with a valid certificate, "
             "usually 587 or 465, or install the certificate of its authority on this "
             "machine. --allow-unencrypted-password sends the password all the same."));
    case CS_FAILURE_TLS_NOT_OFFERED:
    case CS_FAILURE_TLS_REFUSED:
      return g_strdup (cs_words_advice (CS_CAUSE_TLS_NOT_OFFERED));
    default:
      return g_strdup (_ ("The certificate must be valid for the name of the host, and its issuer "
                          "must be known on this machine."));
    }
}

char *
cs_test_report_advice (const CsTestReport *report)
{
  switch (report->result)
    {
    case CS_TEST_REFUSED:
      return g_strdup (_ ("Check the account name and the password."));
    case CS_TEST_NOT_OFFERED:
      return offered_advice (report);
    case CS_TEST_TLS_FAILED:
      return tls_advice (report);
    case CS_TEST_UNREACHABLE:
      return g_strdup (_ ("Check the network, the name of the host and the port."));
    case CS_TEST_PROTOCOL_ERROR:
      return g_strdup (_ ("Check that this is the port of a mail server."));
    case CS_TEST_AUTHENTICATED:
    case CS_TEST_NOT_NEEDED:
    default:
      return NULL;
    }
}

char *
cs_test_report_risk (const CsTestReport *report)
{
  if (!report->is_password_exposed)
    return NULL;
  if (report->tls == NULL)
    return g_strdup (
        _ ("The password was sent without encryption: whoever is on the way could have "
           "read it."));
  return g_strdup_printf (
      /* Translators: %s is a version of TLS */
      _ ("The password was sent inside %s with an unverified certificate: whoever is in between "
         "could have read it."),
      report->tls);
}
