#include "delivery/seven-bit.h"

#include "delivery/gmime-auto.h"

static gboolean
is_ascii (const guint8 *bytes, gsize size_bytes)
{
  for (gsize i = 0; i < size_bytes; i++)
    {
      if (bytes[i] > 127)
        return FALSE;
    }
  return TRUE;
}

static GMimeMessage *
parse (GBytes *content)
{
  gsize size_bytes;
  const char *bytes = g_bytes_get_data (content, &size_bytes);
  g_autoptr (GMimeStream) stream = g_mime_stream_mem_new_with_buffer (bytes, size_bytes);
  g_autoptr (GMimeParser) parser = g_mime_parser_new_with_stream (stream);

  return g_mime_parser_construct_message (parser, NULL);
}

static GBytes *
write_message (GMimeMessage *message)
{
  g_autoptr (GMimeFormatOptions) options = g_mime_format_options_new ();
  g_autoptr (GMimeStream) stream = g_mime_stream_mem_new ();
  GByteArray *bytes;

  g_mime_format_options_set_newline_format (options, GMIME_NEWLINE_FORMAT_DOS);
  g_mime_object_write_to_stream (GMIME_OBJECT (message), options, stream);
  bytes = g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (stream));
  return g_bytes_new (bytes->data, bytes->len);
}

GBytes *
cs_seven_bit_encode (GBytes *content)
{
  g_autoptr (GMimeMessage) message = parse (content);
  g_autoptr (GBytes) encoded = NULL;

  if (message == NULL)
    return NULL;
  g_mime_object_encode (GMIME_OBJECT (message), GMIME_ENCODING_CONSTRAINT_7BIT);
  encoded = write_message (message);
  return is_ascii (g_bytes_get_data (encoded, NULL), g_bytes_get_size (encoded))
             ? g_steal_pointer (&encoded)
             : NULL;
}
