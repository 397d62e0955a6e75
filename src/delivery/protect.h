/* protect.h - which hosts of a mail domain may be used, and what is asked of them
 *
 * TLSA records of each host and the MTA-STS policy of the domain, looked up at
 * once. A host that has TLSA records is judged by them alone where they can be
 * used: DANE is the stronger of the two (RFC 8461 section 2).
 */
#pragma once

#include "delivery/protection.h"
#include "delivery/shared.h"

G_BEGIN_DECLS

typedef struct
{
  CsMailHost *host;
  CsProtection *protection; /* (nullable) */
} CsProtectedHost;
void cs_protected_host_free (CsProtectedHost *protected_host);

/* @hosts: (element-type CsMailHost): as cs_resolver_mail_hosts_finish gives them; emptied.
 * finish: (element-type CsProtectedHost) (transfer full): those that may be used, in their order.
 * Errors: CS_PROTECTION_ERROR: none may be; G_IO_ERROR_CANCELLED */
void cs_protect_async (CsShared *shared, const char *domain, GPtrArray *hosts,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *cs_protect_finish (GAsyncResult *result, GError **error);

/* Without asking: nothing is asked of them. */
GPtrArray *cs_protect_not (GPtrArray *hosts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsProtectedHost, cs_protected_host_free)

G_END_DECLS
