/* Reading, writing, reading again: the same settings, the same bytes. */
#include <string.h>

#include "fuzz.h"

#include "model/change.h"
#include "model/reader.h"
#include "model/writer.h"

static GPtrArray *
new_faults (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)cs_fault_free);
}

static void
check_faults (GPtrArray *faults)
{
  for (guint i = 0; i < faults->len; i++)
    {
      const CsFault *fault = g_ptr_array_index (faults, i);

      g_assert_cmpuint (fault->line, >, 0);
      g_assert_cmpuint (fault->column, >, 0);
      g_assert_true (g_utf8_validate (fault->path, -1, NULL));
      g_assert_true (fault->value == NULL || g_utf8_validate (fault->value, -1, NULL));
    }
}

static void
check_written (const CsSettings *settings, const char *text, gsize size_bytes)
{
  g_autoptr (GPtrArray) faults = new_faults ();
  g_autoptr (CsSettings) again = cs_settings_read (text, size_bytes, faults);
  g_autoptr (GPtrArray) changes = NULL;

  g_assert_nonnull (again);
  changes = cs_settings_compare (settings, again);
  g_assert_cmpuint (changes->len, ==, 0);
}

static void
check_settings (const CsSettings *settings)
{
  gsize size, full_size, twice_size;
  g_autofree char *text = cs_settings_write (settings, &size);
  g_autofree char *full = cs_settings_write_full (settings, &full_size);
  g_autoptr (GPtrArray) faults = new_faults ();
  g_autoptr (CsSettings) again = NULL;
  g_autofree char *twice = NULL;

  cs_settings_check (settings, faults);
  g_assert_false (cs_faults_have_errors (faults));
  check_written (settings, text, size);
  check_written (settings, full, full_size);

  again = cs_settings_read (text, size, faults);
  twice = cs_settings_write (again, &twice_size);
  g_assert_cmpmem (text, size, twice, twice_size);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size_bytes)
{
  g_autoptr (GPtrArray) faults = new_faults ();
  g_autoptr (CsSettings) settings = cs_settings_read ((const char *)bytes, size_bytes, faults);

  check_faults (faults);
  g_assert_cmpint (settings == NULL, ==, cs_faults_have_errors (faults));
  if (settings != NULL)
    check_settings (settings);
  return 0;
}
