#include "submission/pickup-recovery.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/when.h"
#include "submission/pickup-file.h"

#define UNFINISHED_S (24 * 60 * 60)
#define NAMES_MOST 100 /* tries to find one that is free */

typedef struct
{
  int folder_fd;
  char *name, *original;
  CsPickupRecoveredFunc recovered;
  gpointer user_data;
} Recovery;

/* (transfer full): the name that it has now; NULL: it kept the one that it had. */
static char *
give_name_back (const Recovery *recovery, const struct stat *status)
{
  g_autofree char *name = g_strdup (recovery->original);

  for (guint i = 2; i < NAMES_MOST; i++)
    {
      if (cs_pickup_file_rename (recovery->folder_fd, recovery->name, name, status))
        return g_steal_pointer (&name);
      g_free (name);
      name = g_strdup_printf ("%s-%u", recovery->original, i);
    }

  return NULL;
}

static char *
recover (const Recovery *recovery, gboolean is_accepted)
{
  struct stat status;

  if (fstatat (recovery->folder_fd, recovery->name, &status, AT_SYMLINK_NOFOLLOW) != 0)
    return NULL;
  if (!is_accepted)
    return give_name_back (recovery, &status);

  cs_pickup_file_remove (recovery->folder_fd, recovery->name, &status, NULL);
  return NULL;
}

static void
on_shown (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Recovery *recovery = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CsQueueStory) story = cs_queue_show_finish (CS_QUEUE (source), result, &error);
  g_autofree char *name = NULL;

  /* When the queue cannot say, the file stays as it is for the next start. */
  if (story != NULL || g_error_matches (error, CS_QUEUE_ERROR, CS_QUEUE_ERROR_UNKNOWN))
    name = recover (recovery, story != NULL);

  recovery->recovered (name, recovery->user_data);
  g_free (recovery->name);
  g_free (recovery->original);
  g_free (recovery);
}

static gboolean
ask (CsQueue *queue, int folder_fd, const char *name, CsPickupRecoveredFunc recovered,
     gpointer user_data)
{
  g_autofree char *id = NULL;
  g_autofree char *original = NULL;
  Recovery *recovery;

  if (!cs_pickup_file_parse_mark (name, &id, &original))
    return FALSE;

  recovery = g_new0 (Recovery, 1);
  recovery->folder_fd = folder_fd;
  recovery->name = g_strdup (name);
  recovery->original = g_steal_pointer (&original);
  recovery->recovered = recovered;
  recovery->user_data = user_data;
  cs_queue_show_async (queue, id, NULL, on_shown, recovery);
  return TRUE;
}

static void
remove_unfinished (int folder_fd, const char *name)
{
  struct stat status;

  if (name[0] == '.' && g_str_has_suffix (name, CS_PICKUP_UNFINISHED_SUFFIX)
      && fstatat (folder_fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG (status.st_mode)
      && status.st_mtim.tv_sec < cs_when_now_s () - UNFINISHED_S)
    unlinkat (folder_fd, name, 0);
}

guint
cs_pickup_recover (CsQueue *queue, int folder_fd, CsPickupRecoveredFunc recovered,
                   gpointer user_data)
{
  int fd = openat (folder_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *dir = fd >= 0 ? fdopendir (fd) : NULL;
  const struct dirent *entry;
  guint n = 0;

  while (dir != NULL && (entry = readdir (dir)) != NULL)
    {
      if (ask (queue, folder_fd, entry->d_name, recovered, user_data))
        n++;
      else
        remove_unfinished (folder_fd, entry->d_name);
    }
  if (dir != NULL)
    closedir (dir);
  return n;
}
