/* apply.h - a draft becomes the settings in force, as one unit
 *
 * Window and command line share this. Under one lock file: journal the UUIDs
 * about to be stored or deleted, store new secrets under new UUIDs and read
 * them back, replace the settings file atomically (after checking that it is
 * still the revision that the draft came from), tell a running worker and wait
 * for its answer, delete secrets that no entry names any more, drop the
 * journal. A worker that did not take the new settings still works with the
 * old ones: then their secrets stay, and so does the journal. A crash at any
 * point leaves the old or the new settings whole; cs_apply_recover collects
 * what the journal names.
 */
#pragma once

#include "base/instance.h"
#include "model/settings.h"
#include "secrets/store.h"

G_BEGIN_DECLS

#define CS_APPLY_ERROR (cs_apply_error_quark ())
typedef enum
{
  CS_APPLY_ERROR_CHANGED_ON_DISK, /* reload, or apply again with CS_APPLY_OVERWRITE */
  CS_APPLY_ERROR_BAD_DRAFT, /* cs_settings_check finds errors; nothing was done */
  CS_APPLY_ERROR_NEWER_FILE, /* the file on disk has another version: never overwritten */
  CS_APPLY_ERROR_SECRET, /* a secret could not be stored; nothing was changed. The cause is in the
                            message */
  CS_APPLY_ERROR_FILE, /* the file could not be written; new secrets were removed again */
  CS_APPLY_ERROR_NOT_IN_FORCE, /* written, but the worker refused it or did not answer; message says
                                  why */
} CsApplyError;
GQuark cs_apply_error_quark (void);

/* A draft: settings being edited and the passwords typed for them, not stored yet. */
#define CS_TYPE_DRAFT (cs_draft_get_type ())
G_DECLARE_FINAL_TYPE (CsDraft, cs_draft, CS, DRAFT, GObject)

/* Reads the file (none: the defaults). Blocks briefly; cs_draft_load_async for large files.
 * @faults: (nullable) (element-type CsFault): also warnings. NULL if the file cannot be used:
 * @error of CS_FILE_ERROR, or CS_APPLY_ERROR_BAD_DRAFT / NEWER_FILE with @faults filled. */
CsDraft *cs_draft_load (const CsInstance *instance, GPtrArray *faults, GError **error);
void cs_draft_load_async (const CsInstance *instance, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data);
CsDraft *cs_draft_load_finish (GAsyncResult *result, GPtrArray *faults, GError **error);

const CsSettings *cs_draft_original (CsDraft *draft); /* as on disk */
CsSettings *cs_draft_settings (CsDraft *draft); /* to be edited; call cs_draft_touch afterwards */
const char *cs_draft_revision (CsDraft *draft);
void cs_draft_touch (CsDraft *draft); /* emits "changed" */
gboolean cs_draft_is_changed (CsDraft *draft); /* settings or a typed password */

/* A typed password makes a new credential for one entry: returns its new UUID, which the caller
 * puts into that entry's security. Kept in the draft until applied. */
const char *cs_draft_add_password (CsDraft *draft, CsSecret *password);
/* The typed, not yet stored password of @uuid; NULL if there is none. */
CsSecret *cs_draft_typed_password (CsDraft *draft, const char *uuid);

typedef enum
{
  CS_APPLY_DEFAULT = 0,
  CS_APPLY_OVERWRITE = 1 << 0,
} CsApplyFlags;

/* Applies everything and, when it succeeded, makes the draft equal to what is on disk. On an error
 * the draft is as before (typed passwords too), NOT_IN_FORCE excepted, where it is applied. */
void cs_draft_apply_async (CsDraft *draft, CsSecretStore *store, CsPrompt prompt,
                           CsApplyFlags flags, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
gboolean cs_draft_apply_finish (CsDraft *draft, GAsyncResult *result, GError **error);
/* Whether a running worker said in the last apply that the revision is in force. */
gboolean cs_draft_is_in_force (CsDraft *draft);
/* An error of CS_APPLY_ERROR_NOT_IN_FORCE, from what cs_worker_load_settings_finish said. */
GError *cs_apply_error_not_in_force (const GError *worker_error);
/* What made the store refuse, of an error of CS_APPLY_ERROR_SECRET; FALSE for any other error. */
gboolean cs_apply_error_secret_cause (const GError *error, CsSecretsError *cause);

/* At the start of window and CLI, under the lock: removes journalled secrets that the settings do
 * not name, once a running worker has said that these settings are in force. With a missing or bad
 * settings file nothing is removed. */
void cs_apply_recover_async (const CsInstance *instance, CsSecretStore *store,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean cs_apply_recover_finish (GAsyncResult *result, GError **error);

/* The store of an instance: the keyring, or with --system the service's credentials. */
CsSecretStore *cs_apply_store_for (const CsInstance *instance);

G_END_DECLS
