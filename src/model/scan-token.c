/* scan-token.c - strings, numbers and words of RFC 8259 sections 3, 6 and 7
 */
#include <string.h>

#include "model/scan-private.h"

#define HEX_DIGITS 4

static gboolean
read_hex (CsScanner *scanner, const char *at, guint *unit)
{
  *unit = 0;
  if (scanner->end - at < HEX_DIGITS)
    return FALSE;

  for (int i = 0; i < HEX_DIGITS; i++)
    {
      if (!g_ascii_isxdigit (at[i]))
        return FALSE;
      *unit = *unit << 4 | g_ascii_xdigit_value (at[i]);
    }

  return TRUE;
}

static gboolean
fail_escape (CsScanner *scanner, const char *backslash, const char *expected)
{
  gsize size = MIN (scanner->end - backslash, 2);

  return cs_scanner_fail (scanner, backslash, CS_FAULT_STRING, backslash, size, expected);
}

/* \uXXXX, or two of them for a character beyond U+FFFF: half a pair is no character. */
static gboolean
read_unicode_escape (CsScanner *scanner)
{
  const char *backslash = scanner->next;
  guint unit, low;

  if (!read_hex (scanner, backslash + 2, &unit))
    return fail_escape (scanner, backslash, "four hexadecimal digits behind \\u");
  if (unit == 0)
    return fail_escape (scanner, backslash, "text without \\u0000");

  scanner->next += 2 + HEX_DIGITS;
  if (unit < 0xd800 || unit > 0xdfff)
    return TRUE;

  if (unit > 0xdbff || scanner->end - scanner->next < 2 || memcmp (scanner->next, "\\u", 2) != 0
      || !read_hex (scanner, scanner->next + 2, &low) || low < 0xdc00 || low > 0xdfff)
    return fail_escape (scanner, backslash, "both halves of a surrogate pair");

  scanner->next += 2 + HEX_DIGITS;
  return TRUE;
}

static gboolean
read_escape (CsScanner *scanner)
{
  const char *backslash = scanner->next;

  if (scanner->end - backslash < 2)
    {
      scanner->next = scanner->end;
      return TRUE; /* the string's end is missing: named there */
    }
  if (backslash[1] == 'u')
    return read_unicode_escape (scanner);
  if (strchr ("\"\\/bfnrt", backslash[1]) == NULL)
    return fail_escape (scanner, backslash, "one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u");

  scanner->next += 2;
  return TRUE;
}

gboolean
cs_scanner_read_string (CsScanner *scanner, gboolean *has_escapes)
{
  const char *quote = scanner->next++;

  *has_escapes = FALSE;
  while (scanner->next < scanner->end)
    {
      guchar c = *scanner->next;

      if (c == '"')
        {
          scanner->next++;
          return TRUE;
        }
      if (c < 0x20)
        return cs_scanner_fail (scanner, scanner->next, CS_FAULT_STRING, NULL, 0,
                                c == '\n' ? "the closing quote before the end of the line"
                                          : "a control character written as an escape");
      if (c != '\\')
        {
          scanner->next++;
          continue;
        }

      *has_escapes = TRUE;
      if (!read_escape (scanner))
        return FALSE;
    }

  return cs_scanner_fail (scanner, quote, CS_FAULT_TRUNCATED, NULL, 0, "the closing quote");
}

static gboolean
is_token_character (char c)
{
  return g_ascii_isalnum (c) || c == '+' || c == '-' || c == '.' || c == '_';
}

static gsize
token_size (const CsScanner *scanner)
{
  const char *at = scanner->next;

  while (at < scanner->end && is_token_character (*at))
    at++;

  return at - scanner->next;
}

/* An optional sign and digits without a leading zero: JSON's integers. */
static gboolean
is_integer (const char *token)
{
  const char *digits = *token == '-' ? token + 1 : token;
  gsize n = strspn (digits, "0123456789");

  return n > 0 && digits[n] == '\0' && (n == 1 || digits[0] != '0');
}

gboolean
cs_scanner_read_number (CsScanner *scanner)
{
  gsize size = token_size (scanner);
  g_autofree char *token = g_strndup (scanner->next, size);
  gint64 value;

  if (!is_integer (token))
    return cs_scanner_fail (scanner, scanner->next, CS_FAULT_NUMBER, token, size,
                            "a whole number, in decimal digits");
  if (!g_ascii_string_to_signed (token, 10, G_MININT64, G_MAXINT64, &value, NULL))
    return cs_scanner_fail (scanner, scanner->next, CS_FAULT_NUMBER, token, size,
                            "a number of at most 64 bits");

  scanner->next += size;
  return TRUE;
}

gboolean
cs_scanner_read_word (CsScanner *scanner)
{
  static const char *const words[] = { "true", "false", "null" };
  gsize size = token_size (scanner);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (size == strlen (words[i]) && memcmp (scanner->next, words[i], size) == 0)
      {
        scanner->next += size;
        return TRUE;
      }

  /* one character only: this may be a password that somebody forgot to quote */
  return cs_scanner_fail (scanner, scanner->next, CS_FAULT_SYNTAX, scanner->next,
                          g_utf8_next_char (scanner->next) - scanner->next,
                          "a number, true, false, or text in double quotes");
}
