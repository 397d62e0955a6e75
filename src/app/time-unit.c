#include "app/time-unit.h"

static const gint64 unit_seconds[CS_N_TIME_UNITS] = { 1, 60, 60 * 60, 24 * 60 * 60 };

gint64
cs_time_unit_seconds (CsTimeUnit unit)
{
  g_return_val_if_fail (unit < CS_N_TIME_UNITS, 1);
  return unit_seconds[unit];
}

CsTimeUnit
cs_time_unit_split (gint64 seconds, gint64 *number)
{
  for (guint unit = CS_N_TIME_UNITS - 1; unit > CS_TIME_UNIT_SECONDS; unit--)
    if (seconds % unit_seconds[unit] == 0 && seconds / unit_seconds[unit] >= 2)
      {
        *number = seconds / unit_seconds[unit];
        return unit;
      }
  /* 60 seconds read better as one minute than the other way round. */
  if (seconds == unit_seconds[CS_TIME_UNIT_MINUTES])
    {
      *number = 1;
      return CS_TIME_UNIT_MINUTES;
    }
  *number = seconds;
  return CS_TIME_UNIT_SECONDS;
}
