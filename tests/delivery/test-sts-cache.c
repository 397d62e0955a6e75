#include "delivery/sts-cache.h"

#include <string.h>

#include "base/when.h"
#include "kept-path.h"

#define DOMAIN "example.com"
#define START_S 1800000000
#define AGE_S 3600

typedef struct
{
  char *path;
  CsStsCache *cache;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  cs_when_set_now_s (START_S);
  f->path = kept_path_new ();
  f->cache = cs_sts_cache_new (f->path);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  cs_sts_cache_free (f->cache);
  kept_path_remove (f->path);
  cs_when_set_now_s (-1);
}

static void
start_again (Fixture *f)
{
  cs_sts_cache_free (f->cache);
  f->cache = cs_sts_cache_new (f->path);
}

static void
put (Fixture *f, const char *domain, const char *id, CsStsMode mode)
{
  g_autoptr (CsStsPolicy) policy = cs_sts_policy_new (mode, AGE_S);

  cs_sts_policy_add (policy, "mx.example.com");
  cs_sts_policy_add (policy, "*.example.net");
  cs_sts_cache_put (f->cache, domain, id, policy);
}

static void
test_holds (Fixture *f, gconstpointer data)
{
  g_assert_null (cs_sts_cache_find (f->cache, DOMAIN));
  put (f, DOMAIN, "a1", CS_STS_ENFORCE);
  g_assert_cmpstr (cs_sts_cache_find (f->cache, DOMAIN)->id, ==, "a1");
  g_assert_null (cs_sts_cache_find (f->cache, "sub.example.com"));

  cs_when_set_now_s (START_S + AGE_S - 1);
  g_assert_nonnull (cs_sts_cache_find (f->cache, DOMAIN));
  cs_when_set_now_s (START_S + AGE_S);
  g_assert_null (cs_sts_cache_find (f->cache, DOMAIN));
}

static void
test_replaced (Fixture *f, gconstpointer data)
{
  put (f, DOMAIN, "a1", CS_STS_ENFORCE);
  put (f, DOMAIN, "a2", CS_STS_NONE);
  g_assert_cmpstr (cs_sts_cache_find (f->cache, DOMAIN)->id, ==, "a2");
  g_assert_cmpint (cs_sts_cache_find (f->cache, DOMAIN)->policy->mode, ==, CS_STS_NONE);
}

/* The domain takes it back: nothing that was known before holds any more. */
static void
test_age_zero (Fixture *f, gconstpointer data)
{
  g_autoptr (CsStsPolicy) policy = cs_sts_policy_new (CS_STS_ENFORCE, 0);

  put (f, DOMAIN, "a1", CS_STS_ENFORCE);
  cs_sts_cache_put (f->cache, DOMAIN, "a2", policy);
  g_assert_null (cs_sts_cache_find (f->cache, DOMAIN));
  cs_when_set_now_s (START_S - 1);
  g_assert_null (cs_sts_cache_find (f->cache, DOMAIN));
  start_again (f);
  g_assert_null (cs_sts_cache_find (f->cache, DOMAIN));
}

static void
test_kept (Fixture *f, gconstpointer data)
{
  const CsStsEntry *entry;

  put (f, DOMAIN, "a1", CS_STS_ENFORCE);
  put (f, "example.org", "b1", CS_STS_TESTING);
  cs_when_set_now_s (START_S + 100);
  start_again (f);

  entry = cs_sts_cache_find (f->cache, DOMAIN);
  g_assert_cmpstr (entry->id, ==, "a1");
  g_assert_cmpint (entry->fetched_s, ==, START_S);
  g_assert_cmpint (entry->policy->mode, ==, CS_STS_ENFORCE);
  g_assert_cmpuint (entry->policy->max_age_s, ==, AGE_S);
  g_assert_true (cs_sts_policy_allows (entry->policy, "mx.example.com"));
  g_assert_true (cs_sts_policy_allows (entry->policy, "a.example.net"));
  g_assert_false (cs_sts_policy_allows (entry->policy, "a.example.com"));
  g_assert_cmpint (cs_sts_cache_find (f->cache, "example.org")->policy->mode, ==, CS_STS_TESTING);
}

static void
test_ended_is_not_kept (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;

  put (f, DOMAIN, "a1", CS_STS_ENFORCE);
  cs_when_set_now_s (START_S + AGE_S);
  start_again (f);
  g_assert_true (g_file_get_contents (f->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "");
}

/* Lines that make no sense cost no other line. */
static void
test_damaged (Fixture *f, gconstpointer data)
{
  static const char *const bad[] = { "",
                                     "example.com",
                                     "example.com a1 1800000000 3600",
                                     "example.com a1 1800000000 3600 sometimes mx.example.com",
                                     "example.com a1 later 3600 enforce mx.example.com",
                                     "example.com a1 1900000000 3600 enforce mx.example.com",
                                     "example.com a-1 1800000000 3600 enforce mx.example.com",
                                     "example..com a1 1800000000 3600 enforce mx.example.com",
                                     "example.com a1 1800000000 99999999 enforce mx.example.com",
                                     "example.com a1 1800000000 3600 enforce mx..example.com" };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_string_append_printf (text, "%s\n", bad[i]);
  g_string_append (text, "example.org b1 1800000000 3600 enforce mx.example.org\n");
  g_assert_true (g_file_set_contents (f->path, text->str, -1, NULL));
  start_again (f);
  g_assert_null (cs_sts_cache_find (f->cache, DOMAIN));
  g_assert_nonnull (cs_sts_cache_find (f->cache, "example.org"));
}

/* The file follows by itself, without an orderly end. */
static void
test_written_soon (Fixture *f, gconstpointer data)
{
  put (f, DOMAIN, "a1", CS_STS_ENFORCE);
  while (!g_file_test (f->path, G_FILE_TEST_EXISTS))
    g_main_context_iteration (NULL, FALSE);
}

static void
test_without_file (void)
{
  g_autoptr (CsStsCache) cache = cs_sts_cache_new (NULL);
  g_autoptr (CsStsPolicy) policy = cs_sts_policy_new (CS_STS_NONE, AGE_S);

  cs_sts_cache_put (cache, DOMAIN, "a1", policy);
  g_assert_nonnull (cs_sts_cache_find (cache, DOMAIN));
}

#define ADD(Name, Func)                                                                            \
  g_test_add ("/delivery/sts-cache/" Name, Fixture, NULL, set_up, Func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("holds", test_holds);
  ADD ("replaced", test_replaced);
  ADD ("age-zero", test_age_zero);
  ADD ("kept", test_kept);
  ADD ("ended-is-not-kept", test_ended_is_not_kept);
  ADD ("damaged", test_damaged);
  ADD ("written-soon", test_written_soon);
  g_test_add_func ("/delivery/sts-cache/without-file", test_without_file);
  return g_test_run ();
}
