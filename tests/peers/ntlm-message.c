#include <gio/gio.h>
#include <string.h>

#include "ntlm-message.h"

#define HEADER_SIZE 12
#define NEGOTIATE_SIZE 32 /* without the optional version */
#define CHALLENGE_SIZE 56 /* with it */
#define AUTHENTICATE_SIZE 64
#define RESPONSE_HEAD 44 /* NTProofStr and the fixed part of NTLMv2_CLIENT_CHALLENGE */

static const guint8 signature[8] = "NTLMSSP";
static const guint8 version[8] = { 10, 0, 0x61, 0x4a, 0, 0, 0, 15 };

static guint16
get_u16 (const guint8 *at)
{
  return at[0] | at[1] << 8;
}

static guint32
get_u32 (const guint8 *at)
{
  return get_u16 (at) | (guint32)get_u16 (at + 2) << 16;
}

static void
put_u16 (GByteArray *out, guint16 value)
{
  guint16 little = GUINT16_TO_LE (value);

  g_byte_array_append (out, (const guint8 *)&little, sizeof little);
}

static void
put_u32 (GByteArray *out, guint32 value)
{
  guint32 little = GUINT32_TO_LE (value);

  g_byte_array_append (out, (const guint8 *)&little, sizeof little);
}

static void
put_utf16 (GByteArray *out, const char *text)
{
  glong units;
  g_autofree gunichar2 *wide = g_utf8_to_utf16 (text, -1, NULL, &units, NULL);

  for (glong i = 0; wide != NULL && i < units; i++)
    put_u16 (out, wide[i]);
}

static gboolean
has_type (const guint8 *data, gsize size_bytes, gsize minimum, guint32 type)
{
  return size_bytes >= minimum && memcmp (data, signature, sizeof signature) == 0
         && get_u32 (data + 8) == type;
}

gboolean
ntlm_is_negotiate (GBytes *message)
{
  gsize size_bytes;
  const guint8 *data = g_bytes_get_data (message, &size_bytes);

  return has_type (data, size_bytes, NEGOTIATE_SIZE, 1);
}

guint32
ntlm_negotiate_flags (GBytes *message)
{
  const guint8 *data = g_bytes_get_data (message, NULL);

  return get_u32 (data + HEADER_SIZE);
}

static void
put_av_text (GByteArray *out, NtlmAvId id, const char *text)
{
  g_autoptr (GByteArray) value = g_byte_array_new ();

  put_utf16 (value, text);
  put_u16 (out, id);
  put_u16 (out, value->len);
  g_byte_array_append (out, value->data, value->len);
}

static GByteArray *
target_info (const NtlmServer *server)
{
  GByteArray *info = g_byte_array_new ();

  put_av_text (info, NTLM_AV_DOMAIN_NAME, server->domain);
  put_av_text (info, NTLM_AV_COMPUTER_NAME, server->computer);
  if (server->timestamp != 0)
    {
      put_u16 (info, NTLM_AV_TIMESTAMP);
      put_u16 (info, sizeof server->timestamp);
      put_u32 (info, server->timestamp & G_MAXUINT32);
      put_u32 (info, server->timestamp >> 32);
    }
  put_u32 (info, NTLM_AV_END);
  return info;
}

static guint32
granted_flags (const NtlmServer *server, guint32 client_flags)
{
  guint32 granted = client_flags
                    & (NTLM_NEGOTIATE_UNICODE | NTLM_NEGOTIATE_SIGN | NTLM_NEGOTIATE_SEAL
                       | NTLM_NEGOTIATE_ALWAYS_SIGN | NTLM_NEGOTIATE_EXTENDED_SECURITY
                       | NTLM_NEGOTIATE_128 | NTLM_NEGOTIATE_KEY_EXCHANGE);

  granted |= NTLM_NEGOTIATE_UNICODE | NTLM_NEGOTIATE_NTLM | NTLM_REQUEST_TARGET
             | NTLM_TARGET_TYPE_DOMAIN | NTLM_NEGOTIATE_VERSION | NTLM_NEGOTIATE_TARGET_INFO;
  if (server->no_sign)
    granted &= ~(NTLM_NEGOTIATE_SIGN | NTLM_NEGOTIATE_SEAL | NTLM_NEGOTIATE_ALWAYS_SIGN);
  if (server->no_extended_security)
    granted &= ~NTLM_NEGOTIATE_EXTENDED_SECURITY;
  if (server->no_target_info)
    granted &= ~NTLM_NEGOTIATE_TARGET_INFO;
  return granted;
}

static void
put_field (GByteArray *out, gsize size_bytes, gsize offset)
{
  put_u16 (out, size_bytes);
  put_u16 (out, size_bytes);
  put_u32 (out, offset);
}

/**
 * ntlm_challenge_new:
 * @server: what to say of the server
 * @client_flags: what the client asked for
 * @nonce: the server's challenge
 *
 * Returns: (transfer full): a CHALLENGE_MESSAGE, MS-NLMP section 2.2.1.2
 */
GBytes *
ntlm_challenge_new (const NtlmServer *server, guint32 client_flags,
                    const guint8 nonce[NTLM_CHALLENGE_SIZE])
{
  GByteArray *out = g_byte_array_new ();
  g_autoptr (GByteArray) name = g_byte_array_new ();
  g_autoptr (GByteArray) info = server->no_target_info ? g_byte_array_new () : target_info (server);

  put_utf16 (name, server->domain);
  g_byte_array_append (out, signature, sizeof signature);
  put_u32 (out, 2);
  put_field (out, name->len, CHALLENGE_SIZE);
  put_u32 (out, granted_flags (server, client_flags));
  g_byte_array_append (out, nonce, NTLM_CHALLENGE_SIZE);
  put_u32 (out, 0);
  put_u32 (out, 0);
  put_field (out, info->len, CHALLENGE_SIZE + name->len);
  g_byte_array_append (out, version, sizeof version);
  g_byte_array_append (out, name->data, name->len);
  g_byte_array_append (out, info->data, info->len);
  return g_byte_array_free_to_bytes (out);
}

static gboolean
get_field (const guint8 *data, gsize size_bytes, gsize at, NtlmField *field)
{
  gsize length = get_u16 (data + at);
  gsize offset = get_u32 (data + at + 4);

  if (length > 0 && (offset > size_bytes || length > size_bytes - offset))
    return FALSE;

  field->data = length > 0 ? data + offset : data;
  field->size_bytes = length;
  return TRUE;
}

static char *
field_text (NtlmField field)
{
  gsize units = field.size_bytes / 2;
  g_autofree gunichar2 *wide = g_new0 (gunichar2, units + 1);

  for (gsize i = 0; i < units; i++)
    wide[i] = get_u16 (field.data + 2 * i);
  return g_utf16_to_utf8 (wide, units, NULL, NULL, NULL);
}

static gboolean
take_av_pair (NtlmAuthenticate *authenticate, NtlmAvId id, NtlmField value)
{
  switch (id)
    {
    case NTLM_AV_FLAGS:
      if (value.size_bytes != 4)
        return FALSE;
      authenticate->has_mic = (get_u32 (value.data) & NTLM_AV_FLAG_MIC) != 0;
      return TRUE;
    case NTLM_AV_TARGET_NAME:
      g_free (authenticate->target_name);
      authenticate->target_name = field_text (value);
      return authenticate->target_name != NULL;
    case NTLM_AV_CHANNEL_BINDINGS:
      authenticate->bindings = value;
      return value.size_bytes == NTLM_KEY_SIZE;
    default:
      return TRUE;
    }
}

static gboolean
parse_av_pairs (NtlmAuthenticate *authenticate, const guint8 *data, gsize size_bytes)
{
  while (size_bytes >= 4)
    {
      NtlmAvId id = get_u16 (data);
      NtlmField value = { data + 4, get_u16 (data + 2) };

      if (value.size_bytes > size_bytes - 4)
        return FALSE;
      if (id == NTLM_AV_END)
        return TRUE;
      if (!take_av_pair (authenticate, id, value))
        return FALSE;
      data += 4 + value.size_bytes;
      size_bytes -= 4 + value.size_bytes;
    }
  return FALSE;
}

static gboolean
parse_fields (NtlmAuthenticate *authenticate, const guint8 *data, gsize size_bytes)
{
  NtlmField domain, user, workstation;

  if (!has_type (data, size_bytes, AUTHENTICATE_SIZE, 3)
      || !get_field (data, size_bytes, 12, &authenticate->lm_response)
      || !get_field (data, size_bytes, 20, &authenticate->nt_response)
      || !get_field (data, size_bytes, 28, &domain) || !get_field (data, size_bytes, 36, &user)
      || !get_field (data, size_bytes, 44, &workstation)
      || !get_field (data, size_bytes, 52, &authenticate->session_key))
    return FALSE;

  authenticate->flags = get_u32 (data + 60);
  authenticate->domain = field_text (domain);
  authenticate->user = field_text (user);
  authenticate->workstation = field_text (workstation);
  return authenticate->domain != NULL && authenticate->user != NULL
         && authenticate->workstation != NULL
         && (authenticate->flags & NTLM_NEGOTIATE_UNICODE) != 0;
}

/**
 * ntlm_authenticate_parse:
 * @message: the client's third message; must outlive what is returned
 *
 * Returns: (transfer full): the message taken apart, MS-NLMP section 2.2.1.3,
 *   or NULL with G_IO_ERROR_INVALID_DATA
 */
NtlmAuthenticate *
ntlm_authenticate_parse (GBytes *message, GError **error)
{
  g_autoptr (NtlmAuthenticate) authenticate = g_new0 (NtlmAuthenticate, 1);
  gsize size_bytes;
  const guint8 *data = g_bytes_get_data (message, &size_bytes);
  const NtlmField *response = &authenticate->nt_response;
  gboolean good = parse_fields (authenticate, data, size_bytes);

  if (good && response->size_bytes > RESPONSE_HEAD)
    good = parse_av_pairs (authenticate, response->data + RESPONSE_HEAD,
                           response->size_bytes - RESPONSE_HEAD);
  if (good && authenticate->has_mic)
    good = size_bytes >= NTLM_MIC_OFFSET + NTLM_KEY_SIZE;
  if (good)
    return g_steal_pointer (&authenticate);

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                       "not a well-formed AUTHENTICATE message");
  return NULL;
}

void
ntlm_authenticate_free (NtlmAuthenticate *authenticate)
{
  g_free (authenticate->user);
  g_free (authenticate->domain);
  g_free (authenticate->workstation);
  g_free (authenticate->target_name);
  g_free (authenticate);
}
