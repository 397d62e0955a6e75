/* sheet.h - what the property sheet shows and changes: one instance's draft, and what surrounds it
 *
 * Loads the draft, follows the file on disk, applies, and knows which passwords are stored. Pages
 * and dialogs show a CsSheet and change its draft; none of them reads or writes a file. No widget
 * is known here.
 */
#pragma once

#include "admin/apply.h"
#include "app/security-form.h"
#include "app/stored-passwords.h"

G_BEGIN_DECLS

typedef enum
{
  CS_SHEET_LOADING,
  CS_SHEET_READY,
  CS_SHEET_FAULTY, /* there is a file, but it cannot be used: cs_sheet_error */
} CsSheetState;

#define CS_TYPE_SHEET (cs_sheet_get_type ())
G_DECLARE_FINAL_TYPE (CsSheet, cs_sheet, CS, SHEET, GObject)

/* Signals:
 * "loaded"          state, error or the draft itself are other ones
 * "changed"         the draft was edited
 * "changed-on-disk" somebody else wrote the file while the draft has changes of its own
 */
CsSheet *cs_sheet_new (CsInstance *instance /* (transfer full) */, CsSecretStore *store);
/* Once: starts to read the settings and all that goes on beside that. */
void cs_sheet_open (CsSheet *sheet);

/* Reads the file (again), throwing changes away. */
void cs_sheet_load (CsSheet *sheet);

CsSheetState cs_sheet_state (CsSheet *sheet);
const GError *cs_sheet_error (CsSheet *sheet); /* with FAULTY */
GPtrArray *cs_sheet_faults (CsSheet *sheet); /* (element-type CsFault): of the last reading */
const CsInstance *cs_sheet_instance (CsSheet *sheet);
CsSecretStore *cs_sheet_store (CsSheet *sheet);
CsStoredPasswords *cs_sheet_stored_passwords (CsSheet *sheet);

/* Once the state has been READY; with FAULTY, the draft from before the file broke. */
CsDraft *cs_sheet_draft (CsSheet *sheet);
CsSettings *cs_sheet_settings (CsSheet *sheet); /* to be edited; then cs_sheet_touch */
void cs_sheet_touch (CsSheet *sheet);
gboolean cs_sheet_is_changed (CsSheet *sheet);

/* The machine's name; NULL until it has been found out ("changed" follows). */
const char *cs_sheet_machine_name (CsSheet *sheet);
/* What this machine calls itself in EHLO: the option, else the machine's name, else "localhost". */
const char *cs_sheet_own_name (CsSheet *sheet);

void cs_sheet_apply_async (CsSheet *sheet, CsApplyFlags flags, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
gboolean cs_sheet_apply_finish (CsSheet *sheet, GAsyncResult *result, GError **error);

G_END_DECLS
