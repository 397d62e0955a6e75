#include "app/story.h"

static CsStory *
story_from (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) dictionary
      = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, &error);

  g_assert_no_error (error);
  return cs_story_new (dictionary);
}

static const char told[]
    = "{'id': <'A'>, 'header': <'Subject: x'>, 'recipients': <@u 5>,"
      " 'rows': <[{'id': <'A/1'>, 'lane': <'a'>}, {'id': <'A/2'>, 'lane': <'b'>},"
      "           {'id': <'A/3'>, 'lane': <'a'>}]>,"
      " 'attempts': <[{'recipient': <@u 1>, 'number': <@u 1>},"
      "               {'recipient': <@u 1>, 'number': <@u 2>},"
      "               {'recipient': <@u 3>, 'number': <@u 1>}]>,"
      " 'transcripts': <['C: EHLO', '', '']>}";

static void
test_parts (void)
{
  g_autoptr (CsStory) story = story_from (told);
  g_autoptr (GPtrArray) first = cs_story_attempts (story, 0);
  g_autoptr (GPtrArray) second = cs_story_attempts (story, 1);
  guint32 number = 0;

  g_assert_cmpstr (cs_story_header (story), ==, "Subject: x");
  g_assert_cmpstr (cs_story_origin (story), ==, "");
  g_assert_cmpuint (cs_story_n_rows (story), ==, 3);
  g_assert_cmpuint (cs_story_n_more (story), ==, 2);
  g_assert_cmpuint (cs_story_find (story, "A/3"), ==, 2);
  g_assert_cmpuint (cs_story_find (story, "A/9"), ==, 0);
  g_assert_cmpuint (first->len, ==, 2);
  g_variant_lookup (first->pdata[0], "number", "u", &number);
  g_assert_cmpuint (number, ==, 2);
  g_assert_cmpuint (second->len, ==, 0);
}

/* A dialogue is kept once for those who were in it together. */
static void
test_transcripts (void)
{
  g_autoptr (CsStory) story = story_from (told);

  g_assert_cmpstr (cs_story_transcript (story, 0), ==, "C: EHLO");
  g_assert_cmpstr (cs_story_transcript (story, 1), ==, "");
  g_assert_cmpstr (cs_story_transcript (story, 2), ==, "C: EHLO");
}

static void
test_equal (void)
{
  g_autoptr (CsStory) story = story_from (told);
  g_autoptr (CsStory) same = story_from (told);
  g_autoptr (CsStory) other = story_from ("{'id': <'A'>}");

  g_assert_true (cs_story_equal (story, same));
  g_assert_false (cs_story_equal (story, other));
  g_assert_false (cs_story_equal (story, NULL));
  g_assert_cmpuint (cs_story_n_rows (other), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/app/story/parts", test_parts);
  g_test_add_func ("/app/story/transcripts", test_transcripts);
  g_test_add_func ("/app/story/equal", test_equal);

  return g_test_run ();
}
