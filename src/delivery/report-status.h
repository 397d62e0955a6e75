/* report-status.h - the part for machines: message/delivery-status, RFC 3464 section 2
 */
#pragma once

#include "delivery/report.h"

G_BEGIN_DECLS

/* (transfer full): fields in groups, lines end in LF, ASCII only */
char *cs_report_status (const CsReportFacts *facts);
/* RFC 3463: the server's where it fits the action, else the verdict's; 4.4.7 for what expired. */
char *cs_report_status_code (CsReportKind kind, const CsWorkItem *item);
/* RFC 3461 section 4: "+2B" is "+"; NULL: not xtext */
char *cs_report_decode_xtext (const char *text);

G_END_DECLS
