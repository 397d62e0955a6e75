#include "kept-path.h"

#include <glib/gstdio.h>

char *
kept_path_new (void)
{
  g_autofree char *folder = g_dir_make_tmp ("countersign-XXXXXX", NULL);

  g_assert_nonnull (folder);
  return g_build_filename (folder, "kept", NULL);
}

void
kept_path_remove (char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_unlink (path);
  g_rmdir (folder);
  g_free (path);
}
