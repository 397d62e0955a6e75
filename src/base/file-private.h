/* file-private.h - what the parts of file.h share
 */
#pragma once

#include "base/file.h"

G_BEGIN_DECLS

/* The path that opening @path for writing would reach: symbolic links at its end resolved, also
 * dangling ones. Returns: (transfer full) (nullable): NULL with errno for too many of them. */
char *cs_file_resolve (const char *path);

G_END_DECLS
