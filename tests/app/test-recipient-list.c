#include "app/recipient-list.h"

#include <string.h>

/* Rows are written "ID/N" or "ID/N=state", with spaces between them. */
typedef struct
{
  const char *name;
  const char *before; /* the list, complete */
  const char *after;
  const char *slice;
  guint limit;
  const char *list; /* then */
  const char *events; /* "+2" came at place 2, "-0" went, "~1" is another */
  gboolean is_complete;
} Case;

/* clang-format off */
static const Case cases[] = {
  { "first", "", "", "A/1 B/1", 2, "A/1 B/1", "+0 +1", FALSE },
  { "all-there-is", "", "", "A/1 B/1", 3, "A/1 B/1", "+0 +1", TRUE },
  { "more", "A/1 B/1", "B/1", "B/2 C/1", 2, "A/1 B/1 B/2 C/1", "+2 +3", FALSE },
  { "no-more", "A/1 B/1", "B/1", "", 2, "A/1 B/1", "", TRUE },
  { "same", "A/1 B/1 C/1", "", "A/1 B/1", 2, "A/1 B/1 C/1", "", TRUE },
  { "other-state", "A/1 B/1=queued", "", "A/1 B/1=held", 2, "A/1 B/1=held", "~1", FALSE },
  { "gone-in-between", "A/1 B/1 C/1 D/1", "", "A/1 C/1", 2, "A/1 C/1 D/1", "-1", TRUE },
  { "gone-behind", "A/1 B/1 C/1", "A/1", "B/1", 2, "A/1 B/1", "-2", TRUE },
  { "not-behind-a-full-slice", "A/1 B/1 C/1", "", "A/1", 1, "A/1 B/1 C/1", "", TRUE },
  { "new-in-between", "A/1 C/1", "", "A/1 B/1 C/1", 3, "A/1 B/1 C/1", "+1", FALSE },
  { "before-it-untouched", "A/1 B/1 C/1", "B/1", "C/2", 1, "A/1 B/1 C/2", "-2 +2", FALSE },
  { "after-one-that-is-gone", "A/1 C/1", "B/1", "C/1 D/1", 2, "A/1 C/1 D/1", "+2", FALSE },
  { "all-gone", "A/1 B/1 C/1", "", "", 5, "", "-2 -1 -0", TRUE },
  { "numbers-by-value", "A/2 A/10", "", "A/2 A/9 A/10", 3, "A/2 A/9 A/10", "+1", FALSE },
};
/* clang-format on */

static GVariant *
rows_from (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; *text != '\0' && words[i] != NULL; i++)
    {
      GVariantDict row;
      char *state = strchr (words[i], '=');

      g_variant_dict_init (&row, NULL);
      if (state != NULL)
        {
          *state = '\0';
          g_variant_dict_insert (&row, "state", "s", state + 1);
        }
      g_variant_dict_insert (&row, "id", "s", words[i]);
      g_variant_builder_add_value (&builder, g_variant_dict_end (&row));
    }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

static char *
text_of (CsRecipientList *list)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < cs_recipient_list_n (list); i++)
    {
      const char *state = NULL;

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", cs_recipient_list_id (list, i));
      if (g_variant_lookup (cs_recipient_list_get (list, i), "state", "&s", &state))
        g_string_append_printf (text, "=%s", state);
    }
  return g_string_free (text, FALSE);
}

static void
note (GString *events, char kind, guint place)
{
  g_string_append_printf (events, "%s%c%u", events->len > 0 ? " " : "", kind, place);
}

static void
on_inserted (guint place, gpointer user_data)
{
  note (user_data, '+', place);
}

static void
on_changed (guint place, gpointer user_data)
{
  note (user_data, '~', place);
}

static void
on_removed (guint place, gpointer user_data)
{
  note (user_data, '-', place);
}

static void
test_take (gconstpointer data)
{
  static const CsRecipientListEvents handlers = { on_inserted, on_changed, on_removed };
  const Case *c = data;
  g_autoptr (GString) events = g_string_new (NULL);
  g_autoptr (CsRecipientList) list = cs_recipient_list_new (&handlers, events);
  g_autoptr (GVariant) before = rows_from (c->before);
  g_autoptr (GVariant) slice = rows_from (c->slice);
  g_autofree char *text = NULL;

  if (*c->before != '\0')
    cs_recipient_list_take (list, "", before, G_MAXUINT);
  g_string_truncate (events, 0);
  cs_recipient_list_take (list, c->after, slice, c->limit);
  text = text_of (list);
  g_assert_cmpstr (text, ==, c->list);
  g_assert_cmpstr (events->str, ==, c->events);
  g_assert_cmpint (cs_recipient_list_is_complete (list), ==, c->is_complete);
}

static void
test_before (void)
{
  g_autoptr (CsRecipientList) list = cs_recipient_list_new (NULL, NULL);
  g_autoptr (GVariant) rows = rows_from ("A/1 B/1");

  g_assert_cmpstr (cs_recipient_list_before (list, 0), ==, "");
  g_assert_cmpstr (cs_recipient_list_before (list, 7), ==, "");
  cs_recipient_list_take (list, "", rows, 5);
  g_assert_cmpstr (cs_recipient_list_before (list, 0), ==, "");
  g_assert_cmpstr (cs_recipient_list_before (list, 1), ==, "A/1");
  g_assert_cmpstr (cs_recipient_list_before (list, 7), ==, "B/1");
  g_assert_true (cs_recipient_list_is_complete (list));
  cs_recipient_list_doubt (list);
  g_assert_false (cs_recipient_list_is_complete (list));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/app/recipient-list/take/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_take);
    }
  g_test_add_func ("/app/recipient-list/before", test_before);

  return g_test_run ();
}
