#include "smtp/dane.h"

#include <string.h>

#include "smtp/certificate-key.h"
#include "smtp/tls.h"

#define MAX_CHAIN 16
#define HEADER_BYTES 3

typedef enum
{
  USAGE_TA = 2, /* 0 and 1 are for authorities that everybody trusts: not for mail, section 3.1.3 */
  USAGE_EE = 3,
} Usage;

typedef enum
{
  SELECTOR_CERTIFICATE = 0,
  SELECTOR_KEY = 1,
} Selector;

typedef enum
{
  MATCHING_EXACT = 0,
  MATCHING_SHA256 = 1,
  MATCHING_SHA512 = 2,
} Matching;

typedef struct
{
  Usage usage;
  Selector selector;
  Matching matching;
  const guint8 *data; /* into bytes */
  gsize size_bytes;
  GBytes *bytes;
} Record;

struct _CsDane
{
  grefcount references;
  GArray *records; /* (element-type Record): usable ones */
  GStrv names;
};

/* --- records ------------------------------------------------------------------------------ */

static void
record_clear (Record *record)
{
  g_bytes_unref (record->bytes);
}

/* (transfer full) (nullable): the certificate that stands in the record as a whole */
static GTlsCertificate *
read_certificate (const Record *record)
{
  g_autoptr (GByteArray) der = g_byte_array_new ();

  g_byte_array_append (der, record->data, (guint)record->size_bytes);
  return g_initable_new (g_tls_backend_get_certificate_type (g_tls_backend_get_default ()), NULL,
                         NULL, "certificate", der, NULL);
}

static gboolean
is_certificate (const Record *record)
{
  g_autoptr (GTlsCertificate) certificate = read_certificate (record);

  return certificate != NULL;
}

static gboolean
is_usable (const Record *record)
{
  if (record->usage != USAGE_TA && record->usage != USAGE_EE)
    return FALSE;
  if (record->selector != SELECTOR_CERTIFICATE && record->selector != SELECTOR_KEY)
    return FALSE;

  switch (record->matching)
    {
    case MATCHING_EXACT:
      return record->selector == SELECTOR_KEY ? record->size_bytes > 0 : is_certificate (record);
    case MATCHING_SHA256:
      return record->size_bytes == 32;
    case MATCHING_SHA512:
      return record->size_bytes == 64;
    }
  return FALSE;
}

static void
add_record (CsDane *dane, GBytes *bytes)
{
  gsize size_bytes;
  const guint8 *data = g_bytes_get_data (bytes, &size_bytes);
  Record record;

  if (size_bytes < HEADER_BYTES)
    return;
  record = (Record){ .usage = data[0],
                     .selector = data[1],
                     .matching = data[2],
                     .data = data + HEADER_BYTES,
                     .size_bytes = size_bytes - HEADER_BYTES,
                     .bytes = bytes };
  if (!is_usable (&record))
    return;
  g_bytes_ref (bytes);
  g_array_append_val (dane->records, record);
}

static const Record *
record_at (const CsDane *dane, guint i)
{
  return &g_array_index (dane->records, Record, i);
}

/* RFC 7671 section 9: beside a stronger digest of the same kind a weaker one does not count. */
static gboolean
is_outdone (const CsDane *dane, const Record *record)
{
  if (record->matching != MATCHING_SHA256)
    return FALSE;
  for (guint i = 0; i < dane->records->len; i++)
    {
      const Record *other = record_at (dane, i);

      if (other->matching == MATCHING_SHA512 && other->usage == record->usage
          && other->selector == record->selector)
        return TRUE;
    }
  return FALSE;
}

CsDane *
cs_dane_new (GPtrArray *records, const char *const *names)
{
  CsDane *dane = g_new0 (CsDane, 1);

  g_ref_count_init (&dane->references);
  dane->names = g_strdupv ((char **)names);
  dane->records = g_array_new (FALSE, FALSE, sizeof (Record));
  g_array_set_clear_func (dane->records, (GDestroyNotify)record_clear);
  for (guint i = 0; i < records->len; i++)
    add_record (dane, records->pdata[i]);
  return dane;
}

CsDane *
cs_dane_ref (CsDane *dane)
{
  g_ref_count_inc (&dane->references);
  return dane;
}

void
cs_dane_unref (CsDane *dane)
{
  if (!g_ref_count_dec (&dane->references))
    return;
  g_array_unref (dane->records);
  g_strfreev (dane->names);
  g_free (dane);
}

gboolean
cs_dane_is_usable (const CsDane *dane)
{
  return dane->records->len > 0;
}

const char *
cs_dane_server_name (const CsDane *dane)
{
  return dane->names[0];
}

/* --- certificates ------------------------------------------------------------------------- */

/* (transfer full) (nullable): what a selector takes of a certificate, RFC 6698 section 2.1.2 */
static GBytes *
select_bytes (GTlsCertificate *certificate, Selector selector)
{
  g_autoptr (GByteArray) der = NULL;
  gsize offset = 0, size_bytes;

  g_object_get (certificate, "certificate", &der, NULL);
  if (der == NULL)
    return NULL;
  size_bytes = der->len;
  if (selector == SELECTOR_KEY
      && !cs_certificate_find_key (der->data, der->len, &offset, &size_bytes))
    return NULL;
  return g_bytes_new (der->data + offset, size_bytes);
}

/* (transfer full) */
static GBytes *
digest (GBytes *bytes, GChecksumType type)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (type);
  gsize size_bytes = (gsize)g_checksum_type_get_length (type);
  guint8 *value = g_malloc (size_bytes);

  g_checksum_update (checksum, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes));
  g_checksum_get_digest (checksum, value, &size_bytes);
  return g_bytes_new_take (value, size_bytes);
}

static gboolean
matches (const Record *record, GTlsCertificate *certificate)
{
  static const GChecksumType types[]
      = { [MATCHING_SHA256] = G_CHECKSUM_SHA256, [MATCHING_SHA512] = G_CHECKSUM_SHA512 };
  g_autoptr (GBytes) selected = select_bytes (certificate, record->selector);
  g_autoptr (GBytes) value = NULL;

  if (selected == NULL)
    return FALSE;
  if (record->matching == MATCHING_EXACT)
    value = g_bytes_ref (selected);
  else
    value = digest (selected, types[record->matching]);

  return g_bytes_get_size (value) == record->size_bytes
         && memcmp (g_bytes_get_data (value, NULL), record->data, record->size_bytes) == 0;
}

static gboolean
any_matches (const CsDane *dane, Usage usage, GTlsCertificate *certificate)
{
  for (guint i = 0; i < dane->records->len; i++)
    {
      const Record *record = record_at (dane, i);

      if (record->usage == usage && !is_outdone (dane, record) && matches (record, certificate))
        return TRUE;
    }
  return FALSE;
}

/* --- an authority of the server's choice -------------------------------------------------- */

/* (element-type GTlsCertificate): the authorities that count: those of the chain that a record
 * speaks of, and those that stand in a record as a whole, which need not be in the chain (RFC 7671
 * section 5.2). */
static GPtrArray *
find_authorities (const CsDane *dane, GTlsCertificate *certificate)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);
  GTlsCertificate *issuer = g_tls_certificate_get_issuer (certificate);

  for (guint i = 1; issuer != NULL && i < MAX_CHAIN; i++)
    {
      if (any_matches (dane, USAGE_TA, issuer))
        g_ptr_array_add (found, g_object_ref (issuer));
      issuer = g_tls_certificate_get_issuer (issuer);
    }
  for (guint i = 0; i < dane->records->len; i++)
    {
      const Record *record = record_at (dane, i);

      if (record->usage == USAGE_TA && record->selector == SELECTOR_CERTIFICATE
          && record->matching == MATCHING_EXACT)
        g_ptr_array_add (found, read_certificate (record));
    }
  return found;
}

static const char *
describe (GTlsCertificateFlags faults)
{
  if (faults & G_TLS_CERTIFICATE_UNKNOWN_CA)
    return "the server's certificate is not signed by the authority that the TLSA records name";
  if (faults & G_TLS_CERTIFICATE_EXPIRED)
    return "the server's certificate has expired, or its issuer's certificate has";
  if (faults & G_TLS_CERTIFICATE_NOT_ACTIVATED)
    return "the server's certificate is not valid yet, or its issuer's certificate is not";
  if (faults & G_TLS_CERTIFICATE_INSECURE)
    return "the server's certificate is signed in a way that is not secure any more";
  return faults != G_TLS_CERTIFICATE_NO_FLAGS ? "the server's certificate could not be checked"
                                              : NULL;
}

static gboolean
is_for_any (GTlsCertificate *certificate, GStrv names)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (GSocketConnectable) identity = cs_tls_identity (names[i]);

      if ((g_tls_certificate_verify (certificate, identity, NULL) & G_TLS_CERTIFICATE_BAD_IDENTITY)
          == 0)
        return TRUE;
    }
  return FALSE;
}

/* (transfer full) (nullable) */
static char *
authority_fault (const CsDane *dane, GTlsCertificate *certificate)
{
  g_autoptr (GPtrArray) authorities = find_authorities (dane, certificate);
  const char *fault = "the server's certificate matches none of the TLSA records";

  for (guint i = 0; i < authorities->len; i++)
    {
      fault = describe (g_tls_certificate_verify (certificate, NULL, authorities->pdata[i]));
      if (fault == NULL)
        break;
    }
  if (fault == NULL && !is_for_any (certificate, dane->names))
    return g_strdup_printf ("the server's certificate is not for %s", dane->names[0]);
  return g_strdup (fault);
}

char *
cs_dane_fault (const CsDane *dane, GTlsCertificate *certificate)
{
  if (!cs_dane_is_usable (dane))
    return NULL;
  if (certificate == NULL)
    return g_strdup ("the server sent no certificate");
  if (any_matches (dane, USAGE_EE, certificate))
    return NULL;

  return authority_fault (dane, certificate);
}
