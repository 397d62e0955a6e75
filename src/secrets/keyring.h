/* keyring.h - the Secret Service as a CsSecretStore, through libsecret
 *
 * Schema org.countersign.Credential with the attribute "uuid", and "settings-file" for whose it
 * is; one item for each credential, in the default collection. The session with the service
 * is encrypted. Connects at the first use; a service that restarts is
 * connected to again (K8).
 */
#pragma once

#include "secrets/store.h"

G_BEGIN_DECLS

#define CS_TYPE_KEYRING (cs_keyring_get_type ())
G_DECLARE_FINAL_TYPE (CsKeyring, cs_keyring, CS, KEYRING, GObject)

CsKeyring *cs_keyring_new (void);
/* What it stores is marked as belonging to @settings_file. */
CsKeyring *cs_keyring_new_for (const char *settings_file);

G_END_DECLS
