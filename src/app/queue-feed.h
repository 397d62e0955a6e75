/* queue-feed.h - fetches from the worker what the list of the queue shows, slice by slice
 *
 * A first slice at once, further ones as somebody scrolls; when the queue has changed, what is in
 * sight again, and all that has been fetched where that is little. One call at a time, and pauses
 * that grow with what a call costs the worker, so that looking at a busy queue does not slow it
 * down. No widget is known here.
 */
#pragma once

#include "admin/worker.h"
#include "app/recipient-rows.h"

G_BEGIN_DECLS

/* Signals "taking" and "taken": around the arrival of rows, or of an error. */
#define CS_TYPE_QUEUE_FEED (cs_queue_feed_get_type ())
G_DECLARE_FINAL_TYPE (CsQueueFeed, cs_queue_feed, CS, QUEUE_FEED, GObject)

CsQueueFeed *cs_queue_feed_new (CsRecipientRows *rows);
/* @worker: (nullable): without one there are no rows. */
void cs_queue_feed_set_worker (CsQueueFeed *feed, CsDelivery *worker);
/* While nobody looks nothing is fetched. */
void cs_queue_feed_set_active (CsQueueFeed *feed, gboolean is_active);
/* @state: (nullable): "held" …; @text: a part of an address, "" for all. Another filter begins anew
 * when its first slice has come. */
void cs_queue_feed_set_filter (CsQueueFeed *feed, const char *state, const char *text);
/* Which rows are in sight. */
void cs_queue_feed_set_sight (CsQueueFeed *feed, guint first, guint last);
/* Whatever is listed may have changed. @by_us: all that has been fetched is fetched again. */
void cs_queue_feed_note_changed (CsQueueFeed *feed, gboolean by_us);

/* The filter of what is shown, for the worker: floating */
GVariant *cs_queue_feed_filter (CsQueueFeed *feed);
gboolean cs_queue_feed_has_text (CsQueueFeed *feed);
/* (nullable) */
const char *cs_queue_feed_state (CsQueueFeed *feed);
/* Whether the rows are those of the filter, and the error what it led to. */
gboolean cs_queue_feed_is_current (CsQueueFeed *feed);
/* (nullable): why nothing could be fetched. */
const GError *cs_queue_feed_error (CsQueueFeed *feed);

G_END_DECLS
