#include "app/retry-times.h"

typedef struct
{
  const char *name;
  gint64 list[8]; /* 0 ends */
  gint64 fields[CS_RETRY_FIELDS];
  gint64 after[8]; /* the list that is written when nothing was edited */
} Case;

static const Case cases[] = {
  { "/app/retry-times/default",
    { 900, 1800, 3600, 14400 },
    { 900, 1800, 3600, 14400 },
    { 900, 1800, 3600, 14400 } },
  { "/app/retry-times/one", { 600 }, { 600, 600, 600, 600 }, { 600 } },
  { "/app/retry-times/two", { 300, 600 }, { 300, 600, 600, 600 }, { 300, 600 } },
  { "/app/retry-times/six", { 1, 2, 3, 4, 5, 6 }, { 1, 2, 3, 6 }, { 1, 2, 3, 4, 5, 6 } },
  { "/app/retry-times/repeated-at-the-end", { 1, 2, 2, 2 }, { 1, 2, 2, 2 }, { 1, 2 } },
  { "/app/retry-times/repeated-in-front", { 2, 2, 1 }, { 2, 2, 1, 1 }, { 2, 2, 1 } },
};

static guint
length (const gint64 *list)
{
  guint n = 0;

  while (list[n] != 0)
    n++;
  return n;
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (CsRetryTimes) times = cs_retry_times_new (c->list, length (c->list));
  g_autoptr (GArray) after = cs_retry_times_to_intervals (times);

  g_assert_cmpmem (times->fields_s, sizeof times->fields_s, c->fields, sizeof c->fields);
  g_assert_cmpmem (after->data, after->len * sizeof (gint64), c->after,
                   length (c->after) * sizeof (gint64));
}

/* Editing a field keeps the intervals that have none. */
static void
test_edit_long_list (void)
{
  const gint64 list[] = { 1, 2, 3, 4, 5, 6 };
  const gint64 expected[] = { 1, 9, 3, 4, 5, 7 };
  g_autoptr (CsRetryTimes) times = cs_retry_times_new (list, G_N_ELEMENTS (list));
  g_autoptr (GArray) after = NULL;

  times->fields_s[1] = 9;
  times->fields_s[3] = 7;
  after = cs_retry_times_to_intervals (times);
  g_assert_cmpmem (after->data, after->len * sizeof (gint64), expected, sizeof expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].name, &cases[i], test_case);
  g_test_add_func ("/app/retry-times/edit-long-list", test_edit_long_list);

  return g_test_run ();
}
