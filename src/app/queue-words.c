#include "app/queue-words.h"

#include <inttypes.h>

#include <glib/gi18n.h>

/* With separators of thousands, where the language has them. */
static char *
number_text (guint64 number)
{
  return g_strdup_printf ("%'" PRIu64, number);
}

char *
cs_queue_words_totals (const CsQueueTotals *totals)
{
  g_autofree char *queued = number_text (totals->queued);
  g_autofree char *active = number_text (totals->active);
  g_autofree char *deferred = number_text (totals->deferred);
  g_autofree char *held = number_text (totals->held);

  /* Translators: how many recipients of messages there are in each state. Queued: is to be sent as
   * soon as possible; active: is being sent; deferred: will be tried again later by itself; held:
   * waits for a person */
  return g_strdup_printf (_ ("Queued %1$s · Active %2$s · Deferred %3$s · Held %4$s"), queued,
                          active, deferred, held);
}
