#include <string.h>

#include "base/when.h"
#include "queue-suite.h"

static CsClaim *
claim_one (QueueFixture *fixture, GPtrArray **claims)
{
  *claims = test_claim (fixture->queue, 1, 1);
  return test_only (*claims);
}

/* Claims the only recipient and defers it. */
static void
defer (QueueFixture *fixture, CsCause cause, gint64 next_attempt_s)
{
  g_autoptr (GPtrArray) claims = NULL;
  CsClaim *claim = claim_one (fixture, &claims);
  CsSettlement *settlement = cs_settlement_new (claim->id, 1, CS_SETTLE_DEFERRED);

  settlement->cause = cause;
  settlement->text = g_strdup ("451 4.3.0 later");
  settlement->remote = g_strdup ("mx.example.org [192.0.2.1]:25");
  settlement->protection = g_strdup ("dane");
  settlement->transcript = g_strdup ("> EHLO");
  settlement->next_attempt_s = next_attempt_s;
  test_settle (fixture->queue, settlement);
}

static CsQueueRow *
only_row (QueueFixture *fixture, GPtrArray **rows)
{
  g_clear_pointer (rows, g_ptr_array_unref);
  *rows = test_list (fixture->queue, NULL, "", 100);
  g_assert_cmpuint ((*rows)->len, ==, 1);
  return (*rows)->pdata[0];
}

static void
assert_counts (QueueFixture *fixture, const char *expected)
{
  g_autofree char *counts = test_counts (fixture->queue);

  g_assert_cmpstr (counts, ==, expected);
}

static void
delivered (QueueFixture *fixture)
{
  g_autofree char *id = test_accept (fixture->queue, "ann@example.org a");
  g_autoptr (GPtrArray) claims = test_claim (fixture->queue, 1, 1);
  g_autoptr (GError) error = NULL;

  test_settle_claims (fixture->queue, claims, CS_SETTLE_DELIVERED);
  assert_counts (fixture, "queued 0 active 0 deferred 0 held 0 messages 0");
  g_assert_null (test_show (fixture->queue, id, &error));
  g_assert_error (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_UNKNOWN);
  queue_reopen (fixture);
  assert_counts (fixture, "queued 0 active 0 deferred 0 held 0 messages 0");
}

static void
last_recipient_takes_the_message (QueueFixture *fixture)
{
  g_autoptr (CsEnvelope) envelope = test_envelope ("sender@example.net");
  g_autoptr (GPtrArray) claims = NULL;
  g_autofree char *id = NULL;

  test_envelope_add (envelope, "ann@example.org a");
  test_envelope_add (envelope, "bob@example.org a");
  id = test_accept_full (fixture->queue, envelope, "x\r\n", 3, 0, NULL);
  claims = test_claim (fixture->queue, 10, 10);
  test_settle (fixture->queue, cs_settlement_new (id, 1, CS_SETTLE_DELIVERED));
  assert_counts (fixture, "queued 0 active 1 deferred 0 held 0 messages 1");
  test_settle (fixture->queue, cs_settlement_new (id, 2, CS_SETTLE_REJECTED));
  assert_counts (fixture, "queued 0 active 0 deferred 0 held 0 messages 0");
}

static void
deferred (QueueFixture *fixture)
{
  g_autofree char *id = test_accept (fixture->queue, "ann@example.org a");
  g_autoptr (GPtrArray) rows = NULL;
  CsQueueRow *row;

  defer (fixture, CS_CAUSE_REFUSED_FOR_NOW, QUEUE_NOW_S + 900);
  assert_counts (fixture, "queued 0 active 0 deferred 1 held 0 messages 1");
  queue_reopen (fixture);
  assert_counts (fixture, "queued 0 active 0 deferred 1 held 0 messages 1");

  row = only_row (fixture, &rows);
  g_assert_cmpint (row->state, ==, CS_RECIPIENT_DEFERRED);
  g_assert_cmpint (row->cause, ==, CS_CAUSE_REFUSED_FOR_NOW);
  g_assert_cmpstr (row->text, ==, "451 4.3.0 later");
  g_assert_cmpstr (row->remote, ==, "mx.example.org [192.0.2.1]:25");
  g_assert_cmpuint (row->attempts, ==, 1);
  g_assert_cmpint (row->next_attempt_s, ==, QUEUE_NOW_S + 900);
}

/* An attempt that speaks to nobody leaves the server of the one before. */
static void
remote_stays (QueueFixture *fixture)
{
  g_autofree char *id = test_accept (fixture->queue, "ann@example.org a");
  g_autoptr (GPtrArray) claims = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  defer (fixture, CS_CAUSE_REFUSED_FOR_NOW, QUEUE_NOW_S);
  claims = test_claim (fixture->queue, 1, 1);
  test_settle (fixture->queue, cs_settlement_new (id, 1, CS_SETTLE_HELD));
  g_assert_cmpstr (only_row (fixture, &rows)->remote, ==, "mx.example.org [192.0.2.1]:25");
}

/* How often in a row a cause came: another one, and a release, begin anew. */
static void
causes_are_counted (QueueFixture *fixture)
{
  static const struct
  {
    CsCause cause;
    gint64 count;
  } steps[] = { { CS_CAUSE_DNS, 1 },
                { CS_CAUSE_DNS, 2 },
                { CS_CAUSE_DNS, 3 },
                { CS_CAUSE_UNREACHABLE, 1 },
                { CS_CAUSE_DNS, 1 } };
  g_autofree char *id = test_accept (fixture->queue, "ann@example.org a");

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (GPtrArray) claims = NULL;
      CsClaimRecipient *recipient;

      defer (fixture, steps[i].cause, QUEUE_NOW_S);
      recipient = claim_one (fixture, &claims)->recipients->pdata[0];
      g_assert_cmpint (recipient->cause, ==, steps[i].cause);
      g_assert_cmpint (recipient->last_cause_count, ==, steps[i].count);
      g_assert_cmpuint (recipient->attempts, ==, i + 1);
      test_settle (fixture->queue, cs_settlement_new (id, 1, CS_SETTLE_UNTRIED));
    }
}

static void
held_by_credential (QueueFixture *fixture)
{
  CsQueueSelection selection = { .credential = "cred-1" };
  g_autofree char *id = test_accept (fixture->queue, "ann@example.org a");
  g_autoptr (GPtrArray) claims = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  CsSettlement *settlement = cs_settlement_new (id, 1, CS_SETTLE_HELD);

  claim_one (fixture, &claims);
  settlement->cause = CS_CAUSE_AUTHENTICATION_REFUSED;
  settlement->credential = g_strdup ("cred-1");
  test_settle (fixture->queue, settlement);

  assert_counts (fixture, "queued 0 active 0 deferred 0 held 1 messages 1");
  g_assert_cmpint (test_next_due (fixture->queue, NULL), ==, G_MAXINT64);
  g_assert_cmpstr (only_row (fixture, &rows)->credential, ==, "cred-1");
  g_assert_cmpint (only_row (fixture, &rows)->next_attempt_s, ==, 0);
  g_ptr_array_unref (claims);
  claims = test_claim (fixture->queue, 1, 1);
  g_assert_cmpuint (claims->len, ==, 0);

  g_assert_cmpint (test_change (fixture->queue, &selection, CS_QUEUE_RELEASE, NULL, NULL), ==, 1);
  assert_counts (fixture, "queued 1 active 0 deferred 0 held 0 messages 1");
}

static void
untried (QueueFixture *fixture)
{
  g_autofree char *id = test_accept (fixture->queue, "ann@example.org a");
  g_autoptr (GPtrArray) claims = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  claim_one (fixture, &claims);
  test_settle (fixture->queue, cs_settlement_new (id, 1, CS_SETTLE_UNTRIED));
  assert_counts (fixture, "queued 1 active 0 deferred 0 held 0 messages 1");
  g_assert_cmpuint (only_row (fixture, &rows)->attempts, ==, 0);
  g_assert_cmpint (test_next_due (fixture->queue, NULL), ==, QUEUE_NOW_S);
}

static void
twice (QueueFixture *fixture)
{
  g_autofree char *first = test_accept (fixture->queue, "ann@example.org a");
  g_autofree char *second = test_accept (fixture->queue, "ann@example.org a");
  g_autoptr (GPtrArray) claims = test_claim (fixture->queue, 2, 2);
  g_autoptr (GPtrArray) settlements
      = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_settlement_free);

  g_ptr_array_add (settlements, cs_settlement_new (first, 1, CS_SETTLE_DELIVERED));
  g_ptr_array_add (settlements, cs_settlement_new (first, 1, CS_SETTLE_DELIVERED));
  g_ptr_array_add (settlements, cs_settlement_new ("no-such-message", 1, CS_SETTLE_DELIVERED));
  g_ptr_array_add (settlements, cs_settlement_new (second, 7, CS_SETTLE_DELIVERED));
  g_ptr_array_add (settlements, cs_settlement_new (second, 1, CS_SETTLE_DELIVERED));
  test_settle_many (fixture->queue, settlements, NULL);
  assert_counts (fixture, "queued 0 active 0 deferred 0 held 0 messages 0");
}

/* A verdict and the report that follows from it become durable together. */
static void
with_report (QueueFixture *fixture)
{
  g_autofree char *id = test_accept (fixture->queue, "ann@example.org a");
  g_autoptr (GPtrArray) claims = test_claim (fixture->queue, 1, 1);
  g_autoptr (GPtrArray) settlements
      = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_settlement_free);
  g_autoptr (GPtrArray) reports
      = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_new_message_free);
  g_autofree char *large = g_strnfill (150000, 'r');
  g_autoptr (GBytes) content = g_bytes_new (large, 150000);
  CsEnvelope *envelope = test_envelope ("<>");
  g_autofree char *read = NULL;
  gsize read_bytes;

  test_envelope_add (envelope, "sender@example.net b");
  g_ptr_array_add (settlements, cs_settlement_new (id, 1, CS_SETTLE_REJECTED));
  g_ptr_array_add (reports, cs_new_message_new (envelope, content));
  test_settle_many (fixture->queue, settlements, reports);
  assert_counts (fixture, "queued 1 active 0 deferred 0 held 0 messages 1");

  g_ptr_array_unref (claims);
  claims = test_claim (fixture->queue, 1, 1);
  g_assert_true (cs_address_is_null (test_only (claims)->envelope->sender));
  read = test_read_all (test_only (claims), &read_bytes);
  g_assert_cmpmem (read, read_bytes, large, 150000);
}

static void
transcripts (QueueFixture *fixture)
{
  g_autofree char *id = test_accept (fixture->queue, "ann@example.org a");
  g_autoptr (GPtrArray) claims = NULL;
  g_autoptr (CsQueueStory) story = NULL;
  CsSettlement *settlement = cs_settlement_new (id, 1, CS_SETTLE_DEFERRED);

  defer (fixture, CS_CAUSE_DNS, QUEUE_NOW_S);
  claim_one (fixture, &claims);
  settlement->cause = CS_CAUSE_DNS;
  settlement->delay_noticed = TRUE;
  test_settle (fixture->queue, settlement); /* without a transcript: the last one stays */
  story = test_show (fixture->queue, id, NULL);
  g_assert_cmpuint (story->transcripts->len, ==, 1);
  g_assert_cmpstr (story->transcripts->pdata[0], ==, "> EHLO");
}

/* One of several has it for all: asked for by himself, each is told it. */
static void
shared_transcript (QueueFixture *fixture)
{
  static const char *const transcripts[] = { "> EHLO", "" };
  g_autoptr (CsEnvelope) envelope = test_envelope ("sender@example.net");
  g_autoptr (GPtrArray) claims = NULL;
  g_autoptr (CsQueueStory) all = NULL;
  g_autoptr (CsQueueStory) second = NULL;
  g_autofree char *id = NULL;
  g_autofree char *second_id = NULL;

  test_envelope_add (envelope, "ann@example.org a");
  test_envelope_add (envelope, "bob@example.org a");
  id = test_accept_full (fixture->queue, envelope, "x\r\n", 3, 0, NULL);
  claims = test_claim (fixture->queue, 10, 10);
  for (guint i = 0; i < G_N_ELEMENTS (transcripts); i++)
    {
      CsSettlement *settlement = cs_settlement_new (id, i + 1, CS_SETTLE_HELD);

      settlement->cause = CS_CAUSE_SETTINGS;
      settlement->transcript = g_strdup (transcripts[i]);
      test_settle (fixture->queue, settlement);
    }

  all = test_show (fixture->queue, id, NULL);
  g_assert_cmpstr (all->transcripts->pdata[0], ==, "> EHLO");
  g_assert_cmpstr (all->transcripts->pdata[1], ==, "");
  second_id = g_strconcat (id, "/2", NULL);
  second = test_show (fixture->queue, second_id, NULL);
  g_assert_cmpstr (second->transcripts->pdata[0], ==, "> EHLO");
}

/* The last ones of each recipient, oldest first. */
static void
attempts_are_kept (QueueFixture *fixture)
{
  const guint n = CS_QUEUE_ATTEMPTS_KEPT + 5;
  g_autofree char *id = test_accept (fixture->queue, "ann@example.org a");
  g_autoptr (CsQueueStory) story = NULL;

  for (guint i = 1; i <= n; i++)
    {
      cs_when_set_now_s (QUEUE_NOW_S + i);
      defer (fixture, i % 2 ? CS_CAUSE_DNS : CS_CAUSE_REFUSED_FOR_NOW, QUEUE_NOW_S);
    }
  queue_reopen (fixture);
  story = test_show (fixture->queue, id, NULL);
  g_assert_cmpuint (story->attempts->len, ==, CS_QUEUE_ATTEMPTS_KEPT);
  for (guint i = 0; i < story->attempts->len; i++)
    {
      const CsQueueAttempt *attempt = story->attempts->pdata[i];

      g_assert_cmpuint (attempt->recipient, ==, 1);
      g_assert_cmpuint (attempt->number, ==, i + 6);
      g_assert_cmpint (attempt->when_s, ==, QUEUE_NOW_S + attempt->number);
      g_assert_cmpint (attempt->state, ==, CS_RECIPIENT_DEFERRED);
      g_assert_cmpint (attempt->cause, ==,
                       attempt->number % 2 ? CS_CAUSE_DNS : CS_CAUSE_REFUSED_FOR_NOW);
      g_assert_cmpstr (attempt->text, ==, "451 4.3.0 later");
      g_assert_cmpstr (attempt->remote, ==, "mx.example.org [192.0.2.1]:25");
      g_assert_cmpstr (attempt->protection, ==, "dane");
    }
}

/* What did not count is not told. */
static void
untried_is_no_attempt (QueueFixture *fixture)
{
  g_autofree char *id = test_accept (fixture->queue, "ann@example.org a");
  g_autoptr (GPtrArray) claims = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (CsQueueStory) story = NULL;
  CsSettlement *held = cs_settlement_new (id, 1, CS_SETTLE_HELD);

  claims = test_claim (fixture->queue, 1, 1);
  test_settle_claims (fixture->queue, claims, CS_SETTLE_UNTRIED);
  again = test_claim (fixture->queue, 1, 1);
  held->cause = CS_CAUSE_CREDENTIAL_LOCKED;
  held->attempted_s = QUEUE_NOW_S - 7;
  test_settle (fixture->queue, held);

  story = test_show (fixture->queue, id, NULL);
  g_assert_cmpuint (story->attempts->len, ==, 1);
  g_assert_cmpuint (((CsQueueAttempt *)story->attempts->pdata[0])->number, ==, 1);
  g_assert_cmpint (((CsQueueAttempt *)story->attempts->pdata[0])->state, ==, CS_RECIPIENT_HELD);
  g_assert_cmpint (((CsQueueAttempt *)story->attempts->pdata[0])->when_s, ==, QUEUE_NOW_S - 7);
}

static void
delay_notice_is_remembered (QueueFixture *fixture)
{
  g_autofree char *id = test_accept (fixture->queue, "ann@example.org a");
  g_autoptr (GPtrArray) claims = NULL;
  CsSettlement *settlement = cs_settlement_new (id, 1, CS_SETTLE_DEFERRED);

  claim_one (fixture, &claims);
  settlement->cause = CS_CAUSE_DNS;
  settlement->next_attempt_s = QUEUE_NOW_S;
  settlement->delay_noticed = TRUE;
  test_settle (fixture->queue, settlement);
  defer (fixture, CS_CAUSE_DNS, QUEUE_NOW_S);
  g_ptr_array_unref (claims);
  g_assert_true (
      ((CsClaimRecipient *)claim_one (fixture, &claims)->recipients->pdata[0])->delay_noticed);
}

const QueueCase queue_settle_cases[] = {
  { "settle/delivered", delivered },
  { "settle/last-recipient-takes-the-message", last_recipient_takes_the_message },
  { "settle/deferred", deferred },
  { "settle/remote-stays", remote_stays },
  { "settle/causes-are-counted", causes_are_counted },
  { "settle/held-by-credential", held_by_credential },
  { "settle/untried", untried },
  { "settle/twice", twice },
  { "settle/with-report", with_report },
  { "settle/transcripts", transcripts },
  { "settle/shared-transcript", shared_transcript },
  { "settle/attempts-are-kept", attempts_are_kept },
  { "settle/untried-is-no-attempt", untried_is_no_attempt },
  { "settle/delay-notice-is-remembered", delay_notice_is_remembered },
  { NULL, NULL },
};
