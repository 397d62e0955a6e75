#include <string.h>

#include "base/when.h"
#include "queue-suite.h"

/* "lane n lane n …": recipients of each lane, in the order of the lanes' first claims. */
static char *
by_lane (GPtrArray *claims)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GPtrArray) lanes = g_ptr_array_new ();

  for (guint i = 0; i < claims->len; i++)
    {
      CsClaim *claim = claims->pdata[i];

      if (!g_ptr_array_find_with_equal_func (lanes, claim->lane, g_str_equal, NULL))
        g_ptr_array_add (lanes, claim->lane);
    }

  for (guint i = 0; i < lanes->len; i++)
    {
      guint n = 0;

      for (guint j = 0; j < claims->len; j++)
        {
          CsClaim *claim = claims->pdata[j];

          n += g_str_equal (claim->lane, lanes->pdata[i]) ? claim->recipients->len : 0;
        }
      g_string_append_printf (text, "%s%s %u", i > 0 ? " " : "", (char *)lanes->pdata[i], n);
    }

  return g_string_free (text, FALSE);
}

static void
fill_lane (CsQueue *queue, const char *lane, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *who = g_strdup_printf ("u%u@%s.example %s", i, lane, lane);

      g_free (test_accept (queue, who));
    }
}

static void
assert_claims (CsQueue *queue, const CsClaimRequest *request, const char *expected)
{
  g_autoptr (GPtrArray) claims = test_claim_full (queue, request);
  g_autofree char *lanes = by_lane (claims);

  g_assert_cmpstr (lanes, ==, expected);
}

static void
assert_claim (CsQueue *queue, guint most, guint most_per_lane, const char *expected)
{
  CsClaimRequest request = { .most = most, .most_per_lane = most_per_lane };

  assert_claims (queue, &request, expected);
}

static void
nothing (QueueFixture *fixture)
{
  assert_claim (fixture->queue, 10, 10, "");
}

static void
once_only (QueueFixture *fixture)
{
  g_autofree char *counts = NULL;

  fill_lane (fixture->queue, "a", 3);
  assert_claim (fixture->queue, 10, 10, "a 3");
  assert_claim (fixture->queue, 10, 10, "");
  counts = test_counts (fixture->queue);
  g_assert_cmpstr (counts, ==, "queued 0 active 3 deferred 0 held 0 messages 3");
}

static void
limits (QueueFixture *fixture)
{
  fill_lane (fixture->queue, "a", 10);
  assert_claim (fixture->queue, 100, 3, "a 3");
  assert_claim (fixture->queue, 2, 100, "a 2");
  assert_claim (fixture->queue, 0, 100, "");
  assert_claim (fixture->queue, 100, 100, "a 5");
}

/* First come, first served within a lane. */
static void
in_order (QueueFixture *fixture)
{
  g_autofree char *first = test_accept (fixture->queue, "ann@example.org a");
  g_autofree char *second = test_accept (fixture->queue, "ann@example.org a");
  g_autoptr (GPtrArray) one = test_claim (fixture->queue, 1, 1);
  g_autoptr (GPtrArray) two = test_claim (fixture->queue, 1, 1);

  g_assert_cmpstr (test_only (one)->id, ==, first);
  g_assert_cmpstr (test_only (two)->id, ==, second);
}

static void
one_claim_for_message_and_lane (QueueFixture *fixture)
{
  g_autoptr (CsEnvelope) envelope = test_envelope ("sender@example.net");
  g_autoptr (GPtrArray) claims = NULL;
  g_autofree char *id = NULL;

  test_envelope_add (envelope, "ann@example.org a");
  test_envelope_add (envelope, "bob@example.org b");
  test_envelope_add (envelope, "cat@example.org a");
  id = test_accept_full (fixture->queue, envelope, "x\r\n", 3, 0, NULL);

  claims = test_claim (fixture->queue, 10, 10);
  g_assert_cmpuint (claims->len, ==, 2);
  g_assert_cmpuint (test_claimed_recipients (claims), ==, 3);
  for (guint i = 0; i < 2; i++)
    {
      CsClaim *claim = claims->pdata[i];

      g_assert_cmpstr (claim->id, ==, id);
      g_assert_cmpuint (claim->recipients->len, ==, g_str_equal (claim->lane, "a") ? 2 : 1);
    }
}

/* A lane with very many takes its share, and what the others leave. */
static void
fair_shares (QueueFixture *fixture)
{
  fill_lane (fixture->queue, "big", 200);
  fill_lane (fixture->queue, "small", 3);
  fill_lane (fixture->queue, "tiny", 1);
  assert_claim (fixture->queue, 60, 60, "big 56 small 3 tiny 1");
}

/* More lanes than a claim takes: the next one goes on where it ended. */
static void
lanes_take_turns (QueueFixture *fixture)
{
  for (guint i = 0; i < 5; i++)
    {
      char lane[] = { 'a' + i, '\0' };

      fill_lane (fixture->queue, lane, 4);
    }
  assert_claim (fixture->queue, 2, 10, "a 1 b 1");
  assert_claim (fixture->queue, 2, 10, "c 1 d 1");
  assert_claim (fixture->queue, 2, 10, "e 1 a 1");
  assert_claim (fixture->queue, 2, 10, "b 1 c 1");
}

static void
skipped_lanes (QueueFixture *fixture)
{
  const char *skip[] = { "a", "no-such-lane", NULL };
  CsClaimRequest request = { .most = 10, .most_per_lane = 10, .skip_lanes = skip };

  fill_lane (fixture->queue, "a", 2);
  fill_lane (fixture->queue, "b", 2);
  assert_claims (fixture->queue, &request, "b 2");
  assert_claim (fixture->queue, 10, 10, "a 2");
}

static void
only_lanes (QueueFixture *fixture)
{
  const char *only[] = { "b", "no-such-lane", NULL };
  CsClaimRequest request = { .most = 10, .most_per_lane = 10, .only_lanes = only };

  fill_lane (fixture->queue, "a", 2);
  fill_lane (fixture->queue, "b", 2);
  assert_claims (fixture->queue, &request, "b 2");
  assert_claims (fixture->queue, &request, "");
  assert_claim (fixture->queue, 10, 10, "a 2");
}

static void
void_after_restart (QueueFixture *fixture)
{
  g_autofree char *counts = NULL;

  fill_lane (fixture->queue, "a", 3);
  assert_claim (fixture->queue, 10, 10, "a 3");
  queue_reopen (fixture);
  counts = test_counts (fixture->queue);
  g_assert_cmpstr (counts, ==, "queued 3 active 0 deferred 0 held 0 messages 3");
  assert_claim (fixture->queue, 10, 10, "a 3");
}

static void
not_before_due (QueueFixture *fixture)
{
  g_autoptr (GPtrArray) claims = NULL;
  CsSettlement *settlement;

  fill_lane (fixture->queue, "a", 1);
  claims = test_claim (fixture->queue, 1, 1);
  settlement = cs_settlement_new (test_only (claims)->id, 1, CS_SETTLE_DEFERRED);
  settlement->cause = CS_CAUSE_UNREACHABLE;
  settlement->next_attempt_s = QUEUE_NOW_S + 900;
  test_settle (fixture->queue, settlement);

  assert_claim (fixture->queue, 1, 1, "");
  g_assert_cmpint (test_next_due (fixture->queue, NULL), ==, QUEUE_NOW_S + 900);
  cs_when_set_now_s (QUEUE_NOW_S + 899);
  assert_claim (fixture->queue, 1, 1, "");
  cs_when_set_now_s (QUEUE_NOW_S + 900);
  assert_claim (fixture->queue, 1, 1, "a 1");
}

/* The clock jumps back: what has become due meanwhile is still found. */
static void
clock_jumps_back (QueueFixture *fixture)
{
  fill_lane (fixture->queue, "a", 2);
  assert_claim (fixture->queue, 1, 1, "a 1");
  cs_when_set_now_s (QUEUE_NOW_S - 100000);
  fill_lane (fixture->queue, "a", 2);
  assert_claim (fixture->queue, 10, 10, "a 2");
  cs_when_set_now_s (QUEUE_NOW_S);
  assert_claim (fixture->queue, 10, 10, "a 1");
}

static void
given_back_are_found_again (QueueFixture *fixture)
{
  g_autoptr (GPtrArray) claims = NULL;

  fill_lane (fixture->queue, "a", 5);
  claims = test_claim (fixture->queue, 2, 2);
  assert_claim (fixture->queue, 1, 1, "a 1");
  test_settle_claims (fixture->queue, claims, CS_SETTLE_UNTRIED);
  assert_claim (fixture->queue, 10, 10, "a 4");
}

static void
cancelled (QueueFixture *fixture)
{
  CsClaimRequest request = { .most = 10, .most_per_lane = 10 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fill_lane (fixture->queue, "a", 3);
  cs_queue_claim_async (fixture->queue, &request, cancellable, test_keep_result, &result);
  g_cancellable_cancel (cancellable);
  g_assert_null (cs_queue_claim_finish (fixture->queue, test_wait_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_claim (fixture->queue, 10, 10, "a 3");
}

/* Big contents, and small ones beyond what a claim may hold, are read chunk by chunk. */
static void
large_content_is_not_loaded (QueueFixture *fixture)
{
  g_autofree char *content = g_strnfill (65537, 'x');
  g_autoptr (CsEnvelope) envelope = test_envelope_to ("ann@example.org a");
  g_autoptr (GPtrArray) claims = NULL;
  g_autofree char *id = test_accept_full (fixture->queue, envelope, content, 65537, 0, NULL);

  g_assert_nonnull (id);
  claims = test_claim (fixture->queue, 1, 1);
  g_assert_null (test_only (claims)->content);
  g_assert_cmpuint (test_only (claims)->size_bytes, ==, 65537);
}

static void
next_due (QueueFixture *fixture)
{
  const char *skip[] = { "a", NULL };

  g_assert_cmpint (test_next_due (fixture->queue, NULL), ==, G_MAXINT64);
  fill_lane (fixture->queue, "a", 1);
  g_assert_cmpint (test_next_due (fixture->queue, NULL), ==, QUEUE_NOW_S);
  g_assert_cmpint (test_next_due (fixture->queue, skip), ==, G_MAXINT64);
  cs_when_set_now_s (QUEUE_NOW_S + 5);
  fill_lane (fixture->queue, "b", 1);
  g_assert_cmpint (test_next_due (fixture->queue, NULL), ==, QUEUE_NOW_S);
  g_assert_cmpint (test_next_due (fixture->queue, skip), ==, QUEUE_NOW_S + 5);
  assert_claim (fixture->queue, 1, 1, "a 1");
  g_assert_cmpint (test_next_due (fixture->queue, NULL), ==, QUEUE_NOW_S + 5);
  assert_claim (fixture->queue, 1, 1, "b 1");
  g_assert_cmpint (test_next_due (fixture->queue, NULL), ==, G_MAXINT64);
}

const QueueCase queue_claim_cases[] = {
  { "claim/nothing", nothing },
  { "claim/once-only", once_only },
  { "claim/limits", limits },
  { "claim/in-order", in_order },
  { "claim/one-claim-for-message-and-lane", one_claim_for_message_and_lane },
  { "claim/fair-shares", fair_shares },
  { "claim/lanes-take-turns", lanes_take_turns },
  { "claim/skipped-lanes", skipped_lanes },
  { "claim/only-lanes", only_lanes },
  { "claim/void-after-restart", void_after_restart },
  { "claim/not-before-due", not_before_due },
  { "claim/clock-jumps-back", clock_jumps_back },
  { "claim/given-back-are-found-again", given_back_are_found_again },
  { "claim/cancelled", cancelled },
  { "claim/large-content-is-not-loaded", large_content_is_not_loaded },
  { "claim/next-due", next_due },
  { NULL, NULL },
};
