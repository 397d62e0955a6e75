#include "submission/pickup-file.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

#define MARK_PREFIX ".taken-"

static gboolean
ignore (GError **error, const char *name, const char *why)
{
  g_autofree char *shown = g_strescape (name, NULL);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", shown, why);
  return FALSE;
}

static gboolean
is_same (int folder_fd, const char *name, const struct stat *status)
{
  struct stat now;

  return fstatat (folder_fd, name, &now, AT_SYMLINK_NOFOLLOW) == 0 && now.st_ino == status->st_ino
         && now.st_dev == status->st_dev;
}

/* --- may it be taken --- */

static gboolean
is_ours (int folder_fd, const struct stat *status)
{
  struct stat folder;

  return status->st_uid == geteuid () || status->st_uid == 0
         || (fstat (folder_fd, &folder) == 0 && folder.st_uid == status->st_uid);
}

/* A lease for reading is granted only when nobody has the file open for writing. Given back at
 * once: it would make the next writer wait. */
static gboolean
is_being_written (int fd)
{
  if (fcntl (fd, F_SETLEASE, F_RDLCK) != 0)
    return errno == EAGAIN;

  fcntl (fd, F_SETLEASE, F_UNLCK);
  return FALSE;
}

static CsPickupVerdict
judge (int folder_fd, const char *name, int fd, struct stat *status, GError **error)
{
  if (fstat (fd, status) != 0)
    {
      ignore (error, name, g_strerror (errno));
      return CS_PICKUP_IGNORE;
    }
  if (!S_ISREG (status->st_mode))
    {
      ignore (error, name, "not a regular file");
      return CS_PICKUP_IGNORE;
    }
  if (!is_ours (folder_fd, status))
    {
      ignore (error, name, "it belongs to another user");
      return CS_PICKUP_IGNORE;
    }
  if (status->st_nlink == 0)
    return CS_PICKUP_GONE;
  if (status->st_nlink > 1 || is_being_written (fd))
    return CS_PICKUP_LATER;

  return CS_PICKUP_TAKE;
}

CsPickupVerdict
cs_pickup_file_open (int folder_fd, const char *name, int *fd, struct stat *status, GError **error)
{
  CsPickupVerdict verdict;

  *fd = openat (folder_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (*fd < 0 && errno == ENOENT)
    return CS_PICKUP_GONE;
  if (*fd < 0)
    {
      ignore (error, name, errno == ELOOP ? "it is a symbolic link" : g_strerror (errno));
      return CS_PICKUP_IGNORE;
    }

  verdict = judge (folder_fd, name, *fd, status, error);
  if (verdict != CS_PICKUP_TAKE)
    {
      close (*fd);
      *fd = -1;
    }
  return verdict;
}

/* --- names --- */

gboolean
cs_pickup_file_rename (int folder_fd, const char *name, const char *new_name,
                       const struct stat *status)
{
  return is_same (folder_fd, name, status)
         && renameat2 (folder_fd, name, folder_fd, new_name, RENAME_NOREPLACE) == 0;
}

char *
cs_pickup_file_mark (int folder_fd, const char *name, const struct stat *status, const char *id)
{
  g_autofree char *original = NULL;
  g_autofree char *former_id = NULL;
  g_autofree char *mark = NULL;

  if (!cs_pickup_file_parse_mark (name, &former_id, &original))
    original = g_strdup (name);

  mark = g_strconcat (MARK_PREFIX, id, "-", original, NULL);
  if (strlen (mark) > NAME_MAX)
    mark[NAME_MAX] = '\0';
  return cs_pickup_file_rename (folder_fd, name, mark, status) ? g_steal_pointer (&mark) : NULL;
}

gboolean
cs_pickup_file_parse_mark (const char *name, char **id, char **original)
{
  const char *dash;

  if (!g_str_has_prefix (name, MARK_PREFIX))
    return FALSE;
  name += strlen (MARK_PREFIX);
  dash = strchr (name, '-');
  if (dash == NULL || dash == name || dash[1] == '\0')
    return FALSE;

  *id = g_strndup (name, dash - name);
  *original = g_strdup (dash + 1);
  return TRUE;
}

gboolean
cs_pickup_file_remove (int folder_fd, const char *name, const struct stat *status, GError **error)
{
  if (!is_same (folder_fd, name, status) || unlinkat (folder_fd, name, 0) == 0 || errno == ENOENT)
    return TRUE;

  return ignore (error, name, g_strerror (errno));
}

/* --- badmail --- */

/* A name that is free there, also with ".reason" behind it. */
static char *
free_name (const char *badmail_folder, const char *original)
{
  g_autofree char *stem = g_strndup (original, NAME_MAX - 16);
  char *name = g_strdup (stem);

  for (guint i = 2;; i++)
    {
      g_autofree char *path = g_build_filename (badmail_folder, name, NULL);
      g_autofree char *reason = g_strconcat (path, ".reason", NULL);

      if (!g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (reason, G_FILE_TEST_EXISTS))
        return name;
      g_free (name);
      name = g_strdup_printf ("%s-%u", stem, i);
    }
}

static gboolean
copy_to (int folder_fd, const char *name, const char *path, GError **error)
{
  int fd = openat (folder_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  int out = fd < 0 ? -1 : open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  gboolean good = out >= 0;
  char buffer[65536];
  gssize size = 0;

  while (good && (size = read (fd, buffer, sizeof buffer)) > 0)
    good = write (out, buffer, size) == size;
  good = good && size == 0 && fsync (out) == 0;
  if (!good)
    cs_file_set_error (error, errno, "write", path);

  if (out >= 0)
    close (out);
  if (out >= 0 && !good)
    unlink (path);
  if (fd >= 0)
    close (fd);
  return good;
}

/* Where the folders lie on two file systems. */
static gboolean
copy_there (int folder_fd, const char *name, const char *path, GError **error)
{
  if (!copy_to (folder_fd, name, path, error))
    return FALSE;
  if (unlinkat (folder_fd, name, 0) == 0 || errno == ENOENT)
    return TRUE;

  cs_file_set_error (error, errno, "remove what was moved to", path);
  unlink (path); /* else each attempt would leave another */
  return FALSE;
}

char *
cs_pickup_file_keep_copy (int folder_fd, const char *name, const char *original,
                          const char *badmail_folder, const char *reason, GError **error)
{
  g_autofree char *free = free_name (badmail_folder, original);
  g_autofree char *path = g_build_filename (badmail_folder, free, NULL);
  g_autofree char *reason_path = g_strconcat (path, ".reason", NULL);
  g_autofree char *text = g_strconcat (reason, "\n", NULL);

  if (!cs_file_replace (reason_path, text, strlen (text), 0600, error))
    return NULL;
  if (copy_to (folder_fd, name, path, error) && cs_file_sync_folder (badmail_folder, error))
    return g_steal_pointer (&path);

  unlink (reason_path);
  return NULL;
}

void
cs_pickup_file_drop_copy (const char *path)
{
  g_autofree char *reason_path = g_strconcat (path, ".reason", NULL);

  unlink (path);
  unlink (reason_path);
}

gboolean
cs_pickup_file_has_changed (int fd, const struct stat *status)
{
  struct stat now;

  return fstat (fd, &now) != 0 || now.st_size != status->st_size
         || now.st_mtim.tv_sec != status->st_mtim.tv_sec
         || now.st_mtim.tv_nsec != status->st_mtim.tv_nsec;
}

gboolean
cs_pickup_file_set_aside (int folder_fd, const char *name, const char *original,
                          const char *badmail_folder, const char *reason, GError **error)
{
  g_autofree char *free = free_name (badmail_folder, original);
  g_autofree char *path = g_build_filename (badmail_folder, free, NULL);
  g_autofree char *reason_path = g_strconcat (path, ".reason", NULL);
  g_autofree char *text = g_strconcat (reason, "\n", NULL);

  if (!cs_file_replace (reason_path, text, strlen (text), 0600, error))
    return FALSE;

  if (renameat2 (folder_fd, name, AT_FDCWD, path, RENAME_NOREPLACE) != 0
      && (errno != EXDEV || !copy_there (folder_fd, name, path, error)))
    {
      if (error != NULL && *error == NULL)
        cs_file_set_error (error, errno, "move to", path);
      unlink (reason_path);
      return FALSE;
    }

  if (!cs_file_sync_folder (badmail_folder, error))
    return FALSE;
  if (fsync (folder_fd) == 0)
    return TRUE;

  return ignore (error, name, g_strerror (errno));
}
