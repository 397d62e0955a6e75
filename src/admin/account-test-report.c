#include "admin/account-test-report.h"

static const char *const result_names[] = {
  [CS_TEST_AUTHENTICATED] = "authenticated",
  [CS_TEST_NOT_NEEDED] = "not-needed",
  [CS_TEST_REFUSED] = "refused",
  [CS_TEST_NOT_OFFERED] = "not-offered",
  [CS_TEST_TLS_FAILED] = "tls-failed",
  [CS_TEST_UNREACHABLE] = "unreachable",
  [CS_TEST_PROTOCOL_ERROR] = "protocol-error",
};

const char *
cs_test_result_name (CsTestResult result)
{
  g_return_val_if_fail ((guint)result < G_N_ELEMENTS (result_names), NULL);

  return result_names[result];
}

static void
step_free (CsTestStep *step)
{
  g_free (step->text);
  g_free (step);
}

CsTestReport *
cs_test_report_new (void)
{
  CsTestReport *report = g_new0 (CsTestReport, 1);

  report->offered = g_new0 (char *, 1);
  report->steps = g_ptr_array_new_with_free_func ((GDestroyNotify)step_free);
  return report;
}

void
cs_test_report_free (CsTestReport *report)
{
  g_free (report->host);
  g_free (report->address);
  g_free (report->tls);
  g_clear_object (&report->certificate);
  g_strfreev (report->offered);
  g_free (report->mechanism);
  g_free (report->server_domain);
  g_free (report->reply);
  g_clear_pointer (&report->failure, cs_failure_free);
  g_ptr_array_unref (report->steps);
  g_free (report->transcript);
  g_free (report);
}

void
cs_test_report_add_step (CsTestReport *report, const CsSessionStep *step)
{
  CsTestStep *copy = g_new (CsTestStep, 1);

  *copy = (CsTestStep){ step->stage, step->ok, step->duration_ms, g_strdup (step->text) };
  g_ptr_array_add (report->steps, copy);
}

typedef struct
{
  CsFailureKind kind;
  CsTestResult result;
} Row;

/* A reply and a lost connection mean different things at different stages: see below. */
static const Row rows[] = {
  { CS_FAILURE_UNREACHABLE, CS_TEST_UNREACHABLE },
  { CS_FAILURE_TLS_NOT_OFFERED, CS_TEST_TLS_FAILED },
  { CS_FAILURE_TLS_REFUSED, CS_TEST_TLS_FAILED },
  { CS_FAILURE_TLS_HANDSHAKE, CS_TEST_TLS_FAILED },
  { CS_FAILURE_TLS_CERTIFICATE, CS_TEST_TLS_FAILED },
  { CS_FAILURE_TLS_TOO_OLD, CS_TEST_TLS_FAILED },
  { CS_FAILURE_TLS_EXPECTED_PLAIN, CS_TEST_TLS_FAILED },
  { CS_FAILURE_PLAIN_EXPECTED_TLS, CS_TEST_TLS_FAILED },
  { CS_FAILURE_PASSWORD_NEEDS_TLS, CS_TEST_TLS_FAILED },
  { CS_FAILURE_AUTH_NOT_OFFERED, CS_TEST_NOT_OFFERED },
  { CS_FAILURE_AUTH_WEAKER, CS_TEST_NOT_OFFERED },
  { CS_FAILURE_AUTH_NTLM_V1_ONLY, CS_TEST_NOT_OFFERED },
  { CS_FAILURE_CREDENTIAL_INVALID, CS_TEST_REFUSED },
};

CsTestResult
cs_test_result_of (const CsFailure *failure)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].kind == failure->kind)
      return rows[i].result;

  if (failure->kind == CS_FAILURE_REPLY && failure->stage == CS_STAGE_AUTHENTICATE)
    return CS_TEST_REFUSED;
  if (failure->stage <= CS_STAGE_CONNECT
      || (failure->kind == CS_FAILURE_REPLY && failure->stage == CS_STAGE_GREETING))
    return CS_TEST_UNREACHABLE;
  return CS_TEST_PROTOCOL_ERROR;
}

void
cs_test_report_take_failure (CsTestReport *report, CsFailure *failure)
{
  g_clear_pointer (&report->failure, cs_failure_free);
  report->failure = failure;
  report->result = cs_test_result_of (failure);
}

void
cs_test_report_take_session (CsTestReport *report, CsSession *session, const CsSecurity *security,
                             CsFailure *failure)
{
  const CsFeatures *features = cs_session_features (session);
  const CsFailure *reply = cs_session_last_reply (session);

  report->tls = g_strdup (cs_session_tls_version (session));
  g_set_object (&report->certificate, cs_session_peer_certificate (session));
  report->is_verified = cs_session_tls_verified (session);
  report->mechanism = g_strdup (cs_session_mechanism (session));
  report->server_domain = g_strdup (cs_session_server_domain (session));
  report->is_password_exposed = report->mechanism != NULL && !report->is_verified
                                && security->authentication == CS_AUTHENTICATION_CLEAR_TEXT;
  report->transcript = cs_transcript_text (cs_session_transcript (session));
  if (reply != NULL)
    report->reply = g_strdup_printf ("%u %s", reply->code, reply->text != NULL ? reply->text : "");
  if (features != NULL)
    {
      g_strfreev (report->offered);
      report->offered = g_strdupv (features->mechanisms);
    }

  if (failure != NULL)
    cs_test_report_take_failure (report, failure);
  else if (report->mechanism != NULL)
    report->result = CS_TEST_AUTHENTICATED;
  else
    report->result = CS_TEST_NOT_NEEDED;
}
