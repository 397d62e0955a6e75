/* address-list.h - the addresses in a To, Cc or Bcc field, RFC 5322 section 3.4
 *
 * Pure: text in, address texts out. Display names, comments (nested), groups
 * and source routes are passed over; nothing is checked beyond that (address.h
 * does it). Line folding is white space. It does not use libidn2, since the
 * sendmail program is linked with it.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @text: the field's body. Returns: (element-type utf8) (transfer full): in order, without
 * brackets and white space; empty ones ("undisclosed:;", ",,") are left out. */
GPtrArray *cs_address_list_parse (const char *text, gsize size_bytes);

G_END_DECLS
