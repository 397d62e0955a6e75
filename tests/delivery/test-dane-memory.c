#include "delivery/dane-memory.h"

#include "base/when.h"
#include "kept-path.h"

#define DOMAIN "example.org"
#define START_S 1800000000

static const char *const none[] = { NULL };
static const char *const two[] = { "mx1.example.org", "mx2.example.org", NULL };
static const char *const other[] = { "mx3.example.org", NULL };

typedef struct
{
  char *path;
  CsDaneMemory *memory;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  cs_when_set_now_s (START_S);
  f->path = kept_path_new ();
  f->memory = cs_dane_memory_new (f->path);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  cs_dane_memory_free (f->memory);
  kept_path_remove (f->path);
  cs_when_set_now_s (-1);
}

static void
start_again (Fixture *f)
{
  cs_dane_memory_free (f->memory);
  f->memory = cs_dane_memory_new (f->path);
}

static void
assert_seen (Fixture *f, gint64 seen_s, const char *const *usable, const char *const *unusable)
{
  const CsDaneSeen *seen = cs_dane_memory_find (f->memory, DOMAIN);

  g_assert_nonnull (seen);
  g_assert_cmpint (seen->seen_s, ==, seen_s);
  g_assert_cmpstrv (seen->usable, usable);
  g_assert_cmpstrv (seen->unusable, unusable);
}

static void
test_kept (Fixture *f, gconstpointer data)
{
  cs_dane_memory_note (f->memory, DOMAIN, two, other);
  start_again (f);
  assert_seen (f, START_S, two, other);
  cs_dane_memory_note (f->memory, DOMAIN, none, other);
  start_again (f);
  assert_seen (f, START_S, none, other);
}

static void
test_none (Fixture *f, gconstpointer data)
{
  cs_dane_memory_note (f->memory, DOMAIN, none, none);
  g_assert_null (cs_dane_memory_find (f->memory, DOMAIN));
  cs_dane_memory_note (f->memory, DOMAIN, two, none);
  cs_dane_memory_note (f->memory, DOMAIN, none, none);
  g_assert_null (cs_dane_memory_find (f->memory, DOMAIN));
  start_again (f);
  g_assert_null (cs_dane_memory_find (f->memory, DOMAIN));
}

static void
test_seen_again (Fixture *f, gconstpointer data)
{
  cs_dane_memory_note (f->memory, DOMAIN, two, none);
  cs_when_set_now_s (START_S + 60);
  cs_dane_memory_note (f->memory, DOMAIN, two, none);
  assert_seen (f, START_S, two, none);
  cs_when_set_now_s (START_S + 3601);
  cs_dane_memory_note (f->memory, DOMAIN, two, none);
  assert_seen (f, START_S + 3601, two, none);
}

#define ADD(Name, Func)                                                                            \
  g_test_add ("/delivery/dane-memory/" Name, Fixture, NULL, set_up, Func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("kept", test_kept);
  ADD ("none", test_none);
  ADD ("seen-again", test_seen_again);
  return g_test_run ();
}
