#include <string.h>

#include "model/scan.h"

typedef struct
{
  const char *name;
  const char *text;
  const char *fault; /* NULL: accepted */
  guint line, column;
  const char *value;
  gsize size_bytes; /* 0: up to the NUL */
} Case;

/* clang-format off */
static const Case cases[] = {
  { "object", "{\"a\": [1, -2, true, false, null, \"x\"], \"b\": {}}" },
  { "scalar", "1" },
  { "string", "\"x\"" },
  { "all white space", " \t\r\n{ \n\"a\" \r:\t1 } \n" },
  { "byte order mark", "\xef\xbb\xbf{}" },
  { "escapes", "\"\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u00e9 \\uD83D\\uDE00\"" },
  { "UTF-8", "\"größe 😀\"" },
  { "DEL is allowed", "\"\x7f\"" },
  { "zero", "[0, -0]" },
  { "greatest and least", "[9223372036854775807, -9223372036854775808]" },
  { "depth of 64", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
                   "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]" },
  { "same key in different objects", "{\"a\": {\"a\": 1}, \"b\": [{\"a\": 1}, {\"a\": 1}]}" },

  { "empty", "", "empty", 1, 1 },
  { "only white space", " \n\n ", "empty", 1, 1 },
  { "only a byte order mark", "\xef\xbb\xbf", "empty", 1, 1 },
  { "UTF-16", "\xff\xfe{\0}\0", "not-utf8", 1, 1, "UTF-16", 6 },
  { "UTF-16 without mark", "{\0}\0", "not-utf8", 1, 1, "UTF-16", 4 },
  { "latin 1", "{\n\"gr\xf6\xdf" "e\": 1}", "not-utf8", 2, 4, "0xF6" },
  { "NUL", "{\"a\": \0 1}", "not-utf8", 1, 7, "0x00", 10 },
  { "overlong UTF-8", "\"\xc0\xaf\"", "not-utf8", 1, 2, "0xC0" },
  { "CESU surrogates", "\"\xed\xa0\xbd\"", "not-utf8", 1, 2, "0xED" },
  { "line comment", "{ // x\n}", "comment", 1, 3 },
  { "block comment", "{\"a\": 1, /* x */ \"b\": 2}", "comment", 1, 10 },
  { "comment before a value", "{\"a\": /* x */ 1}", "comment", 1, 7 },
  { "comment before a colon", "{\"a\" // x\n: 1}", "comment", 1, 6 },
  { "hash comment", "# x\n{}", "comment", 1, 1 },
  { "comment behind", "{}\n// x", "comment", 2, 1 },
  { "lone slash", "{/}", "syntax", 1, 2, "/" },
  { "single quotes", "{'a': 1}", "syntax", 1, 2, "'" },
  { "single quoted value", "{\"a\": 'x'}", "syntax", 1, 7, "'" },
  { "bare key", "{a: 1}", "syntax", 1, 2, "a" },
  { "trailing comma in an object", "{\"a\": 1,\n}", "syntax", 2, 1, "}" },
  { "trailing comma in a list", "[1,]", "syntax", 1, 4, "]" },
  { "comma in front", "[,1]", "syntax", 1, 2, "," },
  { "comma missing", "{\"a\": 1 \"b\": 2}", "syntax", 1, 9, "\"" },
  { "colon missing", "{\"a\" 1}", "syntax", 1, 6, "1" },
  { "wrong bracket", "{\"a\": [1}", "syntax", 1, 9, "}" },
  { "list with a colon", "[\"a\": 1]", "syntax", 1, 5, ":" },
  { "second document", "{} {}", "syntax", 1, 4, "{" },
  { "var", "var x = {};", "syntax", 1, 1, "v" },
  { "word", "[True]", "syntax", 1, 2, "T" },
  { "NaN", "[NaN]", "syntax", 1, 2, "N" },
  { "unquoted password shows one character", "{\"x\": hunter2}", "syntax", 1, 7, "h" },
  { "column counts characters", "{\"größe😀\": x}", "syntax", 1, 12, "x" },
  { "line feed counts lines", "{\r\n\r\n  x}", "syntax", 3, 3, "x" },
  { "truncated object", "{\"a\": 1", "truncated", 1, 8 },
  { "truncated behind a key", "{\"a\"", "truncated", 1, 5 },
  { "truncated behind a colon", "{\"a\": ", "truncated", 1, 7 },
  { "truncated behind a comma", "{\"a\": 1,\n", "truncated", 2, 1 },
  { "truncated list", "[1, [2]", "truncated", 1, 8 },
  { "truncated string", "{\"a\": \"x", "truncated", 1, 7 },
  { "truncated escape", "\"\\", "truncated", 1, 1 },
  { "truncated word", "[tru", "syntax", 1, 2, "t" },
  { "fraction", "[25.0]", "number", 1, 2, "25.0" },
  { "exponent", "[1e400]", "number", 1, 2, "1e400" },
  { "leading zero", "[017]", "number", 1, 2, "017" },
  { "minus and leading zero", "[-01]", "number", 1, 2, "-01" },
  { "hexadecimal", "[0x1F]", "number", 1, 2, "0x1F" },
  { "plus", "[+1]", "number", 1, 2, "+1" },
  { "only a minus", "[-]", "number", 1, 2, "-" },
  { "point in front", "[.5]", "number", 1, 2, ".5" },
  { "too great", "[9223372036854775808]", "number", 1, 2, "9223372036854775808" },
  { "too small", "[-9223372036854775809]", "number", 1, 2, "-9223372036854775809" },
  { "far too great", "[100000000000000000000000000000000000000000000000]", "number", 1, 2,
    "1000000000000000000000000000000000000…" },
  { "minus infinity", "[-Infinity]", "number", 1, 2, "-Infinity" },
  { "secret number is not shown", "{\"password\": 12345678901234567890}", "number", 1, 14, NULL },
  { "bad escape", "[\"a\\x\"]", "string", 1, 4, "\\x" },
  { "single quote escaped", "[\"\\'\"]", "string", 1, 3, "\\'" },
  { "NUL escape", "[\"\\u0000\"]", "string", 1, 3, "\\u" },
  { "short escape", "[\"\\u12\"]", "string", 1, 3, "\\u" },
  { "escape without digits", "[\"\\uzzzz\"]", "string", 1, 3, "\\u" },
  { "lone high surrogate", "[\"\\ud800\"]", "string", 1, 3, "\\u" },
  { "lone low surrogate", "[\"\\udc00\"]", "string", 1, 3, "\\u" },
  { "high surrogate and another character", "[\"\\ud800\\u0041\"]", "string", 1, 3, "\\u" },
  { "line end in a string", "[\"a\nb\"]", "string", 1, 4, NULL },
  { "tab in a string", "[\"a\tb\"]", "string", 1, 4, NULL },
  { "depth of 65", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "too-deep", 1, 65 },
  { "duplicate key", "{\"a\": 1,\n \"b\": 2,\n \"a\": 3}", "duplicate-key", 3, 2, "a" },
  { "duplicate by escape", "{\"a\": 1, \"\\u0061\": 3}", "duplicate-key", 1, 10, "a" },
  { "duplicate pair", "{\"\\ud83d\\ude00\": 1, \"😀\": 3}", "duplicate-key", 1, 21, "😀" },
};
/* clang-format on */

static GPtrArray *
new_faults (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)cs_fault_free);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GPtrArray) faults = new_faults ();
  /* exactly as large as the text: reading one byte too much is seen */
  gsize size = c->size_bytes > 0 ? c->size_bytes : strlen (c->text);
  g_autofree char *text = g_memdup2 (c->text, MAX (size, 1));
  g_autoptr (CsScan) scan = cs_scan_new (text, size, faults);
  const CsFault *fault;

  if (c->fault == NULL)
    {
      g_assert_nonnull (scan);
      g_assert_cmpuint (faults->len, ==, 0);
      return;
    }

  g_assert_null (scan);
  g_assert_cmpuint (faults->len, ==, 1);
  fault = g_ptr_array_index (faults, 0);
  g_assert_cmpstr (cs_fault_code_name (fault->code), ==, c->fault);
  g_assert_cmpuint (fault->line, ==, c->line);
  g_assert_cmpuint (fault->column, ==, c->column);
  g_assert_cmpstr (fault->value, ==, c->value);
  g_assert_false (fault->is_warning);
}

static void
test_all_duplicates (void)
{
  static const char text[] = "{\"a\": 1, \"b\": [{\"c\": 1,\n"
                             "\"x\": {}, \"c\": 2, \"c\": 3}],\n"
                             "\"a\": 4}";
  g_autoptr (GPtrArray) faults = new_faults ();
  static const struct
  {
    const char *path;
    guint line, column, other_line;
  } rows[] = { { "b[0].c", 2, 10, 1 }, { "b[0].c", 2, 18, 1 }, { "a", 3, 1, 1 } };

  g_assert_null (cs_scan_new (text, strlen (text), faults));
  g_assert_cmpuint (faults->len, ==, G_N_ELEMENTS (rows));
  for (guint i = 0; i < faults->len; i++)
    {
      const CsFault *fault = g_ptr_array_index (faults, i);

      g_assert_cmpint (fault->code, ==, CS_FAULT_DUPLICATE_KEY);
      g_assert_cmpstr (fault->path, ==, rows[i].path);
      g_assert_cmpuint (fault->line, ==, rows[i].line);
      g_assert_cmpuint (fault->column, ==, rows[i].column);
      g_assert_cmpuint (fault->other_line, ==, rows[i].other_line);
    }
}

/* Among so many keys that they are sorted, not compared one by one. */
static void
test_duplicates_among_many (void)
{
  g_autoptr (GString) text = g_string_new ("{");
  g_autoptr (GPtrArray) faults = new_faults ();

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (text, "\"k%u\": 0,\n", i == 700 ? 3 : i);
  g_string_append (text, "\"last\": 0}");

  g_assert_null (cs_scan_new (text->str, text->len, faults));
  g_assert_cmpuint (faults->len, ==, 1);
  g_assert_cmpuint (((CsFault *)g_ptr_array_index (faults, 0))->line, ==, 701);
  g_assert_cmpuint (((CsFault *)g_ptr_array_index (faults, 0))->other_line, ==, 4);
}

static void
assert_position (CsScan *scan, guint nth, guint line, guint column, guint key_column)
{
  guint found_line, found_column;

  cs_scan_position (scan, nth, &found_line, &found_column);
  g_assert_cmpuint (found_line, ==, line);
  g_assert_cmpuint (found_column, ==, column);
  cs_scan_key_position (scan, nth, &found_line, &found_column);
  g_assert_cmpuint (found_column, ==, key_column);
}

static void
assert_value (const CsScan *scan, guint nth, const char *expected)
{
  gsize size_bytes;
  const char *value = cs_scan_value (scan, nth, &size_bytes);

  g_assert_cmpmem (value, size_bytes, expected, strlen (expected));
}

static void
test_values (void)
{
  static const char text[] = "\xef\xbb\xbf { \"\\u0061\": [10 , { } ],\n\"c\" : \"x]\" } ";
  g_autoptr (GPtrArray) faults = new_faults ();
  g_autoptr (CsScan) scan = cs_scan_new (text, strlen (text), faults);

  g_assert_nonnull (scan);
  assert_value (scan, 0, "{ \"\\u0061\": [10 , { } ],\n\"c\" : \"x]\" }");
  assert_value (scan, 1, "[10 , { } ]");
  assert_value (scan, 2, "10");
  assert_value (scan, 3, "{ }");
  assert_value (scan, 4, "\"x]\"");
}

static void
test_positions (void)
{
  static const char text[] = "\xef\xbb\xbf{ \"ä\": [10, {\"b\": true}],\n"
                             "  \"c\": \"x\" }";
  g_autoptr (GPtrArray) faults = new_faults ();
  g_autoptr (CsScan) scan = cs_scan_new (text, strlen (text), faults);
  gsize size;

  g_assert_nonnull (scan);
  assert_position (scan, 0, 1, 1, 1); /* { */
  assert_position (scan, 1, 1, 8, 3); /* [ */
  assert_position (scan, 2, 1, 9, 9); /* 10 */
  assert_position (scan, 3, 1, 13, 13); /* { */
  assert_position (scan, 4, 1, 19, 14); /* true */
  assert_position (scan, 5, 2, 8, 3); /* "x" */
  g_assert_cmpuint (cs_scan_after (scan, 0), ==, 6);
  g_assert_cmpuint (cs_scan_after (scan, 1), ==, 5);
  g_assert_cmpuint (cs_scan_after (scan, 2), ==, 3);
  g_assert_cmpuint (cs_scan_after (scan, 3), ==, 5);
  g_assert_true (cs_scan_text (scan, &size) == text + 3);
  g_assert_cmpuint (size, ==, strlen (text) - 3);
}

/* All in one line of a megabyte: counted once, not again for each value. */
static void
test_positions_in_a_long_line (void)
{
  g_autoptr (GString) text = g_string_new ("[");
  g_autoptr (GPtrArray) faults = new_faults ();
  g_autoptr (CsScan) scan = NULL;
  guint n = 150000;

  for (guint i = 0; i < n; i++)
    g_string_append (text, "\"ä\",");
  g_string_append (text, "0]");
  scan = cs_scan_new (text->str, text->len, faults);
  for (guint i = 0; i < n; i++)
    {
      guint line, column;

      cs_scan_position (scan, i + 1, &line, &column);
      g_assert_cmpuint (line, ==, 1);
      g_assert_cmpuint (column, ==, 2 + 4 * i);
    }
}

/* What overflows json-glib's stack is refused at its 65th level. */
static void
test_deep (void)
{
  g_autofree char *text = g_strnfill (1000000, '[');
  g_autoptr (GPtrArray) faults = new_faults ();

  g_assert_null (cs_scan_new (text, strlen (text), faults));
  g_assert_cmpuint (faults->len, ==, 1);
  g_assert_cmpint (((CsFault *)g_ptr_array_index (faults, 0))->code, ==, CS_FAULT_TOO_DEEP);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/model/scan/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/model/scan/all-duplicates", test_all_duplicates);
  g_test_add_func ("/model/scan/duplicates-among-many", test_duplicates_among_many);
  g_test_add_func ("/model/scan/values", test_values);
  g_test_add_func ("/model/scan/positions", test_positions);
  g_test_add_func ("/model/scan/positions-in-a-long-line", test_positions_in_a_long_line);
  g_test_add_func ("/model/scan/deep", test_deep);

  return g_test_run ();
}
