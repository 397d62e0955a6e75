/* dns-signer.h - DNSSEC signatures of a test's root zone: Ed25519, RFC 4034, RFC 8080
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _DnsSigner DnsSigner;

DnsSigner *dns_signer_new (void);
void dns_signer_free (DnsSigner *signer);
const char *dns_signer_trust_anchor (DnsSigner *signer); /* as a line of a zone file */
GBytes *dns_signer_key_data (DnsSigner *signer); /* (transfer full): of the DNSKEY record */
/* (transfer full): data of the RRSIG record over @records: (element-type GBytes), record data */
GBytes *dns_signer_sign (DnsSigner *signer, const char *name, guint type, GPtrArray *records);
/* (transfer full): data of an NSEC record that says: @name has only @type (0: none of those asked)
 */
GBytes *dns_signer_deny (const char *name, const guint *types, guint n_types);

G_END_DECLS
