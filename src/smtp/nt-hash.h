/* nt-hash.h - the NT hash of a password, NTOWFv1 of MS-NLMP section 3.3.1
 *
 * MD4 (nettle) over UTF-16LE, in wiped memory. The hash is as good as the
 * password. Private to the layer.
 */
#pragma once

#include "base/secret.h"

G_BEGIN_DECLS

/* (transfer full) (nullable): 32 hexadecimal digits, as gss-ntlmssp takes them; NULL if @password
 * is empty, not UTF-8 or has a NUL inside. */
CsSecret *cs_nt_hash (const CsSecret *password);

G_END_DECLS
