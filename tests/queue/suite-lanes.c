#include "base/when.h"
#include "queue-suite.h"

/* "b 2+0+0+0, a 1+0+0+0": queued, active, deferred, held */
static char *
lanes_text (CsQueue *queue, guint limit)
{
  g_autoptr (GPtrArray) lanes = test_busiest (queue, limit);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < lanes->len; i++)
    {
      const CsQueueLane *lane = lanes->pdata[i];

      g_string_append_printf (text, "%s%s %d+%d+%d+%d", i > 0 ? ", " : "", lane->name,
                              (int)lane->queued, (int)lane->active, (int)lane->deferred,
                              (int)lane->held);
    }
  return g_string_free (text, FALSE);
}

static void
assert_lanes (QueueFixture *fixture, const char *expected)
{
  g_autofree char *text = lanes_text (fixture->queue, 10);

  g_assert_cmpstr (text, ==, expected);
}

static void
settle_one (QueueFixture *fixture, CsSettleKind kind, CsCause cause, const char *text)
{
  g_autoptr (GPtrArray) claims = test_claim (fixture->queue, 1, 1);
  CsClaim *claim = test_only (claims);
  CsClaimRecipient *recipient = claim->recipients->pdata[0];
  CsSettlement *settlement = cs_settlement_new (claim->id, recipient->number, kind);

  settlement->cause = cause;
  settlement->text = g_strdup (text);
  settlement->remote = g_strdup ("mx.example.org[192.0.2.1]:25");
  settlement->next_attempt_s = QUEUE_NOW_S + 900;
  test_settle (fixture->queue, settlement);
}

/* Whatever becomes of a recipient is counted where it is now. */
static void
counted (QueueFixture *fixture)
{
  CsQueueSelection all = { 0 };
  g_autofree char *id = test_accept (fixture->queue, "ann@example.org a");

  assert_lanes (fixture, "a 1+0+0+0");
  settle_one (fixture, CS_SETTLE_UNTRIED, 0, NULL);
  assert_lanes (fixture, "a 1+0+0+0");
  settle_one (fixture, CS_SETTLE_DEFERRED, CS_CAUSE_DNS, "no");
  assert_lanes (fixture, "a 0+0+1+0");
  test_change (fixture->queue, &all, CS_QUEUE_RETRY, NULL, NULL);
  assert_lanes (fixture, "a 1+0+0+0");
  test_reroute (fixture->queue, "ann@example.org", "b", TRUE);
  assert_lanes (fixture, "b 1+0+0+0");
  settle_one (fixture, CS_SETTLE_HELD, CS_CAUSE_CREDENTIAL_LOCKED, "no");
  assert_lanes (fixture, "b 0+0+0+1");
  queue_reopen (fixture);
  assert_lanes (fixture, "b 0+0+0+1");
  test_change (fixture->queue, &all, CS_QUEUE_RELEASE, NULL, NULL);
  assert_lanes (fixture, "b 1+0+0+0");
  test_change (fixture->queue, &all, CS_QUEUE_REMOVE, NULL, NULL);
  assert_lanes (fixture, "");
}

static void
active (QueueFixture *fixture)
{
  g_autoptr (GPtrArray) claims = NULL;

  g_free (test_accept (fixture->queue, "ann@example.org a"));
  settle_one (fixture, CS_SETTLE_DEFERRED, CS_CAUSE_DNS, "no");
  g_free (test_accept (fixture->queue, "bob@example.org a"));
  cs_when_set_now_s (QUEUE_NOW_S + 900);
  claims = test_claim (fixture->queue, 10, 10);
  assert_lanes (fixture, "a 0+2+0+0");
  test_settle_claims (fixture->queue, claims, CS_SETTLE_DELIVERED);
  assert_lanes (fixture, "");
}

static void
busiest_first (QueueFixture *fixture)
{
  static const char *const who[] = { "a@x.example a", "b@x.example b", "b@x.example b",
                                     "c@x.example c", "b@x.example b", "c@x.example c" };
  g_autofree char *two = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (who); i++)
    g_free (test_accept (fixture->queue, who[i]));
  two = lanes_text (fixture->queue, 2);
  g_assert_cmpstr (two, ==, "b 3+0+0+0, c 2+0+0+0");
}

/* The latest one that says something; what an administrator holds has not failed. */
static void
last_failure (QueueFixture *fixture)
{
  CsQueueSelection all = { 0 };
  g_autoptr (GPtrArray) lanes = NULL;
  const CsQueueLane *lane;

  g_free (test_accept (fixture->queue, "ann@example.org a"));
  settle_one (fixture, CS_SETTLE_DEFERRED, CS_CAUSE_REFUSED_FOR_NOW, "450 busy");
  g_free (test_accept (fixture->queue, "bob@example.org a"));
  lanes = test_busiest (fixture->queue, 10);
  lane = lanes->pdata[0];
  g_assert_cmpint (lane->cause, ==, CS_CAUSE_REFUSED_FOR_NOW);
  g_assert_cmpstr (lane->text, ==, "450 busy");
  g_assert_cmpstr (lane->remote, ==, "mx.example.org[192.0.2.1]:25");
  g_assert_cmpint (lane->failed_s, ==, QUEUE_NOW_S);

  test_change (fixture->queue, &all, CS_QUEUE_HOLD, NULL, NULL);
  g_clear_pointer (&lanes, g_ptr_array_unref);
  lanes = test_busiest (fixture->queue, 10);
  g_assert_cmpint (((CsQueueLane *)lanes->pdata[0])->cause, ==, CS_CAUSE_NONE);
}

/* --- whatever comes in whatever order ------------------------------------------------------ */

static char *
count_rows (CsQueue *queue)
{
  g_autoptr (GPtrArray) rows = test_list (queue, NULL, "", 10000);
  guint n[3][CS_RECIPIENT_HELD + 1] = { { 0 } };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      const CsQueueRow *row = rows->pdata[i];

      n[row->lane[0] - 'a'][row->state]++;
    }
  for (guint i = 0; i < G_N_ELEMENTS (n); i++)
    g_string_append_printf (text, "%c %u+%u+%u+%u\n", 'a' + i, n[i][CS_RECIPIENT_QUEUED],
                            n[i][CS_RECIPIENT_ACTIVE], n[i][CS_RECIPIENT_DEFERRED],
                            n[i][CS_RECIPIENT_HELD]);
  return g_string_free (text, FALSE);
}

static char *
count_lanes (CsQueue *queue)
{
  g_autoptr (GPtrArray) lanes = test_busiest (queue, 10);
  GString *text = g_string_new (NULL);

  for (char name = 'a'; name <= 'c'; name++)
    {
      const CsQueueLane none = { 0 };
      const CsQueueLane *lane = &none;

      for (guint i = 0; i < lanes->len; i++)
        if (((CsQueueLane *)lanes->pdata[i])->name[0] == name)
          lane = lanes->pdata[i];
      g_string_append_printf (text, "%c %d+%d+%d+%d\n", name, (int)lane->queued, (int)lane->active,
                              (int)lane->deferred, (int)lane->held);
    }
  return g_string_free (text, FALSE);
}

static void
do_something (QueueFixture *fixture, GRand *random)
{
  static const CsQueueAction actions[]
      = { CS_QUEUE_RETRY, CS_QUEUE_HOLD, CS_QUEUE_RELEASE, CS_QUEUE_LANE };
  static const char *const lanes[] = { "a", "b", "c" };
  const char *lane = lanes[g_rand_int_range (random, 0, 3)];
  g_autofree char *who = g_strdup_printf ("ann@example.org %s", lane);
  CsQueueSelection selection = { .lane = lanes[g_rand_int_range (random, 0, 3)] };
  g_autoptr (GPtrArray) claims = NULL;

  switch (g_rand_int_range (random, 0, 4))
    {
    case 0:
      test_change (fixture->queue, &selection, actions[g_rand_int_range (random, 0, 4)], lane,
                   NULL);
      break;
    case 1:
      claims = test_claim (fixture->queue, 3, 2);
      test_settle_claims (fixture->queue, claims, g_rand_int_range (random, 0, 5));
      break;
    default:
      g_free (test_accept (fixture->queue, who));
    }
}

static void
agree_with_the_list (QueueFixture *fixture)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (4711);

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *rows = NULL;
      g_autofree char *lanes = NULL;

      do_something (fixture, random);
      rows = count_rows (fixture->queue);
      lanes = count_lanes (fixture->queue);
      g_assert_cmpstr (lanes, ==, rows);
    }
}

const QueueCase queue_lanes_cases[] = {
  { "lanes/counted", counted },
  { "lanes/active", active },
  { "lanes/busiest-first", busiest_first },
  { "lanes/last-failure", last_failure },
  { "lanes/agree-with-the-list", agree_with_the_list },
  { NULL, NULL },
};
