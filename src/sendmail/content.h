/* content.h - the message from standard input, whole before anything is sent
 *
 * So a pipe that breaks leaves nothing half sent, and where the worker goes
 * away in the middle the pickup folder can still take the same bytes. Small
 * messages stay in memory; larger ones stand in an unlinked file, mapped.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _CsContent CsContent;

/* Reads @fd to its end, or, unless @ignore_dots, to a line with a dot alone. NULL with errno set
 * in @error_number (EFBIG, ENOSPC, EIO …). */
CsContent *cs_content_read (int fd, gboolean ignore_dots, int *error_number);
const char *cs_content_bytes (const CsContent *content, gsize *size_bytes);
void cs_content_free (CsContent *content);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsContent, cs_content_free)

G_END_DECLS
