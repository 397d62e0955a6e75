/* place.h - the files of an instance that an apply works on, and reading them
 *
 * Everything here blocks: a GTask thread's work, except for small files.
 */
#pragma once

#include "admin/apply.h"
#include "base/file.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean is_system;
  char *settings_file;
  char *lock_file;
  char *journal_file;
} CsPlaceFiles;

CsPlaceFiles *cs_place_files_new (const CsInstance *instance);
CsPlaceFiles *cs_place_files_copy (const CsPlaceFiles *files);
void cs_place_files_free (CsPlaceFiles *files);
/* Borrowed from @files, and nothing but what they say: for asking the worker. */
CsInstance cs_place_files_instance (const CsPlaceFiles *files);

/* @revision: (out) (transfer full) (optional): "" without a file, which means the defaults; to work
 * it out takes as long as a third of the reading.
 * @faults: all that was found is appended. Errors as cs_draft_load. */
CsSettings *cs_place_files_read (const CsPlaceFiles *files, char **revision, GPtrArray *faults,
                                 GError **error);

/* Waits for the lock up to 30 seconds, and no longer than @cancellable allows. */
CsFileLock *cs_place_files_lock (const CsPlaceFiles *files, GCancellable *cancellable,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsPlaceFiles, cs_place_files_free)

G_END_DECLS
