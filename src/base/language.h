/* language.h - the name of a language, as gettext knows it: "de", "pt_BR", "sr@latin"
 *
 * Pure. Whether there are any texts in the language is not known here.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CS_LANGUAGE_MAX_BYTES 32

/* (transfer full) (nullable): the language in lower case, the parts behind it set apart by '_', a
 * country in upper case and a script in title case; a "-" of BCP 47 may stand in place of "_", and
 * a character set is dropped ("de_DE.UTF-8"). NULL: not the name of a language. */
char *cs_language_normalize (const char *text);

G_END_DECLS
