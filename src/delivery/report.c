#include "delivery/report.h"

#include <string.h>

#include "base/translations.h"
#include "base/when.h"
#include "delivery/gmime-auto.h"
#include "delivery/report-status.h"
#include "delivery/report-words.h"
#include "smtp/body.h"

#define END_OF_HEADER "\r\n\r\n"

/* --- what the report says to people ------------------------------------------------------- */

static void
append_recipient (GString *out, const CsReportFacts *facts, const CsWorkItem *item)
{
  g_autofree char *text = item->failure != NULL ? cs_failure_to_text (item->failure) : NULL;
  const char *cause = cs_report_cause (item->verdict.cause);

  g_string_append_printf (out, "  %s\n", cs_address_text (item->recipient->address));
  if (*cause != '\0')
    g_string_append_printf (out, "      %s\n", cause);
  if (text != NULL && facts->remote != NULL)
    g_string_append_printf (out, "      %s: %s\n", facts->remote, text);
  else if (text != NULL)
    g_string_append_printf (out, "      %s\n", text);
  g_string_append_c (out, '\n');
}

static char *
human_text (const CsReportFacts *facts)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const char *closing = cs_report_closing (facts->kind);

  g_string_append_printf (out, "%s\n\n", cs_report_opening (facts->kind));
  for (guint i = 0; i < facts->items->len; i++)
    append_recipient (out, facts, facts->items->pdata[i]);
  if (*closing != '\0')
    g_string_append_printf (out, "%s\n\n", closing);
  g_string_append_printf (out, "-- \n%s\n", facts->own_name);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* --- parts -------------------------------------------------------------------------------- */

static void
add_part (GMimeMultipart *report, const char *type, const char *subtype, const char *bytes,
          gsize size_bytes, GMimeContentEncoding encoding)
{
  g_autoptr (GMimeStream) stream = g_mime_stream_mem_new_with_buffer (bytes, size_bytes);
  g_autoptr (GMimeDataWrapper) content
      = g_mime_data_wrapper_new_with_stream (stream, GMIME_CONTENT_ENCODING_DEFAULT);
  g_autoptr (GMimePart) part = g_mime_part_new_with_type (type, subtype);

  g_mime_part_set_content (part, content);
  g_mime_part_set_content_encoding (part, encoding);
  if (encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE)
    g_mime_object_set_content_type_parameter (GMIME_OBJECT (part), "charset", "utf-8");
  g_mime_multipart_add (report, GMIME_OBJECT (part));
}

static gsize
header_bytes (const char *bytes, gsize size_bytes)
{
  const char *end = memmem (bytes, size_bytes, END_OF_HEADER, strlen (END_OF_HEADER));

  return end != NULL ? (gsize)(end - bytes) + 2 : size_bytes;
}

static gboolean
returns_whole (const CsReportFacts *facts)
{
  const CsEnvelope *envelope = facts->claim->envelope;

  return facts->content != NULL && !envelope->is_8bit
         && g_bytes_get_size (facts->content) == facts->claim->size_bytes
         && facts->claim->size_bytes <= cs_report_wanted_bytes (envelope, facts->kind);
}

static void
add_original (GMimeMultipart *report, const CsReportFacts *facts)
{
  gsize size_bytes;
  const char *bytes;

  if (facts->content == NULL)
    return;
  bytes = g_bytes_get_data (facts->content, &size_bytes);
  if (returns_whole (facts))
    add_part (report, "message", "rfc822", bytes, size_bytes, GMIME_CONTENT_ENCODING_7BIT);
  else
    add_part (report, "text", "rfc822-headers", bytes, header_bytes (bytes, size_bytes),
              GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
}

static GMimeMultipart *
report_parts (const CsReportFacts *facts)
{
  GMimeMultipart *report = g_mime_multipart_new_with_subtype ("report");
  g_autofree char *text = human_text (facts);
  g_autofree char *status = cs_report_status (facts);

  g_mime_object_set_content_type_parameter (GMIME_OBJECT (report), "report-type",
                                            "delivery-status");
  add_part (report, "text", "plain", text, strlen (text), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  add_part (report, "message", "delivery-status", status, strlen (status),
            GMIME_CONTENT_ENCODING_7BIT);
  add_original (report, facts);
  return report;
}

/* --- the message -------------------------------------------------------------------------- */

gsize
cs_report_wanted_bytes (const CsEnvelope *envelope, CsReportKind kind)
{
  gboolean is_failure = kind == CS_REPORT_FAILED || kind == CS_REPORT_EXPIRED;

  /* RFC 3461 section 4.3: only a report of failure returns content. */
  if (!is_failure || g_strcmp0 (envelope->dsn_return, "HDRS") == 0)
    return 0;
  return g_strcmp0 (envelope->dsn_return, "FULL") == 0 ? CS_REPORT_FULL_BYTES
                                                       : CS_REPORT_WHOLE_BYTES;
}

static void
set_header (GMimeMessage *message, const char *name, const char *value)
{
  g_mime_object_set_header (GMIME_OBJECT (message), name, value, NULL);
}

static void
write_header (GMimeMessage *message, const CsReportFacts *facts)
{
  g_autofree char *id = cs_when_new_id ();
  g_autofree char *message_id = g_strdup_printf ("<%s@%s>", id, facts->own_name);
  g_autofree char *date = cs_when_to_rfc5322 (facts->now_s);
  g_autofree char *from = g_strdup_printf ("MAILER-DAEMON@%s", facts->mail_domain);
  g_autofree char *subject = cs_report_subject (facts->kind, facts->claim->envelope->subject);

  g_mime_message_add_mailbox (message, GMIME_ADDRESS_TYPE_FROM, "Mail Delivery System", from);
  g_mime_message_add_mailbox (message, GMIME_ADDRESS_TYPE_TO, NULL,
                              cs_address_text (facts->claim->envelope->sender));
  g_mime_message_set_subject (message, subject, "utf-8");
  set_header (message, "Date", date);
  set_header (message, "Message-ID", message_id);
  /* RFC 3834 section 5: nobody's vacation program answers this. */
  set_header (message, "Auto-Submitted",
              facts->kind == CS_REPORT_RELAYED ? "auto-generated" : "auto-replied");
}

static GBytes *
normalized (GMimeMessage *message)
{
  g_autoptr (GMimeFormatOptions) options = g_mime_format_options_new ();
  g_autoptr (GMimeStream) stream = g_mime_stream_mem_new ();
  GByteArray *written;
  GByteArray *out = g_byte_array_new ();
  CsNormalizer normalizer = CS_NORMALIZER_INIT;

  g_mime_format_options_set_newline_format (options, GMIME_NEWLINE_FORMAT_DOS);
  g_mime_object_write_to_stream (GMIME_OBJECT (message), options, stream);
  written = g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (stream));
  cs_normalizer_feed (&normalizer, (const char *)written->data, written->len, out);
  cs_normalizer_end (&normalizer, out);
  return g_byte_array_free_to_bytes (out);
}

static void
write_message (GMimeMessage *message, const CsReportFacts *facts)
{
  g_autoptr (GMimeMultipart) parts = report_parts (facts);

  g_mime_message_set_mime_part (message, GMIME_OBJECT (parts));
  write_header (message, facts);
}

GBytes *
cs_report_write (const CsReportFacts *facts)
{
  g_autoptr (GMimeMessage) message = g_mime_message_new (FALSE);

  if (facts->language != NULL)
    cs_translations_speak (facts->language);
  write_message (message, facts);
  if (facts->language != NULL)
    cs_translations_speak (NULL);
  return normalized (message);
}
