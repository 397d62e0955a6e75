/* trust.h - a trust store that a TLS connection does not load anew
 *
 * glib-networking 2.74 reads the whole store of its own databases again for
 * each connection, in the calling thread: 30 ms with Debian's. It does not do
 * so for databases of other types, so this one stands in front of the real
 * one, whose list was read once, and asks it. Private to the layer.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CS_TYPE_TRUST (cs_trust_get_type ())
G_DECLARE_FINAL_TYPE (CsTrust, cs_trust, CS, TRUST, GTlsDatabase)

/* @database: (nullable): NULL is the system's. */
GTlsDatabase *cs_trust_new (GTlsDatabase *database);

G_END_DECLS
