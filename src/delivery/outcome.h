/* outcome.h - from a verdict to what the queue records and whom a report goes to
 *
 * Pure: the verdict, the age of the message and what its sender asked for
 * (RFC 3461 section 5.2) in, a settlement and the kind of report out.
 */
#pragma once

#include "delivery/work.h"
#include "model/settings.h"

G_BEGIN_DECLS

typedef enum
{
  CS_REPORT_NONE,
  CS_REPORT_FAILED, /* refused for good */
  CS_REPORT_EXPIRED, /* waited too long */
  CS_REPORT_DELAYED,
  CS_REPORT_RELAYED, /* success asked for, and the next server does not report */
} CsReportKind;

typedef struct
{
  const char *remote; /* (nullable): host and address that was spoken to */
  const char *protection; /* (nullable): what its domain asked of the session: "dane" … */
  const char *transcript; /* (nullable) */
  const char *credential; /* (nullable): what a hold for a credential waits for */
  gboolean server_reports; /* it offers DSN: success is its to report */
  gint64 not_before_s; /* the next attempt not before; 0: as the schedule says */
} CsAttempt;

typedef struct
{
  CsSettlement *settlement;
  CsReportKind report;
  gboolean is_expired;
} CsOutcome;

/* @settings: (nullable): the defaults. @outcome: (out caller-allocates) */
void cs_outcome_decide (const CsSettings *settings, const CsClaim *claim, const CsWorkItem *item,
                        const CsAttempt *attempt, gint64 now_s, CsOutcome *outcome);

/* (transfer full) (nullable): "550 5.1.1 No such user", or our own words. */
char *cs_failure_to_text (const CsFailure *failure);

G_END_DECLS
