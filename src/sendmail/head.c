#include "sendmail/head.h"

#include <string.h>

#include "base/header-field.h"
#include "base/mailbox-list.h"

static gboolean
is_one_of (const CsHeaderField *field, const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (cs_header_field_is (field, names[i]))
      return TRUE;

  return FALSE;
}

static void
collect_recipients (CsHead *head, const char *at, const char *end, const char *const *names)
{
  CsHeaderField field;

  while (cs_header_next (&at, end, &field))
    {
      g_autoptr (GPtrArray) found = NULL;
      guint n_unreadable = 0;

      if (!is_one_of (&field, names))
        continue;
      found = cs_mailbox_list_parse (field.value, field.value_bytes, &n_unreadable);
      head->n_unreadable += n_unreadable;
      for (guint i = 0; i < found->len; i++)
        g_ptr_array_add (head->recipients,
                         g_strdup (((CsMailbox *)g_ptr_array_index (found, i))->address));
    }
}

/* RFC 5322 section 3.6.6: who sends it on says to whom. */
static void
find_recipients (CsHead *head, const char *bytes, const char *end)
{
  static const char *const resent[] = { "Resent-To", "Resent-Cc", "Resent-Bcc", NULL };
  static const char *const original[] = { "To", "Cc", "Bcc", NULL };

  collect_recipients (head, bytes, end, resent);
  if (head->recipients->len == 0)
    collect_recipients (head, bytes, end, original);
}

static void
take_field (CsHead *head, const CsHeaderField *field)
{
  static const char *const hidden[] = { "Bcc", "Resent-Bcc", NULL };

  if (cs_header_field_is (field, "From"))
    head->has_from = TRUE;
  if (!is_one_of (field, hidden))
    g_string_append_len (head->fields, field->start, field->size_bytes);
}

CsHead *
cs_head_scan (const char *bytes, gsize size_bytes)
{
  CsHead *head = g_new0 (CsHead, 1);
  CsHeaderScan scan = { 0 };
  CsHeaderField field;
  gsize header_bytes = 0;
  gsize body_start = 0;
  const char *at = bytes;

  head->fields = g_string_new (NULL);
  head->recipients = g_ptr_array_new_with_free_func (g_free);
  cs_header_scan (&scan, bytes, size_bytes, TRUE, &header_bytes, &body_start);
  while (cs_header_next (&at, bytes + header_bytes, &field))
    take_field (head, &field);
  find_recipients (head, bytes, bytes + header_bytes);
  head->body_offset = body_start;
  return head;
}

void
cs_head_free (CsHead *head)
{
  g_string_free (head->fields, TRUE);
  g_ptr_array_unref (head->recipients);
  g_free (head);
}

static gboolean
is_ascii (const char *text)
{
  for (; *text != '\0'; text++)
    if ((guchar)*text > 126)
      return FALSE;

  return TRUE;
}

static void
append_quoted (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (; *text != '\0'; text++)
    {
      if (*text == '"' || *text == '\\')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *text);
    }
  g_string_append_c (out, '"');
}

/* Encoded words of at most 75 bytes (RFC 2047 section 2), cut between characters. */
static void
append_encoded (GString *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  for (const char *at = valid; *at != '\0';)
    {
      const char *end = at;
      g_autofree char *word = NULL;

      while (*end != '\0' && g_utf8_next_char (end) - at <= 42)
        end = g_utf8_next_char (end);
      word = g_base64_encode ((const guchar *)at, (gsize)(end - at));
      g_string_append_printf (out, "%s=?UTF-8?B?%s?=", at == valid ? "" : "\n ", word);
      at = end;
    }
}

void
cs_head_add_from (CsHead *head, const char *full_name, const char *address)
{
  g_autoptr (GString) field = g_string_new ("From: ");

  if (is_ascii (full_name))
    append_quoted (field, full_name);
  else
    append_encoded (field, full_name);
  g_string_append_printf (field, " <%s>\n", address);
  g_string_prepend_len (head->fields, field->str, field->len);
  head->has_from = TRUE;
}
