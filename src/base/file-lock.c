#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define LOCK_MODE 0600

struct _CsFileLock
{
  int fd;
};

static gboolean
take (int fd, gboolean wait)
{
  struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int result;

  do
    result = fcntl (fd, wait ? F_OFD_SETLKW : F_OFD_SETLK, &whole);
  while (result != 0 && errno == EINTR);

  return result == 0;
}

static void
set_error (GError **error, int errno_value, const char *path)
{
  if (errno_value == EAGAIN || errno_value == EACCES)
    g_set_error (error, CS_FILE_ERROR, CS_FILE_ERROR_LOCKED, "%s: another program holds it", path);
  else
    cs_file_set_error (error, errno_value, "lock", path);
}

/**
 * cs_file_lock:
 * @path: made if missing, and left there: removing it would let two holders in
 * @wait: whether to block until it is free
 * @error: a #CsFileError
 *
 * Returns: (transfer full) (nullable): the lock, held by this one only, also
 *   within a process
 */
CsFileLock *
cs_file_lock (const char *path, gboolean wait, GError **error)
{
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, LOCK_MODE);
  CsFileLock *lock;

  if (fd < 0)
    {
      cs_file_set_error (error, errno, "open", path);
      return NULL;
    }

  if (!take (fd, wait))
    {
      set_error (error, errno, path);
      close (fd);
      return NULL;
    }

  lock = g_new0 (CsFileLock, 1);
  lock->fd = fd;
  return lock;
}

void
cs_file_unlock (CsFileLock *lock)
{
  if (lock == NULL)
    return;

  close (lock->fd);
  g_free (lock);
}
