/* time-unit.h - seconds as a number and a unit, as people write them
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CS_TIME_UNIT_SECONDS,
  CS_TIME_UNIT_MINUTES,
  CS_TIME_UNIT_HOURS,
  CS_TIME_UNIT_DAYS,
  CS_N_TIME_UNITS,
} CsTimeUnit;

gint64 cs_time_unit_seconds (CsTimeUnit unit); /* 1, 60, 3600, 86400 */
/* The largest unit that divides @seconds and of which there are two or more ("60 minutes", "12
 * hours"); one minute is the exception; seconds if nothing else fits. */
CsTimeUnit cs_time_unit_split (gint64 seconds, gint64 *number);

G_END_DECLS
