/* presets.h - the known providers, and what the administrator adds to them
 *
 * Those that come with the program (data/presets.json, inside of it), then each file
 * /etc/countersign/presets.d/NAME.json and, beside the settings of one's own, presets.d/NAME.json,
 * in the order of their names; one of the same name replaces what came before. A file with a fault
 * is left out as a whole, and reported. Nothing is looked up in any network.
 */
#pragma once

#include <gio/gio.h>

#include "base/instance.h"
#include "model/preset.h"

G_BEGIN_DECLS

/* (transfer full) (element-type CsPreset), by name. Blocks briefly. @complaints: (nullable)
 * (element-type utf8): lines "FILE:LINE:COLUMN: error: …" are appended. */
GPtrArray *cs_presets_load (const CsInstance *instance, GPtrArray *complaints);
/* The same in a thread, for windows; without complaints. */
void cs_presets_load_async (const CsInstance *instance, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *cs_presets_load_finish (GAsyncResult *result, GError **error);

/* All (transfer full), sentences or parts of a line: */
char *cs_preset_host_words (const CsPreset *preset); /* "smtp.example.com:587" */
char *cs_preset_account_words (const CsPreset *preset); /* "The account is …" */
/* What it needs and its note, a line for each; "" if nothing. */
char *cs_preset_advice (const CsPreset *preset);
/* "At most 100 recipients for a message." …, a line for each; "" if nothing is known. */
char *cs_preset_limit_words (const CsPreset *preset);

G_END_DECLS
