/* queue-selection.h - what the selected recipients allow to be done, and why not
 */
#pragma once

#include <glib.h>

#include "app/queue-deed.h"
#include "app/queue-watch.h"

G_BEGIN_DECLS

/* How many of what is selected; all zero at first. */
typedef struct
{
  guint64 n;
  guint64 n_waiting; /* deferred or held: could be tried now */
  guint64 n_held;
  guint64 n_held_by_us; /* of these, by the administrator */
  guint64 n_refused; /* of these, because the server refused the password */
} CsQueueSummary;

/* @row: as org.countersign.Delivery describes rows */
void cs_queue_summary_add (CsQueueSummary *summary, GVariant *row);
/* All that a filter finds. @state: (nullable): the filter's; else it may be any. */
void cs_queue_summary_set_all (CsQueueSummary *summary, guint64 n, const char *state);
/* NULL: it can be done; else why it cannot, in the user's language. */
const char *cs_queue_summary_reason (const CsQueueSummary *summary, CsQueueDeed deed);

G_END_DECLS
