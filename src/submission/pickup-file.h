/* pickup-file.h - a file in the pickup folder: may it be taken, and where it goes afterwards
 *
 * Everything works on the descriptors of the two folders and of the file, so
 * that a name that is exchanged meanwhile is not followed.
 */
#pragma once

#include <glib.h>
#include <sys/stat.h>

G_BEGIN_DECLS

typedef enum
{
  CS_PICKUP_TAKE, /* *@fd is open for reading */
  CS_PICKUP_LATER, /* somebody still writes it, or it is linked twice while it is moved in */
  CS_PICKUP_IGNORE, /* not ours to take: @error says why */
  CS_PICKUP_GONE,
} CsPickupVerdict;

CsPickupVerdict cs_pickup_file_open (int folder_fd, const char *name, int *fd, struct stat *status,
                                     GError **error);

/* A file in hand has another name, with the ID that its message has in the queue: a start after a
 * crash can tell whether it was accepted. NULL: the folder does not allow it (or it is gone). */
char *cs_pickup_file_mark (int folder_fd, const char *name, const struct stat *status,
                           const char *id);
/* The ID in such a name, and what the file was called; FALSE: it is none. */
gboolean cs_pickup_file_parse_mark (const char *name, char **id, char **original);

/* Only if @name is still the file that @status was read of. */
gboolean cs_pickup_file_remove (int folder_fd, const char *name, const struct stat *status,
                                GError **error);
gboolean cs_pickup_file_rename (int folder_fd, const char *name, const char *new_name,
                                const struct stat *status);
/* Into the badmail folder, with @reason in a file beside it; durable. */
gboolean cs_pickup_file_set_aside (int folder_fd, const char *name, const char *original,
                                   const char *badmail_folder, const char *reason, GError **error);
/* A copy there in the same way, for recipients that cannot get the message while others do.
 * Returns: its path. drop: it was not accepted, and will come again. */
char *cs_pickup_file_keep_copy (int folder_fd, const char *name, const char *original,
                                const char *badmail_folder, const char *reason, GError **error);
void cs_pickup_file_drop_copy (const char *path);

/* Whether somebody has written to it since @status was read. */
gboolean cs_pickup_file_has_changed (int fd, const struct stat *status);

G_END_DECLS
