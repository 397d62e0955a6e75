#include "delivery/schedule.h"

#define ARRIVED_S 1000000

typedef struct
{
  const char *name;
  guint attempts;
  guint then;
  gint64 now_s; /* after arrival */
  gint64 next_s; /* after now */
} Case;

static const Case cases[] = {
  { "/delivery/schedule/first", 1, 0, 0, 900 },
  { "/delivery/schedule/second", 2, 0, 900, 1800 },
  { "/delivery/schedule/third", 3, 0, 2700, 3600 },
  { "/delivery/schedule/fourth", 4, 0, 6300, 14400 },
  { "/delivery/schedule/last-repeats", 20, 0, 6300, 14400 },
  { "/delivery/schedule/soon", 4, CS_THEN_SOON, 6300, 120 },
  { "/delivery/schedule/at-expiry", 9, 0, 432000 - 100, 100 },
  { "/delivery/schedule/after-expiry", 9, 0, 432000 + 100, 1 },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (CsSettings) settings = cs_settings_new ();
  CsVerdict verdict = { CS_VERDICT_DEFERRED, CS_CAUSE_UNREACHABLE, c->then, "4.4.1" };
  gint64 now_s = ARRIVED_S + c->now_s;

  g_assert_cmpint (cs_schedule_next_s (settings, &verdict, c->attempts, ARRIVED_S, now_s) - now_s,
                   ==, c->next_s);
}

static void
test_ages (void)
{
  g_autoptr (CsSettings) settings = cs_settings_new ();

  g_assert_false (cs_schedule_is_late (settings, ARRIVED_S, ARRIVED_S + 43199));
  g_assert_true (cs_schedule_is_late (settings, ARRIVED_S, ARRIVED_S + 43200));
  g_assert_false (cs_schedule_is_expired (settings, ARRIVED_S, ARRIVED_S + 431999));
  g_assert_true (cs_schedule_is_expired (settings, ARRIVED_S, ARRIVED_S + 432000));
  /* A clock that was set back does not expire what came "later". */
  g_assert_false (cs_schedule_is_expired (settings, ARRIVED_S, 0));
}

static void
test_rests_grow (void)
{
  g_assert_cmpint (cs_schedule_rest_s (1), ==, 60);
  g_assert_cmpint (cs_schedule_rest_s (2), ==, 120);
  g_assert_cmpint (cs_schedule_rest_s (4), ==, 480);
  g_assert_cmpint (cs_schedule_rest_s (5), ==, 900);
  g_assert_cmpint (cs_schedule_rest_s (G_MAXUINT), ==, 900);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].name, &cases[i], test_case);
  g_test_add_func ("/delivery/schedule/ages", test_ages);
  g_test_add_func ("/delivery/schedule/rests-grow", test_rests_grow);

  return g_test_run ();
}
