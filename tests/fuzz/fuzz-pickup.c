/* Whoever is named by a pickup file is named on one line, and never by something that is not in its
 * header. */
#include <string.h>

#include "fuzz.h"

#include "base/header-field.h"
#include "submission/envelope.h"

static void
check (const char *text)
{
  if (text != NULL)
    g_assert_null (strpbrk (text, "\r\n"));
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size_bytes)
{
  const char *text = (const char *)bytes;
  CsHeaderScan scan = { 0 };
  gsize header_bytes, body_start;
  g_autoptr (GError) error = NULL;
  g_autoptr (CsPickupEnvelope) envelope = NULL;

  cs_header_scan (&scan, text, size_bytes, TRUE, &header_bytes, &body_start);
  envelope = cs_pickup_envelope_parse (text, header_bytes, &error);
  g_assert_true ((envelope == NULL) == (error != NULL));
  if (envelope == NULL)
    return 0;

  g_assert_cmpuint (envelope->recipients->len, >, 0);
  g_assert_cmpuint (envelope->size_bytes, <=, header_bytes);
  for (guint i = 0; i < envelope->recipients->len; i++)
    {
      const CsPickupRecipient *recipient = envelope->recipients->pdata[i];

      check (recipient->address);
      check (recipient->original_recipient);
    }
  check (envelope->sender);
  check (envelope->envelope_id);
  return 0;
}
