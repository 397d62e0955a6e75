/* reply.h - one reply of a receiving server, RFC 5321 section 4.2
 *
 * Bytes in, value or error out: no I/O happens here, so the same code serves
 * the worker, the account test and the fuzz target.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CS_REPLY_MAX_LINE                                                                          \
  12288 /* bytes without CRLF: a 334 may be that long, RFC 4954 section 4                          \
         */
#define CS_REPLY_MAX_LINES 512

typedef struct
{
  unsigned code; /* 200 to 599 */
  GPtrArray *lines; /* text after the code, one per line; cleaned, never NULL inside */
  gsize size_bytes; /* of all lines as they came, for the limit */
} CsReply;

typedef enum
{
  CS_REPLY_INCOMPLETE, /* feed more lines */
  CS_REPLY_COMPLETE,
  CS_REPLY_MALFORMED, /* the session cannot be trusted any more: close it */
} CsReplyProgress;

CsReply *cs_reply_new (void);
void cs_reply_free (CsReply *reply);
CsReplyProgress cs_reply_feed (CsReply *reply, const char *line, gsize size_bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsReply, cs_reply_free)

G_END_DECLS
