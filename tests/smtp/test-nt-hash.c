#include "smtp/nt-hash.h"

#include <string.h>

#include "ntlm-verify.h"

typedef struct
{
  const char *name;
  const char *password;
  gssize size_bytes; /* -1: to the NUL */
  const char *hash; /* NULL: refused */
} Case;

static const Case cases[] = {
  { "MS-NLMP-4.2.2.1.2", "Password", -1, "a4f49c406510bdcab6824ee7c30fd852" },
  { "one-letter", "a", -1, "186cb09181e2c2ecaac768c47c729904" },
  { "empty", "", -1, NULL },
  { "not-utf-8", "a\xff", -1, NULL },
  { "N4-nul", "a\0b", 3, NULL },
};

static CsSecret *
hash_of (const char *password, gssize size_bytes)
{
  g_autoptr (CsSecret) secret
      = cs_secret_new (password, size_bytes >= 0 ? (gsize)size_bytes : strlen (password));

  return cs_nt_hash (secret);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (CsSecret) hash = hash_of (c->password, c->size_bytes);

  g_assert_true ((hash == NULL) == (c->hash == NULL));
  if (hash != NULL)
    g_assert_cmpstr ((const char *)cs_secret_peek (hash, NULL), ==, c->hash);
}

/* Beyond the published vectors: agreement with a second implementation. */
static void
test_agreement (void)
{
  static const char *const passwords[] = { "Paßwort€", "пароль", "密码", "🔑 key 🔑", "p\u0308" };

  for (guint i = 0; i < G_N_ELEMENTS (passwords); i++)
    {
      g_autoptr (CsSecret) ours = hash_of (passwords[i], -1);
      g_autoptr (GString) hex = g_string_new (NULL);
      guint8 theirs[NTLM_KEY_SIZE];

      ntlm_nt_hash (passwords[i], theirs);
      for (gsize j = 0; j < sizeof theirs; j++)
        g_string_append_printf (hex, "%02x", theirs[j]);
      g_assert_cmpstr ((const char *)cs_secret_peek (ours, NULL), ==, hex->str);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/nt-hash/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/smtp/nt-hash/agreement", test_agreement);
  return g_test_run ();
}
