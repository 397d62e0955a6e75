/* apply-steps.h - one apply under way, and the parts of it that block
 *
 * apply.c is the order of the steps; here is what each does to the files. All
 * functions but the last two run in a thread and touch nothing but @applying.
 */
#pragma once

#include "admin/draft-private.h"

G_BEGIN_DECLS

typedef struct
{
  GTask *task; /* of cs_draft_apply_async; not owned */
  CsDraft *draft;
  CsPlaceFiles *files;
  CsSettings *original; /* what the draft came from */
  CsSettings *target; /* what is to be on disk; the draft may be edited meanwhile */
  char *expected; /* revision of original */
  CsSecretStore *store;
  CsPrompt prompt;
  CsApplyFlags flags;
  /* worked out */
  CsFileLock *lock;
  GHashTable *secrets; /* char * UUID to CsSecret *: typed and named by target */
  GHashTable *labels; /* char * UUID to char * */
  GHashTable *journal; /* what the journal holds now */
  GPtrArray *to_store; /* UUIDs, in the order of storing */
  GPtrArray *to_remove;
  guint n_stored, n_removed;
  gboolean is_unchanged; /* the file stays as it is */
  gboolean is_doubtful; /* written, but a crash may bring the old file back */
  gboolean is_written;
  char *revision; /* of target */
  GError *failure; /* what is returned once everything is as before */
} CsApplying;

CsApplying *cs_applying_new (CsDraft *draft, CsSecretStore *store, CsPrompt prompt,
                             CsApplyFlags flags);
void cs_applying_free (CsApplying *applying);

/* Check, lock, compare, journal. Errors of CS_APPLY_ERROR. */
gboolean cs_applying_prepare (CsApplying *applying, GCancellable *cancellable, GError **error);
/* The file itself. */
gboolean cs_applying_write (CsApplying *applying, GError **error);
/* The journal keeps what could not be removed; the lock goes. */
void cs_applying_close (CsApplying *applying);

G_END_DECLS
