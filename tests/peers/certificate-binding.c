#include "certificate-binding.h"

#define PREFIX "tls-server-end-point:"
#define SHA256_SIZE 32

GBytes *
certificate_binding (const char *pem_path, GError **error)
{
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (pem_path, error);
  g_autoptr (GByteArray) der = NULL;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  GByteArray *binding;
  guint8 hash[SHA256_SIZE];
  gsize size_bytes = sizeof hash;

  if (certificate == NULL)
    return NULL;

  g_object_get (certificate, "certificate", &der, NULL);
  g_checksum_update (checksum, der->data, der->len);
  g_checksum_get_digest (checksum, hash, &size_bytes);
  binding = g_byte_array_new ();
  g_byte_array_append (binding, (const guint8 *)PREFIX, sizeof PREFIX - 1);
  g_byte_array_append (binding, hash, size_bytes);
  return g_byte_array_free_to_bytes (binding);
}
