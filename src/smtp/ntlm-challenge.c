#include "smtp/ntlm-challenge.h"

#include <string.h>

#define TYPE_CHALLENGE 2
#define OFFSET_TARGET_NAME 12
#define OFFSET_FLAGS 20
#define OFFSET_TARGET_INFO 40
#define SHORT_HEADER_BYTES 32 /* before Windows 2000: no target information, no version */
#define HEADER_BYTES 48 /* without version */
#define MAX_MESSAGE_BYTES (12288 / 4 * 3)
#define MAX_NAME_BYTES 512

#define FLAG_UNICODE 0x00000001u
#define FLAG_TARGET_TYPES 0x00070000u /* domain, server, share */
#define FLAG_TARGET_INFO 0x00800000u

#define AV_END 0
#define AV_NETBIOS_DOMAIN 2
#define AV_HIGHEST 31 /* far above the highest known, 10 */

/* A length and an offset into the message. */
typedef struct
{
  const guint8 *bytes;
  gsize size_bytes;
} Field;

static guint16
read_16 (const guint8 *bytes)
{
  return (guint16)(bytes[0] | bytes[1] << 8);
}

static guint32
read_32 (const guint8 *bytes)
{
  return (guint32)read_16 (bytes) | (guint32)read_16 (bytes + 2) << 16;
}

static gboolean
read_field (const guint8 *message, gsize size_bytes, gsize at, Field *field)
{
  gsize length = read_16 (message + at);
  gsize offset = read_32 (message + at + 4);

  field->size_bytes = length;
  field->bytes = message;
  if (length == 0)
    return TRUE;
  if (offset < HEADER_BYTES || offset > size_bytes || length > size_bytes - offset)
    return FALSE;

  field->bytes = message + offset;
  return TRUE;
}

/* UTF-16LE, surrogates in pairs, no NUL: a name that can be converted and is not cut short. */
static gboolean
is_name (const guint8 *bytes, gsize size_bytes)
{
  if (size_bytes % 2 != 0 || size_bytes > MAX_NAME_BYTES)
    return FALSE;

  for (gsize i = 0; i < size_bytes; i += 2)
    {
      guint16 unit = read_16 (bytes + i);

      if (unit == 0 || (unit & 0xfc00) == 0xdc00)
        return FALSE;
      if ((unit & 0xfc00) != 0xd800)
        continue;
      i += 2;
      if (i >= size_bytes || (read_16 (bytes + i) & 0xfc00) != 0xdc00)
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_value_of (guint16 id, const guint8 *value, gsize size_bytes)
{
  switch (id)
    {
    case 1: /* NetBIOS computer, NetBIOS domain, DNS computer, DNS domain, DNS tree, target */
    case 2:
    case 3:
    case 4:
    case 5:
    case 9:
      return is_name (value, size_bytes);
    case 6: /* flags */
      return size_bytes == 4;
    case 7: /* timestamp */
      return size_bytes == 8;
    case 8: /* single host data */
      return size_bytes >= 8 && size_bytes <= MAX_NAME_BYTES;
    case 10: /* channel bindings */
      return size_bytes == 16;
    default:
      return id <= AV_HIGHEST && size_bytes <= MAX_NAME_BYTES;
    }
}

/* A list of pairs that the end marker, and nothing else, closes; each at most once. */
static gboolean
is_target_info (const guint8 *bytes, gsize size_bytes)
{
  guint32 seen = 0;

  while (size_bytes >= 4)
    {
      guint16 id = read_16 (bytes);
      gsize length = read_16 (bytes + 2);

      if (id == AV_END)
        return length == 0 && size_bytes == 4;
      if (length > size_bytes - 4 || !is_value_of (id, bytes + 4, length) || seen & 1u << id)
        return FALSE;

      seen |= 1u << id;
      bytes += 4 + length;
      size_bytes -= 4 + length;
    }

  return FALSE;
}

static const char *
fault_of_target_name (const guint8 *message, gsize size_bytes, guint32 flags)
{
  Field name;

  if (!read_field (message, size_bytes, OFFSET_TARGET_NAME, &name))
    return "the target name lies outside the message";
  if (name.size_bytes == 0 && flags & FLAG_TARGET_TYPES)
    return "the target name is empty";
  if (!is_name (name.bytes, name.size_bytes))
    return "the target name is not UTF-16";

  return NULL;
}

static const char *
fault_of_header (const guint8 *message, gsize size_bytes)
{
  static const char signature[] = "NTLMSSP"; /* with its NUL */

  if (size_bytes < SHORT_HEADER_BYTES || size_bytes > MAX_MESSAGE_BYTES)
    return "its length";
  if (memcmp (message, signature, sizeof signature) != 0)
    return "no NTLMSSP signature";
  if (read_32 (message + sizeof signature) != TYPE_CHALLENGE)
    return "not a challenge message";

  return NULL;
}

static const char *
fault_of_body (const guint8 *message, gsize size_bytes, guint32 flags)
{
  Field info;

  if (size_bytes < HEADER_BYTES)
    return "its length";
  if (!(flags & FLAG_UNICODE))
    return "no Unicode";
  if (!read_field (message, size_bytes, OFFSET_TARGET_INFO, &info))
    return "the target information lies outside the message";
  if (!is_target_info (info.bytes, info.size_bytes))
    return "the target information is not a list of pairs";

  return fault_of_target_name (message, size_bytes, flags);
}

CsNtlmChallenge
cs_ntlm_challenge_check (const guint8 *message, gsize size_bytes, const char **reason)
{
  guint32 flags;

  *reason = fault_of_header (message, size_bytes);
  if (*reason != NULL)
    return CS_NTLM_CHALLENGE_MALFORMED;

  flags = read_32 (message + OFFSET_FLAGS);
  if (!(flags & FLAG_TARGET_INFO))
    return CS_NTLM_CHALLENGE_VERSION_1;

  *reason = fault_of_body (message, size_bytes, flags);
  return *reason == NULL ? CS_NTLM_CHALLENGE_FIT : CS_NTLM_CHALLENGE_MALFORMED;
}

/* Of UTF-16LE that is_name has passed. */
static char *
name_to_utf8 (const guint8 *bytes, gsize size_bytes)
{
  g_autofree gunichar2 *units = g_new (gunichar2, size_bytes / 2 + 1);

  for (gsize i = 0; i < size_bytes / 2; i++)
    units[i] = read_16 (bytes + 2 * i);
  return g_utf16_to_utf8 (units, (glong)(size_bytes / 2), NULL, NULL, NULL);
}

char *
cs_ntlm_challenge_domain (const guint8 *message, gsize size_bytes)
{
  const char *reason;
  Field info;

  if (cs_ntlm_challenge_check (message, size_bytes, &reason) != CS_NTLM_CHALLENGE_FIT
      || !read_field (message, size_bytes, OFFSET_TARGET_INFO, &info))
    return NULL;

  for (const guint8 *pair = info.bytes; read_16 (pair) != AV_END; pair += 4 + read_16 (pair + 2))
    if (read_16 (pair) == AV_NETBIOS_DOMAIN && read_16 (pair + 2) > 0)
      return name_to_utf8 (pair + 4, read_16 (pair + 2));
  return NULL;
}
