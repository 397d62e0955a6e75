#include <string.h>

#include "base/when.h"
#include "queue-suite.h"

#define LATER_S (QUEUE_NOW_S + 3600)

static void
assert_counts (QueueFixture *fixture, const char *expected)
{
  g_autofree char *counts = test_counts (fixture->queue);

  g_assert_cmpstr (counts, ==, expected);
}

/* Somebody new who waits in the given way. */
static char *
add_waiting (QueueFixture *fixture, const char *who, CsSettleKind kind, CsCause cause,
             const char *credential)
{
  char *id = test_accept (fixture->queue, who);
  g_autoptr (GPtrArray) claims = test_claim (fixture->queue, 1, 1);
  CsSettlement *settlement = cs_settlement_new (id, 1, kind);

  settlement->cause = cause;
  settlement->credential = g_strdup (credential);
  settlement->next_attempt_s = LATER_S;
  test_settle (fixture->queue, settlement);
  return id;
}

static void
fill (QueueFixture *fixture)
{
  g_free (add_waiting (fixture, "ann@example.org a", CS_SETTLE_DEFERRED, CS_CAUSE_DNS, NULL));
  g_free (add_waiting (fixture, "bob@example.org a", CS_SETTLE_HELD,
                       CS_CAUSE_AUTHENTICATION_REFUSED, "cred-1"));
  g_free (add_waiting (fixture, "cat@example.com b", CS_SETTLE_HELD, CS_CAUSE_ADMINISTRATOR, NULL));
  g_free (add_waiting (fixture, "dan@example.com b", CS_SETTLE_HELD, CS_CAUSE_CREDENTIAL_LOCKED,
                       "cred-2"));
  g_free (test_accept (fixture->queue, "eve@example.com c"));
  assert_counts (fixture, "queued 1 active 0 deferred 1 held 3 messages 5");
}

/* What is changed by each action on each selection, out of the five above. */
typedef struct
{
  const char *name;
  CsQueueSelection selection;
  CsQueueAction action;
  gint64 changed;
  const char *counts;
} SelectionCase;

static const SelectionCase selections[] = {
  { "retry-all", { 0 }, CS_QUEUE_RETRY, 4, "queued 5 active 0 deferred 0 held 0 messages 5" },
  { "retry-deferred",
    { .states = 1 << CS_RECIPIENT_DEFERRED },
    CS_QUEUE_RETRY,
    1,
    "queued 2 active 0 deferred 0 held 3 messages 5" },
  { "release-all", { 0 }, CS_QUEUE_RELEASE, 3, "queued 4 active 0 deferred 1 held 0 messages 5" },
  { "release-credential",
    { .credential = "cred-1" },
    CS_QUEUE_RELEASE,
    1,
    "queued 2 active 0 deferred 1 held 2 messages 5" },
  { "release-not-administrator",
    { .not_by_administrator = TRUE },
    CS_QUEUE_RELEASE,
    2,
    "queued 3 active 0 deferred 1 held 1 messages 5" },
  { "release-cause",
    { .causes = 1 << CS_CAUSE_CREDENTIAL_LOCKED },
    CS_QUEUE_RELEASE,
    1,
    "queued 2 active 0 deferred 1 held 2 messages 5" },
  { "release-domain",
    { .domain = "example.com" },
    CS_QUEUE_RELEASE,
    2,
    "queued 3 active 0 deferred 1 held 1 messages 5" },
  { "hold-lane",
    { .lane = "a" },
    CS_QUEUE_HOLD,
    2,
    "queued 1 active 0 deferred 0 held 4 messages 5" },
  { "hold-all", { 0 }, CS_QUEUE_HOLD, 5, "queued 0 active 0 deferred 0 held 5 messages 5" },
  { "remove-all", { 0 }, CS_QUEUE_REMOVE, 5, "queued 0 active 0 deferred 0 held 0 messages 0" },
  { "remove-domain-and-state",
    { .domain = "example.com", .states = 1 << CS_RECIPIENT_HELD },
    CS_QUEUE_REMOVE,
    2,
    "queued 1 active 0 deferred 1 held 1 messages 3" },
  { "unknown-lane",
    { .lane = "x" },
    CS_QUEUE_REMOVE,
    0,
    "queued 1 active 0 deferred 1 held 3 messages 5" },
  { "lane-for-domain",
    { .domain = "example.org" },
    CS_QUEUE_LANE,
    2,
    "queued 3 active 0 deferred 0 held 2 messages 5" },
};

static void
selection (QueueFixture *fixture)
{
  for (guint i = 0; i < G_N_ELEMENTS (selections); i++)
    {
      const SelectionCase *c = &selections[i];
      CsQueueSelection everybody = { 0 };
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", c->name);
      fill (fixture);
      g_assert_cmpint (test_change (fixture->queue, &c->selection, c->action, "new", &error), ==,
                       c->changed);
      g_assert_no_error (error);
      assert_counts (fixture, c->counts);
      test_change (fixture->queue, &everybody, CS_QUEUE_REMOVE, NULL, NULL);
    }
}

static void
by_id (QueueFixture *fixture)
{
  g_autoptr (CsEnvelope) envelope = test_envelope ("sender@example.net");
  g_autofree char *id = NULL;
  g_autofree char *second = NULL;

  test_envelope_add (envelope, "ann@example.org a");
  test_envelope_add (envelope, "bob@example.org a");
  test_envelope_add (envelope, "cat@example.org a");
  id = test_accept_full (fixture->queue, envelope, "x\r\n", 3, 0, NULL);
  second = g_strconcat (id, "/2", NULL);

  g_assert_cmpint (test_change_id (fixture->queue, second, CS_QUEUE_HOLD), ==, 1);
  assert_counts (fixture, "queued 2 active 0 deferred 0 held 1 messages 1");
  g_assert_cmpint (test_change_id (fixture->queue, id, CS_QUEUE_RELEASE), ==, 1);
  g_assert_cmpint (test_change_id (fixture->queue, second, CS_QUEUE_REMOVE), ==, 1);
  assert_counts (fixture, "queued 2 active 0 deferred 0 held 0 messages 1");
  g_assert_cmpint (test_change_id (fixture->queue, id, CS_QUEUE_REMOVE), ==, 2);
  assert_counts (fixture, "queued 0 active 0 deferred 0 held 0 messages 0");
}

/* One wrong name among right ones changes nothing. */
static void
unknown_id (QueueFixture *fixture)
{
  static const char *const wrong[] = { "nonsense", "",     "/1",   "01KX0000000000000000000000",
                                       "%s/99",    "%s/0", "%s/x", "%s/1048577" };
  g_autofree char *id = test_accept (fixture->queue, "ann@example.org a");

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_auto (GStrv) parts = g_strsplit (wrong[i], "%s", 2);
      g_autofree char *name = g_strjoinv (id, parts);
      const char *ids[] = { id, name, NULL };
      CsQueueSelection both = { .ids = ids };
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (test_change (fixture->queue, &both, CS_QUEUE_REMOVE, NULL, &error), ==, -1);
      g_assert_error (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_UNKNOWN);
      assert_counts (fixture, "queued 1 active 0 deferred 0 held 0 messages 1");
    }
}

/* --- while an attempt is under way --- */

typedef struct
{
  const char *name;
  CsQueueAction action;
  CsSettleKind outcome;
  const char *counts;
} ActiveCase;

static const ActiveCase active_cases[] = {
  { "remove-deferred", CS_QUEUE_REMOVE, CS_SETTLE_DEFERRED,
    "queued 0 active 0 deferred 0 held 0 messages 0" },
  { "remove-held", CS_QUEUE_REMOVE, CS_SETTLE_HELD,
    "queued 0 active 0 deferred 0 held 0 messages 0" },
  { "remove-untried", CS_QUEUE_REMOVE, CS_SETTLE_UNTRIED,
    "queued 0 active 0 deferred 0 held 0 messages 0" },
  { "hold-deferred", CS_QUEUE_HOLD, CS_SETTLE_DEFERRED,
    "queued 0 active 0 deferred 0 held 1 messages 1" },
  { "hold-untried", CS_QUEUE_HOLD, CS_SETTLE_UNTRIED,
    "queued 0 active 0 deferred 0 held 1 messages 1" },
  { "hold-delivered", CS_QUEUE_HOLD, CS_SETTLE_DELIVERED,
    "queued 0 active 0 deferred 0 held 0 messages 0" },
  { "retry-deferred", CS_QUEUE_RETRY, CS_SETTLE_DEFERRED,
    "queued 1 active 0 deferred 0 held 0 messages 1" },
  { "release-held", CS_QUEUE_RELEASE, CS_SETTLE_HELD,
    "queued 1 active 0 deferred 0 held 0 messages 1" },
  { "lane-held", CS_QUEUE_LANE, CS_SETTLE_HELD, "queued 1 active 0 deferred 0 held 0 messages 1" },
};

static void
active (QueueFixture *fixture)
{
  for (guint i = 0; i < G_N_ELEMENTS (active_cases); i++)
    {
      const ActiveCase *c = &active_cases[i];
      CsQueueSelection everybody = { .states = 0xf };
      g_autofree char *id = test_accept (fixture->queue, "ann@example.org a");
      g_autoptr (GPtrArray) claims = test_claim (fixture->queue, 1, 1);
      CsSettlement *settlement = cs_settlement_new (id, 1, c->outcome);

      g_test_message ("%s", c->name);
      g_assert_cmpint (test_change (fixture->queue, &everybody, c->action, "new", NULL), ==, 1);
      assert_counts (fixture, "queued 0 active 1 deferred 0 held 0 messages 1");
      settlement->cause = CS_CAUSE_DNS;
      settlement->next_attempt_s = LATER_S;
      test_settle (fixture->queue, settlement);
      assert_counts (fixture, c->counts);
      test_change (fixture->queue, &everybody, CS_QUEUE_REMOVE, NULL, NULL);
    }
}

/* What an administrator asked for holds though the worker dies before the attempt ends. */
static void
active_and_restart (QueueFixture *fixture)
{
  g_autofree char *removed = test_accept (fixture->queue, "ann@example.org a");
  g_autofree char *held = test_accept (fixture->queue, "bob@example.org a");
  g_autoptr (GPtrArray) claims = test_claim (fixture->queue, 2, 2);

  test_change_id (fixture->queue, removed, CS_QUEUE_REMOVE);
  test_change_id (fixture->queue, held, CS_QUEUE_HOLD);
  queue_reopen (fixture);
  assert_counts (fixture, "queued 0 active 0 deferred 0 held 1 messages 1");
}

static void
active_not_selected (QueueFixture *fixture)
{
  CsQueueSelection waiting = { 0 };
  g_autofree char *id = test_accept (fixture->queue, "ann@example.org a");
  g_autoptr (GPtrArray) claims = test_claim (fixture->queue, 1, 1);

  g_assert_cmpint (test_change (fixture->queue, &waiting, CS_QUEUE_REMOVE, NULL, NULL), ==, 0);
  g_assert_cmpstr (test_only (claims)->id, ==, id);
}

/* --- routing anew --- */

static void
assert_lane_of_next (QueueFixture *fixture, const char *lane)
{
  g_autoptr (GPtrArray) claims = test_claim (fixture->queue, 10, 10);

  g_assert_cmpstr (test_only (claims)->lane, ==, lane);
  test_settle_claims (fixture->queue, claims, CS_SETTLE_DELIVERED);
}

static void
reroute_waiting (QueueFixture *fixture)
{
  g_free (add_waiting (fixture, "ann@example.org a", CS_SETTLE_DEFERRED, CS_CAUSE_DNS, NULL));
  g_assert_cmpint (test_reroute (fixture->queue, "ann@example.org", "new", FALSE), ==, 0);
  assert_counts (fixture, "queued 0 active 0 deferred 1 held 0 messages 1");
  g_assert_cmpint (test_next_due (fixture->queue, NULL), ==, LATER_S);
  g_assert_cmpint (test_reroute (fixture->queue, "ann@example.org", "newer", TRUE), ==, 1);
  assert_lane_of_next (fixture, "newer");
  g_assert_cmpint (test_reroute (fixture->queue, "ann@example.org", "none", TRUE), ==, 0);
}

static void
reroute_leaves_the_administrators (QueueFixture *fixture)
{
  g_free (add_waiting (fixture, "ann@example.org a", CS_SETTLE_HELD, CS_CAUSE_ADMINISTRATOR, NULL));
  g_free (add_waiting (fixture, "ann@example.org a", CS_SETTLE_HELD, CS_CAUSE_TLS_REQUIRED, NULL));
  g_assert_cmpint (test_reroute (fixture->queue, "ann@example.org", "new", TRUE), ==, 2);
  assert_counts (fixture, "queued 1 active 0 deferred 0 held 1 messages 2");
  assert_lane_of_next (fixture, "new");
}

static void
reroute_active (QueueFixture *fixture)
{
  g_autofree char *id = test_accept (fixture->queue, "ann@example.org a");
  g_autofree char *other = test_accept (fixture->queue, "bob@example.org a");
  g_autoptr (GPtrArray) claims = test_claim (fixture->queue, 1, 1);
  CsSettlement *settlement = cs_settlement_new (id, 1, CS_SETTLE_HELD);

  settlement->cause = CS_CAUSE_AUTHENTICATION_REFUSED;
  test_reroute (fixture->queue, "ann@example.org", "new", TRUE);
  assert_lane_of_next (fixture, "a");
  test_settle (fixture->queue, settlement);
  assert_lane_of_next (fixture, "new");
  assert_counts (fixture, "queued 0 active 0 deferred 0 held 0 messages 0");
}

/* What waits is not moved without being made due: who moves it would not look at it again. */
static void
reroute_of_a_claim (QueueFixture *fixture)
{
  g_autofree char *id = NULL;
  g_autoptr (GPtrArray) claims = NULL;

  g_free (add_waiting (fixture, "ann@example.org a", CS_SETTLE_HELD,
                       CS_CAUSE_AUTHENTICATION_REFUSED, NULL));
  id = test_accept (fixture->queue, "ann@example.org a");
  claims = test_claim (fixture->queue, 1, 1);
  g_assert_cmpint (test_reroute (fixture->queue, "ann@example.org", "new", FALSE), ==, 1);
  test_settle_claims (fixture->queue, claims, CS_SETTLE_UNTRIED);
  assert_lane_of_next (fixture, "new");
  g_assert_cmpint (test_reroute (fixture->queue, "ann@example.org", "new", TRUE), ==, 1);
  assert_lane_of_next (fixture, "new");
}

/* Of the same address, whoever is on the right lane waits as before. */
static void
reroute_of_one_of_two (QueueFixture *fixture)
{
  g_autoptr (GPtrArray) claims = NULL;

  g_free (add_waiting (fixture, "ann@example.org a", CS_SETTLE_DEFERRED, CS_CAUSE_DNS, NULL));
  g_free (add_waiting (fixture, "ann@example.org new", CS_SETTLE_DEFERRED, CS_CAUSE_DNS, NULL));
  g_assert_cmpint (test_reroute (fixture->queue, "ann@example.org", "new", TRUE), ==, 1);
  assert_counts (fixture, "queued 1 active 0 deferred 1 held 0 messages 2");

  claims = test_claim (fixture->queue, 10, 10);
  g_assert_cmpstr (test_only (claims)->lane, ==, "new");
  g_assert_cmpint (test_reroute (fixture->queue, "ann@example.org", "new", FALSE), ==, 0);
}

/* --- what an administrator held, lent to another lane --- */

static char *
lend_held (QueueFixture *fixture)
{
  char *id
      = add_waiting (fixture, "ann@example.org a", CS_SETTLE_HELD, CS_CAUSE_ADMINISTRATOR, NULL);
  const char *ids[] = { id, NULL };
  CsQueueSelection selection = { .ids = ids };

  g_assert_cmpint (test_change (fixture->queue, &selection, CS_QUEUE_LANE, "aside", NULL), ==, 1);
  assert_counts (fixture, "queued 1 active 0 deferred 0 held 0 messages 1");
  return id;
}

static void
assert_held_by_administrator (QueueFixture *fixture)
{
  CsQueueSelection selection
      = { .states = 1 << CS_RECIPIENT_HELD, .causes = 1 << CS_CAUSE_ADMINISTRATOR };
  g_autoptr (GPtrArray) rows = test_list (fixture->queue, &selection, "", 10);

  g_assert_cmpuint (rows->len, ==, 1);
}

/* Nobody takes it away from there, and it is held again whatever comes of it. */
static void
lent (QueueFixture *fixture)
{
  g_autofree char *id = lend_held (fixture);
  g_autoptr (GPtrArray) claims = NULL;
  CsSettlement *settlement = cs_settlement_new (id, 1, CS_SETTLE_DEFERRED);

  g_assert_cmpint (test_reroute (fixture->queue, "ann@example.org", "new", TRUE), ==, 0);
  claims = test_claim (fixture->queue, 10, 10);
  g_assert_cmpstr (test_only (claims)->lane, ==, "aside");
  g_assert_cmpint (((CsClaimRecipient *)test_only (claims)->recipients->pdata[0])->cause, ==,
                   CS_CAUSE_ADMINISTRATOR);
  g_assert_cmpint (test_reroute (fixture->queue, "ann@example.org", "new", TRUE), ==, 1);
  settlement->cause = CS_CAUSE_DNS;
  settlement->next_attempt_s = LATER_S;
  test_settle (fixture->queue, settlement);
  assert_held_by_administrator (fixture);

  test_change_id (fixture->queue, id, CS_QUEUE_RELEASE);
  assert_lane_of_next (fixture, "new");
}

static void
lent_and_restart (QueueFixture *fixture)
{
  g_autofree char *id = lend_held (fixture);

  queue_reopen (fixture);
  assert_held_by_administrator (fixture);
}

static void
lent_and_released (QueueFixture *fixture)
{
  g_autofree char *id = lend_held (fixture);
  g_autoptr (GPtrArray) claims = NULL;

  g_assert_cmpint (test_change_id (fixture->queue, id, CS_QUEUE_RELEASE), ==, 1);
  claims = test_claim (fixture->queue, 10, 10);
  g_assert_cmpint (((CsClaimRecipient *)test_only (claims)->recipients->pdata[0])->cause, ==,
                   CS_CAUSE_NONE);
  test_settle_claims (fixture->queue, claims, CS_SETTLE_UNTRIED);
  assert_counts (fixture, "queued 1 active 0 deferred 0 held 0 messages 1");
}

/* More than one transaction takes. */
static void
many (QueueFixture *fixture)
{
  CsQueueSelection everybody = { 0 };
  g_autoptr (CsEnvelope) envelope = test_envelope ("sender@example.net");
  g_autofree char *id = NULL;

  for (guint i = 0; i < 12000; i++)
    test_envelope_add (envelope, "ann@example.org a");
  id = test_accept_full (fixture->queue, envelope, "x\r\n", 3, 0, NULL);

  g_assert_cmpint (test_change (fixture->queue, &everybody, CS_QUEUE_HOLD, NULL, NULL), ==, 12000);
  assert_counts (fixture, "queued 0 active 0 deferred 0 held 12000 messages 1");
  g_assert_cmpint (test_reroute (fixture->queue, "ann@example.org", "b", TRUE), ==, 12000);
  g_assert_cmpint (test_change (fixture->queue, &everybody, CS_QUEUE_REMOVE, NULL, NULL), ==,
                   12000);
  assert_counts (fixture, "queued 0 active 0 deferred 0 held 0 messages 0");
}

const QueueCase queue_change_cases[] = {
  { "change/selection", selection },
  { "change/by-id", by_id },
  { "change/unknown-id", unknown_id },
  { "change/active", active },
  { "change/active-and-restart", active_and_restart },
  { "change/active-not-selected", active_not_selected },
  { "change/many", many },
  { "reroute/waiting", reroute_waiting },
  { "reroute/leaves-the-administrators", reroute_leaves_the_administrators },
  { "reroute/active", reroute_active },
  { "reroute/of-a-claim", reroute_of_a_claim },
  { "reroute/of-one-of-two", reroute_of_one_of_two },
  { "change/lent", lent },
  { "change/lent-and-restart", lent_and_restart },
  { "change/lent-and-released", lent_and_released },
  { NULL, NULL },
};
