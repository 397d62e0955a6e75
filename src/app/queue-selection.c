#include "app/queue-selection.h"

#include <glib/gi18n.h>

#include "app/queue-words.h"

static gboolean
is_one_of (const char *state, const char *a, const char *b)
{
  return g_str_equal (state, a) || g_str_equal (state, b);
}

void
cs_queue_summary_add (CsQueueSummary *summary, GVariant *row)
{
  const char *state = "";
  CsCause cause = cs_queue_words_cause (row);

  g_variant_lookup (row, "state", "&s", &state);
  summary->n++;
  if (is_one_of (state, "deferred", "held"))
    summary->n_waiting++;
  if (!g_str_equal (state, "held"))
    return;
  summary->n_held++;
  if (cause == CS_CAUSE_ADMINISTRATOR)
    summary->n_held_by_us++;
  if (cause == CS_CAUSE_AUTHENTICATION_REFUSED)
    summary->n_refused++;
}

void
cs_queue_summary_set_all (CsQueueSummary *summary, guint64 n, const char *state)
{
  gboolean waits = state == NULL || is_one_of (state, "deferred", "held");
  gboolean is_held = state == NULL || g_str_equal (state, "held");

  *summary = (CsQueueSummary){ .n = n, .n_waiting = waits ? n : 0, .n_held = is_held ? n : 0 };
}

const char *
cs_queue_summary_reason (const CsQueueSummary *summary, CsQueueDeed deed)
{
  if (summary->n == 0)
    return _ ("Select a recipient first.");
  if (deed == CS_QUEUE_DEED_RETRY && summary->n_waiting == 0)
    return _ ("It is being tried already.");
  if (deed == CS_QUEUE_DEED_HOLD && summary->n_held_by_us == summary->n)
    return _ ("It is held already.");
  if (deed == CS_QUEUE_DEED_RELEASE && summary->n_held == 0)
    return _ ("Only what is held can be released.");
  return NULL;
}
