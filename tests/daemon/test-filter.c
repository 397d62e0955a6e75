#include "daemon/filter.h"

typedef struct
{
  const char *name;
  const char *filter; /* GVariant text */
  const char *fault; /* part of the message; NULL: it is good */
  guint states, causes;
  const char *id, *lane, *domain, *text;
} Case;

/* clang-format off */
static const Case cases[] = {
  { "/daemon/filter/empty", "@a{sv} {}", NULL, 0, 0, NULL, NULL, NULL },
  { "/daemon/filter/states", "{'states': <['queued', 'held']>}", NULL, 1 << CS_RECIPIENT_QUEUED | 1 << CS_RECIPIENT_HELD, 0, NULL, NULL, NULL },
  { "/daemon/filter/causes", "{'causes': <['loop']>}", NULL, 0, 1 << CS_CAUSE_LOOP, NULL, NULL, NULL },
  { "/daemon/filter/others", "{'ids': <['A/1']>, 'lane': <'l'>, 'domain': <'d'>}", NULL, 0, 0, "A/1", "l", "d" },
  { "/daemon/filter/text", "{'text': <'ann@'>}", NULL, 0, 0, NULL, NULL, NULL, "ann@" },
  { "/daemon/filter/no-state", "{'states': <['lost']>}", "states: 'lost'", 0, 0, NULL, NULL, NULL },
  { "/daemon/filter/no-cause", "{'causes': <['']>}", "causes: ''", 0, 0, NULL, NULL, NULL },
  { "/daemon/filter/no-key", "{'colour': <['red']>}", "'colour'", 0, 0, NULL, NULL, NULL },
  { "/daemon/filter/wrong-type", "{'states': <1>}", "states: a value of type as", 0, 0, NULL, NULL, NULL },
  { "/daemon/filter/wrong-type-of-text", "{'lane': <['x']>}", "lane: a value of type s", 0, 0, NULL, NULL, NULL },
};
/* clang-format on */

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) variant
      = g_variant_parse (G_VARIANT_TYPE_VARDICT, c->filter, NULL, NULL, &error);
  g_autoptr (CsFilter) filter = NULL;

  g_assert_no_error (error);
  filter = cs_filter_new (variant, &error);
  if (c->fault != NULL)
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_assert_nonnull (g_strstr_len (error->message, -1, c->fault));
      return;
    }
  g_assert_no_error (error);
  g_assert_cmphex (filter->selection.states, ==, c->states);
  g_assert_cmphex (filter->selection.causes, ==, c->causes);
  g_assert_cmpstr (filter->selection.lane, ==, c->lane);
  g_assert_cmpstr (filter->selection.domain, ==, c->domain);
  g_assert_cmpstr (filter->selection.text, ==, c->text);
  g_assert_cmpstr (filter->selection.ids != NULL ? filter->selection.ids[0] : NULL, ==, c->id);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].name, &cases[i], test_case);

  return g_test_run ();
}
