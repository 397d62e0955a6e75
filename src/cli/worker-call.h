/* worker-call.h - calls of the delivery worker, waited for
 */
#pragma once

#include "admin/worker.h"
#include "cli/cli.h"

G_BEGIN_DECLS

/* Never starts one: 69. */
CsDelivery *cs_worker_call_connect (CsCli *cli, GError **error);
/* (transfer full) (element-type GVariant): every row of every page; @filter: floating */
GPtrArray *cs_worker_call_list (CsCli *cli, CsDelivery *worker, GVariant *filter, GError **error);

G_END_DECLS
