#include <string.h>

#include "base/header-field.h"

#define ALL(text) text, sizeof (text) - 1

typedef struct
{
  const char *name;
  const char *text;
  gsize size_bytes;
  gsize header_bytes;
  gsize body_start;
  const char *fields; /* "NAME=VALUE|NAME=VALUE" */
} Case;

static const Case cases[] = {
  { "empty", ALL (""), 0, 0, "" },
  { "only-blank-line", ALL ("\r\n"), 0, 2, "" },
  { "only-lf", ALL ("\n"), 0, 1, "" },
  { "one-field", ALL ("A: b\r\n\r\nbody"), 6, 8, "A=b" },
  { "lf", ALL ("A: b\n\nbody"), 5, 6, "A=b" },
  { "mixed-ends", ALL ("A: b\nC: d\r\n\nbody"), 11, 12, "A=b|C=d" },
  { "no-body", ALL ("A: b\r\n"), 6, 6, "A=b" },
  { "no-line-end", ALL ("A: b"), 4, 4, "A=b" },
  { "ends-in-cr", ALL ("A: b\r"), 5, 5, "A=b" },
  { "no-header", ALL ("hello there\nA: b\n"), 0, 0, "" },
  { "no-blank-line", ALL ("A: b\nhello there\n"), 5, 5, "A=b" },
  { "folded", ALL ("A: b\r\n c\r\n\td\r\n\r\n"), 14, 16, "A=b c\td" },
  { "folded-first", ALL (" a: b\nA: b\n\n"), 0, 0, "" },
  { "blank-fold", ALL ("A: b\n \n c\n\n"), 10, 11, "A=b  c" },
  { "empty-value", ALL ("A:\nB: \n\n"), 7, 8, "A=|B=" },
  { "space-before-colon", ALL ("Subject : x\n\n"), 12, 13, "Subject=x" },
  { "colon-in-value", ALL ("A: b:c\n\n"), 7, 8, "A=b:c" },
  { "no-name", ALL (": b\n\n"), 0, 0, "" },
  { "8-bit-name", ALL ("\xc3\xa4: b\n\n"), 0, 0, "" },
  { "8-bit-value", ALL ("A: \xc3\xa4\xff\n\n"), 7, 8, "A=\xc3\xa4\xff" },
  { "from-line", ALL ("From ann Mon Sep 17\nA: b\n\nx"), 25, 26, "A=b" },
  { "quoted-from-line", ALL (">From ann Mon\nA: b\n\n"), 19, 20, "A=b" },
  { "from-line-later", ALL ("A: b\nFrom ann Mon\n"), 5, 5, "A=b" },
  { "from-field-with-space", ALL ("From : ann\n\n"), 11, 12, "From=ann" },
  { "nul", ALL ("A: b\0c\n\n"), 7, 8, "A=bc" },
  { "bare-cr", ALL ("A: b\rB: c\n\n"), 10, 11, "A=bB: c" },
};

static char *
list_fields (const char *text, gsize header_bytes)
{
  const char *at = text;
  GString *list = g_string_new (NULL);
  CsHeaderField field;

  while (cs_header_next (&at, text + header_bytes, &field))
    {
      g_autofree char *value = cs_header_field_unfold (&field);

      g_string_append_printf (list, "%s%.*s=%s", list->len > 0 ? "|" : "", (int)field.name_bytes,
                              field.start, value);
    }

  return g_string_free (list, FALSE);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  CsHeaderScan scan = { 0 };
  gsize header_bytes, body_start;
  g_autofree char *fields = NULL;

  g_assert_true (cs_header_scan (&scan, c->text, c->size_bytes, TRUE, &header_bytes, &body_start));
  g_assert_cmpuint (header_bytes, ==, c->header_bytes);
  g_assert_cmpuint (body_start, ==, c->body_start);
  fields = list_fields (c->text, header_bytes);
  g_assert_cmpstr (fields, ==, c->fields);
}

/* However the bytes come in, the end is found at the same place. */
static void
test_pieces (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      CsHeaderScan scan = { 0 };
      gsize header_bytes = 0, body_start = 0;

      for (gsize size = 0; size <= c->size_bytes; size++)
        if (cs_header_scan (&scan, c->text, size, size == c->size_bytes, &header_bytes,
                            &body_start))
          break;
      g_assert_cmpuint (header_bytes, ==, c->header_bytes);
      g_assert_cmpuint (body_start, ==, c->body_start);
    }
}

static void
test_name (void)
{
  static const char text[] = "bCC: x\n";
  const char *at = text;
  CsHeaderField field;

  g_assert_true (cs_header_next (&at, text + strlen (text), &field));
  g_assert_true (cs_header_field_is (&field, "Bcc"));
  g_assert_false (cs_header_field_is (&field, "Bc"));
  g_assert_false (cs_header_field_is (&field, "Bccc"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/base/header-field/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/base/header-field/pieces", test_pieces);
  g_test_add_func ("/base/header-field/name", test_name);

  return g_test_run ();
}
