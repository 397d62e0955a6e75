/* attempt-log.h - the line that the log gets for each attempt to deliver to a recipient
 *
 * Its event is the verdict. The fields are those of countersign-delivery(8):
 * what is here is a promise to whoever reads the journal.
 */
#pragma once

#include "delivery/outcome.h"
#include "delivery/target.h"

G_BEGIN_DECLS

/* What the log says about an attempt beside its outcome. */
typedef struct
{
  const CsTarget *target; /* (nullable) */
  const char *tls; /* (nullable): "TLS 1.3" */
  gboolean is_verified; /* the certificate */
  const char *mechanism; /* (nullable) */
  const char *account; /* (nullable) */
  guint connection_ms; /* until the session was ready for mail, or failed */
  guint duration_ms; /* of this attempt */
} CsAttemptFacts;

void cs_attempt_log (const CsWork *work, const CsWorkItem *item, const CsOutcome *outcome,
                     const CsAttemptFacts *facts, gint64 now_s);

G_END_DECLS
