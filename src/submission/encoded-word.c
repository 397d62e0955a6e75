#include "submission/encoded-word.h"

#include <string.h>

#include "base/text.h"

#define VALUE_MAX_BYTES 8192 /* of a field that is looked at for showing */

static void
append_decoded_q (GByteArray *bytes, const char *text, gsize size_bytes)
{
  for (gsize i = 0; i < size_bytes; i++)
    {
      guint8 c = text[i] == '_' ? ' ' : (guint8)text[i];

      if (c == '=' && i + 2 < size_bytes && g_ascii_isxdigit (text[i + 1])
          && g_ascii_isxdigit (text[i + 2]))
        {
          c = g_ascii_xdigit_value (text[i + 1]) * 16 + g_ascii_xdigit_value (text[i + 2]);
          i += 2;
        }
      g_byte_array_append (bytes, &c, 1);
    }
}

static void
append_decoded_b (GByteArray *bytes, const char *text, gsize size_bytes)
{
  g_autofree guchar *decoded = g_malloc (size_bytes / 4 * 3 + 3);
  gint state = 0;
  guint save = 0;
  gsize size = g_base64_decode_step (text, size_bytes, decoded, &state, &save);

  g_byte_array_append (bytes, decoded, size);
}

/* charset?encoding?text between =? and ?=; FALSE: it is not one. */
static gboolean
decode_word (const char *word, gsize size_bytes, GString *out)
{
  const char *end = word + size_bytes;
  const char *encoding = memchr (word, '?', size_bytes);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *charset = NULL;
  g_autofree char *utf8 = NULL;

  if (encoding == NULL || end - encoding < 3 || encoding[2] != '?')
    return FALSE;

  charset = g_strndup (word, encoding - word);
  charset[strcspn (charset, "*")] = '\0'; /* RFC 2231 section 5: a language may follow */
  if (g_ascii_tolower (encoding[1]) == 'q')
    append_decoded_q (bytes, encoding + 3, end - (encoding + 3));
  else if (g_ascii_tolower (encoding[1]) == 'b')
    append_decoded_b (bytes, encoding + 3, end - (encoding + 3));
  else
    return FALSE;

  if (bytes->len == 0)
    return TRUE;
  utf8 = g_convert ((const char *)bytes->data, bytes->len, "UTF-8", charset, NULL, NULL, NULL);
  if (utf8 == NULL)
    utf8 = g_utf8_make_valid ((const char *)bytes->data, bytes->len);
  g_string_append (out, utf8);
  return TRUE;
}

/* White space between two encoded words is not shown. */
static gboolean
joins (const char *gap, const char *next)
{
  while (gap < next && (*gap == ' ' || *gap == '\t'))
    gap++;

  return gap == next;
}

static char *
decode (const char *value)
{
  GString *out = g_string_new (NULL);
  const char *plain = value;
  const char *at = value;
  gboolean after_word = FALSE;

  while ((at = strstr (at, "=?")) != NULL)
    {
      const char *text = strchr (at + 2, '?');
      const char *end
          = text != NULL && text[1] != '\0' && text[2] == '?' ? strstr (text + 3, "?=") : NULL;
      gsize before = out->len;

      if (end == NULL)
        {
          at += 2;
          continue;
        }
      if (!after_word || !joins (plain, at))
        g_string_append_len (out, plain, at - plain);
      if (decode_word (at + 2, end - (at + 2), out))
        {
          plain = at = end + 2;
          after_word = TRUE;
          continue;
        }
      g_string_truncate (out, before);
      at += 2;
    }

  g_string_append (out, plain);
  return g_string_free (out, FALSE);
}

char *
cs_encoded_word_decode (const char *value, guint max_characters)
{
  g_autofree char *start = g_strndup (value, VALUE_MAX_BYTES);
  g_autofree char *decoded = decode (start);
  g_autofree char *clean = cs_text_clean (decoded, strlen (decoded), VALUE_MAX_BYTES);

  return g_utf8_substring (clean, 0, MIN (g_utf8_strlen (clean, -1), (glong)max_characters));
}
