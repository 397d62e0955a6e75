/* ntlm-message.h - the three NTLM messages as a server sees them, MS-NLMP section 2.2
 *
 * Written for tests, and on purpose without GSSAPI or any NTLM library: what
 * the product sends is judged by code that shares nothing with it. Bytes in,
 * value or error out; no cryptography (ntlm-verify.h) and no I/O.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define NTLM_CHALLENGE_SIZE 8
#define NTLM_KEY_SIZE 16
#define NTLM_MIC_OFFSET 72

typedef enum
{
  NTLM_NEGOTIATE_UNICODE = 0x00000001,
  NTLM_REQUEST_TARGET = 0x00000004,
  NTLM_NEGOTIATE_SIGN = 0x00000010,
  NTLM_NEGOTIATE_SEAL = 0x00000020,
  NTLM_NEGOTIATE_NTLM = 0x00000200,
  NTLM_NEGOTIATE_ALWAYS_SIGN = 0x00008000,
  NTLM_TARGET_TYPE_DOMAIN = 0x00010000,
  NTLM_NEGOTIATE_EXTENDED_SECURITY = 0x00080000,
  NTLM_NEGOTIATE_TARGET_INFO = 0x00800000,
  NTLM_NEGOTIATE_VERSION = 0x02000000,
  NTLM_NEGOTIATE_128 = 0x20000000,
  NTLM_NEGOTIATE_KEY_EXCHANGE = 0x40000000,
} NtlmFlags;

typedef enum
{
  NTLM_AV_END = 0,
  NTLM_AV_COMPUTER_NAME = 1,
  NTLM_AV_DOMAIN_NAME = 2,
  NTLM_AV_FLAGS = 6,
  NTLM_AV_TIMESTAMP = 7,
  NTLM_AV_TARGET_NAME = 9,
  NTLM_AV_CHANNEL_BINDINGS = 10,
} NtlmAvId;

#define NTLM_AV_FLAG_MIC 0x2u

/* What the server says of itself; the odd ones exist to see how a client copes. */
typedef struct
{
  const char *domain;
  const char *computer;
  guint64 timestamp; /* 100 ns since 1601; 0 leaves it out */
  gboolean no_target_info;
  gboolean no_sign;
  gboolean no_extended_security;
} NtlmServer;

typedef struct
{
  const guint8 *data;
  gsize size_bytes;
} NtlmField; /* points into the message */

/* An AUTHENTICATE_MESSAGE taken apart. */
typedef struct
{
  guint32 flags;
  char *user;
  char *domain;
  char *workstation;
  NtlmField lm_response;
  NtlmField nt_response;
  NtlmField session_key;
  gboolean has_mic;
  char *target_name; /* NULL: none sent */
  NtlmField bindings; /* empty: none sent */
} NtlmAuthenticate;

gboolean ntlm_is_negotiate (GBytes *message);
GBytes *ntlm_challenge_new (const NtlmServer *server, guint32 client_flags,
                            const guint8 nonce[NTLM_CHALLENGE_SIZE]);
guint32 ntlm_negotiate_flags (GBytes *message);
NtlmAuthenticate *ntlm_authenticate_parse (GBytes *message, GError **error);
void ntlm_authenticate_free (NtlmAuthenticate *authenticate);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NtlmAuthenticate, ntlm_authenticate_free)

G_END_DECLS
