#include "model/scan.h"

#include <string.h>

#include "base/text.h"
#include "model/keys.h"
#include "model/scan-private.h"

#define VALUE_MAX_BYTES 40
#define BOM "\xef\xbb\xbf"

typedef enum
{
  EXPECT_VALUE,
  EXPECT_VALUE_OR_END, /* behind [ */
  EXPECT_KEY,
  EXPECT_KEY_OR_END, /* behind { */
  EXPECT_COMMA_OR_END,
  EXPECT_NOTHING,
} State;

/* Whether what is being read stands behind a key such as "password". */
static gboolean
is_in_secret (const CsScanner *scanner)
{
  const CsScanKey *key;
  g_autofree char *name = NULL;

  if (scanner->depth == 0 || !scanner->levels[scanner->depth - 1].is_object
      || scanner->keys->len == scanner->levels[scanner->depth - 1].first_key)
    return FALSE;

  key = &g_array_index (scanner->keys, CsScanKey, scanner->keys->len - 1);
  name = g_strndup (key->text, key->size_bytes);
  return cs_keys_is_secret_like (name);
}

gboolean
cs_scanner_fail (CsScanner *scanner, const char *at, CsFaultCode code, const char *value,
                 gsize value_bytes, const char *expected)
{
  CsFault *fault = g_new0 (CsFault, 1);

  fault->code = code;
  fault->path = g_strdup ("");
  if (value != NULL && !is_in_secret (scanner))
    fault->value = cs_text_clean (value, value_bytes, VALUE_MAX_BYTES);
  fault->expected = g_strdup (expected);
  cs_scan_position_of_offset (scanner->scan, at - scanner->scan->text, &fault->line,
                              &fault->column);
  g_ptr_array_add (scanner->faults, fault);
  return FALSE;
}

/* At the next character, which is there. */
static gboolean
fail_here (CsScanner *scanner, const char *expected)
{
  const char *at = scanner->next;

  return cs_scanner_fail (scanner, at, CS_FAULT_SYNTAX, at, g_utf8_next_char (at) - at, expected);
}

static gboolean
fail_at_end (CsScanner *scanner, const char *expected)
{
  return cs_scanner_fail (scanner, scanner->end, CS_FAULT_TRUNCATED, NULL, 0, expected);
}

static void
skip_space (CsScanner *scanner)
{
  while (scanner->next < scanner->end
         && (*scanner->next == ' ' || *scanner->next == '\n' || *scanner->next == '\r'
             || *scanner->next == '\t'))
    scanner->next++;
}

static gboolean
is_comment (const CsScanner *scanner)
{
  const char *at = scanner->next;

  return *at == '#' || (*at == '/' && at + 1 < scanner->end && (at[1] == '/' || at[1] == '*'));
}

static void
add_value (CsScanner *scanner, const char *key)
{
  const char *text = scanner->scan->text;
  GArray *values = scanner->scan->values;
  CsScanValue value = {
    .offset = scanner->next - text,
    .key_offset = (key != NULL ? key : scanner->next) - text,
    .after = values->len + 1,
  };

  g_array_append_val (values, value);
}

static gboolean
open_container (CsScanner *scanner, State *state)
{
  CsScanLevel *level;

  if (scanner->depth == CS_SCAN_MAX_DEPTH)
    return cs_scanner_fail (scanner, scanner->next, CS_FAULT_TOO_DEEP, NULL, 0, NULL);

  level = &scanner->levels[scanner->depth++];
  level->is_object = *scanner->next == '{';
  level->nth = scanner->scan->values->len - 1;
  level->first_key = scanner->keys->len;
  level->n_items = 0;
  scanner->next++;
  *state = level->is_object ? EXPECT_KEY_OR_END : EXPECT_VALUE_OR_END;
  return TRUE;
}

static State
state_behind_value (CsScanner *scanner)
{
  return scanner->depth == 0 ? EXPECT_NOTHING : EXPECT_COMMA_OR_END;
}

static void
close_container (CsScanner *scanner, State *state)
{
  const CsScanLevel *level = &scanner->levels[scanner->depth - 1];
  CsScanValue *value = &g_array_index (scanner->scan->values, CsScanValue, level->nth);

  scanner->next++;
  value->end = scanner->next - scanner->scan->text;
  value->after = scanner->scan->values->len;
  if (level->is_object)
    cs_scanner_close_object (scanner, level);
  scanner->depth--;
  *state = state_behind_value (scanner);
}

static gboolean
read_scalar (CsScanner *scanner)
{
  char c = *scanner->next;
  gboolean has_escapes;

  if (c == '"')
    return cs_scanner_read_string (scanner, &has_escapes);
  if (g_ascii_isdigit (c) || c == '-' || c == '+' || c == '.')
    return cs_scanner_read_number (scanner);
  if (g_ascii_isalpha (c))
    return cs_scanner_read_word (scanner);

  return fail_here (scanner, "a number, true, false, or text in double quotes");
}

static gboolean
read_value (CsScanner *scanner, const char *key, State *state)
{
  CsScanValue *value;

  add_value (scanner, key);
  if (*scanner->next == '{' || *scanner->next == '[')
    return open_container (scanner, state);
  if (!read_scalar (scanner))
    return FALSE;

  value = &g_array_index (scanner->scan->values, CsScanValue, scanner->scan->values->len - 1);
  value->end = scanner->next - scanner->scan->text;
  *state = state_behind_value (scanner);
  return TRUE;
}

/* Moves to the next token, which must be there. */
static gboolean
find_token (CsScanner *scanner, const char *expected)
{
  skip_space (scanner);
  if (scanner->next == scanner->end)
    return fail_at_end (scanner, expected);
  if (is_comment (scanner))
    return cs_scanner_fail (scanner, scanner->next, CS_FAULT_COMMENT, NULL, 0, NULL);

  return TRUE;
}

/* The key, the colon, and the value as far as it can be read in one step. */
static gboolean
read_member (CsScanner *scanner, State *state)
{
  const char *quote = scanner->next;
  gboolean has_escapes;

  if (*quote != '"')
    return fail_here (scanner, "a key in double quotes");
  if (!cs_scanner_read_string (scanner, &has_escapes))
    return FALSE;
  cs_scanner_add_key (scanner, quote, scanner->next - quote - 2, has_escapes);

  if (!find_token (scanner, ":"))
    return FALSE;
  if (*scanner->next != ':')
    return fail_here (scanner, ":");
  scanner->next++;

  return find_token (scanner, "a value") && read_value (scanner, quote, state);
}

static gboolean
read_comma_or_end (CsScanner *scanner, State *state)
{
  CsScanLevel *level = &scanner->levels[scanner->depth - 1];

  if (*scanner->next == (level->is_object ? '}' : ']'))
    {
      close_container (scanner, state);
      return TRUE;
    }
  if (*scanner->next != ',')
    return fail_here (scanner, level->is_object ? ", or }" : ", or ]");

  level->n_items++;
  scanner->next++;
  *state = level->is_object ? EXPECT_KEY : EXPECT_VALUE;
  return TRUE;
}

/* One step: the text goes on at something that is neither white space nor a comment. */
static gboolean
step (CsScanner *scanner, State *state)
{
  switch (*state)
    {
    case EXPECT_VALUE_OR_END:
    case EXPECT_KEY_OR_END:
      if (*scanner->next == (*state == EXPECT_KEY_OR_END ? '}' : ']'))
        {
          close_container (scanner, state);
          return TRUE;
        }
      return *state == EXPECT_KEY_OR_END ? read_member (scanner, state)
                                         : read_value (scanner, NULL, state);
    case EXPECT_VALUE:
      return read_value (scanner, NULL, state);
    case EXPECT_KEY:
      return read_member (scanner, state);
    case EXPECT_COMMA_OR_END:
      return read_comma_or_end (scanner, state);
    case EXPECT_NOTHING:
    default:
      return fail_here (scanner, "the end of the file");
    }
}

static const char *
expected_at_end (const CsScanner *scanner)
{
  if (scanner->depth == 0)
    return "a value";

  return scanner->levels[scanner->depth - 1].is_object ? "}" : "]";
}

static gboolean
scan_text (CsScanner *scanner)
{
  State state = EXPECT_VALUE;

  skip_space (scanner);
  if (scanner->next == scanner->end)
    return cs_scanner_fail (scanner, scanner->scan->text, CS_FAULT_EMPTY, NULL, 0, NULL);

  for (; scanner->next < scanner->end; skip_space (scanner))
    {
      if (is_comment (scanner))
        return cs_scanner_fail (scanner, scanner->next, CS_FAULT_COMMENT, NULL, 0, NULL);
      if (!step (scanner, &state))
        return FALSE;
    }

  if (state != EXPECT_NOTHING)
    return fail_at_end (scanner, expected_at_end (scanner));
  return !scanner->has_duplicates;
}

static gboolean
looks_like_utf16 (const char *text, gsize size)
{
  return size >= 2
         && (memcmp (text, "\xff\xfe", 2) == 0 || memcmp (text, "\xfe\xff", 2) == 0
             || (text[0] == '\0') != (text[1] == '\0'));
}

/* As almost every file is; seen in a fraction of the time that decoding takes. */
static gboolean
is_ascii (const char *text, gsize size_bytes)
{
  guchar all_bits = 0;

  for (gsize i = 0; i < size_bytes; i++)
    all_bits |= (guchar)text[i];

  return all_bits < 0x80 && memchr (text, '\0', size_bytes) == NULL;
}

static gboolean
check_encoding (CsScanner *scanner)
{
  const CsScan *scan = scanner->scan;
  const char *wrong;
  char byte[8];

  if (is_ascii (scan->text, scan->size_bytes)
      || g_utf8_validate_len (scan->text, scan->size_bytes, &wrong))
    return TRUE;

  g_snprintf (byte, sizeof byte, "0x%02X", (guchar)*wrong);
  if (looks_like_utf16 (scan->text, scan->size_bytes))
    return cs_scanner_fail (scanner, scan->text, CS_FAULT_NOT_UTF8, "UTF-16", 6, "UTF-8");

  return cs_scanner_fail (scanner, wrong, CS_FAULT_NOT_UTF8, byte, strlen (byte), "UTF-8");
}

static gboolean
run (CsScan *scan, GPtrArray *faults)
{
  CsScanner scanner = { .scan = scan, .faults = faults };
  gboolean is_good;

  scanner.next = scan->text;
  scanner.end = scan->text + scan->size_bytes;
  scanner.keys = g_array_new (FALSE, FALSE, sizeof (CsScanKey));
  scanner.unescaped = g_ptr_array_new_with_free_func (g_free);

  is_good = check_encoding (&scanner) && scan_text (&scanner);

  g_array_unref (scanner.keys);
  g_ptr_array_unref (scanner.unescaped);
  return is_good;
}

/**
 * cs_scan_new:
 * @text: (array length=size_bytes): the bytes of a file, borrowed: they must outlive the scan
 * @size_bytes: length of @text, less than 4 GiB
 * @faults: (element-type CsFault): where to append what is wrong
 *
 * Returns: (transfer full) (nullable): the scan
 */
CsScan *
cs_scan_new (const char *text, gsize size_bytes, GPtrArray *faults)
{
  gsize skip
      = size_bytes >= strlen (BOM) && memcmp (text, BOM, strlen (BOM)) == 0 ? strlen (BOM) : 0;
  CsScan *scan;

  g_return_val_if_fail (size_bytes < G_MAXUINT32, NULL);

  scan = g_new0 (CsScan, 1);
  scan->text = text + skip;
  scan->size_bytes = size_bytes - skip;
  scan->values = g_array_new (FALSE, FALSE, sizeof (CsScanValue));
  if (run (scan, faults))
    return scan;

  cs_scan_free (scan);
  return NULL;
}

void
cs_scan_free (CsScan *scan)
{
  if (scan == NULL)
    return;

  g_array_unref (scan->values);
  g_clear_pointer (&scan->marks, g_array_unref);
  g_free (scan);
}

const char *
cs_scan_text (const CsScan *scan, gsize *size_bytes)
{
  *size_bytes = scan->size_bytes;
  return scan->text;
}

guint
cs_scan_after (const CsScan *scan, guint nth)
{
  return g_array_index (scan->values, CsScanValue, nth).after;
}

const char *
cs_scan_value (const CsScan *scan, guint nth, gsize *size_bytes)
{
  const CsScanValue *value = &g_array_index (scan->values, CsScanValue, nth);

  *size_bytes = value->end - value->offset;
  return scan->text + value->offset;
}
