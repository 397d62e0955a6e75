#include "cli/nearest.h"

#include <string.h>

#define MAX_BYTES 64

/* Optimal string alignment distance, three rows at a time. */
static guint
distance (const char *a, const char *b)
{
  gsize n = strlen (b);
  guint rows[3][MAX_BYTES + 1];
  guint *before = rows[0], *above = rows[1], *row = rows[2];

  for (guint j = 0; j <= n; j++)
    above[j] = j;
  for (guint i = 1; a[i - 1] != '\0'; i++)
    {
      guint *oldest = before;

      row[0] = i;
      for (guint j = 1; j <= n; j++)
        {
          row[j] = MIN (above[j], row[j - 1]) + 1;
          row[j] = MIN (row[j], above[j - 1] + (a[i - 1] != b[j - 1]));
          if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            row[j] = MIN (row[j], before[j - 2] + 1);
        }
      before = above;
      above = row;
      row = oldest;
    }
  return above[n];
}

const char *
cs_nearest (const char *word, GPtrArray *candidates)
{
  const char *nearest = NULL;
  guint least = G_MAXUINT;

  if (strlen (word) > MAX_BYTES)
    return NULL;
  for (guint i = 0; i < candidates->len; i++)
    {
      const char *candidate = g_ptr_array_index (candidates, i);
      gsize length = strlen (candidate);
      guint here = length <= MAX_BYTES ? distance (word, candidate) : G_MAXUINT;

      if (here < least && here <= MAX (1, length / 3))
        {
          least = here;
          nearest = candidate;
        }
    }
  return nearest;
}
