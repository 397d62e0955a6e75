#include "delivery/schedule.h"

#define SOON_S 120
#define FIRST_REST_S 60
#define LONGEST_REST_S 900

gint64
cs_schedule_expires_s (const CsSettings *settings, gint64 arrived_s)
{
  return arrived_s + cs_settings_integer (settings, CS_OPTION_EXPIRE_AFTER);
}

static gint64
interval_s (const CsSettings *settings, guint attempts)
{
  guint n;
  const gint64 *intervals = cs_settings_intervals (settings, CS_OPTION_RETRY_INTERVALS, &n);

  return intervals[MIN (MAX (attempts, 1), n) - 1];
}

gint64
cs_schedule_next_s (const CsSettings *settings, const CsVerdict *verdict, guint attempts,
                    gint64 arrived_s, gint64 now_s)
{
  gint64 expires_s = cs_schedule_expires_s (settings, arrived_s);
  gint64 wait_s = interval_s (settings, attempts);

  if (verdict->then & CS_THEN_SOON)
    wait_s = MIN (wait_s, SOON_S);
  return MAX (MIN (now_s + wait_s, expires_s), now_s + 1);
}

gboolean
cs_schedule_is_expired (const CsSettings *settings, gint64 arrived_s, gint64 now_s)
{
  return now_s >= cs_schedule_expires_s (settings, arrived_s);
}

gboolean
cs_schedule_is_late (const CsSettings *settings, gint64 arrived_s, gint64 now_s)
{
  return now_s >= arrived_s + cs_settings_integer (settings, CS_OPTION_DELAY_NOTICE_AFTER);
}

gint64
cs_schedule_rest_s (guint failures)
{
  guint doublings = MIN (MAX (failures, 1) - 1, 4);

  return MIN (FIRST_REST_S << doublings, LONGEST_REST_S);
}
