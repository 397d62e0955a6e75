#include "smtp/base64.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *text;
  const char *decoded; /* NULL: refused */
} Case;

static const Case cases[] = {
  { "empty", "", "" },
  { "empty-as-equals-sign", "=", "" },
  { "one", "YQ==", "a" },
  { "two", "YWI=", "ab" },
  { "three", "YWJj", "abc" },
  { "blank-before", " YWJj", NULL },
  { "blank-behind", "YWJj ", NULL },
  { "blank-within", "YW Jj", NULL },
  { "not-padded", "YQ", NULL },
  { "padded-twice", "YWJj====", NULL },
  { "padding-alone", "====", NULL },
  { "padding-within", "YQ==YQ==", NULL },
  { "bits-left-over", "YR==", NULL },
  { "other-alphabet", "YWJ_", NULL },
  { "words", "ntlm supported", NULL },
  { "question-mark", "YWJ?", NULL },
  { "not-ascii", "YWJ\xc3", NULL },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GBytes) bytes = cs_base64_decode (c->text);

  g_assert_true ((bytes == NULL) == (c->decoded == NULL));
  if (c->decoded != NULL)
    g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), c->decoded,
                     strlen (c->decoded));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/base64/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  return g_test_run ();
}
