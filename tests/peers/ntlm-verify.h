/* ntlm-verify.h - is this NTLMv2 answer right? MS-NLMP section 3.3.2
 *
 * The judge of what the product sends: the proof, the message integrity code
 * over all three messages and the channel binding, computed with nettle alone.
 * NTLM version 1 is refused whatever the password.
 */
#pragma once

#include <glib.h>

#include "ntlm-message.h"

G_BEGIN_DECLS

/* Null: such an account does not exist. */
typedef char *(*NtlmPasswordOf) (const char *domain, const char *user, gpointer user_data);

typedef struct
{
  gboolean require_mic;
  gboolean require_binding;
  GBytes *binding; /* application data, RFC 5929: "tls-server-end-point:" and the hash */
  const char *target_name; /* the only SPN that will do; NULL: any */
} NtlmDemands;

typedef enum
{
  NTLM_ACCEPTED,
  NTLM_MALFORMED,
  NTLM_VERSION_1,
  NTLM_UNKNOWN_ACCOUNT,
  NTLM_WRONG_PASSWORD,
  NTLM_WRONG_MIC,
  NTLM_NO_MIC,
  NTLM_WRONG_BINDING,
  NTLM_NO_BINDING,
  NTLM_WRONG_TARGET,
} NtlmVerdict;

/* The messages of one exchange, in their order. */
typedef struct
{
  GBytes *negotiate;
  GBytes *challenge;
  GBytes *authenticate;
} NtlmExchange;

void ntlm_nt_hash (const char *password, guint8 hash[NTLM_KEY_SIZE]);
void ntlm_v2_key (const char *password, const char *user, const char *domain,
                  guint8 key[NTLM_KEY_SIZE]);
void ntlm_hmac (const guint8 key[NTLM_KEY_SIZE], GBytes *const *parts, gsize n_parts,
                guint8 digest[NTLM_KEY_SIZE]);
void ntlm_binding_hash (GBytes *binding, guint8 hash[NTLM_KEY_SIZE]);
void ntlm_exported_key (const NtlmAuthenticate *authenticate, const guint8 v2_key[NTLM_KEY_SIZE],
                        guint8 key[NTLM_KEY_SIZE]);
NtlmVerdict ntlm_verify (const NtlmExchange *exchange, const NtlmAuthenticate *authenticate,
                         const NtlmDemands *demands, NtlmPasswordOf password_of,
                         gpointer user_data);
const char *ntlm_verdict_text (NtlmVerdict verdict);

G_END_DECLS
