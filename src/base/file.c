#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file-private.h"

G_DEFINE_QUARK (cs - file - error - quark, cs_file_error)

static CsFileError
code_of_errno (int errno_value)
{
  switch (errno_value)
    {
    case ENOENT:
      return CS_FILE_ERROR_MISSING;
    case EACCES:
    case EPERM:
      return CS_FILE_ERROR_DENIED;
    case EISDIR:
    case ENOTDIR:
    case ENXIO: /* open () of a socket */
      return CS_FILE_ERROR_NOT_REGULAR;
    case ENOSPC:
    case EDQUOT:
      return CS_FILE_ERROR_NO_SPACE;
    case EROFS:
      return CS_FILE_ERROR_READ_ONLY;
    default:
      return CS_FILE_ERROR_IO;
    }
}

void
cs_file_set_error (GError **error, int errno_value, const char *verb, const char *path)
{
  g_set_error (error, CS_FILE_ERROR, code_of_errno (errno_value), "%s: cannot %s: %s", path, verb,
               g_strerror (errno_value));
}

static gboolean
set_untrusted (GError **error, const char *why, const char *mend, const char *path)
{
  g_autofree char *quoted = g_shell_quote (path);

  g_set_error (error, CS_FILE_ERROR, CS_FILE_ERROR_UNTRUSTED, "%s: %s; mend it with: %s %s", path,
               why, mend, quoted);
  return FALSE;
}

static gboolean
is_writable_by_strangers (const struct stat *found)
{
  return (found->st_mode & S_IWOTH) != 0 || ((found->st_mode & S_IWGRP) != 0 && found->st_gid != 0);
}

static gboolean
check_file (const char *path, const struct stat *found, GError **error)
{
  if (found->st_uid != geteuid () && found->st_uid != 0)
    {
      g_autofree char *chown = g_strdup_printf ("chown %u", (guint)geteuid ());

      return set_untrusted (error, "it belongs to another user", chown, path);
    }

  if (is_writable_by_strangers (found))
    return set_untrusted (error, "others may write to it", "chmod go-w", path);

  return TRUE;
}

/* Who may rename files in the folder can put another one of ours in this place. */
static gboolean
check_folder (const char *path, GError **error)
{
  g_autofree char *target = cs_file_resolve (path);
  g_autofree char *folder = target != NULL ? g_path_get_dirname (target) : NULL;
  struct stat found;

  if (folder == NULL || stat (folder, &found) != 0)
    {
      cs_file_set_error (error, errno, "look at its folder", path);
      return FALSE;
    }

  if ((found.st_mode & S_IWOTH) != 0 && (found.st_mode & S_ISVTX) == 0)
    return set_untrusted (error, "others may write to its folder", "chmod o-w", folder);

  return TRUE;
}

static gboolean
check_opened (int fd, const char *path, gsize max_bytes, gboolean check_trust, GError **error)
{
  struct stat found;

  if (fstat (fd, &found) != 0)
    {
      cs_file_set_error (error, errno, "look at it", path);
      return FALSE;
    }
  if (!S_ISREG (found.st_mode))
    {
      g_set_error (error, CS_FILE_ERROR, CS_FILE_ERROR_NOT_REGULAR, "%s: is not a regular file",
                   path);
      return FALSE;
    }
  if (check_trust && (!check_file (path, &found, error) || !check_folder (path, error)))
    return FALSE;
  if (found.st_size > 0 && (guint64)found.st_size > max_bytes)
    {
      g_set_error (error, CS_FILE_ERROR, CS_FILE_ERROR_TOO_LARGE,
                   "%s: is larger than %" G_GSIZE_FORMAT " bytes", path, max_bytes);
      return FALSE;
    }

  return TRUE;
}

/* Reads to the end, also of a file that grows meanwhile, but never more than one byte too much. */
static GByteArray *
read_whole (int fd, const char *path, gsize max_bytes, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 block[16 * 1024];

  while (bytes->len <= max_bytes)
    {
      gssize got = read (fd, block, sizeof block);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        {
          cs_file_set_error (error, errno, "read", path);
          return NULL;
        }
      if (got == 0)
        return g_steal_pointer (&bytes);
      g_byte_array_append (bytes, block, got);
    }

  g_set_error (error, CS_FILE_ERROR, CS_FILE_ERROR_TOO_LARGE,
               "%s: is larger than %" G_GSIZE_FORMAT " bytes", path, max_bytes);
  return NULL;
}

/**
 * cs_file_read:
 * @path: what to read
 * @max_bytes: most that may be in it
 * @check_trust: whether nobody but us and root may be able to write it
 * @error: a #CsFileError
 *
 * All checks are made on what was opened, and opening does not wait for the
 * other end of a FIFO.
 *
 * Returns: (transfer full) (nullable): the bytes
 */
GBytes *
cs_file_read (const char *path, gsize max_bytes, gboolean check_trust, GError **error)
{
  GByteArray *bytes = NULL;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

  if (fd < 0)
    {
      cs_file_set_error (error, errno, "open", path);
      return NULL;
    }

  if (check_opened (fd, path, max_bytes, check_trust, error))
    bytes = read_whole (fd, path, max_bytes, error);
  close (fd);

  return bytes != NULL ? g_byte_array_free_to_bytes (bytes) : NULL;
}
