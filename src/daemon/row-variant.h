/* row-variant.h - what the queue knows, in the forms of the D-Bus interface
 */
#pragma once

#include <gio/gio.h>

#include "delivery/engine.h"
#include "model/settings.h"
#include "queue/message.h"

G_BEGIN_DECLS

/* a{sv}, floating. @settings: (nullable): for the entry that applies */
GVariant *cs_row_to_variant (const CsQueueRow *row, CsSettings *settings);
/* aa{sv}, floating */
GVariant *cs_rows_to_variant (GPtrArray *rows, CsSettings *settings);
/* a{sv}, floating */
GVariant *cs_story_to_variant (const CsQueueStory *story, CsSettings *settings);
/* aa{sv}, floating. @lanes: (element-type CsQueueLane) */
GVariant *cs_lanes_to_variant (GPtrArray *lanes, CsEngine *engine);

G_END_DECLS
