/* conclusion.h - what follows from the verdicts on one message: log, ledger, reports, badmail
 *
 * Takes every recipient that is judged and not closed yet. Those who need no
 * report go to the ledger at once; the others when their report is written (or
 * their message is in badmail), in one transaction with it.
 */
#pragma once

#include "delivery/attempt-log.h"
#include "delivery/shared.h"

G_BEGIN_DECLS

/* @work must live until the callback, which may come at once. */
void cs_conclude_async (CsShared *shared, CsWork *work, const CsAttempt *attempt,
                        const CsAttemptFacts *facts, GAsyncReadyCallback callback,
                        gpointer user_data);
void cs_conclude_finish (GAsyncResult *result);

G_END_DECLS
