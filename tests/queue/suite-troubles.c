/* suite-troubles.c - who waits for another account, password or authentication
 */
#include "queue-suite.h"

/* "a authentication-required 2/3, b credential-missing 1/1": messages and recipients */
static char *
troubles_text (CsQueue *queue, guint limit)
{
  g_autoptr (GPtrArray) troubles = test_troubles (queue, limit);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < troubles->len; i++)
    {
      const CsQueueTrouble *trouble = troubles->pdata[i];

      g_string_append_printf (text, "%s%s %s %d/%d%s", i > 0 ? ", " : "", trouble->lane,
                              cs_cause_name (trouble->cause), (int)trouble->messages,
                              (int)trouble->recipients, trouble->is_more ? "+" : "");
    }
  return g_string_free (text, FALSE);
}

static void
assert_troubles (QueueFixture *fixture, guint limit, const char *expected)
{
  g_autofree char *text = troubles_text (fixture->queue, limit);

  g_assert_cmpstr (text, ==, expected);
}

/* One message to each of @who; all that is due is settled with @cause. */
static void
hold (QueueFixture *fixture, const char *const *who, CsSettleKind kind, CsCause cause)
{
  g_autoptr (CsEnvelope) envelope = test_envelope ("sender@example.net");
  g_autoptr (GPtrArray) claims = NULL;

  for (guint i = 0; who[i] != NULL; i++)
    test_envelope_add (envelope, who[i]);
  g_free (test_accept_full (fixture->queue, envelope, "hello", 5, 0, NULL));
  claims = test_claim (fixture->queue, 100, 100);
  for (guint i = 0; i < claims->len; i++)
    {
      const CsClaim *claim = claims->pdata[i];

      for (guint j = 0; j < claim->recipients->len; j++)
        {
          const CsClaimRecipient *recipient = claim->recipients->pdata[j];
          CsSettlement *settlement = cs_settlement_new (claim->id, recipient->number, kind);

          settlement->cause = cause;
          settlement->text = g_strdup ("530 5.7.0 log in");
          settlement->credential = g_strdup ("uuid");
          settlement->remote = g_strdup ("mx.example.org[192.0.2.1]:25");
          settlement->next_attempt_s = QUEUE_NOW_S + 900;
          test_settle (fixture->queue, settlement);
        }
    }
}

#define TO(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void
counted (QueueFixture *fixture)
{
  assert_troubles (fixture, 10, "");
  hold (fixture, TO ("ann@example.org a", "bob@example.org a"), CS_SETTLE_HELD,
        CS_CAUSE_AUTHENTICATION_REQUIRED);
  hold (fixture, TO ("ann@example.org a", "eve@example.com b"), CS_SETTLE_HELD,
        CS_CAUSE_AUTHENTICATION_REQUIRED);
  hold (fixture, TO ("eve@example.com b", "joe@example.com b"), CS_SETTLE_DEFERRED,
        CS_CAUSE_AUTHENTICATION_REFUSED);
  assert_troubles (fixture, 10,
                   "a authentication-required 2/3, b authentication-refused 1/2, "
                   "b authentication-required 1/1");
  assert_troubles (fixture, 1, "a authentication-required 2/3");
}

static void
others_are_none (QueueFixture *fixture)
{
  hold (fixture, TO ("ann@example.org a"), CS_SETTLE_DEFERRED, CS_CAUSE_UNREACHABLE);
  hold (fixture, TO ("ann@example.org a"), CS_SETTLE_HELD, CS_CAUSE_CREDENTIAL_LOCKED);
  hold (fixture, TO ("ann@example.org a"), CS_SETTLE_HELD, CS_CAUSE_DOWNGRADE);
  assert_troubles (fixture, 10, "");
}

/* Of the newest is said what is to be known. */
static void
newest (QueueFixture *fixture)
{
  g_autoptr (GPtrArray) troubles = NULL;
  const CsQueueTrouble *trouble;

  hold (fixture, TO ("ann@example.org a"), CS_SETTLE_HELD, CS_CAUSE_CREDENTIAL_MISSING);
  hold (fixture, TO ("bob@example.org a"), CS_SETTLE_HELD, CS_CAUSE_CREDENTIAL_MISSING);
  troubles = test_troubles (fixture->queue, 10);
  trouble = troubles->pdata[0];
  g_assert_cmpstr (trouble->recipient, ==, "bob@example.org");
  g_assert_cmpstr (trouble->text, ==, "530 5.7.0 log in");
  g_assert_cmpstr (trouble->credential, ==, "uuid");
  g_assert_cmpstr (trouble->remote, ==, "mx.example.org[192.0.2.1]:25");
}

/* Whatever becomes of it, it is none any more; nor after a restart. */
static void
ended (QueueFixture *fixture)
{
  CsQueueSelection all = { 0 };

  hold (fixture, TO ("ann@example.org a"), CS_SETTLE_HELD, CS_CAUSE_AUTHENTICATION_TOO_WEAK);
  queue_reopen (fixture);
  assert_troubles (fixture, 10, "a authentication-too-weak 1/1");
  test_change (fixture->queue, &all, CS_QUEUE_RELEASE, NULL, NULL);
  assert_troubles (fixture, 10, "");
  hold (fixture, TO ("bob@example.org b"), CS_SETTLE_HELD, CS_CAUSE_TLS_REQUIRED);
  test_change (fixture->queue, &all, CS_QUEUE_HOLD, NULL, NULL);
  assert_troubles (fixture, 10, "");
}

static void
many (QueueFixture *fixture)
{
  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *who = g_strdup_printf ("ann@example.org lane%02u", i);

      g_free (test_accept (fixture->queue, who));
    }
  hold (fixture, TO ("ann@example.org a", "bob@example.org a"), CS_SETTLE_HELD,
        CS_CAUSE_CREDENTIAL_INVALID);
  assert_troubles (fixture, 2, "a credential-invalid 1/2, lane00 credential-invalid 1/1");
}

const QueueCase queue_troubles_cases[] = {
  { "troubles/counted", counted }, { "troubles/others-are-none", others_are_none },
  { "troubles/newest", newest },   { "troubles/ended", ended },
  { "troubles/many", many },       { NULL, NULL },
};
