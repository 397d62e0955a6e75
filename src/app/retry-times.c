#include "app/retry-times.h"

/**
 * cs_retry_times_new:
 * @intervals_s: (array length=n): the list of the settings, in seconds
 * @n: 1 or more
 *
 * Returns: (transfer full): the same as fields
 */
CsRetryTimes *
cs_retry_times_new (const gint64 *intervals_s, guint n)
{
  CsRetryTimes *times = g_new0 (CsRetryTimes, 1);
  guint last = n - 1;

  times->between_s = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < CS_RETRY_FIELDS - 1; i++)
    times->fields_s[i] = intervals_s[MIN (i, last)];
  times->fields_s[CS_RETRY_FIELDS - 1] = intervals_s[last];
  for (guint i = CS_RETRY_FIELDS - 1; i < last; i++)
    g_array_append_val (times->between_s, intervals_s[i]);
  return times;
}

void
cs_retry_times_free (CsRetryTimes *times)
{
  g_array_unref (times->between_s);
  g_free (times);
}

/**
 * cs_retry_times_to_intervals:
 * @times: the fields
 *
 * Intervals at the end that the last one repeats anyway are left out.
 *
 * Returns: (transfer full) (element-type gint64): the list for the settings
 */
GArray *
cs_retry_times_to_intervals (const CsRetryTimes *times)
{
  GArray *intervals = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 last = times->fields_s[CS_RETRY_FIELDS - 1];

  g_array_append_vals (intervals, times->fields_s, CS_RETRY_FIELDS - 1);
  g_array_append_vals (intervals, times->between_s->data, times->between_s->len);
  while (intervals->len > 0 && g_array_index (intervals, gint64, intervals->len - 1) == last)
    g_array_set_size (intervals, intervals->len - 1);
  g_array_append_val (intervals, last);
  return intervals;
}
