#include <string.h>

#include <nettle/arcfour.h>
#include <nettle/hmac.h>
#include <nettle/md4.h>
#include <nettle/md5.h>
#include <nettle/memops.h>

#include "ntlm-verify.h"

#define NTLM_V1_RESPONSE_SIZE 24
#define NONCE_OFFSET 24

static GByteArray *
utf16_of (const char *text)
{
  GByteArray *out = g_byte_array_new ();
  glong units = 0;
  g_autofree gunichar2 *wide = g_utf8_to_utf16 (text, -1, NULL, &units, NULL);

  for (glong i = 0; i < units; i++)
    {
      guint16 little = GUINT16_TO_LE (wide[i]);

      g_byte_array_append (out, (const guint8 *)&little, sizeof little);
    }
  return out;
}

/* Letter by letter, as Windows does: ß stays ß. */
static char *
simple_upper (const char *text)
{
  GString *upper = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    g_string_append_unichar (upper, g_unichar_toupper (g_utf8_get_char (at)));
  return g_string_free (upper, FALSE);
}

void
ntlm_nt_hash (const char *password, guint8 hash[NTLM_KEY_SIZE])
{
  g_autoptr (GByteArray) wide = utf16_of (password);
  struct md4_ctx context;

  md4_init (&context);
  md4_update (&context, wide->len, wide->data);
  md4_digest (&context, MD4_DIGEST_SIZE, hash);
}

/* HMAC-MD5 over @parts one after the other. */
void
ntlm_hmac (const guint8 key[NTLM_KEY_SIZE], GBytes *const *parts, gsize n_parts,
           guint8 digest[NTLM_KEY_SIZE])
{
  struct hmac_md5_ctx context;

  hmac_md5_set_key (&context, NTLM_KEY_SIZE, key);
  for (gsize i = 0; i < n_parts; i++)
    hmac_md5_update (&context, g_bytes_get_size (parts[i]), g_bytes_get_data (parts[i], NULL));
  hmac_md5_digest (&context, MD5_DIGEST_SIZE, digest);
}

/* NTOWFv2, MS-NLMP section 3.3.2. */
void
ntlm_v2_key (const char *password, const char *user, const char *domain, guint8 key[NTLM_KEY_SIZE])
{
  g_autofree char *upper = simple_upper (user);
  g_autofree char *both = g_strconcat (upper, domain, NULL);
  g_autoptr (GBytes) name = g_byte_array_free_to_bytes (utf16_of (both));
  guint8 hash[NTLM_KEY_SIZE];

  ntlm_nt_hash (password, hash);
  ntlm_hmac (hash, &name, 1, key);
}

/* MD5 of a gss_channel_bindings_struct whose addresses are empty, MS-NLMP section 2.2.2.1. */
void
ntlm_binding_hash (GBytes *binding, guint8 hash[NTLM_KEY_SIZE])
{
  static const guint8 no_addresses[16] = { 0 };
  guint32 size_bytes = GUINT32_TO_LE ((guint32)g_bytes_get_size (binding));
  struct md5_ctx context;

  md5_init (&context);
  md5_update (&context, sizeof no_addresses, no_addresses);
  md5_update (&context, sizeof size_bytes, (const guint8 *)&size_bytes);
  md5_update (&context, g_bytes_get_size (binding), g_bytes_get_data (binding, NULL));
  md5_digest (&context, MD5_DIGEST_SIZE, hash);
}

/**
 * ntlm_exported_key:
 * @authenticate: the client's third message; its proof must have been checked
 * @v2_key: NTOWFv2
 * @key: filled with the exported session key, MS-NLMP section 3.2.5.1.2
 */
void
ntlm_exported_key (const NtlmAuthenticate *authenticate, const guint8 v2_key[NTLM_KEY_SIZE],
                   guint8 key[NTLM_KEY_SIZE])
{
  g_autoptr (GBytes) proof = g_bytes_new (authenticate->nt_response.data, NTLM_KEY_SIZE);
  guint8 base_key[NTLM_KEY_SIZE];
  struct arcfour_ctx context;

  ntlm_hmac (v2_key, &proof, 1, base_key);
  memcpy (key, base_key, NTLM_KEY_SIZE);
  if ((authenticate->flags & NTLM_NEGOTIATE_KEY_EXCHANGE) == 0
      || authenticate->session_key.size_bytes != NTLM_KEY_SIZE)
    return;

  arcfour_set_key (&context, NTLM_KEY_SIZE, base_key);
  arcfour_crypt (&context, NTLM_KEY_SIZE, key, authenticate->session_key.data);
}

static gboolean
proof_is_right (const NtlmExchange *exchange, const NtlmAuthenticate *authenticate,
                const guint8 v2_key[NTLM_KEY_SIZE])
{
  const NtlmField *response = &authenticate->nt_response;
  g_autoptr (GBytes) nonce
      = g_bytes_new_from_bytes (exchange->challenge, NONCE_OFFSET, NTLM_CHALLENGE_SIZE);
  g_autoptr (GBytes) blob
      = g_bytes_new (response->data + NTLM_KEY_SIZE, response->size_bytes - NTLM_KEY_SIZE);
  GBytes *parts[] = { nonce, blob };
  guint8 proof[NTLM_KEY_SIZE];

  ntlm_hmac (v2_key, parts, G_N_ELEMENTS (parts), proof);
  return memeql_sec (proof, response->data, NTLM_KEY_SIZE);
}

static gboolean
mic_is_right (const NtlmExchange *exchange, const NtlmAuthenticate *authenticate,
              const guint8 v2_key[NTLM_KEY_SIZE])
{
  gsize size_bytes;
  const guint8 *sent = g_bytes_get_data (exchange->authenticate, &size_bytes);
  guint8 *copy = g_memdup2 (sent, size_bytes);
  g_autoptr (GBytes) blank = NULL;
  guint8 key[NTLM_KEY_SIZE], mic[NTLM_KEY_SIZE];

  memset (copy + NTLM_MIC_OFFSET, 0, NTLM_KEY_SIZE);
  blank = g_bytes_new_take (copy, size_bytes);
  ntlm_exported_key (authenticate, v2_key, key);
  ntlm_hmac (key, (GBytes *[]){ exchange->negotiate, exchange->challenge, blank }, 3, mic);
  return memeql_sec (mic, sent + NTLM_MIC_OFFSET, NTLM_KEY_SIZE);
}

static NtlmVerdict
check_binding (const NtlmAuthenticate *authenticate, const NtlmDemands *demands)
{
  static const guint8 none[NTLM_KEY_SIZE] = { 0 };
  const NtlmField *sent = &authenticate->bindings;
  guint8 hash[NTLM_KEY_SIZE];

  if (sent->size_bytes == 0 || memcmp (sent->data, none, NTLM_KEY_SIZE) == 0)
    return demands->require_binding ? NTLM_NO_BINDING : NTLM_ACCEPTED;
  if (demands->binding == NULL)
    return NTLM_ACCEPTED;

  ntlm_binding_hash (demands->binding, hash);
  return memcmp (hash, sent->data, NTLM_KEY_SIZE) == 0 ? NTLM_ACCEPTED : NTLM_WRONG_BINDING;
}

static NtlmVerdict
check_demands (const NtlmAuthenticate *authenticate, const NtlmDemands *demands)
{
  if (demands->require_mic && !authenticate->has_mic)
    return NTLM_NO_MIC;
  if (demands->target_name != NULL
      && g_strcmp0 (demands->target_name, authenticate->target_name) != 0)
    return NTLM_WRONG_TARGET;
  return check_binding (authenticate, demands);
}

/**
 * ntlm_verify:
 * @exchange: the three messages; the MIC covers all
 * @authenticate: the third, taken apart
 * @demands: what more than the right password is asked for
 * @password_of: finds an account's password
 *
 * Returns: NTLM_ACCEPTED or the first fault found
 */
NtlmVerdict
ntlm_verify (const NtlmExchange *exchange, const NtlmAuthenticate *authenticate,
             const NtlmDemands *demands, NtlmPasswordOf password_of, gpointer user_data)
{
  g_autofree char *password = NULL;
  guint8 v2_key[NTLM_KEY_SIZE];

  if (authenticate->nt_response.size_bytes <= NTLM_V1_RESPONSE_SIZE)
    return NTLM_VERSION_1;
  password = password_of (authenticate->domain, authenticate->user, user_data);
  if (password == NULL)
    return NTLM_UNKNOWN_ACCOUNT;

  ntlm_v2_key (password, authenticate->user, authenticate->domain, v2_key);
  if (!proof_is_right (exchange, authenticate, v2_key))
    return NTLM_WRONG_PASSWORD;
  if (authenticate->has_mic && !mic_is_right (exchange, authenticate, v2_key))
    return NTLM_WRONG_MIC;
  return check_demands (authenticate, demands);
}

const char *
ntlm_verdict_text (NtlmVerdict verdict)
{
  static const char *const texts[] = {
    [NTLM_ACCEPTED] = "accepted",
    [NTLM_MALFORMED] = "malformed message",
    [NTLM_VERSION_1] = "NTLM version 1 is refused",
    [NTLM_UNKNOWN_ACCOUNT] = "unknown account",
    [NTLM_WRONG_PASSWORD] = "wrong password",
    [NTLM_WRONG_MIC] = "wrong message integrity code",
    [NTLM_NO_MIC] = "message integrity code missing",
    [NTLM_WRONG_BINDING] = "wrong channel binding",
    [NTLM_NO_BINDING] = "channel binding missing",
    [NTLM_WRONG_TARGET] = "wrong target name",
  };

  return texts[verdict];
}
