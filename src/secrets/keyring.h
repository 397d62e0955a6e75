/* keyring.h - the Secret Service as a CsSecretStore, through libsecret
 *
 * Schema org.countersign.Credential with the one attribute "uuid"; one item
 * for each credential, in the default collection. The session with the service
 * is encrypted. Connects at the first use; a service that restarts is
 * connected to again (K8).
 */
#pragma once

#include "secrets/store.h"

G_BEGIN_DECLS

#define CS_TYPE_KEYRING (cs_keyring_get_type ())
G_DECLARE_FINAL_TYPE (CsKeyring, cs_keyring, CS, KEYRING, GObject)

CsKeyring *cs_keyring_new (void);

G_END_DECLS
