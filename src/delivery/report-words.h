/* report-words.h - the sentences of a delivery report
 *
 * In the language that is spoken (base/translations.h). A server's own words are put beside them,
 * never among them.
 */
#pragma once

#include "delivery/outcome.h"

G_BEGIN_DECLS

/* (transfer full). @original: (nullable): subject of the message that it is about */
char *cs_report_subject (CsReportKind kind, const char *original);
/* What has happened, and what the reader can do; one or more whole sentences. */
const char *cs_report_opening (CsReportKind kind);
const char *cs_report_closing (CsReportKind kind);
/* Why a message waits or waited: "the server refused the password of the account …" */
const char *cs_report_cause (CsCause cause);
/* For people: "5 days", "12 hours" */
char *cs_report_duration (gint64 seconds);

G_END_DECLS
