#include "delivery/logins.h"
#include "kept-path.h"

#define A "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11"
#define B "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d12"
#define HOST "relay.example.net"

/* "8d11 relay.example.net:25 worked refused|…" */
static char *
text_of (CsLogins *logins)
{
  g_autoptr (GPtrArray) list = cs_logins_list (logins);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    {
      const CsLogin *login = g_ptr_array_index (list, i);

      g_string_append_printf (text, "%s%s %s:%u%s%s", i > 0 ? "|" : "", login->credential + 32,
                              login->host, login->port, login->worked_s != 0 ? " worked" : "",
                              login->refused_s != 0 ? " refused" : "");
    }
  return g_string_free (text, FALSE);
}

static void
assert_logins (CsLogins *logins, const char *expected)
{
  g_autofree char *text = text_of (logins);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_both (void)
{
  g_autoptr (CsLogins) logins = cs_logins_new (NULL);

  assert_logins (logins, "");
  cs_logins_note (logins, B, HOST, 587, TRUE);
  cs_logins_note (logins, A, HOST, 587, FALSE);
  cs_logins_note (logins, A, HOST, 25, TRUE);
  cs_logins_note (logins, A, HOST, 25, FALSE);
  assert_logins (logins, "8d11 " HOST ":25 worked refused|8d11 " HOST ":587 refused|8d12 " HOST
                         ":587 worked");
}

static void
test_keep_only (void)
{
  g_autoptr (CsLogins) logins = cs_logins_new (NULL);
  g_autoptr (GHashTable) credentials = g_hash_table_new (g_str_hash, g_str_equal);

  cs_logins_note (logins, A, HOST, 25, TRUE);
  cs_logins_note (logins, B, HOST, 25, TRUE);
  g_hash_table_add (credentials, (gpointer)B);
  cs_logins_keep_only (logins, credentials);
  assert_logins (logins, "8d12 " HOST ":25 worked");
}

/* A restart forgets nothing, and what else stands in the file is passed over. */
static void
test_kept (void)
{
  char *path = kept_path_new ();
  CsLogins *logins = cs_logins_new (path);

  cs_logins_note (logins, A, HOST, 25, TRUE);
  cs_logins_note (logins, A, HOST, 25, FALSE);
  cs_logins_free (logins);
  logins = cs_logins_new (path);
  assert_logins (logins, "8d11 " HOST ":25 worked refused");
  cs_logins_free (logins);

  g_assert_true (g_file_set_contents (path, "nonsense\n" A " h 0 1 1\n" B " h 25 0 7\n", -1, NULL));
  logins = cs_logins_new (path);
  assert_logins (logins, "8d12 h:25 refused");
  cs_logins_free (logins);
  kept_path_remove (path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/delivery/logins/both", test_both);
  g_test_add_func ("/delivery/logins/keep-only", test_keep_only);
  g_test_add_func ("/delivery/logins/kept", test_kept);

  return g_test_run ();
}
