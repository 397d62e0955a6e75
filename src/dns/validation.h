/* validation.h - whether the machine's name servers let DNSSEC through
 *
 * What a probe of the root's keys says, and what it is worth beside the
 * probes before: servers that have validated and then do not are attacked at
 * least as likely as they are changed (RFC 7672 section 2.1 defers then), so
 * for an hour they are taken at their former word, and what cannot be
 * verified waits. Pure: no questions are asked here.
 */
#pragma once

#include "dns/answer.h"
#include "dns/resolver.h"

G_BEGIN_DECLS

#define CS_VALIDATION_PATIENCE_S 3600

typedef struct
{
  CsValidation value;
  gint64 failing_since_s; /* of servers that have validated; 0: they do */
} CsValidationState;

/* Returns: whether the servers have just begun to fail. */
gboolean cs_validation_take_probe (CsValidationState *state, const CsDnsAnswer *answer,
                                   gint64 now_s);

G_END_DECLS
