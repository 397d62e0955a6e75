/* retry-times.h - the retry intervals as the Delivery page shows them: first, second, third, then
 *
 * The settings hold a list of 1 to 32 intervals of which the last repeats. The page has four
 * fields. A shorter list repeats its last one; of a longer list the intervals between the third
 * and the last are kept as they are.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CS_RETRY_FIELDS 4 /* the last one is "then every" */

typedef struct
{
  gint64 fields_s[CS_RETRY_FIELDS];
  GArray *between_s; /* (element-type gint64): intervals that have no field */
} CsRetryTimes;

CsRetryTimes *cs_retry_times_new (const gint64 *intervals_s, guint n);
void cs_retry_times_free (CsRetryTimes *times);
/* (transfer full) (element-type gint64): the shortest list that means the same. */
GArray *cs_retry_times_to_intervals (const CsRetryTimes *times);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsRetryTimes, cs_retry_times_free)

G_END_DECLS
