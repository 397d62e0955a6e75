/* queue-words.h - what the Queue page says: how much waits, what was done, why nothing is shown
 *
 * Numbers and codes in, sentences in the user's language out; (transfer full) unless const.
 */
#pragma once

#include "app/queue-watch.h"

G_BEGIN_DECLS

/* "Queued 3 · Active 1 · Deferred 2 · Held 14" */
char *cs_queue_words_totals (const CsQueueTotals *totals);

G_END_DECLS
