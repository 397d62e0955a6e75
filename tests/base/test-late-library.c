#include "base/late-library.h"

#include <stdlib.h>

typedef struct
{
  __typeof__ (abs) *absolute;
} Library;

static const CsLateSymbol good = CS_LATE_SYMBOL ("abs", Library, absolute);
static const CsLateSymbol bad = CS_LATE_SYMBOL ("cs_no_such_function", Library, absolute);

static void
test_found (void)
{
  Library library;
  gsize is_loaded = 0;

  cs_late_library_load (&is_loaded, "libc.so.6", &good, 1, &library);
  g_assert_cmpint (library.absolute (-3), ==, 3);
}

static void
load_missing_library (void)
{
  Library library;
  gsize is_loaded = 0;

  cs_late_library_load (&is_loaded, "libcountersign-missing.so.1", &good, 1, &library);
}

static void
load_missing_symbol (void)
{
  Library library;
  gsize is_loaded = 0;

  cs_late_library_load (&is_loaded, "libc.so.6", &bad, 1, &library);
}

static void
test_missing (gconstpointer data)
{
  g_test_trap_subprocess (data, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
}

static void
test_missing_library (void)
{
  test_missing ("/base/late-library/missing-library/subprocess");
  g_test_trap_assert_stderr ("*libcountersign-missing.so.1*");
}

static void
test_missing_symbol (void)
{
  test_missing ("/base/late-library/missing-symbol/subprocess");
  g_test_trap_assert_stderr ("*libc.so.6: no cs_no_such_function*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/late-library/found", test_found);
  g_test_add_func ("/base/late-library/missing-library", test_missing_library);
  g_test_add_func ("/base/late-library/missing-library/subprocess", load_missing_library);
  g_test_add_func ("/base/late-library/missing-symbol", test_missing_symbol);
  g_test_add_func ("/base/late-library/missing-symbol/subprocess", load_missing_symbol);
  return g_test_run ();
}
