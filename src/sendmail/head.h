/* head.h - the header section of a message, as far as a sendmail program cares
 *
 * Pure. Finds the recipients for -t, leaves out Bcc and an mbox "From " line,
 * adds a From field for -F. Fields are otherwise passed on byte for byte, the
 * malformed ones too: completing them is the worker's work.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  GString *fields; /* the header section as it is sent, each line with its own line end */
  gsize body_offset; /* where the body begins in the content, behind the empty line */
  gboolean has_from;
  GPtrArray *recipients; /* (element-type utf8): of Resent-To, -Cc and -Bcc; else of To, Cc, Bcc */
  guint n_unreadable; /* entries there that are no address */
} CsHead;

CsHead *cs_head_scan (const char *bytes, gsize size_bytes);
void cs_head_free (CsHead *head);
/* "Ann Smith <ann>", quoted or encoded as needed (RFC 5322, RFC 2047); in front of the rest. */
void cs_head_add_from (CsHead *head, const char *full_name, const char *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsHead, cs_head_free)

G_END_DECLS
