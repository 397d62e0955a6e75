/* Where the public key of a certificate is: against GnuTLS, and with bytes cut and changed. */
#include <string.h>

#include "certificates.h"
#include "smtp/certificate-key.h"

static GByteArray *
der_of (const char *kind)
{
  g_autoptr (GTlsCertificate) certificate = test_chain (kind);
  GByteArray *der;

  g_object_get (certificate, "certificate", &der, NULL);
  return der;
}

static void
test_found (void)
{
  g_autoptr (GByteArray) der = der_of ("good");
  g_autoptr (GBytes) record = test_tlsa ("good", "310");
  gsize offset, key_bytes, record_bytes;
  const guint8 *data = g_bytes_get_data (record, &record_bytes);

  g_assert_true (cs_certificate_find_key (der->data, der->len, &offset, &key_bytes));
  g_assert_cmpmem (der->data + offset, key_bytes, data + 3, record_bytes - 3);
}

/* A copy of just that length, so that a sanitizer sees one byte too many. */
static void
find_in_copy (const guint8 *der, gsize size_bytes)
{
  g_autofree guint8 *copy = g_memdup2 (der, size_bytes);
  gsize offset, key_bytes;

  if (!cs_certificate_find_key (copy, size_bytes, &offset, &key_bytes))
    return;
  g_assert_cmpuint (offset, <, size_bytes);
  g_assert_cmpuint (key_bytes, <=, size_bytes - offset);
}

static void
test_cut (void)
{
  g_autoptr (GByteArray) der = der_of ("good");

  for (gsize size_bytes = 0; size_bytes < der->len; size_bytes++)
    find_in_copy (der->data, size_bytes);
}

static void
test_changed (void)
{
  static const guint8 values[] = { 0x00, 0x01, 0x30, 0x7f, 0x80, 0x82, 0xa0, 0xff };
  g_autoptr (GByteArray) der = der_of ("good");

  for (gsize at = 0; at < der->len; at++)
    for (guint i = 0; i < G_N_ELEMENTS (values); i++)
      {
        guint8 before = der->data[at];

        der->data[at] = values[i];
        find_in_copy (der->data, der->len);
        der->data[at] = before;
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp/certificate-key/found", test_found);
  g_test_add_func ("/smtp/certificate-key/cut", test_cut);
  g_test_add_func ("/smtp/certificate-key/changed", test_changed);
  return g_test_run ();
}
