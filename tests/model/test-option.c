#include <string.h>

#include "model/settings.h"

static void
test_names (void)
{
  for (guint i = 0; i < CS_N_OPTIONS; i++)
    {
      CsOption found = CS_N_OPTIONS;

      g_assert_true (cs_option_from_name (cs_option_info (i)->name, &found));
      g_assert_cmpuint (found, ==, i);
    }
  g_assert_false (cs_option_from_name ("Expire-After", &(CsOption){ 0 }));
}

/* Each default lies within its range, so that writing all of them gives a right file. */
static void
test_ranges (void)
{
  for (guint i = 0; i < CS_N_OPTIONS; i++)
    {
      const CsOptionInfo *info = cs_option_info (i);

      if (info->type != CS_OPTION_TYPE_INTEGER && info->type != CS_OPTION_TYPE_BOOLEAN)
        continue;
      g_assert_cmpint (info->minimum, <, info->maximum);
      g_assert_cmpint (info->default_integer, >=, info->minimum);
      g_assert_cmpint (info->default_integer, <=, info->maximum);
    }
}

/* The defaults that others rely on. */
static void
test_defaults (void)
{
  static const struct
  {
    const char *name;
    gint64 value;
  } rows[] = {
    { "delay-notice-after", 43200 },
    { "expire-after", 432000 },
    { "try-direct-delivery-first", 0 },
    { "maximum-hop-count", 15 },
    { "maximum-message-size", 33554432 },
    { "maximum-recipients-per-transaction", 100 },
    { "maximum-messages-per-connection", 100 },
    { "maximum-connections", 200 },
    { "maximum-connections-per-destination", 20 },
    { "connection-timeout", 30 },
    { "submission-port", 0 },
    { "maximum-queued-messages", 0 },
    { "maximum-queued-bytes", 0 },
    { "minimum-free-disk-bytes", 67108864 },
  };
  static const gint64 intervals[] = { 900, 1800, 3600, 14400 };
  g_autoptr (CsSettings) settings = cs_settings_new ();
  const gint64 *found;
  guint n;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CsOption option;

      g_assert_true (cs_option_from_name (rows[i].name, &option));
      g_assert_cmpint (cs_settings_integer (settings, option), ==, rows[i].value);
      g_assert_false (cs_settings_option_is_set (settings, option));
    }

  found = cs_settings_intervals (settings, CS_OPTION_RETRY_INTERVALS, &n);
  g_assert_cmpmem (found, n * sizeof *found, intervals, sizeof intervals);
  g_assert_null (cs_settings_text (settings, CS_OPTION_MAIL_DOMAIN));
}

static void
test_set_and_unset (void)
{
  g_autoptr (CsSettings) settings = cs_settings_new ();
  const gint64 intervals[] = { 5, 6 };
  const gint64 *found;
  guint n;

  cs_settings_set_integer (settings, CS_OPTION_MAXIMUM_HOP_COUNT, 7);
  g_assert_cmpint (cs_settings_integer (settings, CS_OPTION_MAXIMUM_HOP_COUNT), ==, 7);
  g_assert_true (cs_settings_option_is_set (settings, CS_OPTION_MAXIMUM_HOP_COUNT));
  cs_settings_unset (settings, CS_OPTION_MAXIMUM_HOP_COUNT);
  g_assert_cmpint (cs_settings_integer (settings, CS_OPTION_MAXIMUM_HOP_COUNT), ==, 15);

  cs_settings_set_intervals (settings, CS_OPTION_RETRY_INTERVALS, intervals, 2);
  found = cs_settings_intervals (settings, CS_OPTION_RETRY_INTERVALS, &n);
  g_assert_cmpmem (found, n * sizeof *found, intervals, sizeof intervals);
  cs_settings_set_intervals (settings, CS_OPTION_RETRY_INTERVALS, NULL, 0);
  cs_settings_intervals (settings, CS_OPTION_RETRY_INTERVALS, &n);
  g_assert_cmpuint (n, ==, 4);

  cs_settings_set_text (settings, CS_OPTION_MAIL_DOMAIN, "a.example");
  cs_settings_set_text (settings, CS_OPTION_MAIL_DOMAIN,
                        cs_settings_text (settings, CS_OPTION_MAIL_DOMAIN));
  g_assert_cmpstr (cs_settings_text (settings, CS_OPTION_MAIL_DOMAIN), ==, "a.example");
  cs_settings_set_text (settings, CS_OPTION_MAIL_DOMAIN, NULL);
  g_assert_false (cs_settings_option_is_set (settings, CS_OPTION_MAIL_DOMAIN));
}

static void
test_take (void)
{
  g_autoptr (CsSettings) settings = cs_settings_new ();
  g_autoptr (CsSettings) from = cs_settings_new ();
  const gint64 intervals[] = { 5, 6 };
  guint n;

  cs_settings_set_text (from, CS_OPTION_MAIL_DOMAIN, "a.example");
  cs_settings_set_intervals (from, CS_OPTION_RETRY_INTERVALS, intervals, 2);
  cs_settings_set_integer (settings, CS_OPTION_MAXIMUM_HOP_COUNT, 7);
  cs_settings_take_option (settings, CS_OPTION_MAIL_DOMAIN, from);
  cs_settings_take_option (settings, CS_OPTION_RETRY_INTERVALS, from);
  cs_settings_take_option (settings, CS_OPTION_MAXIMUM_HOP_COUNT, from);
  cs_settings_take_option (settings, CS_OPTION_MAIL_DOMAIN, settings);

  g_assert_cmpstr (cs_settings_text (settings, CS_OPTION_MAIL_DOMAIN), ==, "a.example");
  cs_settings_intervals (settings, CS_OPTION_RETRY_INTERVALS, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_false (cs_settings_option_is_set (settings, CS_OPTION_MAXIMUM_HOP_COUNT));
}

static void
test_text_is_canonical (void)
{
  g_autoptr (CsSettings) settings = cs_settings_new ();

  cs_settings_set_text (settings, CS_OPTION_MASQUERADE_DOMAIN, "Bücher.DE.");
  cs_settings_set_text (settings, CS_OPTION_REPORT_COPY_TO, "<Ann@Example.COM>");
  cs_settings_set_text (settings, CS_OPTION_REPORT_LANGUAGE, "PT-br");
  cs_settings_set_text (settings, CS_OPTION_MAIL_DOMAIN, "not a domain");
  g_assert_cmpstr (cs_settings_text (settings, CS_OPTION_MASQUERADE_DOMAIN), ==,
                   "xn--bcher-kva.de");
  g_assert_cmpstr (cs_settings_text (settings, CS_OPTION_REPORT_COPY_TO), ==, "Ann@example.com");
  g_assert_cmpstr (cs_settings_text (settings, CS_OPTION_REPORT_LANGUAGE), ==, "pt_BR");
  g_assert_cmpstr (cs_settings_text (settings, CS_OPTION_MAIL_DOMAIN), ==, "not a domain");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/option/names", test_names);
  g_test_add_func ("/model/option/ranges", test_ranges);
  g_test_add_func ("/model/option/defaults", test_defaults);
  g_test_add_func ("/model/option/set-and-unset", test_set_and_unset);
  g_test_add_func ("/model/option/take", test_take);
  g_test_add_func ("/model/option/text-is-canonical", test_text_is_canonical);

  return g_test_run ();
}
