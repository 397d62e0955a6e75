/* account-test.h - connect and authenticate now, send nothing: `countersign test`, the Test button
 *
 * Uses the security that it is given (saved or not), so that what stands in a
 * form can be tested. The first reachable host of the route decides.
 */
#pragma once

#include "model/settings.h"
#include "smtp/session.h"

G_BEGIN_DECLS

typedef enum
{
  CS_TEST_AUTHENTICATED,
  CS_TEST_NOT_NEEDED, /* option none, and the server took us without */
  CS_TEST_REFUSED,
  CS_TEST_NOT_OFFERED,
  CS_TEST_TLS_FAILED,
  CS_TEST_UNREACHABLE,
  CS_TEST_PROTOCOL_ERROR,
} CsTestResult;
const char *cs_test_result_name (CsTestResult result); /* "authenticated" … as in the JSON form */

typedef struct
{
  CsStage stage;
  gboolean ok;
  guint duration_ms;
  char *text; /* facts */
} CsTestStep;

typedef struct
{
  CsTestResult result;
  char *host, *address; /* may be NULL */
  guint16 port;
  char *tls; /* "TLS 1.3" or NULL */
  GTlsCertificate *certificate; /* of the server, or NULL; certificate.h has the words */
  gboolean is_verified; /* TLS with a certificate that proves the host */
  gboolean is_password_exposed; /* it was sent outside of that */
  GStrv offered; /* mechanisms; never NULL */
  char *mechanism; /* or NULL */
  char *server_domain; /* Windows NT domain that the server named, or NULL */
  char *reply; /* the last words of the server, or NULL */
  CsFailure *failure; /* or NULL */
  GPtrArray *steps; /* (element-type CsTestStep) */
  char *transcript;
} CsTestReport;
void cs_test_report_free (CsTestReport *report);
/* What a person can do about it, translated; NULL if all is well. (transfer full) */
char *cs_test_report_advice (const CsTestReport *report);
/* Who could have read the password, translated; NULL if nobody could. (transfer full) */
char *cs_test_report_risk (const CsTestReport *report);

typedef struct
{
  const CsHost *smart_host; /* or NULL and: */
  const char *domain; /* the mail domain whose MX is to be used */
  const CsSecurity *security;
  CsSecret *password; /* NULL with none */
  gboolean helo;
  const char *own_name;
  gboolean probe_only; /* "Find Out What the Server Wants" */
  GTlsDatabase *tls_database; /* (nullable): the system's trust store */
} CsTestRequest; /* copied */

void cs_account_test_async (const CsTestRequest *request, CsSessionStepFunc on_step,
                            gpointer step_data, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
/* A test that was carried out has a report, whatever it found; an error is only for a cancelled
 * one, or when no resolver can be had. */
CsTestReport *cs_account_test_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsTestReport, cs_test_report_free)

G_END_DECLS
