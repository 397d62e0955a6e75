/* addresses.h - which addresses may be connected to, and in which order
 *
 * Pure. Order: families take turns, IPv6 first, RFC 8305 section 4.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* FALSE for addresses that no mail domain of the Internet can mean, but that would let its owner
 * point us at ourselves or at nobody: loopback, unspecified, multicast, link-local without a zone;
 * also as IPv4-mapped IPv6. */
gboolean cs_inet_address_is_public_enough (GInetAddress *address);
/* (element-type GInetAddress): takes the list, gives it back in order. */
GList *cs_addresses_interleave (GList *addresses);

G_END_DECLS
