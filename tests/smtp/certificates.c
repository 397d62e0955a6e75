#include "certificates.h"

#include <glib/gstdio.h>
#include <gnutls/abstract.h>
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

/* GnuTLS sees who issued what only in certificates that it has read. */
static void
sign (Signed *pair, const Signed *authority)
{
  gnutls_datum_t der;

  check (gnutls_x509_crt_sign2 (pair->certificate, authority->certificate, authority->key,
                                GNUTLS_DIG_SHA256, 0));
  check (gnutls_x509_crt_export2 (pair->certificate, GNUTLS_X509_FMT_DER, &der));
  gnutls_x509_crt_deinit (pair->certificate);
  check (gnutls_x509_crt_init (&pair->certificate));
  check (gnutls_x509_crt_import (pair->certificate, &der, GNUTLS_X509_FMT_DER));
  gnutls_free (der.data);
}

/* @issuer: NULL: it signs itself. */
static Signed
new_authority (const char *name, const Signed *issuer)
{
  time_t now = time (NULL);
  Signed authority = new_pair (name, now - 30 * DAY_S, now + 30 * DAY_S);

  check (gnutls_x509_crt_set_ca_status (authority.certificate, 1));
  check (gnutls_x509_crt_set_key_usage (authority.certificate, GNUTLS_KEY_KEY_CERT_SIGN));
  sign (&authority, issuer != NULL ? issuer : &authority);
  return authority;
}

static const Signed *
test_authority (void)
{
  static Signed authority;

  if (authority.certificate == NULL)
    authority = new_authority ("Countersign test authority", NULL);
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
new_for_kind (const char *kind, const char *host)
{
  gboolean is_expired = g_str_has_prefix (kind, "expired");
  time_t now = time (NULL);
  time_t from = g_str_equal (kind, "future") ? now + 5 * DAY_S : now - 10 * DAY_S;
  time_t until = is_expired ? now - 5 * DAY_S : now + 10 * DAY_S;
  Signed pair = new_pair (host, from, until);

  if (g_str_has_suffix (kind, "other-name"))
    check (gnutls_x509_crt_set_subject_alt_name (pair.certificate, GNUTLS_SAN_DNSNAME,
                                                 "other.example", 13, GNUTLS_FSAN_SET));
  else if (!g_str_equal (kind, "common-name"))
    add_name (&pair, host);
  return pair;
}

/* --- kinds -------------------------------------------------------------------------------- */

typedef struct
{
  Signed own;
  Signed issuer;
  gboolean sends_issuer;
} Kind;

static Signed
issuer_of_kind (const char *kind)
{
  if (g_str_equal (kind, "stranger"))
    return new_authority ("Another authority", NULL);
  if (strstr (kind, "chain") != NULL)
    return new_authority ("Countersign intermediate authority", test_authority ());
  return *test_authority ();
}

static Kind *
make_kind (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "@", 2);
  const char *name = parts[0];
  Kind *kind = g_new0 (Kind, 1);

  kind->own = new_for_kind (name, parts[1] != NULL ? parts[1] : TEST_HOST_NAME);
  kind->sends_issuer = strstr (name, "chain") != NULL;
  if (g_str_equal (name, "self-signed"))
    {
      sign (&kind->own, &kind->own);
      kind->issuer = kind->own;
      return kind;
    }
  kind->issuer = issuer_of_kind (name);
  sign (&kind->own, &kind->issuer);
  return kind;
}

/* Made once, so that a test can know what a server is going to show. */
static const Kind *
find_kind (const char *name)
{
  static GMutex lock; /* servers run in threads */
  static GHashTable *kinds;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  Kind *kind;

  if (kinds == NULL)
    kinds = g_hash_table_new (g_str_hash, g_str_equal);
  kind = g_hash_table_lookup (kinds, name);
  if (kind == NULL)
    {
      kind = make_kind (name);
      g_hash_table_insert (kinds, g_strdup (name), kind);
    }
  return kind;
}

gnutls_certificate_credentials_t
test_certificate (const char *kind_name)
{
  const Kind *kind = find_kind (kind_name);
  gnutls_x509_crt_t chain[] = { kind->own.certificate, kind->issuer.certificate };
  gnutls_certificate_credentials_t credentials;

  check (gnutls_certificate_allocate_credentials (&credentials));
  check (gnutls_certificate_set_x509_key (credentials, chain, kind->sends_issuer ? 2 : 1,
                                          kind->own.key));
  return credentials;
}

static void
append_pem (GString *text, const Signed *pair)
{
  gnutls_datum_t pem;

  check (gnutls_x509_crt_export2 (pair->certificate, GNUTLS_X509_FMT_PEM, &pem));
  g_string_append_len (text, (const char *)pem.data, pem.size);
  gnutls_free (pem.data);
}

static GTlsCertificate *
certificate_of (const char *kind_name, gboolean with_key)
{
  const Kind *kind = find_kind (kind_name);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate;
  gnutls_datum_t key;

  append_pem (text, &kind->own);
  if (kind->sends_issuer)
    append_pem (text, &kind->issuer);
  if (with_key)
    {
      check (gnutls_x509_privkey_export2_pkcs8 (kind->own.key, GNUTLS_X509_FMT_PEM, NULL,
                                                GNUTLS_PKCS_PLAIN, &key));
      g_string_append_len (text, (const char *)key.data, key.size);
      gnutls_free (key.data);
    }
  certificate = g_tls_certificate_new_from_pem (text->str, -1, &error);
  g_assert_no_error (error);
  return certificate;
}

GTlsCertificate *
test_chain (const char *kind_name)
{
  return certificate_of (kind_name, FALSE);
}

GTlsCertificate *
test_server_certificate (const char *kind_name)
{
  return certificate_of (kind_name, TRUE);
}

static gnutls_datum_t
selected (gnutls_x509_crt_t certificate, char selector)
{
  gnutls_datum_t der;
  gnutls_pubkey_t key;

  if (selector == '0')
    {
      check (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_DER, &der));
      return der;
    }
  check (gnutls_pubkey_init (&key));
  check (gnutls_pubkey_import_x509 (key, certificate, 0));
  check (gnutls_pubkey_export2 (key, GNUTLS_X509_FMT_DER, &der));
  gnutls_pubkey_deinit (key);
  return der;
}

GBytes *
test_tlsa (const char *kind_name, const char *numbers)
{
  const Kind *kind = find_kind (kind_name);
  gboolean is_about_issuer = numbers[0] == '0' || numbers[0] == '2';
  gnutls_datum_t der
      = selected (is_about_issuer ? kind->issuer.certificate : kind->own.certificate, numbers[1]);
  GByteArray *record = g_byte_array_new ();
  gnutls_digest_algorithm_t algorithm = numbers[2] == '1' ? GNUTLS_DIG_SHA256 : GNUTLS_DIG_SHA512;
  guint8 hash[64];

  for (guint i = 0; i < 3; i++)
    g_byte_array_append (record, &(guint8){ (guint8)(numbers[i] - '0') }, 1);
  if (numbers[2] == '0')
    g_byte_array_append (record, der.data, der.size);
  else
    {
      check (gnutls_hash_fast (algorithm, der.data, der.size, hash));
      g_byte_array_append (record, hash, gnutls_hash_get_len (algorithm));
    }
  gnutls_free (der.data);
  return g_byte_array_free_to_bytes (record);
}

static GBytes *
parse_hexadecimal (const char *text)
{
  GByteArray *bytes = g_byte_array_new ();

  for (; text[0] != '\0'; text += 2)
    {
      guint8 byte = (guint8)(g_ascii_xdigit_value (text[0]) << 4 | g_ascii_xdigit_value (text[1]));

      g_byte_array_append (bytes, &byte, 1);
    }
  return g_byte_array_free_to_bytes (bytes);
}

GPtrArray *
test_tlsa_records (const char *text)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (words[i], ":", 2);

      if (words[i][0] == '=')
        g_ptr_array_add (records, parse_hexadecimal (words[i] + 1));
      else
        g_ptr_array_add (records, test_tlsa (parts[0], parts[1]));
    }
  return records;
}

/* --- trust -------------------------------------------------------------------------------- */

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
  Signed stranger = new_authority ("A third authority", NULL);
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
