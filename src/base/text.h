/* text.h - hostile bytes made fit to store and show
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CS_TEXT_REPLY_MAX_BYTES 1024 /* of a server's text that is kept */

/* One line of valid UTF-8: control characters (C0, DEL, C1), line ends and bidirectional controls
 * become '?', invalid bytes U+FFFD, runs of white space one space; cut at a character boundary at
 * @max_bytes with "…". */
char *cs_text_clean (const char *bytes, gsize size_bytes, gsize max_bytes);

G_END_DECLS
