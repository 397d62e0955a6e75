#include "app/test-words.h"

#include <glib/gi18n.h>

#include "admin/certificate.h"
#include "admin/offer.h"
#include "admin/words.h"

static const char *
failed_headline (CsTestResult result)
{
  switch (result)
    {
    case CS_TEST_REFUSED:
      return _ ("The account was refused");
    case CS_TEST_NOT_OFFERED:
      return _ ("The server does not offer this option");
    case CS_TEST_TLS_FAILED:
      return _ ("No secure connection");
    case CS_TEST_UNREACHABLE:
      return _ ("The server cannot be reached");
    default:
      return _ ("The server answered something unexpected");
    }
}

char *
cs_test_words_headline (const CsTestReport *report, gboolean is_probe)
{
  gboolean is_good
      = report->result == CS_TEST_AUTHENTICATED || report->result == CS_TEST_NOT_NEEDED;

  if (is_probe && is_good)
    return g_strdup (_ ("This is what the server offers"));
  if (report->result == CS_TEST_AUTHENTICATED)
    return g_strdup (_ ("The account works"));
  if (report->result == CS_TEST_NOT_NEEDED)
    return g_strdup (_ ("The server can be reached without an account"));
  return g_strdup (failed_headline (report->result));
}

static const char *
offer_line (const CsTestReport *report, CsAuthentication option)
{
  gboolean has = cs_offer_has ((const char *const *)report->offered, option);

  if (option == CS_AUTHENTICATION_CLEAR_TEXT)
    return has ? _ ("Clear text authentication: offered")
               : _ ("Clear text authentication: not offered");
  return has ? _ ("Windows NT Challenge/Response authentication: offered")
             : _ ("Windows NT Challenge/Response authentication: not offered");
}

static char *
probe_detail (const CsTestReport *report)
{
  g_autofree char *tls
      = report->tls == NULL
            ? g_strdup (_ ("Encryption: none"))
            /* Translators: %s is a version, such as "TLS 1.3" */
            : g_strdup_printf (report->is_verified ? _ ("Encryption: %s")
                                                   : _ ("Encryption: %s, unverified certificate"),
                               report->tls);

  g_autofree char *certificate
      = report->certificate != NULL ? cs_certificate_in_short (report->certificate) : NULL;

  return g_strjoin ("\n", offer_line (report, CS_AUTHENTICATION_CLEAR_TEXT),
                    offer_line (report, CS_AUTHENTICATION_CHALLENGE_RESPONSE), tls, certificate,
                    NULL);
}

static char *
authenticated_detail (const CsTestReport *report)
{
  g_autofree char *risk = cs_test_report_risk (report);

  if (risk != NULL)
    /* Translators: %1$s is a mechanism such as "PLAIN", %2$s the sentence of how it was sent */
    return g_strdup_printf (_ ("Signed in with %1$s. %2$s"), report->mechanism, risk);
  if (report->tls != NULL)
    /* Translators: %1$s is a mechanism such as "NTLM", %2$s a version such as "TLS 1.3" */
    return g_strdup_printf (_ ("Signed in with %1$s, inside %2$s."), report->mechanism,
                            report->tls);
  return g_strdup_printf (_ ("Signed in with %s, without encryption."), report->mechanism);
}

char *
cs_test_words_detail (const CsTestReport *report, gboolean is_probe)
{
  g_autofree char *sentence = NULL;

  if (report->failure != NULL)
    {
      sentence = cs_words_failure (report->failure);
      return g_strconcat (sentence, ".", NULL);
    }
  if (is_probe)
    return probe_detail (report);
  if (report->result == CS_TEST_AUTHENTICATED)
    return authenticated_detail (report);
  return g_strdup (_ ("Whether it takes mail for everybody shows when mail is sent."));
}

char *
cs_test_words_suggestion (CsAuthentication option, CsTlsRule tls)
{
  /* Translators: what a button sets: %1$s is an authentication option, such as "Clear text", %2$s a
     TLS rule, such as "Required" */
  return g_strdup_printf (_ ("Sets Authentication: %1$s · TLS: %2$s"),
                          cs_words_authentication (option), cs_words_tls (tls));
}

char *
cs_test_words_dialogue (const CsTestReport *report)
{
  const char *transcript = report->transcript != NULL ? report->transcript : "";
  g_autofree char *certificate
      = report->certificate != NULL ? cs_certificate_in_full (report->certificate) : NULL;

  if (certificate == NULL)
    return g_strdup (transcript);
  return g_strconcat (certificate, "\n\n", transcript, NULL);
}
