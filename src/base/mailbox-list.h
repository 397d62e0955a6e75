/* mailbox-list.h - the addresses in a From, To, Cc or Bcc field, RFC 5322 section 3.4
 *
 * Pure, and liberal as readers of mail have to be: display names, comments,
 * groups, quoted strings, obsolete white space, empty places between commas.
 * What it finds is text: whether it is an address decides whoever parses it
 * (address.h), so that programs which name no domain need no more than this.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *address; /* as written, without comments and white space: "ann@example.com", "root" */
  gsize start, end; /* where it stands in the text */
  gboolean is_plain; /* exactly so: what stands between start and end may be replaced */
} CsMailbox;

/* @text: the value of a field, folded or not. *@n_unreadable: (nullable) (out): entries that are
 * no mailbox, such as a name without an address.
 * Returns: (element-type CsMailbox) (transfer full): in their order. */
GPtrArray *cs_mailbox_list_parse (const char *text, gsize size_bytes, guint *n_unreadable);

G_END_DECLS
