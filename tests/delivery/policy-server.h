/* policy-server.h - a web server on a free loopback port that has MTA-STS policies, for tests
 *
 * Every request is answered alike. Runs in the test's main loop.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PolicyServer PolicyServer;

/* @domain: whose policies it has. @kind: of its certificate, as certificates.h has it:
 * "good@mta-sts.example.com". The system's resolver is loopback-resolver.h from now on. */
PolicyServer *policy_server_new (const char *domain, const char *kind);
void policy_server_free (PolicyServer *server);
GSocketConnectable *policy_server_address (PolicyServer *server);
guint policy_server_n_requests (PolicyServer *server);

/* From now on. @type: (nullable): of the content; NULL: text/plain. @body is copied. */
void policy_server_answer (PolicyServer *server, guint status, const char *type, const char *body);
void policy_server_redirect (PolicyServer *server, const char *to);
void policy_server_hang (PolicyServer *server);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PolicyServer, policy_server_free)

G_END_DECLS
