#include "app/story.h"

#include <string.h>

struct _CsStory
{
  GVariant *dictionary;
  GPtrArray *rows; /* (element-type GVariant) */
  GPtrArray *attempts; /* (element-type GVariant): by recipient, oldest first */
  const char **transcripts; /* as many as rows, or fewer */
};

/* (element-type GVariant) */
static GPtrArray *
list_of (GVariant *dictionary, const char *key)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)g_variant_unref);
  g_autoptr (GVariant) value = g_variant_lookup_value (dictionary, key, G_VARIANT_TYPE ("aa{sv}"));

  for (gsize i = 0; value != NULL && i < g_variant_n_children (value); i++)
    g_ptr_array_add (list, g_variant_get_child_value (value, i));
  return list;
}

CsStory *
cs_story_new (GVariant *dictionary)
{
  CsStory *story = g_new0 (CsStory, 1);

  story->dictionary = g_variant_ref (dictionary);
  g_variant_get_data (dictionary); /* from now on texts stay where they are */
  story->rows = list_of (dictionary, "rows");
  story->attempts = list_of (dictionary, "attempts");
  if (!g_variant_lookup (dictionary, "transcripts", "^a&s", &story->transcripts))
    story->transcripts = g_new0 (const char *, 1);
  return story;
}

void
cs_story_free (CsStory *story)
{
  g_ptr_array_unref (story->rows);
  g_ptr_array_unref (story->attempts);
  g_free (story->transcripts);
  g_variant_unref (story->dictionary);
  g_free (story);
}

gboolean
cs_story_equal (const CsStory *a, const CsStory *b)
{
  return a != NULL && b != NULL && g_variant_equal (a->dictionary, b->dictionary);
}

static const char *
text_of (GVariant *dictionary, const char *key)
{
  const char *text = "";

  g_variant_lookup (dictionary, key, "&s", &text);
  return text;
}

const char *
cs_story_header (const CsStory *story)
{
  return text_of (story->dictionary, "header");
}

const char *
cs_story_origin (const CsStory *story)
{
  return text_of (story->dictionary, "origin");
}

guint
cs_story_n_rows (const CsStory *story)
{
  return story->rows->len;
}

guint
cs_story_n_more (const CsStory *story)
{
  guint32 n = 0;

  g_variant_lookup (story->dictionary, "recipients", "u", &n);
  return n > story->rows->len ? n - story->rows->len : 0;
}

GVariant *
cs_story_row (const CsStory *story, guint i)
{
  return g_ptr_array_index (story->rows, i);
}

guint
cs_story_find (const CsStory *story, const char *id)
{
  for (guint i = 0; i < story->rows->len; i++)
    if (g_str_equal (text_of (cs_story_row (story, i), "id"), id))
      return i;
  return 0;
}

/* N of "ID/N". */
static guint
number_of (GVariant *row)
{
  const char *slash = strchr (text_of (row, "id"), '/');

  return slash != NULL ? g_ascii_strtoull (slash + 1, NULL, 10) : 0;
}

GPtrArray *
cs_story_attempts (const CsStory *story, guint i)
{
  GPtrArray *attempts = g_ptr_array_new_with_free_func ((GDestroyNotify)g_variant_unref);
  guint number = number_of (cs_story_row (story, i));

  for (guint j = story->attempts->len; j > 0; j--)
    {
      GVariant *attempt = g_ptr_array_index (story->attempts, j - 1);
      guint32 recipient = 0;

      g_variant_lookup (attempt, "recipient", "u", &recipient);
      if (recipient == number)
        g_ptr_array_add (attempts, g_variant_ref (attempt));
    }
  return attempts;
}

const char *
cs_story_transcript (const CsStory *story, guint i)
{
  const char *lane = text_of (cs_story_row (story, i), "lane");
  guint n = MIN (g_strv_length ((GStrv)story->transcripts), story->rows->len);

  if (i < n && *story->transcripts[i] != '\0')
    return story->transcripts[i];
  for (guint j = 0; j < n; j++)
    if (*story->transcripts[j] != '\0'
        && g_str_equal (text_of (cs_story_row (story, j), "lane"), lane))
      return story->transcripts[j];
  return "";
}
