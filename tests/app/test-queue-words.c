#include "app/queue-words.h"

#define NOW_S 1000000

typedef struct
{
  const char *name;
  const char *row; /* GVariant text */
  const char *recipient, *entry, *state, *next_try, *why;
} RowCase;

/* clang-format off */
static const RowCase row_cases[] = {
  { "queued", "{'recipient': <'ann@example.com'>, 'state': <'queued'>, 'entry': <'site'>}",
    "ann@example.com", "Site", "Queued", "now", "" },
  { "deferred", "{'recipient': <'ann@example.com'>, 'state': <'deferred'>, 'entry': <'example.com'>, 'cause': <'refused-for-now'>, 'text': <'450 busy'>, 'next-attempt': <int64 1000600>}",
    "ann@example.com", "example.com", "Deferred", "in 10 min", "the server refused for now: 450 busy" },
  { "due", "{'recipient': <'ann@example.com'>, 'state': <'deferred'>, 'next-attempt': <int64 5>}",
    "ann@example.com", "", "Deferred", "now", "" },
  { "held", "{'recipient': <'ann@example.com'>, 'state': <'held'>, 'cause': <'authentication-required'>, 'next-attempt': <int64 5>}",
    "ann@example.com", "", "Held", "–", "the server wants authentication" },
  { "internationalised", "{'recipient': <'ann@xn--bcher-kva.example'>, 'state': <'active'>, 'entry': <'*.xn--bcher-kva.example'>}",
    "ann@bücher.example", "*.bücher.example", "Active", "now", "" },
  { "newer-worker", "{'recipient': <'ann@example.com'>, 'state': <'frozen'>, 'cause': <'cosmic-rays'>, 'text': <'?'>}",
    "ann@example.com", "", "frozen", "–", "?" },
  { "nothing", "@a{sv} {}", "<>", "", "", "–", "" },
};
/* clang-format on */

static void
test_row (gconstpointer data)
{
  const RowCase *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) row = g_variant_parse (G_VARIANT_TYPE_VARDICT, c->row, NULL, NULL, &error);
  g_autofree char *recipient = NULL;
  g_autofree char *entry = NULL;
  g_autofree char *next_try = NULL;
  g_autofree char *why = NULL;

  g_assert_no_error (error);
  recipient = cs_queue_words_address (row, "recipient");
  entry = cs_queue_words_entry (row);
  next_try = cs_queue_words_next_try (row, NOW_S);
  why = cs_queue_words_why (row);
  g_assert_cmpstr (recipient, ==, c->recipient);
  g_assert_cmpstr (entry, ==, c->entry);
  g_assert_cmpstr (cs_queue_words_state (row), ==, c->state);
  g_assert_cmpstr (next_try, ==, c->next_try);
  g_assert_cmpstr (why, ==, c->why);
}

static void
assert_text (char *text /* (transfer full) */, const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static void
test_sentences (void)
{
  CsQueueTotals totals = { 3, 1, 2, 14 };

  assert_text (cs_queue_words_totals (&totals), "Queued 3 · Active 1 · Deferred 2 · Held 14");
  assert_text (cs_queue_words_count (0, 0, TRUE), "");
  assert_text (cs_queue_words_count (0, 1, TRUE), "1 recipient");
  assert_text (cs_queue_words_count (0, 200, FALSE), "");
  assert_text (cs_queue_words_count (2, 14, TRUE), "2 of 14 recipients selected");
  assert_text (cs_queue_words_count (2, 200, FALSE), "2 recipients selected");
  assert_text (cs_queue_words_done (CS_QUEUE_DEED_RETRY, 3, FALSE),
               "3 recipients will be tried now.");
  assert_text (cs_queue_words_done (CS_QUEUE_DEED_REMOVE, 1, FALSE),
               "1 recipient has been removed.");
  assert_text (cs_queue_words_done (CS_QUEUE_DEED_HOLD, 0, FALSE), "Nothing had to be changed.");
  assert_text (cs_queue_words_ask_to_remove (2), "Remove 2 recipients from the queue?");
}

static void
test_tooltip (void)
{
  g_autoptr (GVariant) row = g_variant_ref_sink (g_variant_new_parsed (
      "{'recipient': <'a&b@example.com'>, 'subject': <'<b>'>, 'state': <'queued'>}"));

  assert_text (cs_queue_words_tooltip (row), "a&amp;b@example.com\n&lt;b&gt;");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (row_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/app/queue-words/row/", row_cases[i].name, NULL);

      g_test_add_data_func (path, &row_cases[i], test_row);
    }
  g_test_add_func ("/app/queue-words/sentences", test_sentences);
  g_test_add_func ("/app/queue-words/tooltip", test_tooltip);

  return g_test_run ();
}
