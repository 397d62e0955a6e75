#include "submission/header.h"

#include <string.h>

#include "base/header-field.h"
#include "base/mailbox-list.h"
#include "base/when.h"
#include "smtp/body.h"
#include "submission/encoded-word.h"

#define SUBJECT_MAX_CHARACTERS 200

/* --- looking --- */

void
cs_header_look (const char *bytes, gsize size_bytes, CsHeaderLook *look)
{
  const char *at = bytes;
  CsHeaderField field;

  memset (look, 0, sizeof *look);
  while (cs_header_next (&at, bytes + size_bytes, &field))
    {
      look->n_received += cs_header_field_is (&field, "Received");
      look->has_date |= cs_header_field_is (&field, "Date");
      look->has_message_id |= cs_header_field_is (&field, "Message-ID");
      look->has_from |= cs_header_field_is (&field, "From");
      if (look->subject == NULL && cs_header_field_is (&field, "Subject"))
        {
          g_autofree char *value = cs_header_field_unfold (&field);

          look->subject = cs_encoded_word_decode (value, SUBJECT_MAX_CHARACTERS);
        }
    }
}

void
cs_header_look_clear (CsHeaderLook *look)
{
  g_clear_pointer (&look->subject, g_free);
}

/* --- completing --- */

static void
append (GByteArray *out, const char *bytes, gsize size_bytes)
{
  CsNormalizer normalizer = CS_NORMALIZER_INIT;

  cs_normalizer_feed (&normalizer, bytes, size_bytes, out);
  cs_normalizer_end (&normalizer, out);
}

static void append_field (GByteArray *out, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
append_field (GByteArray *out, const char *format, ...)
{
  g_autofree char *field = NULL;
  va_list arguments;

  va_start (arguments, format);
  field = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  append (out, field, strlen (field));
}

/* For no reader's eyes: the envelope has them, and Return-Path is the last server's to write. */
static gboolean
is_removed (const CsHeaderField *field)
{
  static const char *const names[] = { "Bcc", "Resent-Bcc", "Return-Path" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (cs_header_field_is (field, names[i]))
      return TRUE;

  return FALSE;
}

static gboolean
is_one_of (const char *domain, const char *const *domains)
{
  for (guint i = 0; domains != NULL && domains[i] != NULL; i++)
    if (g_ascii_strcasecmp (domain, domains[i]) == 0)
      return TRUE;

  return FALSE;
}

/* Only the domains of this machine are replaced, in place: all else of the field stays. */
static void
append_masqueraded (GByteArray *out, const CsHeaderField *field, const CsHeaderFacts *facts)
{
  g_autoptr (GPtrArray) mailboxes = cs_mailbox_list_parse (field->value, field->value_bytes, NULL);
  g_autoptr (GString) text = g_string_new_len (field->start, field->value - field->start);
  gsize at = 0;

  for (guint i = 0; i < mailboxes->len; i++)
    {
      const CsMailbox *mailbox = mailboxes->pdata[i];
      const char *sign = strrchr (mailbox->address, '@');

      if (!mailbox->is_plain || sign == NULL || !is_one_of (sign + 1, facts->local_domains))
        continue;
      g_string_append_len (text, field->value + at, mailbox->start - at);
      g_string_append_len (text, mailbox->address, sign + 1 - mailbox->address);
      g_string_append (text, facts->masquerade_domain);
      at = mailbox->end;
    }

  g_string_append_len (text, field->value + at, field->value_bytes - at);
  append (out, text->str, text->len);
}

static void
append_missing (GByteArray *out, const CsHeaderLook *look, const CsHeaderFacts *facts)
{
  if (!look->has_from && facts->from != NULL)
    append_field (out, "From: <%s>", facts->from);
  if (!look->has_date)
    {
      g_autofree char *date = cs_when_to_rfc5322 (facts->now_s);

      append_field (out, "Date: %s", date);
    }
  if (!look->has_message_id)
    append_field (out, "Message-ID: <%s>", facts->message_id);
}

void
cs_header_complete (const char *bytes, gsize size_bytes, const CsHeaderLook *look,
                    const CsHeaderFacts *facts, GByteArray *out)
{
  const char *at = bytes;
  CsHeaderField field;

  if (facts->received != NULL)
    append_field (out, "Received: %s", facts->received);

  while (cs_header_next (&at, bytes + size_bytes, &field))
    {
      if (is_removed (&field))
        continue;
      if (facts->masquerade_domain != NULL && cs_header_field_is (&field, "From"))
        append_masqueraded (out, &field, facts);
      else
        append (out, field.start, field.size_bytes);
    }

  append_missing (out, look, facts);
}
