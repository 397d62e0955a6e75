#include "dns/answer.h"

#include "base/domain.h"
#include "base/text.h"

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
  g_ptr_array_unref (answer->records);
  g_free (answer);
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

GInetAddress *
cs_dns_parse_address (guint type, const guint8 *data, gsize size_bytes)
{
  if (type == CS_DNS_TYPE_A && size_bytes == 4)
    return g_inet_address_new_from_bytes (data, G_SOCKET_FAMILY_IPV4);
  if (type == CS_DNS_TYPE_AAAA && size_bytes == 16)
    return g_inet_address_new_from_bytes (data, G_SOCKET_FAMILY_IPV6);
  return NULL;
}
