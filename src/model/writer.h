/* writer.h - settings as bytes, in the one canonical form
 *
 * Two spaces a level, one key a line, a short remote domain too; keys keep the
 * order in which they were read, new ones come in the schema's order; options
 * at their default are left out unless the file had them. Reading what was written gives an equal
 * value.
 */
#pragma once

#include "model/settings.h"

G_BEGIN_DECLS

/* (transfer full): NUL-terminated, ends with a newline. @size_bytes: (out) (optional) */
char *cs_settings_write (const CsSettings *settings, gsize *size_bytes);
/* The same with every default filled in (`countersign show --json`). */
char *cs_settings_write_full (const CsSettings *settings, gsize *size_bytes);

/* The name of a version of the file: lower-case SHA-256 of its bytes; "" stands for no file. */
char *cs_settings_revision (const void *bytes, gsize size_bytes);

G_END_DECLS
