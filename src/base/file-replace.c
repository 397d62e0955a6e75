#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file-private.h"

#define MAX_LINKS 40 /* as the kernel */
#define MAX_NAMES 100
#define UNFINISHED ".unfinished" /* what the names of temporary files end with */

/* The new file, and the name by which it can be moved into place. */
typedef struct
{
  int fd;
  char *name; /* NULL: it has none yet, so that nothing is left of it if we are killed */
} Temporary;

char *
cs_file_resolve (const char *path)
{
  g_autofree char *current = g_strdup (path);
  char target[PATH_MAX];

  for (int i = 0; i < MAX_LINKS; i++)
    {
      gssize size = readlink (current, target, sizeof target - 1);
      g_autofree char *folder = NULL;

      if (size < 0)
        return g_steal_pointer (&current); /* no link, or an error that opening will name */

      target[size] = '\0';
      folder = g_path_get_dirname (current);
      g_free (current);
      current = g_path_is_absolute (target) ? g_strdup (target)
                                            : g_build_filename (folder, target, NULL);
    }

  errno = ELOOP;
  return NULL;
}

static gboolean
write_whole (int fd, const guint8 *bytes, gsize size_bytes)
{
  while (size_bytes > 0)
    {
      gssize written = write (fd, bytes, size_bytes);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return FALSE;
      bytes += written;
      size_bytes -= written;
    }

  return TRUE;
}

/* Gives the new file the owner and mode of the old one. Where the group cannot be kept (we are not
 * in it), no group may do what the old one could. */
static gboolean
take_over (int fd, const struct stat *old)
{
  mode_t mode = old->st_mode & 07777;

  if (fchown (fd, old->st_uid, old->st_gid) != 0 && fchown (fd, -1, old->st_gid) != 0)
    mode &= ~(S_IRWXG | S_ISGID);

  return fchmod (fd, mode) == 0;
}

static gboolean
set_rights (int fd, const char *target, mode_t mode)
{
  struct stat old;

  if (stat (target, &old) != 0)
    return errno == ENOENT && fchmod (fd, mode) == 0;

  if (!S_ISREG (old.st_mode))
    {
      errno = EISDIR;
      return FALSE;
    }

  return take_over (fd, &old);
}

/* What the names of all temporary files of @target begin with. */
static char *
name_start (const char *target)
{
  g_autofree char *folder = g_path_get_dirname (target);
  g_autofree char *base = g_path_get_basename (target);

  return g_strdup_printf ("%s/.%.200s.", folder, base);
}

static char *
make_name (const char *target, const char *middle)
{
  g_autofree char *start = name_start (target);

  return g_strconcat (start, middle, UNFINISHED, NULL);
}

/* Without a name where the file system can do that; it gets one through /proc. */
static gboolean
open_temporary (const char *target, Temporary *temporary)
{
  g_autofree char *folder = g_path_get_dirname (target);

  temporary->name = NULL;
  temporary->fd = -1;
  if (access ("/proc/self/fd", X_OK) == 0)
    temporary->fd = open (folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (temporary->fd >= 0)
    return TRUE;

  temporary->name = make_name (target, "XXXXXX");
  temporary->fd = mkostemps (temporary->name, strlen (UNFINISHED), O_CLOEXEC);
  if (temporary->fd < 0)
    g_clear_pointer (&temporary->name, g_free);
  return temporary->fd >= 0;
}

static gboolean
give_name (Temporary *temporary, const char *target)
{
  g_autofree char *self = g_strdup_printf ("/proc/self/fd/%d", temporary->fd);

  for (int i = 0; temporary->name == NULL && i < MAX_NAMES; i++)
    {
      g_autofree char *middle = g_strdup_printf ("%08x", g_random_int ());
      g_autofree char *name = make_name (target, middle);

      if (linkat (AT_FDCWD, self, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0)
        temporary->name = g_steal_pointer (&name);
      else if (errno != EEXIST)
        return FALSE;
    }

  return temporary->name != NULL;
}

static gboolean
fill (Temporary *temporary, const char *target, const void *bytes, gsize size_bytes, mode_t mode)
{
  int fd = temporary->fd;
  gboolean is_good = set_rights (fd, target, mode) && write_whole (fd, bytes, size_bytes)
                     && fsync (fd) == 0 && give_name (temporary, target);
  int errno_value = errno;

  /* network file systems report a full disk as late as here */
  if (close (fd) != 0 && is_good)
    return FALSE;

  errno = errno_value;
  return is_good;
}

gboolean
cs_file_sync_folder (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean is_good = fd >= 0 && fsync (fd) == 0;

  if (!is_good)
    cs_file_set_error (error, errno, "write its entry to the disk", path);
  if (fd >= 0)
    close (fd);
  return is_good;
}

/**
 * cs_file_replace:
 * @path: what to replace
 * @bytes: (array length=size_bytes): the new content
 * @size_bytes: length of @bytes
 * @mode: the mode of a file that was not there
 * @error: a #CsFileError
 *
 * After a crash at any instant the old or the new content is there, whole.
 * When it fails the old file is untouched (the last step excepted: then the
 * new one is in place and may not be on the disk yet).
 *
 * Returns: whether the new content is on the disk
 */
gboolean
cs_file_replace (const char *path, const void *bytes, gsize size_bytes, mode_t mode, GError **error)
{
  g_autofree char *target = cs_file_resolve (path);
  g_autofree char *folder = target != NULL ? g_path_get_dirname (target) : NULL;
  Temporary temporary;

  if (target == NULL || !open_temporary (target, &temporary))
    {
      cs_file_set_error (error, errno, "write", path);
      return FALSE;
    }

  if (!fill (&temporary, target, bytes, size_bytes, mode) || rename (temporary.name, target) != 0)
    {
      cs_file_set_error (error, errno, "write", path);
      if (temporary.name != NULL)
        unlink (temporary.name);
      g_free (temporary.name);
      return FALSE;
    }

  g_free (temporary.name);
  return cs_file_sync_folder (folder, error);
}

void
cs_file_remove_unfinished (const char *path)
{
  g_autofree char *target = cs_file_resolve (path);
  g_autofree char *start = target != NULL ? name_start (target) : NULL;
  g_autofree char *folder = start != NULL ? g_path_get_dirname (start) : NULL;
  DIR *dir = folder != NULL ? opendir (folder) : NULL;
  const struct dirent *entry;

  while (dir != NULL && (entry = readdir (dir)) != NULL)
    if (g_str_has_prefix (entry->d_name, strrchr (start, '/') + 1)
        && g_str_has_suffix (entry->d_name, UNFINISHED))
      unlinkat (dirfd (dir), entry->d_name, 0);
  if (dir != NULL)
    closedir (dir);
}

static gboolean
make_one_folder (const char *path, mode_t mode, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (path);

  if (mkdir (path, mode) != 0)
    {
      if (errno == EEXIST)
        return TRUE; /* another process was quicker */
      cs_file_set_error (error, errno, "make the folder", path);
      return FALSE;
    }

  if (chmod (path, mode) != 0) /* whatever the umask is */
    {
      cs_file_set_error (error, errno, "set the mode", path);
      return FALSE;
    }

  return cs_file_sync_folder (parent, error);
}

gboolean
cs_file_make_folder (const char *path, mode_t mode, GError **error)
{
  g_autofree char *parent = NULL;
  struct stat found;

  if (stat (path, &found) == 0)
    {
      if (S_ISDIR (found.st_mode))
        return TRUE;
      cs_file_set_error (error, ENOTDIR, "make the folder", path);
      return FALSE;
    }
  if (errno != ENOENT)
    {
      cs_file_set_error (error, errno, "make the folder", path);
      return FALSE;
    }

  parent = g_path_get_dirname (path);
  return cs_file_make_folder (parent, mode, error) && make_one_folder (path, mode, error);
}
