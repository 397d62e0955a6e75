/* certificate-binding.h - tls-server-end-point of a certificate file, RFC 5929 section 4 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* For certificates signed with SHA-256, as the test authority's are. */
GBytes *certificate_binding (const char *pem_path, GError **error);

G_END_DECLS
