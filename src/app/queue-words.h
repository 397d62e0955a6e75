/* queue-words.h - what the Queue page says: how much waits, what was done, why nothing is shown
 *
 * Numbers and rows in, sentences in the user's language out; (transfer full) unless const. A @row
 * is a dictionary as org.countersign.Delivery describes rows, or its attempts.
 */
#pragma once

#include "app/queue-deed.h"
#include "app/queue-watch.h"
#include "base/security.h"

G_BEGIN_DECLS

/* "Queued 3 · Active 1 · Deferred 2 · Held 14" */
char *cs_queue_words_totals (const CsQueueTotals *totals);
/* "100,000", as the language writes it */
char *cs_queue_words_number (guint64 number);

/* --- rows --- */

/* The "recipient" or the "sender" */
char *cs_queue_words_address (GVariant *row, const char *key);
char *cs_queue_words_entry (GVariant *row); /* "Site", "*.corp.example" */
const char *cs_queue_words_state (GVariant *row); /* "Held" */
char *cs_queue_words_next_try (GVariant *row, gint64 now_s); /* "in 14 min", "–" */
char *cs_queue_words_why (GVariant *row); /* with what the server said */
char *cs_queue_words_subject (GVariant *row);
char *cs_queue_words_tooltip (GVariant *row); /* markup */
CsCause cs_queue_words_cause (GVariant *row);

/* --- below the list --- */

/* "14 recipients", "2 of 14 recipients selected". @n_listed: as far as it is known; @is_all: that
 * is all there are. */
char *cs_queue_words_count (guint64 n_selected, guint64 n_listed, gboolean is_all);
/* "3 recipients will be tried now." @kept: some were left alone, for the server has refused their
 * password. */
char *cs_queue_words_done (CsQueueDeed deed, guint64 n, gboolean kept);
char *cs_queue_words_doing (CsQueueDeed deed, guint64 n);
char *cs_queue_words_ask_to_remove (guint64 n);

G_END_DECLS
