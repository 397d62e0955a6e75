/* service-credentials.h - secrets that systemd hands to the service, read only
 *
 * The credential with UUID U is the file "countersign.U" in the directory
 * named by $CREDENTIALS_DIRECTORY (systemd.exec(5), LoadCredential=,
 * LoadCredentialEncrypted=). One trailing newline is dropped.
 */
#pragma once

#include "secrets/store.h"

G_BEGIN_DECLS

#define CS_TYPE_SERVICE_CREDENTIALS (cs_service_credentials_get_type ())
G_DECLARE_FINAL_TYPE (CsServiceCredentials, cs_service_credentials, CS, SERVICE_CREDENTIALS,
                      GObject)

/* @directory: (nullable): NULL: $CREDENTIALS_DIRECTORY; without one every look-up is UNAVAILABLE.
 */
CsServiceCredentials *cs_service_credentials_new (const char *directory);

G_END_DECLS
