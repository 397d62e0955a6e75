/* language-names.h - the languages that Countersign speaks, each by its own name
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (element-type utf8) (transfer full): "en" and those of po/LINGUAS, ordered by name. */
GStrv cs_languages (void);
/* "Deutsch"; a language whose name is not known here has its code. (transfer none) */
const char *cs_language_name (const char *language);

G_END_DECLS
