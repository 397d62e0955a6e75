/* sts-fetch.h - the policy of a mail domain from its web server, RFC 8461 section 3.3
 *
 * HTTPS with a certificate that is valid for "mta-sts.DOMAIN", no redirection,
 * text/plain, at most CS_STS_MAX_BYTES and a minute in all.
 */
#pragma once

#include <libsoup/soup.h>

#include "delivery/sts-policy.h"

G_BEGIN_DECLS

#define CS_STS_FETCH_LIMIT_S 60

/* @database: trust store. @server: (nullable): for tests, whose web servers are on this machine:
 * where every policy is fetched from. */
SoupSession *cs_sts_fetch_session_new (GTlsDatabase *database, GSocketConnectable *server);

void cs_sts_fetch_async (SoupSession *session, const char *domain, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
/* Errors are for the log; only G_IO_ERROR_CANCELLED says something: it was @cancellable. */
CsStsPolicy *cs_sts_fetch_finish (SoupSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
