/* preset-option.h - "--preset NAME": a known provider's host, TLS rule and option for an entry
 *
 * Stands for the options that it fills in; those given in the same command come first.
 */
#pragma once

#include "admin/presets.h"
#include "cli/cli.h"

G_BEGIN_DECLS

/* (transfer full) (element-type CsPreset): what is wrong with a file goes to standard error. */
GPtrArray *cs_preset_option_load (CsCli *cli);
/* Puts the values of --preset, if it is given, into the arguments. Error: CS_CLI_ERROR. */
gboolean cs_preset_option_expand (CsCli *cli, GError **error);
/* Says what the provider wants of --preset, if it is given. */
void cs_preset_option_advise (CsCli *cli);

G_END_DECLS
