/* A header section from any program: its end is found however it comes in, its fields lie inside
 * it, and what is made of it for sending has clean lines and hides nobody's Bcc. */
#include <string.h>

#include "fuzz.h"

#include "base/header-field.h"
#include "base/mailbox-list.h"
#include "submission/header.h"

static void
check_mailboxes (const CsHeaderField *field)
{
  g_autoptr (GPtrArray) mailboxes = cs_mailbox_list_parse (field->value, field->value_bytes, NULL);

  for (guint i = 0; i < mailboxes->len; i++)
    {
      const CsMailbox *mailbox = mailboxes->pdata[i];

      g_assert_cmpuint (mailbox->start, <=, mailbox->end);
      g_assert_cmpuint (mailbox->end, <=, field->value_bytes);
    }
}

static void
check_fields (const char *bytes, gsize header_bytes, gboolean is_complete)
{
  const char *at = bytes;
  const char *end = bytes + header_bytes;
  CsHeaderField field;

  while (cs_header_next (&at, end, &field))
    {
      g_autofree char *value = cs_header_field_unfold (&field);

      g_assert_true (field.start >= bytes && field.start + field.size_bytes <= end);
      g_assert_true (field.value + field.value_bytes <= field.start + field.size_bytes);
      g_assert_null (strpbrk (value, "\r\n"));
      check_mailboxes (&field);
      if (is_complete)
        g_assert_false (cs_header_field_is (&field, "Bcc"));
    }
}

static void
check_lines (const GByteArray *out)
{
  for (guint i = 0; i < out->len; i++)
    {
      g_assert_true (out->data[i] != '\0');
      if (out->data[i] == '\n')
        g_assert_true (i > 0 && out->data[i - 1] == '\r');
      if (out->data[i] == '\r')
        g_assert_true (i + 1 < out->len && out->data[i + 1] == '\n');
    }
}

static void
check_completed (const char *bytes, gsize header_bytes)
{
  static const char *const local[] = { "host.example", "localhost", NULL };
  g_auto (CsHeaderLook) look = { 0 };
  CsHeaderFacts facts = { .received = "by host.example\n\tid 1; now",
                          .from = "s@host.example",
                          .message_id = "1@host.example",
                          .masquerade_domain = "m.example",
                          .local_domains = local };
  g_autoptr (GByteArray) out = g_byte_array_new ();

  cs_header_look (bytes, header_bytes, &look);
  g_assert_true (look.subject == NULL || g_utf8_validate (look.subject, -1, NULL));
  cs_header_complete (bytes, header_bytes, &look, &facts, out);
  check_lines (out);
  check_fields ((const char *)out->data, out->len, TRUE);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size_bytes)
{
  const char *text = (const char *)bytes;
  CsHeaderScan whole = { 0 }, pieces = { 0 };
  gsize header_bytes, body_start, header_again = 0, body_again = 0;
  gboolean found = cs_header_scan (&whole, text, size_bytes, TRUE, &header_bytes, &body_start);

  g_assert_true (found && header_bytes <= body_start && body_start <= size_bytes);
  found = FALSE;
  for (gsize size = 0; size <= size_bytes && !found; size += MAX (1, size_bytes / 8))
    found = cs_header_scan (&pieces, text, size, FALSE, &header_again, &body_again);
  if (!found)
    cs_header_scan (&pieces, text, size_bytes, TRUE, &header_again, &body_again);
  g_assert_cmpuint (header_again, ==, header_bytes);
  g_assert_cmpuint (body_again, ==, body_start);

  check_fields (text, header_bytes, FALSE);
  check_completed (text, header_bytes);
  return 0;
}
