#include "dns-signer.h"

#include <nettle/eddsa.h>
#include <string.h>

#include "dns-message.h"

#define ALGORITHM_ED25519 15
#define TTL_S 300
#define DAY_S 86400

struct _DnsSigner
{
  guint8 private_key[ED25519_KEY_SIZE];
  guint8 public_key[ED25519_KEY_SIZE];
  guint key_tag;
  char *trust_anchor;
};

/* RFC 4034 appendix B */
static guint
key_tag_of (GBytes *key)
{
  gsize size_bytes;
  const guint8 *data = g_bytes_get_data (key, &size_bytes);
  guint32 sum = 0;

  for (gsize i = 0; i < size_bytes; i++)
    sum += i & 1 ? data[i] : data[i] << 8;
  sum += sum >> 16 & 0xffff;
  return sum & 0xffff;
}

DnsSigner *
dns_signer_new (void)
{
  DnsSigner *signer = g_new0 (DnsSigner, 1);
  g_autoptr (GBytes) key = NULL;
  g_autofree char *base64 = NULL;

  for (guint i = 0; i < sizeof signer->private_key; i++)
    signer->private_key[i] = g_random_int ();
  ed25519_sha512_public_key (signer->public_key, signer->private_key);

  key = dns_signer_key_data (signer);
  signer->key_tag = key_tag_of (key);
  base64 = g_base64_encode (signer->public_key, sizeof signer->public_key);
  signer->trust_anchor = g_strdup_printf (". IN DNSKEY 257 3 %d %s", ALGORITHM_ED25519, base64);
  return signer;
}

void
dns_signer_free (DnsSigner *signer)
{
  g_free (signer->trust_anchor);
  g_free (signer);
}

const char *
dns_signer_trust_anchor (DnsSigner *signer)
{
  return signer->trust_anchor;
}

GBytes *
dns_signer_key_data (DnsSigner *signer)
{
  GByteArray *out = g_byte_array_new ();

  dns_put_16 (out, 257);
  dns_put_16 (out, 3 << 8 | ALGORITHM_ED25519);
  g_byte_array_append (out, signer->public_key, sizeof signer->public_key);
  return g_byte_array_free_to_bytes (out);
}

static int
compare_data (gconstpointer a, gconstpointer b)
{
  return g_bytes_compare (*(GBytes *const *)a, *(GBytes *const *)b);
}

static guint
count_labels (const char *name)
{
  guint n = *name != '\0';

  for (; *name != '\0'; name++)
    n += *name == '.';
  return n;
}

GBytes *
dns_signer_sign (DnsSigner *signer, const char *name, guint type, GPtrArray *records)
{
  GByteArray *signature_data = g_byte_array_new ();
  g_autoptr (GByteArray) signed_bytes = g_byte_array_new ();
  guint8 signature[ED25519_SIGNATURE_SIZE];
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;

  dns_put_16 (signature_data, type);
  dns_put_16 (signature_data, ALGORITHM_ED25519 << 8 | count_labels (name));
  dns_put_32 (signature_data, TTL_S);
  dns_put_32 (signature_data, now_s + 30 * DAY_S);
  dns_put_32 (signature_data, now_s - DAY_S);
  dns_put_16 (signature_data, signer->key_tag);
  dns_put_name (signature_data, "");

  g_byte_array_append (signed_bytes, signature_data->data, signature_data->len);
  g_ptr_array_sort (records, compare_data);
  for (guint i = 0; i < records->len; i++)
    dns_put_record (signed_bytes, name, type, records->pdata[i]);
  ed25519_sha512_sign (signer->public_key, signer->private_key, signed_bytes->len,
                       signed_bytes->data, signature);

  g_byte_array_append (signature_data, signature, sizeof signature);
  return g_byte_array_free_to_bytes (signature_data);
}

static void
set_bit (guint8 *bitmap, guint type)
{
  bitmap[type / 8] |= 0x80 >> type % 8;
}

GBytes *
dns_signer_deny (const char *name, const guint *types, guint n_types)
{
  GByteArray *out = g_byte_array_new ();
  guint8 bitmap[8] = { 0 };
  guint8 window[2] = { 0, sizeof bitmap };

  /* The next name in the zone's order: one label of a zero byte in front (RFC 4470). */
  g_byte_array_append (out, (const guint8 *)"\1\0", 2);
  dns_put_name (out, name);

  set_bit (bitmap, DNS_RRSIG);
  set_bit (bitmap, DNS_NSEC);
  for (guint i = 0; i < n_types; i++)
    set_bit (bitmap, types[i]);
  g_byte_array_append (out, window, sizeof window);
  g_byte_array_append (out, bitmap, sizeof bitmap);
  return g_byte_array_free_to_bytes (out);
}
