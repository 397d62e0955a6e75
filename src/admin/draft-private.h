/* draft-private.h - the draft's fields, for loading and applying
 */
#pragma once

#include "admin/place.h"

G_BEGIN_DECLS

struct _CsDraft
{
  GObject parent;
  CsPlaceFiles *files;
  CsSettings *original; /* as on disk; never changed */
  CsSettings *settings; /* being edited */
  char *revision; /* of the file that original is */
  GHashTable *typed; /* char * UUID to CsSecret *: not stored yet */
  gboolean is_applying;
  gboolean is_in_force;
};

/* Takes @files, @settings and @revision. */
CsDraft *cs_draft_new (CsPlaceFiles *files, CsSettings *settings, char *revision);
/* After an apply: @settings (a reference) is what is on disk, and @stored (UUIDs) is in the store.
 */
void cs_draft_was_applied (CsDraft *draft, CsSettings *settings, const char *revision,
                           GHashTable *stored);

G_END_DECLS
