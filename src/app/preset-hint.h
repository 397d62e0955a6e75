/* preset-hint.h - a line below a field: what is typed there belongs to a known provider
 *
 * Hidden until there is one. Its link offers to fill in what the provider wants; nothing is filled
 * in without being asked for. The providers are read when something is first looked for.
 */
#pragma once

#include <gtk/gtk.h>

#include "admin/presets.h"

G_BEGIN_DECLS

/* Signal "fill-in": the link was chosen, for cs_preset_hint_get. */
#define CS_TYPE_PRESET_HINT (cs_preset_hint_get_type ())
G_DECLARE_FINAL_TYPE (CsPresetHint, cs_preset_hint, CS, PRESET_HINT, GtkLabel)

/* Whose host or mail domain is this? Both (nullable); the host counts first. NULLs hide the line.
 */
void cs_preset_hint_look (CsPresetHint *hint, const CsInstance *instance, const CsHost *host,
                          const char *domain);
/* (transfer none) (nullable): the one that is spoken of */
const CsPreset *cs_preset_hint_get (CsPresetHint *hint);

G_END_DECLS
