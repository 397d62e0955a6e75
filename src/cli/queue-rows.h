/* queue-rows.h - recipients of the queue, as JSON and for people
 */
#pragma once

#include "cli/output-json.h"

G_BEGIN_DECLS

/* @rows: (element-type GVariant): dictionaries as org.countersign.Delivery describes them */
void cs_queue_rows_add_json (JsonBuilder *builder, GPtrArray *rows);
void cs_queue_rows_print (GPtrArray *rows);

G_END_DECLS
