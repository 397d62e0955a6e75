/* options.h - the worker's command line
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gboolean is_system;
  gboolean is_once;
  gboolean wants_version;
} CsOptions;

/* --help prints and exits. Error: G_OPTION_ERROR. */
gboolean cs_options_parse (CsOptions *options, int *argc, char ***argv, GError **error);

G_END_DECLS
