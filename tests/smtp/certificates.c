#include "certificates.h"

#include <glib/gstdio.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <string.h>

#define DAY_S (24 * 60 * 60)

typedef struct
{
  gnutls_x509_crt_t certificate;
  gnutls_x509_privkey_t key;
} Signed;

static void
check (int result)
{
  if (result < 0)
    g_error ("GnuTLS: %s", gnutls_strerror (result));
}

static Signed
new_pair (const char *common_name, time_t from, time_t until)
{
  static guint8 serial = 0;
  Signed pair;

  serial++;
  check (gnutls_x509_privkey_init (&pair.key));
  check (gnutls_x509_privkey_generate (pair.key, GNUTLS_PK_ECDSA,
                                       GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0));
  check (gnutls_x509_crt_init (&pair.certificate));
  check (gnutls_x509_crt_set_version (pair.certificate, 3));
  check (gnutls_x509_crt_set_serial (pair.certificate, &serial, 1));
  check (gnutls_x509_crt_set_key (pair.certificate, pair.key));
  check (gnutls_x509_crt_set_dn_by_oid (pair.certificate, GNUTLS_OID_X520_COMMON_NAME, 0,
                                        common_name, (unsigned)strlen (common_name)));
  check (gnutls_x509_crt_set_activation_time (pair.certificate, from));
  check (gnutls_x509_crt_set_expiration_time (pair.certificate, until));
  return pair;
}

static void
sign (Signed *pair, const Signed *authority)
{
  check (gnutls_x509_crt_sign2 (pair->certificate, authority->certificate, authority->key,
                                GNUTLS_DIG_SHA256, 0));
}

static Signed
new_authority (const char *name)
{
  time_t now = time (NULL);
  Signed authority = new_pair (name, now - 30 * DAY_S, now + 30 * DAY_S);

  check (gnutls_x509_crt_set_ca_status (authority.certificate, 1));
  check (gnutls_x509_crt_set_key_usage (authority.certificate, GNUTLS_KEY_KEY_CERT_SIGN));
  sign (&authority, &authority);
  return authority;
}

static const Signed *
test_authority (void)
{
  static Signed authority;

  if (authority.certificate == NULL)
    authority = new_authority ("Countersign test authority");
  return &authority;
}

static void
add_name (Signed *pair, const char *name)
{
  static const guint8 loopback[] = { 127, 0, 0, 1 };

  check (gnutls_x509_crt_set_subject_alt_name (pair->certificate, GNUTLS_SAN_DNSNAME, name,
                                               (unsigned)strlen (name), GNUTLS_FSAN_APPEND));
  check (gnutls_x509_crt_set_subject_alt_name (pair->certificate, GNUTLS_SAN_IPADDRESS, loopback,
                                               sizeof loopback, GNUTLS_FSAN_APPEND));
}

static Signed
new_for_kind (const char *kind)
{
  time_t now = time (NULL);
  time_t from = g_str_equal (kind, "future") ? now + 5 * DAY_S : now - 10 * DAY_S;
  time_t until = g_str_equal (kind, "expired") ? now - 5 * DAY_S : now + 10 * DAY_S;
  Signed pair = new_pair (TEST_HOST_NAME, from, until);

  if (g_str_equal (kind, "other-name"))
    check (gnutls_x509_crt_set_subject_alt_name (pair.certificate, GNUTLS_SAN_DNSNAME,
                                                 "other.example", 13, GNUTLS_FSAN_SET));
  else if (!g_str_equal (kind, "common-name"))
    add_name (&pair, TEST_HOST_NAME);
  return pair;
}

gnutls_certificate_credentials_t
test_certificate (const char *kind)
{
  gnutls_certificate_credentials_t credentials;
  Signed pair = new_for_kind (kind);

  if (g_str_equal (kind, "self-signed"))
    sign (&pair, &pair);
  else if (g_str_equal (kind, "stranger"))
    {
      Signed stranger = new_authority ("Another authority");

      sign (&pair, &stranger);
      gnutls_x509_crt_deinit (stranger.certificate);
      gnutls_x509_privkey_deinit (stranger.key);
    }
  else
    sign (&pair, test_authority ());

  check (gnutls_certificate_allocate_credentials (&credentials));
  check (gnutls_certificate_set_x509_key (credentials, &pair.certificate, 1, pair.key));
  gnutls_x509_crt_deinit (pair.certificate);
  gnutls_x509_privkey_deinit (pair.key);
  return credentials;
}

/* GIO reads the file again for each connection, so it stays until the end. */
static void
remove_file (gpointer path)
{
  g_unlink (path);
  g_free (path);
}

static GSList *trust_paths;

static void
remove_trust (void)
{
  g_slist_free_full (g_steal_pointer (&trust_paths), remove_file);
}

static void
remove_at_exit (char *path)
{
  if (trust_paths == NULL)
    atexit (remove_trust);
  trust_paths = g_slist_prepend (trust_paths, path);
}

static GTlsDatabase *
trust_in (const Signed *authority)
{
  char *path;
  g_autoptr (GError) error = NULL;
  gnutls_datum_t pem;
  GTlsDatabase *database;
  int fd = g_file_open_tmp ("countersign-trust-XXXXXX", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  check (gnutls_x509_crt_export2 (authority->certificate, GNUTLS_X509_FMT_PEM, &pem));
  g_file_set_contents (path, (const char *)pem.data, pem.size, &error);
  g_assert_no_error (error);
  gnutls_free (pem.data);
  remove_at_exit (path);

  database = g_tls_file_database_new (path, &error);
  g_assert_no_error (error);
  return database;
}

GTlsDatabase *
test_trust (void)
{
  return trust_in (test_authority ());
}

GTlsDatabase *
test_trust_elsewhere (void)
{
  Signed stranger = new_authority ("A third authority");
  GTlsDatabase *database = trust_in (&stranger);

  gnutls_x509_crt_deinit (stranger.certificate);
  gnutls_x509_privkey_deinit (stranger.key);
  return database;
}

GBytes *
test_certificate_binding (gnutls_certificate_credentials_t credentials)
{
  GByteArray *binding = g_byte_array_new ();
  gnutls_datum_t der;
  guint8 hash[32];

  check (gnutls_certificate_get_crt_raw (credentials, 0, 0, &der));
  check (gnutls_hash_fast (GNUTLS_DIG_SHA256, der.data, der.size, hash));
  g_byte_array_append (binding, (const guint8 *)"tls-server-end-point:", 21);
  g_byte_array_append (binding, hash, sizeof hash);
  return g_byte_array_free_to_bytes (binding);
}
