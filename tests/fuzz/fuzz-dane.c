/* TLSA records of any bytes: they match no certificate that is not there. */
#include "fuzz.h"

#include "smtp/certificate-key.h"
#include "smtp/dane.h"

/* A first byte says how long the next record is. */
static GPtrArray *
split (const uint8_t *bytes, size_t size_bytes)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  while (size_bytes > 0)
    {
      size_t record_bytes = MIN (bytes[0], size_bytes - 1);

      g_ptr_array_add (records, g_bytes_new (bytes + 1, record_bytes));
      bytes += 1 + record_bytes;
      size_bytes -= 1 + record_bytes;
    }
  return records;
}

static void
check_key (const uint8_t *bytes, size_t size_bytes)
{
  gsize offset, key_bytes;

  if (!cs_certificate_find_key (bytes, size_bytes, &offset, &key_bytes))
    return;
  g_assert_cmpuint (offset, <, size_bytes);
  g_assert_cmpuint (key_bytes, <=, size_bytes - offset);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size_bytes)
{
  static const char *const names[] = { "mx.example", NULL };
  g_autoptr (GPtrArray) records = split (bytes, size_bytes);
  g_autoptr (CsDane) dane = cs_dane_new (records, names);
  g_autofree char *fault = cs_dane_fault (dane, NULL);

  g_assert_cmpint (cs_dane_is_usable (dane), ==, fault != NULL);
  check_key (bytes, size_bytes);
  return 0;
}
