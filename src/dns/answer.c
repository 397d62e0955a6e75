#include "dns/answer.h"

#include "base/domain.h"
#include "base/text.h"
#include "dns/resolver.h"

#define REASON_MAX_BYTES 256
#define LABEL_MAX_BYTES 63

CsDnsAnswer *
cs_dns_answer_new (CsDnsAnswerKind kind, const char *reason)
{
  CsDnsAnswer *answer = g_new0 (CsDnsAnswer, 1);

  answer->kind = kind;
  answer->reason
      = reason != NULL ? cs_text_clean (reason, strlen (reason), REASON_MAX_BYTES) : NULL;
  answer->records = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  return answer;
}

void
cs_dns_answer_free (CsDnsAnswer *answer)
{
  g_free (answer->reason);
  g_free (answer->final_name);
  g_ptr_array_unref (answer->records);
  g_free (answer);
}

gboolean
cs_dns_answer_is_failure (const CsDnsAnswer *answer)
{
  return answer->kind == CS_DNS_ANSWER_TEMPORARY || answer->kind == CS_DNS_ANSWER_BOGUS;
}

GError *
cs_dns_answer_to_error (const CsDnsAnswer *answer, const char *name)
{
  const char *reason = answer->reason != NULL ? answer->reason : "no answer";

  if (answer->kind == CS_DNS_ANSWER_BOGUS)
    return g_error_new (CS_DNS_ERROR, CS_DNS_ERROR_BOGUS, "%s: DNSSEC: %s", name, reason);
  return g_error_new (CS_DNS_ERROR, CS_DNS_ERROR_TEMPORARY, "%s: %s", name, reason);
}

/* A domain name in wire form, RFC 1035 section 3.1. Compression pointers are refused: libunbound
 * has followed them already. NULL unless the name ends exactly where the bytes do. */
static GString *
parse_name (const guint8 *data, gsize size_bytes)
{
  g_autoptr (GString) name = g_string_new (NULL);
  gsize at = 0;

  while (at < size_bytes && data[at] != 0)
    {
      gsize label_bytes = data[at];

      if (label_bytes > LABEL_MAX_BYTES || label_bytes > size_bytes - at - 1)
        return NULL;
      if (name->len > 0)
        g_string_append_c (name, '.');
      g_string_append_len (name, (const char *)data + at + 1, label_bytes);
      at += 1 + label_bytes;
    }

  return at + 1 == size_bytes ? g_steal_pointer (&name) : NULL;
}

gboolean
cs_dns_parse_mx (const guint8 *data, gsize size_bytes, guint *preference, char **exchange)
{
  g_autoptr (GString) name = NULL;

  if (size_bytes < 3)
    return FALSE;
  name = parse_name (data + 2, size_bytes - 2);
  if (name == NULL)
    return FALSE;

  *preference = (guint)data[0] << 8 | data[1];
  *exchange = name->len == 0 ? g_strdup ("") : cs_domain_normalize (name->str, name->len, NULL);
  return TRUE;
}

/* RFC 1035 section 3.3.14; joined without anything between them as RFC 8461 section 3.1 wants. */
GBytes *
cs_dns_parse_text (const guint8 *data, gsize size_bytes)
{
  g_autoptr (GByteArray) text = g_byte_array_new ();
  gsize at = 0;

  while (at < size_bytes)
    {
      gsize string_bytes = data[at];

      if (string_bytes > size_bytes - at - 1)
        return NULL;
      g_byte_array_append (text, data + at + 1, string_bytes);
      at += 1 + string_bytes;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&text));
}

GInetAddress *
cs_dns_parse_address (guint type, const guint8 *data, gsize size_bytes)
{
  if (type == CS_DNS_TYPE_A && size_bytes == 4)
    return g_inet_address_new_from_bytes (data, G_SOCKET_FAMILY_IPV4);
  if (type == CS_DNS_TYPE_AAAA && size_bytes == 16)
    return g_inet_address_new_from_bytes (data, G_SOCKET_FAMILY_IPV6);
  return NULL;
}
