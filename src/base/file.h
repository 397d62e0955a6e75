/* file.h - files read with limits and replaced so that a crash leaves the old or the new one
 *
 * POSIX calls only, since the sendmail program uses this too. Everything here
 * blocks: call it from a GTask thread where a main loop must not wait.
 */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

#define CS_FILE_ERROR (cs_file_error_quark ())
typedef enum
{
  CS_FILE_ERROR_MISSING,
  CS_FILE_ERROR_DENIED, /* EACCES, EPERM */
  CS_FILE_ERROR_NOT_REGULAR, /* directory, FIFO, socket, device */
  CS_FILE_ERROR_UNTRUSTED, /* writable by others, or another user's; the message has the command
                              that mends it */
  CS_FILE_ERROR_TOO_LARGE,
  CS_FILE_ERROR_NO_SPACE, /* ENOSPC, EDQUOT */
  CS_FILE_ERROR_READ_ONLY, /* EROFS */
  CS_FILE_ERROR_IO, /* anything else; the message has strerror */
  CS_FILE_ERROR_LOCKED, /* cs_file_lock without waiting: somebody holds it */
} CsFileError;
GQuark cs_file_error_quark (void);
/* Sets @error from errno: code as above, message "PATH: cannot VERB: strerror". */
void cs_file_set_error (GError **error, int errno_value, const char *verb, const char *path);

/* Reads a regular file of at most @max_bytes; a symbolic link is followed. With @check_trust it
 * must belong to us or root and not be writable by group (but root's own group) or others. */
GBytes *cs_file_read (const char *path, gsize max_bytes, gboolean check_trust, GError **error);

/* Temporary file in the same folder, fsync, rename, fsync of the folder. A symbolic link at @path
 * is kept and its target replaced. Owner and mode of an existing file stay where we may set them;
 * else @mode. The folder must exist (cs_file_make_folder). */
gboolean cs_file_replace (const char *path, const void *bytes, gsize size_bytes, mode_t mode,
                          GError **error);
/* Removes what a cs_file_replace that was killed has left beside @path. Call only while nobody else
 * may be replacing it. */
void cs_file_remove_unfinished (const char *path);
/* mkdir -p with @mode for what is missing, each new folder synced into its parent. */
gboolean cs_file_make_folder (const char *path, mode_t mode, GError **error);
gboolean cs_file_sync_folder (const char *path, GError **error);

/* An advisory lock (OFD, F_OFD_SETLKW) on a file that stays; gone when the process ends. */
typedef struct _CsFileLock CsFileLock;
CsFileLock *cs_file_lock (const char *path, gboolean wait, GError **error);
void cs_file_unlock (CsFileLock *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsFileLock, cs_file_unlock)

G_END_DECLS
