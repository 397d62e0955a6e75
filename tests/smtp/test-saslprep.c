#include "smtp/saslprep.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *text;
  gssize size_bytes; /* -1: to the NUL */
  const char *prepared; /* NULL: refused */
} Case;

/* The first rows are the examples of RFC 4013 section 3. */
static const Case cases[] = {
  { "soft-hyphen-mapped-to-nothing", "I\xc2\xadX", -1, "IX" },
  { "no-transformation", "user", -1, "user" },
  { "case-kept", "USER", -1, "USER" },
  { "nfkc", "\xc2\xaa", -1, "a" },
  { "nfkc-roman-nine", "\xe2\x85\xa8", -1, "IX" },
  { "prohibited", "\x07", -1, NULL },
  { "bidirectional-check", "\xd8\xa7\x31", -1, NULL },
  { "no-break-space",
    "a\xc2\xa0"
    "b",
    -1, "a b" },
  { "blanks-kept", " a b ", -1, " a b " },
  { "unassigned-allowed", "\xcd\xb8", -1, "\xcd\xb8" },
  { "empty", "", -1, NULL },
  { "nothing-left", "\xc2\xad", -1, NULL },
  { "not-utf-8", "\xff", -1, NULL },
  { "nul", "a\0b", 3, NULL },
  { "line-feed", "a\n", -1, NULL },
  { "delete", "a\x7f", -1, NULL },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (CsSecret) text
      = cs_secret_new (c->text, c->size_bytes >= 0 ? (gsize)c->size_bytes : strlen (c->text));
  g_autoptr (CsSecret) prepared = cs_saslprep (text);

  g_assert_true ((prepared == NULL) == (c->prepared == NULL));
  if (prepared != NULL)
    g_assert_cmpstr ((const char *)cs_secret_peek (prepared, NULL), ==, c->prepared);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/saslprep/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  return g_test_run ();
}
