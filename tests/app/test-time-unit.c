#include "app/time-unit.h"

typedef struct
{
  const char *name;
  gint64 seconds, number;
  CsTimeUnit unit;
} Case;

static const Case cases[] = {
  { "/app/time-unit/none", 0, 0, CS_TIME_UNIT_SECONDS },
  { "/app/time-unit/seconds", 90, 90, CS_TIME_UNIT_SECONDS },
  { "/app/time-unit/one-minute", 60, 1, CS_TIME_UNIT_MINUTES },
  { "/app/time-unit/quarter-of-an-hour", 900, 15, CS_TIME_UNIT_MINUTES },
  { "/app/time-unit/one-hour-in-minutes", 3600, 60, CS_TIME_UNIT_MINUTES },
  { "/app/time-unit/four-hours", 14400, 4, CS_TIME_UNIT_HOURS },
  { "/app/time-unit/one-day-in-hours", 86400, 24, CS_TIME_UNIT_HOURS },
  { "/app/time-unit/five-days", 432000, 5, CS_TIME_UNIT_DAYS },
  { "/app/time-unit/a-day-and-a-half", 129600, 36, CS_TIME_UNIT_HOURS },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  gint64 number;
  CsTimeUnit unit = cs_time_unit_split (c->seconds, &number);

  g_assert_cmpint (unit, ==, c->unit);
  g_assert_cmpint (number, ==, c->number);
  g_assert_cmpint (number * cs_time_unit_seconds (unit), ==, c->seconds);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].name, &cases[i], test_case);

  return g_test_run ();
}
