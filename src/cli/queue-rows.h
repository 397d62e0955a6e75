/* queue-rows.h - recipients of the queue, as JSON and for people
 */
#pragma once

#include "cli/output-json.h"

G_BEGIN_DECLS

/* @rows: (element-type GVariant): dictionaries as org.countersign.Delivery describes them.
 * @with_advice: what a person can do about the cause, in words */
void cs_queue_rows_add_json (JsonBuilder *builder, GPtrArray *rows, gboolean with_advice);
void cs_queue_rows_print (GPtrArray *rows);

const char *cs_queue_row_state (const char *state); /* (nullable): "deferred", in words */
/* (transfer full): the cause of a row or an attempt in words, and what the server said */
char *cs_queue_row_why (GVariant *row);

G_END_DECLS
