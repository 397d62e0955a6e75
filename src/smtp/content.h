/* content.h - the content of a message as it goes over the wire, RFC 5321 section 4.1.1.4
 *
 * After DATA dots are doubled and a lone one is the end; a chunk of BDAT
 * (RFC 3030) is sent as it is. Either way content that is not normalised is
 * refused: a bare CR, a bare LF or NUL never leaves this program, whoever
 * handed it in (SMTP smuggling, CVE-2023-51764 to 51766). Pure; a fuzz target.
 */
#pragma once

#include "smtp/body.h"

G_BEGIN_DECLS

typedef struct
{
  CsDotStuffer stuffer;
  gboolean after_cr;
  gboolean is_within_line;
  guint64 size_bytes; /* taken so far, before stuffing */
} CsContent;
#define CS_CONTENT_INIT                                                                            \
  {                                                                                                \
    CS_DOT_STUFFER_INIT, FALSE, FALSE, 0                                                           \
  }

/* FALSE: not normalised; nothing of this may be sent, and the message must not be ended. */
gboolean cs_content_check (CsContent *content, const char *bytes, gsize size_bytes);
/* Whether the last line is ended, so that the message may be. */
gboolean cs_content_is_ended (const CsContent *content);

/* For DATA: checks, and appends with dots doubled; nothing where it returns FALSE. */
gboolean cs_content_feed (CsContent *content, const char *bytes, gsize size_bytes, GByteArray *out);
/* FALSE: the last line is not ended. */
gboolean cs_content_end (CsContent *content, GByteArray *out);

G_END_DECLS
