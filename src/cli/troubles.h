/* troubles.h - mail that waits for another account, and the commands that let it go
 */
#pragma once

#include "cli/output-json.h"
#include "cli/worker-call.h"
#include "model/settings.h"

G_BEGIN_DECLS

/* (element-type CsTrouble) (transfer full): none of a worker that does not know; NULL on an error
 */
GPtrArray *cs_troubles_list (CsCli *cli, CsDelivery *worker, GError **error);
/* Member of the object under construction: "troubles". @settings: (nullable): for the commands */
void cs_troubles_add_json (JsonBuilder *builder, GPtrArray *troubles, CsCli *cli,
                           const CsSettings *settings);
/* Nothing if there are none. */
void cs_troubles_print (GPtrArray *troubles, CsCli *cli, const CsSettings *settings);

G_END_DECLS
