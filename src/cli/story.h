/* story.h - all that is known of one message in the queue, as "queue show" tells it
 *
 * How it came, and of each recipient: the state, why, what to do about it, and
 * every attempt that is kept; then the header and the last dialogues.
 */
#pragma once

#include "cli/output-json.h"

G_BEGIN_DECLS

/* @story: a{sv} of ShowMessage, ipc/org.countersign.Delivery.xml */
void cs_story_print (GVariant *story);
void cs_story_print_json (GVariant *story);

G_END_DECLS
