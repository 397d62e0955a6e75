/* secret.h - bytes that nobody else may see
 *
 * A CsSecret lives in memory that is locked against paging, left out of core
 * dumps and of forked children, and wiped when the last reference goes
 * (mlock, MADV_DONTDUMP, MADV_WIPEONFORK, explicit_bzero). Where the lock
 * limit is spent the memory is pageable, and one warning says so.
 *
 * It is immutable once built and safe to share between threads. It knows
 * nothing of keyrings (secrets/) or of protocols (smtp/).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CS_SECRET_MAX_BYTES (1024 * 1024) /* what a store may hand us */
/* What fits, with an account before it, into the longest line that a server must take while signing
 * in: 12288 bytes of Base64, RFC 4954 section 4. */
#define CS_SECRET_MAX_PASSWORD_BYTES 8192

typedef struct _CsSecret CsSecret;

CsSecret *cs_secret_new (const void *bytes, gsize size_bytes); /* copies */
/* For building in place: *bytes is writable until the secret is shared; zero-filled. */
CsSecret *cs_secret_new_sized (gsize size_bytes, guint8 **bytes);
CsSecret *cs_secret_ref (CsSecret *secret);
void cs_secret_unref (CsSecret *secret);

/* The bytes; one NUL stands behind them (not counted). Valid as long as @secret. */
const guint8 *cs_secret_peek (const CsSecret *secret, gsize *size_bytes);
gsize cs_secret_size (const CsSecret *secret);

/* Standard base64 with padding, in a secret of its own. */
CsSecret *cs_secret_to_base64 (const CsSecret *secret);
/* Equal length and bytes, in time that depends on the length only. */
gboolean cs_secret_equal (const CsSecret *a, const CsSecret *b);

/* Call once at the start of every program that holds secrets: no core dumps (RLIMIT_CORE 0,
 * PR_SET_DUMPABLE 0). */
void cs_secret_protect_process (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsSecret, cs_secret_unref)

G_END_DECLS
