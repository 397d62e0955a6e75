/* worker.h - all parts of the worker put together, from start to stop
 *
 * Start: storage, settings, engine, intake, bus; ready is said when mail can
 * be accepted and the name is ours. Stop: the same backwards, within five
 * seconds.
 */
#pragma once

#include "base/instance.h"
#include "daemon/options.h"

G_BEGIN_DECLS

typedef struct _CsWorker CsWorker;

/* @instance: (transfer none): must live as long. */
CsWorker *cs_worker_new (const CsInstance *instance, const CsOptions *options);
void cs_worker_free (CsWorker *worker);
/* Runs until it is told to stop, or with --once until nothing is left to do.
 * Returns: the exit status */
int cs_worker_run (CsWorker *worker);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsWorker, cs_worker_free)

G_END_DECLS
