#include "queue-suite.h"
#include "queue/sqlite-queue.h"

static CsQueue *
open_sqlite (const char *folder, const CsQueueLimits *limits, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "queue.sqlite", NULL);

  return cs_sqlite_queue_open (path, limits, error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  queue_suite_add ("sqlite", open_sqlite);

  return g_test_run ();
}
