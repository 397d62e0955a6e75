/* certificate-key.h - where in a certificate its public key is, RFC 5280 section 4.1
 *
 * The field subjectPublicKeyInfo, byte for byte as the certificate has it: that
 * is what TLSA records are made of, and no library gives it. Pure; the reading
 * of DER is nettle's.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @offset, @key_bytes: (out): only with TRUE. FALSE: it is no certificate. */
gboolean cs_certificate_find_key (const guint8 *der, gsize size_bytes, gsize *offset,
                                  gsize *key_bytes);

G_END_DECLS
