/* base64.h - a server's challenge, RFC 4648 section 4, taken strictly
 *
 * GLib's decoder skips what it does not know; a challenge that is not base64
 * must be noticed (RFC 4954 section 4). Pure; private to the layer.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full) (nullable): NULL if @text is not base64 in canonical form. "" and "=" are
 * empty. */
GBytes *cs_base64_decode (const char *text);

G_END_DECLS
