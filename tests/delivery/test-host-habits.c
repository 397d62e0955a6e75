#include "delivery/host-habits.h"

#include "base/when.h"

#define HOST "relay.example.net"
#define START_S 1800000000

static CsHabits
habits_after (CsHostHabits *hosts, gint64 wait_s)
{
  cs_when_set_now_s (START_S + wait_s);
  return cs_host_habits_get (hosts, HOST, 25);
}

static void
test_fade (void)
{
  g_autoptr (CsHostHabits) hosts = cs_host_habits_new ();
  CsHabits for_a_day = CS_HABIT_NO_GROUPS | CS_HABIT_CHUNKS;

  g_assert_cmpuint (habits_after (hosts, 0), ==, 0);
  cs_host_habits_note (hosts, HOST, 25, CS_HABIT_NO_AHEAD | for_a_day);
  g_assert_cmpuint (habits_after (hosts, 0), ==, CS_HABIT_NO_AHEAD | for_a_day);
  g_assert_cmpuint (habits_after (hosts, CS_HOST_HABITS_HOUR_S), ==, for_a_day);
  g_assert_cmpuint (habits_after (hosts, CS_HOST_HABITS_DAY_S), ==, 0);
}

static void
test_apart (void)
{
  g_autoptr (CsHostHabits) hosts = cs_host_habits_new ();

  cs_when_set_now_s (START_S);
  cs_host_habits_note (hosts, HOST, 25, CS_HABIT_CHUNKS);
  g_assert_cmpuint (cs_host_habits_get (hosts, HOST, 587), ==, 0);
  g_assert_cmpuint (cs_host_habits_get (hosts, "other.example.net", 25), ==, 0);
}

/* What one session has not met is no news about it. */
static void
test_add_up (void)
{
  g_autoptr (CsHostHabits) hosts = cs_host_habits_new ();

  cs_when_set_now_s (START_S);
  cs_host_habits_note (hosts, HOST, 25, CS_HABIT_NO_AHEAD);
  cs_host_habits_note (hosts, HOST, 25, CS_HABIT_CHUNKS);
  g_assert_cmpuint (habits_after (hosts, 0), ==, CS_HABIT_NO_AHEAD | CS_HABIT_CHUNKS);
}

static void
test_chunks_are_asked_for_again (void)
{
  g_autoptr (CsHostHabits) hosts = cs_host_habits_new ();

  cs_when_set_now_s (START_S);
  cs_host_habits_note (hosts, HOST, 25, CS_HABIT_CHUNKS);
  cs_host_habits_note (hosts, HOST, 25, CS_HABIT_CHUNKS | CS_HABIT_NO_CHUNKS);
  g_assert_cmpuint (habits_after (hosts, 0), ==, CS_HABIT_NO_CHUNKS);
  g_assert_cmpuint (habits_after (hosts, CS_HOST_HABITS_HOUR_S), ==, 0);
}

static void
test_check_is_asked_for_again (void)
{
  g_autoptr (CsHostHabits) hosts = cs_host_habits_new ();

  cs_when_set_now_s (START_S);
  cs_host_habits_note (hosts, HOST, 25, CS_HABIT_HELLO_AGAIN);
  g_assert_cmpuint (habits_after (hosts, CS_HOST_HABITS_HOUR_S), ==, CS_HABIT_HELLO_AGAIN);
  cs_host_habits_note (hosts, HOST, 25, CS_HABIT_NO_AHEAD);
  g_assert_cmpuint (habits_after (hosts, 2 * CS_HOST_HABITS_HOUR_S), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/delivery/host-habits/fade", test_fade);
  g_test_add_func ("/delivery/host-habits/apart", test_apart);
  g_test_add_func ("/delivery/host-habits/add-up", test_add_up);
  g_test_add_func ("/delivery/host-habits/chunks-are-asked-for-again",
                   test_chunks_are_asked_for_again);
  g_test_add_func ("/delivery/host-habits/check-is-asked-for-again", test_check_is_asked_for_again);
  return g_test_run ();
}
