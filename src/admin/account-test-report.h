/* account-test-report.h - filling in the report of an account test
 */
#pragma once

#include "admin/account-test.h"

G_BEGIN_DECLS

CsTestReport *cs_test_report_new (void);
void cs_test_report_add_step (CsTestReport *report, const CsSessionStep *step);
/* What the session found out; @failure: (transfer full) (nullable): NULL: it went well. */
void cs_test_report_take_session (CsTestReport *report, CsSession *session,
                                  const CsSecurity *security, CsFailure *failure);
/* Nothing could even be spoken to. @failure: (transfer full) */
void cs_test_report_take_failure (CsTestReport *report, CsFailure *failure);
CsTestResult cs_test_result_of (const CsFailure *failure);

G_END_DECLS
