#include "daemon/file-watch.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#define QUIET_MS 100
#define BURST_MAX_US (2 * G_USEC_PER_SEC) /* a file that never rests is read all the same */

typedef struct
{
  char *path; /* of the file that matters */
  char *folder; /* that is watched */
  GFileMonitor *monitor;
  gulong handler;
} Place;

struct _CsFileWatch
{
  void (*func) (gpointer);
  gpointer user_data;
  char *path;
  Place places[2]; /* the path itself, and where its symbolic link leads */
  struct stat last;
  guint quiet;
  gint64 burst_began_us;
};

static void look (CsFileWatch *watch);

static void
place_clear (Place *place)
{
  if (place->monitor != NULL)
    {
      g_clear_signal_handler (&place->handler, place->monitor);
      g_file_monitor_cancel (place->monitor);
      g_clear_object (&place->monitor);
    }
  g_clear_pointer (&place->path, g_free);
  g_clear_pointer (&place->folder, g_free);
}

static char *
nearest_folder (const char *path)
{
  char *folder = g_path_get_dirname (path);

  while (!g_file_test (folder, G_FILE_TEST_IS_DIR) && !g_str_equal (folder, "/"))
    {
      char *parent = g_path_get_dirname (folder);

      g_free (folder);
      folder = parent;
    }
  return folder;
}

/* Follows the folders as they come and go. */
static void
place_set (CsFileWatch *watch, Place *place, const char *path)
{
  g_autofree char *folder = path != NULL ? nearest_folder (path) : NULL;
  g_autoptr (GFile) file = NULL;

  if (g_strcmp0 (path, place->path) == 0 && g_strcmp0 (folder, place->folder) == 0)
    return;
  place_clear (place);
  if (path == NULL)
    return;

  place->path = g_strdup (path);
  place->folder = g_steal_pointer (&folder);
  file = g_file_new_for_path (place->folder);
  place->monitor = g_file_monitor_directory (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (place->monitor != NULL)
    {
      g_file_monitor_set_rate_limit (place->monitor, 0);
      place->handler
          = g_signal_connect_swapped (place->monitor, "changed", G_CALLBACK (look), watch);
    }
}

static gboolean
on_quiet (gpointer user_data)
{
  CsFileWatch *watch = user_data;

  watch->quiet = 0;
  watch->burst_began_us = 0;
  watch->func (watch->user_data);
  return G_SOURCE_REMOVE;
}

static void
note_change (CsFileWatch *watch)
{
  gint64 now_us = g_get_monotonic_time ();

  if (watch->burst_began_us == 0)
    watch->burst_began_us = now_us;
  if (watch->quiet != 0 && now_us - watch->burst_began_us > BURST_MAX_US)
    return;
  g_clear_handle_id (&watch->quiet, g_source_remove);
  watch->quiet = g_timeout_add (QUIET_MS, on_quiet, watch);
}

static gboolean
is_same (const struct stat *a, const struct stat *b)
{
  return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size
         && a->st_mode == b->st_mode && a->st_uid == b->st_uid
         && a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static void
look (CsFileWatch *watch)
{
  struct stat now = { 0 };
  char *target = realpath (watch->path, NULL);

  place_set (watch, &watch->places[0], watch->path);
  place_set (watch, &watch->places[1], g_strcmp0 (target, watch->path) == 0 ? NULL : target);
  free (target);

  stat (watch->path, &now);
  if (is_same (&now, &watch->last))
    return;
  watch->last = now;
  note_change (watch);
}

CsFileWatch *
cs_file_watch_new (const char *path, void (*func) (gpointer), gpointer user_data)
{
  CsFileWatch *watch = g_new0 (CsFileWatch, 1);

  watch->path = g_strdup (path);
  watch->func = func;
  watch->user_data = user_data;
  look (watch);
  g_clear_handle_id (&watch->quiet, g_source_remove); /* how it is at the start is no change */
  watch->burst_began_us = 0;
  return watch;
}

void
cs_file_watch_free (CsFileWatch *watch)
{
  place_clear (&watch->places[0]);
  place_clear (&watch->places[1]);
  g_clear_handle_id (&watch->quiet, g_source_remove);
  g_free (watch->path);
  g_free (watch);
}
