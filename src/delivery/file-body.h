/* file-body.h - content in a file that has no name, read in a thread
 *
 * For what is made on the way and is too large for memory. The file goes with
 * the object, whatever happens to the process.
 */
#pragma once

#include "smtp/body.h"

G_BEGIN_DECLS

#define CS_TYPE_FILE_BODY (cs_file_body_get_type ())
G_DECLARE_FINAL_TYPE (CsFileBody, cs_file_body, CS, FILE_BODY, GObject)

/* In @folder; for reading and writing. -1 with a G_IO_ERROR. */
int cs_file_body_open (const char *folder, GError **error);
/* Takes @fd over. The bytes are as body.h wants them, and none is over 127. */
CsBodySource *cs_file_body_new (int fd, guint64 size_bytes);

G_END_DECLS
