/* header.h - the header section of a message, looked at and completed for sending
 *
 * RFC 5321 section 4.4 (Received), RFC 6409 section 8 (Date, Message-ID and
 * From where they are missing), RFC 5322 section 3.6.3 (Bcc taken away). Pure:
 * bytes in, bytes out; what a program wrote stays as it is, down to bytes that
 * are no text, but for line ends.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint n_received;
  gboolean has_date, has_message_id, has_from;
  char *subject; /* decoded, cleaned; NULL: there is none */
} CsHeaderLook;

void cs_header_look (const char *bytes, gsize size_bytes, CsHeaderLook *look);
void cs_header_look_clear (CsHeaderLook *look);

typedef struct
{
  const char *received; /* what stands behind "Received:", folded with LF; or NULL */
  const char *from; /* address for a From where none is */
  const char *message_id; /* "id@machine" */
  gint64 now_s;
  const char *masquerade_domain; /* (nullable) */
  const char *const *local_domains; /* that it stands for; NULL-terminated */
} CsHeaderFacts;

/* Appends the completed section, without the blank line behind it. */
void cs_header_complete (const char *bytes, gsize size_bytes, const CsHeaderLook *look,
                         const CsHeaderFacts *facts, GByteArray *out);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CsHeaderLook, cs_header_look_clear)

G_END_DECLS
