/* replay - runs a fuzz target over its corpus, as a unit test
 *
 * replay-NAME FOLDER…: each file as it is, cut off at every byte, and changed at random, the same
 * way each time. What a fuzzer finds becomes a file in tests/fuzz/corpus/NAME.
 */
#include <glib.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#define CUT_MAX_BYTES 2048
#define N_CHANGED 200

/* A copy of exactly this size: AddressSanitizer sees one byte too much. */
static void
run (const char *bytes, gsize size_bytes)
{
  g_autofree char *copy = malloc (size_bytes);

  if (size_bytes > 0)
    memcpy (copy, bytes, size_bytes);
  LLVMFuzzerTestOneInput ((const uint8_t *)copy, size_bytes);
}

static void
run_cut (const char *bytes, gsize size_bytes)
{
  for (gsize size = 0; size < size_bytes && size_bytes <= CUT_MAX_BYTES; size++)
    run (bytes, size);
}

static void
run_changed (const char *bytes, gsize size_bytes)
{
  g_autoptr (GRand) chance = g_rand_new_with_seed (size_bytes);

  for (guint i = 0; i < N_CHANGED && size_bytes > 0 && size_bytes <= CUT_MAX_BYTES; i++)
    {
      g_autofree char *changed = g_memdup2 (bytes, size_bytes);
      gint n = g_rand_int_range (chance, 1, 4);

      while (n-- > 0)
        changed[g_rand_int_range (chance, 0, size_bytes)] = g_rand_int_range (chance, 0, 256);
      run (changed, size_bytes);
    }
}

static void
replay (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *bytes = NULL;
  gsize size_bytes;

  if (!g_file_get_contents (path, &bytes, &size_bytes, NULL))
    g_error ("cannot read %s", path);

  run (bytes, size_bytes);
  run_cut (bytes, size_bytes);
  run_changed (bytes, size_bytes);
}

static gint
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *
list (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare);
  return names;
}

int
main (int argc, char **argv)
{
  guint n = 0;

  for (int i = 1; i < argc; i++)
    {
      g_autoptr (GPtrArray) names = list (argv[i]);

      if (names->len == 0)
        g_error ("%s: no corpus", argv[i]);
      for (guint j = 0; j < names->len; j++)
        {
          replay (argv[i], g_ptr_array_index (names, j));
          printf ("ok %u - %s\n", ++n, (const char *)g_ptr_array_index (names, j));
          fflush (stdout);
        }
    }

  printf ("1..%u\n", n);
  return 0;
}
