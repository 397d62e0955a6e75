#include "smtp/certificate-key.h"

#include <nettle/asn1.h>

#define VERSION (ASN1_TYPE_CONSTRUCTED | ASN1_CLASS_CONTEXT_SPECIFIC | 0) /* [0], may be absent */

/* What stands before the key in a TBSCertificate. */
static const guint before[] = {
  ASN1_INTEGER, /* serialNumber */
  ASN1_SEQUENCE, /* signature */
  ASN1_SEQUENCE, /* issuer */
  ASN1_SEQUENCE, /* validity */
  ASN1_SEQUENCE, /* subject */
};

static gboolean
is_value (enum asn1_iterator_result result)
{
  return result == ASN1_ITERATOR_CONSTRUCTED || result == ASN1_ITERATOR_PRIMITIVE;
}

/* Goes to the next field if this one is of @type. */
static gboolean
skip (struct asn1_der_iterator *field, guint type)
{
  return field->type == type && is_value (asn1_der_iterator_next (field));
}

gboolean
cs_certificate_find_key (const guint8 *der, gsize size_bytes, gsize *offset, gsize *key_bytes)
{
  struct asn1_der_iterator certificate, signed_part, field;
  const guint8 *start = NULL;

  if (asn1_der_iterator_first (&certificate, size_bytes, der) != ASN1_ITERATOR_CONSTRUCTED
      || asn1_der_decode_constructed (&certificate, &signed_part) != ASN1_ITERATOR_CONSTRUCTED
      || !is_value (asn1_der_decode_constructed (&signed_part, &field)))
    return FALSE;

  if (field.type == VERSION && !skip (&field, VERSION))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (before); i++)
    {
      start = field.data + field.length;
      if (!skip (&field, before[i]))
        return FALSE;
    }
  if (field.type != ASN1_SEQUENCE)
    return FALSE;

  *offset = (gsize)(start - der);
  *key_bytes = (gsize)(field.data + field.length - start);
  return TRUE;
}
