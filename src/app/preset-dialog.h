/* preset-dialog.h - Known Providers: picks one whose settings fill in an entry
 */
#pragma once

#include <gtk/gtk.h>

#include "admin/presets.h"

G_BEGIN_DECLS

#define CS_TYPE_PRESET_DIALOG (cs_preset_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CsPresetDialog, cs_preset_dialog, CS, PRESET_DIALOG, GtkDialog)

/* Signal "committed": one was picked; the dialog closes itself after it. The one of @host, else of
 * @domain is picked at first, if there is any. Both (nullable). */
CsPresetDialog *cs_preset_dialog_new (GtkWindow *parent, const CsInstance *instance,
                                      const CsHost *host, const char *domain);
/* (transfer none): in a handler of "committed" */
const CsPreset *cs_preset_dialog_get (CsPresetDialog *dialog);
/* (transfer full): what the account is there and what the provider wants, for where it is typed */
char *cs_preset_dialog_words (const CsPreset *preset);

G_END_DECLS
