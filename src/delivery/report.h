/* report.h - a delivery report: multipart/report, RFC 3462, RFC 3464
 *
 * Pure: what happened in, a message for the queue out. Never for a null
 * sender (RFC 5321 section 4.5.5): ask cs_outcome_decide and look at the
 * sender first.
 */
#pragma once

#include "delivery/outcome.h"
#include "queue/message.h"

G_BEGIN_DECLS

/* Of a message that is returned whole without being asked for; over it the header must do. */
#define CS_REPORT_WHOLE_BYTES (64 * 1024)
/* The same where the sender asked for the whole (RET=FULL). */
#define CS_REPORT_FULL_BYTES (1024 * 1024)

typedef struct
{
  CsReportKind kind; /* of the whole report: one for each kind */
  const CsClaim *claim;
  GPtrArray *items; /* (element-type CsWorkItem) */
  GBytes *content; /* (nullable): as much of the message as is at hand, from its beginning */
  const char *remote; /* (nullable) */
  const char *own_name; /* of this machine */
  const char *mail_domain; /* of the report's sender address */
  const char *language; /* (nullable): base/language.h; NULL: that of the environment */
  gint64 expires_s; /* until when it is tried */
  gint64 now_s;
} CsReportFacts;

/* The whole message as it goes into the queue: lines end in CRLF, seven bits only. */
GBytes *cs_report_write (const CsReportFacts *facts);
/* How much of a message a report needs. */
gsize cs_report_wanted_bytes (const CsEnvelope *envelope, CsReportKind kind);

G_END_DECLS
