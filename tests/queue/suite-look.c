#include <string.h>

#include "base/when.h"
#include "queue-suite.h"

static void
pages (QueueFixture *fixture)
{
  g_autoptr (GPtrArray) expected = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *after = g_strdup ("");
  guint seen = 0;

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (CsEnvelope) envelope = test_envelope ("sender@example.net");
      g_autofree char *id = NULL;

      for (guint j = 0; j < 12; j++)
        test_envelope_add (envelope, "ann@example.org a");
      id = test_accept_full (fixture->queue, envelope, "x\r\n", 3, 0, NULL);
      for (guint j = 1; j <= 12; j++)
        g_ptr_array_add (expected, g_strdup_printf ("%s/%u", id, j));
    }

  for (;;)
    {
      g_autoptr (GPtrArray) rows = test_list (fixture->queue, NULL, after, 5);

      g_assert_cmpuint (rows->len, ==, MIN (5, 36 - seen));
      if (rows->len == 0)
        break;
      for (guint i = 0; i < rows->len; i++)
        g_assert_cmpstr (((CsQueueRow *)rows->pdata[i])->id, ==, expected->pdata[seen++]);
      g_free (after);
      after = g_strdup (((CsQueueRow *)rows->pdata[rows->len - 1])->id);
    }
}

static void
row (QueueFixture *fixture)
{
  g_autoptr (CsEnvelope) envelope = test_envelope_to ("ann@example.org a");
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *id = NULL;
  g_autofree char *first = NULL;
  CsQueueRow *only;

  envelope->subject = g_strdup ("Hello");
  id = test_accept_full (fixture->queue, envelope, "abc\r\n", 5, 0, NULL);
  first = g_strconcat (id, "/1", NULL);
  rows = test_list (fixture->queue, NULL, "", 10);
  only = rows->pdata[0];
  g_assert_cmpstr (only->id, ==, first);
  g_assert_cmpstr (only->sender, ==, "sender@example.net");
  g_assert_cmpstr (only->recipient, ==, "ann@example.org");
  g_assert_cmpint (only->state, ==, CS_RECIPIENT_QUEUED);
  g_assert_cmpint (only->cause, ==, CS_CAUSE_NONE);
  g_assert_null (only->text);
  g_assert_cmpstr (only->lane, ==, "a");
  g_assert_null (only->credential);
  g_assert_cmpuint (only->attempts, ==, 0);
  g_assert_cmpint (only->arrived_s, ==, QUEUE_NOW_S);
  g_assert_cmpuint (only->size_bytes, ==, 5);
  g_assert_cmpstr (only->subject, ==, "Hello");
}

static guint
list_states (QueueFixture *fixture, guint states)
{
  CsQueueSelection selection = { .states = states };
  g_autoptr (GPtrArray) rows = test_list (fixture->queue, &selection, "", 100);

  return rows->len;
}

static void
states (QueueFixture *fixture)
{
  CsQueueSelection held = { .lane = "a" };
  g_autoptr (GPtrArray) claims = NULL;
  g_autoptr (GPtrArray) all = NULL;

  g_free (test_accept (fixture->queue, "ann@example.org a"));
  test_change (fixture->queue, &held, CS_QUEUE_HOLD, NULL, NULL);
  g_free (test_accept (fixture->queue, "bob@example.org b"));
  claims = test_claim (fixture->queue, 1, 1);
  g_free (test_accept (fixture->queue, "cat@example.org c"));

  g_assert_cmpuint (list_states (fixture, 0), ==, 3);
  g_assert_cmpuint (list_states (fixture, 1 << CS_RECIPIENT_HELD), ==, 1);
  g_assert_cmpuint (list_states (fixture, 1 << CS_RECIPIENT_ACTIVE), ==, 1);
  g_assert_cmpuint (list_states (fixture, 1 << CS_RECIPIENT_QUEUED), ==, 1);
  g_assert_cmpuint (list_states (fixture, 1 << CS_RECIPIENT_DEFERRED), ==, 0);
  g_assert_cmpuint (list_states (fixture, 1 << CS_RECIPIENT_ACTIVE | 1 << CS_RECIPIENT_QUEUED), ==,
                    2);
  all = test_list (fixture->queue, NULL, "", 10);
  g_assert_cmpint (((CsQueueRow *)all->pdata[1])->state, ==, CS_RECIPIENT_ACTIVE);
}

static void
by_id (QueueFixture *fixture)
{
  g_autofree char *first = test_accept (fixture->queue, "ann@example.org a");
  g_autofree char *second = test_accept (fixture->queue, "bob@example.org a");
  g_autofree char *third = test_accept (fixture->queue, "cat@example.org a");
  g_autofree char *third_first = g_strconcat (third, "/1", NULL);
  const char *ids[] = { third_first, first, NULL };
  CsQueueSelection selection = { .ids = ids };
  g_autoptr (GPtrArray) rows = test_list (fixture->queue, &selection, "", 10);

  g_assert_cmpuint (rows->len, ==, 2);
  g_assert_cmpstr (((CsQueueRow *)rows->pdata[0])->recipient, ==, "ann@example.org");
  g_assert_cmpstr (((CsQueueRow *)rows->pdata[1])->id, ==, third_first);
}

/* What is gone is passed over, if that is wanted. */
static void
by_id_of_some (QueueFixture *fixture)
{
  g_autofree char *only = test_accept (fixture->queue, "ann@example.org a");
  const char *ids[] = { "gone", only, "gone/1", NULL };
  CsQueueSelection selection = { .ids = ids, .passes_over_unknown = TRUE };
  g_autoptr (GPtrArray) rows = test_list (fixture->queue, &selection, "", 10);

  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_cmpint (test_change (fixture->queue, &selection, CS_QUEUE_HOLD, NULL, NULL), ==, 1);
}

static void
on_counted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gint64 *n = user_data;
  g_autoptr (GError) error = NULL;

  *n = cs_queue_count_finish (CS_QUEUE (source), result, &error);
  g_assert_no_error (error);
}

static gint64
count_of (QueueFixture *fixture, const CsQueueSelection *selection)
{
  gint64 n = -1;

  cs_queue_count_async (fixture->queue, selection, NULL, on_counted, &n);
  while (n < 0)
    g_main_context_iteration (NULL, TRUE);
  return n;
}

static void
by_text (QueueFixture *fixture)
{
  static const struct
  {
    const char *text;
    guint n;
  } texts[]
      = { { "", 2 },  { "example.ORG", 2 }, { "NN@", 1 }, { "SENDER@example", 2 }, { "nobody", 0 },
          { "%", 0 }, { "_", 0 },           { "'", 0 },   { "b\303\274cher", 0 } };

  g_free (test_accept (fixture->queue, "Ann@example.org a"));
  g_free (test_accept (fixture->queue, "bob@example.org b"));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      CsQueueSelection selection = { .text = texts[i].text };
      g_autoptr (GPtrArray) rows = test_list (fixture->queue, &selection, "", 10);

      g_assert_cmpuint (rows->len, ==, texts[i].n);
      g_assert_cmpint (count_of (fixture, &selection), ==, texts[i].n);
    }
  g_assert_cmpint (count_of (fixture, NULL), ==, 2);
}

static void
story (QueueFixture *fixture)
{
  static const char content[] = "Subject: a\xff\r\nX-Bell: \a\r\n\tfolded\r\n\r\nBody\r\n";
  g_autoptr (CsEnvelope) envelope = test_envelope ("sender@example.net");
  g_autoptr (CsQueueStory) told = NULL;
  g_autofree char *id = NULL;

  test_envelope_add (envelope, "ann@example.org a");
  test_envelope_add (envelope, "bob@example.org b");
  id = test_accept_full (fixture->queue, envelope, content, strlen (content), 0, NULL);

  told = test_show (fixture->queue, id, NULL);
  g_assert_cmpstr (told->id, ==, id);
  g_assert_cmpstr (told->origin, ==, "test");
  g_assert_cmpstr (told->header, ==, "Subject: a\xef\xbf\xbd\nX-Bell: ?\n\tfolded");
  g_assert_cmpuint (told->rows->len, ==, 2);
  g_assert_cmpuint (told->n_recipients, ==, 2);
  g_assert_cmpuint (told->attempts->len, ==, 0);
  g_assert_cmpuint (told->transcripts->len, ==, 2);
  g_assert_cmpstr (told->transcripts->pdata[0], ==, "");
}

static void
unknown_story (QueueFixture *fixture)
{
  g_autofree char *id = test_accept (fixture->queue, "ann@example.org a");
  g_autofree char *second = g_strconcat (id, "/2", NULL);
  const char *unknown[] = { "01KX", "01KX/1", "", "/", second };

  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (test_show (fixture->queue, unknown[i], &error));
      g_assert_error (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_UNKNOWN);
    }
}

/* The rows are bounded, and one recipient can be asked for. */
static void
story_of_many (QueueFixture *fixture)
{
  const guint n = CS_QUEUE_STORY_RECIPIENTS + 3;
  g_autoptr (CsEnvelope) envelope = test_envelope ("sender@example.net");
  g_autoptr (CsQueueStory) all = NULL;
  g_autoptr (CsQueueStory) one = NULL;
  g_autofree char *id = NULL;
  g_autofree char *last = NULL;

  for (guint i = 0; i < n; i++)
    test_envelope_add (envelope, "ann@example.org a");
  id = test_accept_full (fixture->queue, envelope, "x\r\n", 3, 0, NULL);
  all = test_show (fixture->queue, id, NULL);
  g_assert_cmpuint (all->n_recipients, ==, n);
  g_assert_cmpuint (all->rows->len, ==, CS_QUEUE_STORY_RECIPIENTS);
  g_assert_cmpuint (all->transcripts->len, ==, all->rows->len);

  last = g_strdup_printf ("%s/%u", id, n);
  one = test_show (fixture->queue, last, NULL);
  g_assert_cmpuint (one->n_recipients, ==, 1);
  g_assert_cmpuint (one->rows->len, ==, 1);
  g_assert_cmpstr (((CsQueueRow *)one->rows->pdata[0])->id, ==, last);
  g_assert_cmpstr (one->id, ==, id);
}

/* Each address once, whoever has how many messages; pages go on behind the last one. */
static void
addresses (QueueFixture *fixture)
{
  static const char *const who[] = { "zoe@a.example l", "ann@b.example l", "bob@b.example l",
                                     "ann@c.example l", "\"a b\"@c.example l" };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *after = g_strdup ("");

  for (guint i = 0; i < 4 * G_N_ELEMENTS (who); i++)
    g_free (test_accept (fixture->queue, who[i % G_N_ELEMENTS (who)]));

  for (;;)
    {
      g_autoptr (GPtrArray) page = test_addresses (fixture->queue, after, 2);

      g_assert_cmpuint (page->len, <=, 2);
      if (page->len == 0)
        break;
      for (guint i = 0; i < page->len; i++)
        g_assert_true (g_hash_table_add (seen, g_strdup (cs_address_text (page->pdata[i]))));
      g_free (after);
      after = g_strdup (cs_address_text (page->pdata[page->len - 1]));
    }

  g_assert_cmpuint (g_hash_table_size (seen), ==, G_N_ELEMENTS (who));
}

/* --- signals --- */

static void
count (CsQueue *queue, gpointer user_data)
{
  ++*(guint *)user_data;
}

static void
signals (QueueFixture *fixture)
{
  CsQueueSelection everybody = { 0 };
  g_autoptr (GPtrArray) claims = NULL;
  guint n_due = 0, n_changed = 0;

  g_signal_connect (fixture->queue, "due", G_CALLBACK (count), &n_due);
  g_signal_connect (fixture->queue, "changed", G_CALLBACK (count), &n_changed);
  g_free (test_accept (fixture->queue, "ann@example.org a"));
  g_assert_cmpuint (n_due, ==, 1);
  g_assert_cmpuint (n_changed, ==, 1);

  claims = test_claim (fixture->queue, 1, 1);
  test_settle_claims (fixture->queue, claims, CS_SETTLE_UNTRIED);
  g_assert_cmpuint (n_due, ==, 1);
  test_change (fixture->queue, &everybody, CS_QUEUE_HOLD, NULL, NULL);
  g_assert_cmpuint (n_due, ==, 1);
  test_change (fixture->queue, &everybody, CS_QUEUE_RELEASE, NULL, NULL);
  g_assert_cmpuint (n_due, ==, 2);
  test_reroute (fixture->queue, "ann@example.org", "b", TRUE);
  g_assert_cmpuint (n_due, ==, 3);
}

/* A burst of changes is told a few times, and never not at all. */
static void
changes_are_coalesced (QueueFixture *fixture)
{
  guint n_changed = 0, before;

  g_signal_connect (fixture->queue, "changed", G_CALLBACK (count), &n_changed);
  for (guint i = 0; i < 50; i++)
    g_free (test_accept (fixture->queue, "ann@example.org a"));
  g_assert_cmpuint (n_changed, <, 50);

  before = n_changed;
  while (n_changed == before)
    g_main_context_iteration (NULL, TRUE);
}

const QueueCase queue_look_cases[] = {
  { "list/pages", pages },
  { "list/row", row },
  { "list/states", states },
  { "list/by-id", by_id },
  { "list/by-id-of-some", by_id_of_some },
  { "list/by-text", by_text },
  { "show/story", story },
  { "show/unknown", unknown_story },
  { "show/of-many", story_of_many },
  { "addresses/pages", addresses },
  { "signals/due-and-changed", signals },
  { "signals/changes-are-coalesced", changes_are_coalesced },
  { NULL, NULL },
};
