#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/when.h"

#define DAY_2026 1795503006 /* 2026-11-24 06:50:06 UTC */

static void
test_clock (void)
{
  gint64 real_s = g_get_real_time () / G_USEC_PER_SEC;

  g_assert_cmpint (cs_when_now_s (), >=, real_s);
  g_assert_cmpint (cs_when_now_s (), <=, real_s + 60);

  cs_when_set_now_s (DAY_2026);
  g_assert_cmpint (cs_when_now_s (), ==, DAY_2026);
  cs_when_set_now_s (0);
  g_assert_cmpint (cs_when_now_s (), ==, 0);
  cs_when_set_now_s (-1);
  g_assert_cmpint (cs_when_now_s (), >=, real_s);
}

static void
test_rfc3339 (void)
{
  static const struct
  {
    gint64 when_s;
    const char *text;
  } rows[] = {
    { DAY_2026, "2026-11-24T06:50:06Z" },
    { 0, "1970-01-01T00:00:00Z" },
    { -1, "1969-12-31T23:59:59Z" },
    { G_GINT64_CONSTANT (4294967296), "2106-02-07T06:28:16Z" },
    { G_MAXINT64, "9999-12-31T23:59:59Z" },
    { G_MININT64, "0001-01-01T00:00:00Z" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = cs_when_to_rfc3339 (rows[i].when_s);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
test_rfc5322 (void)
{
  static const struct
  {
    const char *zone, *text;
  } rows[] = {
    { "UTC", "Tue, 24 Nov 2026 06:50:06 +0000" },
    { "<-0330>3:30", "Tue, 24 Nov 2026 03:20:06 -0330" },
    { "<+1245>-12:45", "Tue, 24 Nov 2026 19:35:06 +1245" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = NULL;

      g_setenv ("TZ", rows[i].zone, TRUE);
      tzset ();
      text = cs_when_to_rfc5322 (DAY_2026);
      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
test_rfc5322_extremes (void)
{
  g_autofree char *late = cs_when_to_rfc5322 (G_MAXINT64);
  g_autofree char *early = cs_when_to_rfc5322 (G_MININT64);

  g_assert_nonnull (strstr (late, " Dec 9999 "));
  g_assert_nonnull (strstr (early, " Jan 0001 "));
}

static void
test_id_form (void)
{
  g_autofree char *id = NULL;
  g_autofree char *time_part = NULL;

  cs_when_set_now_s (G_GINT64_CONSTANT (253402300799)); /* later than anything else here */
  id = cs_when_new_id ();
  cs_when_set_now_s (-1);

  g_assert_cmpuint (strlen (id), ==, 26);
  g_assert_cmpuint (strspn (id, "0123456789ABCDEFGHJKMNPQRSTVWXYZ"), ==, 26);
  /* 253402300799000 ms in base 32 */
  time_part = g_strndup (id, 10);
  g_assert_cmpstr (time_part, ==, "76EZ91ZP0R");
}

static void
test_ids_sort (void)
{
  g_autofree char *last = cs_when_new_id ();

  for (int i = 0; i < 20000; i++)
    {
      char *next = cs_when_new_id ();

      g_assert_cmpstr (last, <, next);
      g_free (last);
      last = next;
    }
}

static void
test_ids_sort_when_the_clock_is_set_back (void)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  cs_when_set_now_s (DAY_2026 + 1000);
  before = cs_when_new_id ();
  cs_when_set_now_s (DAY_2026);
  after = cs_when_new_id ();
  cs_when_set_now_s (-1);

  g_assert_cmpstr (before, <, after);
}

static gpointer
make_ids (gpointer data)
{
  GPtrArray *ids = g_ptr_array_new ();

  for (int i = 0; i < 5000; i++)
    g_ptr_array_add (ids, cs_when_new_id ());
  return ids;
}

static void
test_ids_of_threads_differ (void)
{
  GThread *threads[4];
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("ids", make_ids, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autoptr (GPtrArray) ids = g_thread_join (threads[i]);

      for (guint j = 0; j < ids->len; j++)
        g_assert_true (g_hash_table_add (seen, g_ptr_array_index (ids, j)));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/when/clock", test_clock);
  g_test_add_func ("/base/when/rfc3339", test_rfc3339);
  g_test_add_func ("/base/when/rfc5322", test_rfc5322);
  g_test_add_func ("/base/when/rfc5322-extremes", test_rfc5322_extremes);
  g_test_add_func ("/base/when/ids-sort", test_ids_sort);
  g_test_add_func ("/base/when/ids-sort-when-the-clock-is-set-back",
                   test_ids_sort_when_the_clock_is_set_back);
  g_test_add_func ("/base/when/ids-of-threads-differ", test_ids_of_threads_differ);
  g_test_add_func ("/base/when/id-form", test_id_form);

  return g_test_run ();
}
