#include "dns-message.h"

#include <string.h>

#define HEADER_BYTES 12
#define CLASS_IN 1
#define TTL_S 300

void
dns_put_16 (GByteArray *out, guint value)
{
  guint8 bytes[2] = { value >> 8, value };

  g_byte_array_append (out, bytes, sizeof bytes);
}

void
dns_put_32 (GByteArray *out, guint32 value)
{
  dns_put_16 (out, value >> 16);
  dns_put_16 (out, value & 0xffff);
}

void
dns_put_name (GByteArray *out, const char *name)
{
  g_auto (GStrv) labels = g_strsplit (name, ".", -1);

  for (guint i = 0; labels[i] != NULL; i++)
    {
      guint8 size_bytes = strlen (labels[i]);

      if (size_bytes == 0)
        continue;
      g_byte_array_append (out, &size_bytes, 1);
      g_byte_array_append (out, (const guint8 *)labels[i], size_bytes);
    }
  g_byte_array_append (out, (const guint8 *)"", 1);
}

guint
dns_record_wire_type (const DnsRecord *record)
{
  if (record->type == DNS_MX_RAW)
    return DNS_MX;
  return record->type == DNS_TXT_RAW ? DNS_TXT : record->type;
}

static void
put_hexadecimal (GByteArray *out, const char *text)
{
  for (; text[0] != '\0' && text[1] != '\0'; text += 2)
    {
      guint8 byte = g_ascii_xdigit_value (text[0]) << 4 | g_ascii_xdigit_value (text[1]);

      g_byte_array_append (out, &byte, 1);
    }
}

static void
put_string (GByteArray *out, const char *text)
{
  guint8 size_bytes = strlen (text);

  g_byte_array_append (out, &size_bytes, 1);
  g_byte_array_append (out, (const guint8 *)text, size_bytes);
}

GBytes *
dns_record_data (const DnsRecord *record)
{
  GByteArray *out = g_byte_array_new ();
  g_autoptr (GInetAddress) address = NULL;
  char *name;

  switch (record->type)
    {
    case DNS_A:
    case DNS_AAAA:
      address = g_inet_address_new_from_string (record->data);
      g_byte_array_append (out, g_inet_address_to_bytes (address),
                           g_inet_address_get_native_size (address));
      break;
    case DNS_MX:
      dns_put_16 (out, g_ascii_strtoull (record->data, &name, 10));
      dns_put_name (out, name + 1);
      break;
    case DNS_CNAME:
      dns_put_name (out, record->data);
      break;
    case DNS_TXT:
      put_string (out, record->data);
      break;
    case DNS_TLSA:
    case DNS_TXT_RAW:
    case DNS_MX_RAW:
      put_hexadecimal (out, record->data);
      break;
    default:
      g_assert_not_reached ();
    }
  return g_byte_array_free_to_bytes (out);
}

void
dns_put_record (GByteArray *out, const char *name, guint type, GBytes *data)
{
  dns_put_name (out, name);
  dns_put_16 (out, type);
  dns_put_16 (out, CLASS_IN);
  dns_put_32 (out, TTL_S);
  dns_put_16 (out, g_bytes_get_size (data));
  g_byte_array_append (out, g_bytes_get_data (data, NULL), g_bytes_get_size (data));
}

gboolean
dns_read_question (const guint8 *message, gsize size_bytes, char **name, guint *type,
                   gsize *question_bytes)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gsize at = HEADER_BYTES;

  while (at < size_bytes && message[at] != 0)
    {
      if (at + 1 + message[at] >= size_bytes)
        return FALSE;
      if (text->len > 0)
        g_string_append_c (text, '.');
      g_string_append_len (text, (const char *)message + at + 1, message[at]);
      at += 1 + message[at];
    }
  if (at + 5 > size_bytes)
    return FALSE;

  *type = message[at + 1] << 8 | message[at + 2];
  *question_bytes = at + 5 - HEADER_BYTES;
  *name = g_ascii_strdown (text->str, -1);
  return TRUE;
}
