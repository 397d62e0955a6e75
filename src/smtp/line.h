/* line.h - one line of a server's or of ours, made fit to keep
 *
 * base/text.h with a short way for what nearly every line is: printable ASCII.
 * Private to the layer.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full): valid UTF-8 without control characters, at most @max_bytes long. */
char *cs_line_clean (const char *line, gsize size_bytes, gsize max_bytes);

G_END_DECLS
