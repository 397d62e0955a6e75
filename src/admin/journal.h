/* journal.h - the UUIDs of secrets that an apply is about to store or delete
 *
 * Written before the first of them is touched and dropped after the last. What
 * stands in it and is named by no entry is left over from an apply that did
 * not finish, and may be removed; nothing else ever may. Blocks.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full): a set of char *; empty without a journal. NULL on an error of CS_FILE_ERROR. */
GHashTable *cs_journal_read (const char *path, GError **error);
/* Durable when it returns. An empty set removes the file. */
gboolean cs_journal_write (const char *path, GHashTable *uuids, GError **error);
gboolean cs_journal_exists (const char *path);

G_END_DECLS
