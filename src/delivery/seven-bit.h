/* seven-bit.h - content for a server that takes no eight bits, RFC 6152 section 3
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CS_SEVEN_BIT_MAX_BYTES (8 * 1024 * 1024)

/* @content with quoted-printable or base64 where it had bytes over 127. Breaks signatures; the
 * alternative is to return the mail. (transfer full) (nullable): NULL when there are such bytes in
 * a header, which no transfer encoding covers. */
GBytes *cs_seven_bit_encode (GBytes *content);

G_END_DECLS
