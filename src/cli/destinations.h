/* destinations.h - the destinations with most mail, as the worker tells of them
 */
#pragma once

#include "cli/output-json.h"
#include "cli/worker-call.h"

G_BEGIN_DECLS

/* (element-type GVariant) (transfer full): dictionaries of ListDestinations; NULL on an error */
GPtrArray *cs_destinations_list (CsCli *cli, CsDelivery *worker, guint most, GError **error);
/* Members of the object under construction: "destinations". */
void cs_destinations_add_json (JsonBuilder *builder, GPtrArray *destinations);
/* Nothing if there are none. */
void cs_destinations_print (GPtrArray *destinations);

G_END_DECLS
