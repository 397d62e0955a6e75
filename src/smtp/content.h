/* content.h - what stands between the 354 and the answer to the dot, RFC 5321 section 4.1.1.4
 *
 * Doubles dots and ends with the lone one, and refuses content that is not
 * normalised: a bare CR, a bare LF or NUL never leaves this program, whoever
 * handed it in (SMTP smuggling, CVE-2023-51764 to 51766). Pure; a fuzz target.
 */
#pragma once

#include "smtp/body.h"

G_BEGIN_DECLS

typedef struct
{
  CsDotStuffer stuffer;
  gboolean after_cr;
  guint64 size_bytes; /* taken so far, before stuffing */
} CsContent;
#define CS_CONTENT_INIT                                                                            \
  {                                                                                                \
    CS_DOT_STUFFER_INIT, FALSE, 0                                                                  \
  }

/* FALSE: not normalised; nothing of this chunk may be sent, and the message must not be ended. */
gboolean cs_content_feed (CsContent *content, const char *bytes, gsize size_bytes, GByteArray *out);
/* FALSE: the last line is not ended. */
gboolean cs_content_end (CsContent *content, GByteArray *out);

G_END_DECLS
