/* seven-bit.h - content for a server that takes no eight bits, RFC 6152 section 3
 *
 * Quoted-printable or base64 where there were bytes over 127, by GMime. From
 * file to file in a thread: the size does not matter, and nobody waits.
 */
#pragma once

#include "smtp/body.h"

G_BEGIN_DECLS

/* @folder: where copies without a name are made meanwhile. Breaks signatures; the alternative is to
 * return the mail. finish: (transfer full): G_IO_ERROR_NOT_SUPPORTED when there are such bytes in a
 * header, which no transfer encoding covers; other errors: it could not be read or written now. */
void cs_seven_bit_encode_async (CsBodySource *source, const char *folder, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
CsBodySource *cs_seven_bit_encode_finish (GAsyncResult *result, GError **error);

G_END_DECLS
