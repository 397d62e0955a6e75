#include "delivery/remembered.h"
#include "kept-path.h"

#define MOST 3

typedef struct
{
  gint64 number;
} Fact;

static gint64
number_of (gconstpointer fact)
{
  return ((const Fact *)fact)->number;
}

static gboolean
read_fact (gpointer fact, const char *key, char **words, guint n_words)
{
  return n_words == 1
         && g_ascii_string_to_signed (words[0], 10, 0, 1000, &((Fact *)fact)->number, NULL);
}

static gboolean
write_fact (gconstpointer fact, GString *line)
{
  g_string_append_printf (line, " %" G_GINT64_FORMAT, number_of (fact));
  return number_of (fact) != 0;
}

static const CsRememberedKind kind = {
  .what = "numbers",
  .most = MOST,
  .file_max_bytes = 28,
  .key_words = 2,
  .size_bytes = sizeof (Fact),
  .free = g_free,
  .rank = number_of,
  .read = read_fact,
  .write = write_fact,
};

typedef struct
{
  char *path;
  CsRemembered *remembered;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->path = kept_path_new ();
  f->remembered = cs_remembered_new (f->path, &kind);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  cs_remembered_free (f->remembered);
  kept_path_remove (f->path);
}

static void
start_again (Fixture *f, const char *text)
{
  cs_remembered_free (f->remembered);
  if (text != NULL)
    g_assert_true (g_file_set_contents (f->path, text, -1, NULL));
  f->remembered = cs_remembered_new (f->path, &kind);
}

static void
note (Fixture *f, const char *key, gint64 number)
{
  Fact *fact = cs_remembered_find_or_add (f->remembered, key);

  fact->number = number;
  cs_remembered_note_change (f->remembered);
}

static void
assert_is (Fixture *f, const char *key, gint64 number)
{
  const Fact *fact = cs_remembered_find (f->remembered, key);

  g_assert_cmpint (fact != NULL ? fact->number : -1, ==, number);
}

static void
test_kept (Fixture *f, gconstpointer data)
{
  note (f, "a b", 1);
  note (f, "a c", 2);
  note (f, "a c", 3);
  note (f, "d e", 0); /* is worth no line */
  start_again (f, NULL);
  assert_is (f, "a b", 1);
  assert_is (f, "a c", 3);
  assert_is (f, "d e", -1);
}

static void
test_removed (Fixture *f, gconstpointer data)
{
  note (f, "a b", 1);
  cs_remembered_remove (f->remembered, "a b");
  assert_is (f, "a b", -1);
  start_again (f, NULL);
  g_assert_cmpuint (g_hash_table_size (cs_remembered_all (f->remembered)), ==, 0);
}

static void
test_least_goes (Fixture *f, gconstpointer data)
{
  note (f, "a 7", 7);
  note (f, "a 5", 5);
  note (f, "a 6", 6);
  note (f, "a 8", 8);
  assert_is (f, "a 5", -1);
  assert_is (f, "a 7", 7);
  assert_is (f, "a 8", 8);
  start_again (f, "a 1 1\na 4 4\na 2 2\na 3 3\n");
  g_assert_cmpuint (g_hash_table_size (cs_remembered_all (f->remembered)), ==, MOST);
  assert_is (f, "a 1", -1);
}

static void
test_damaged (Fixture *f, gconstpointer data)
{
  start_again (f, "\na\na b\n a 1\n\na b x\nc d 9\n");
  g_assert_cmpuint (g_hash_table_size (cs_remembered_all (f->remembered)), ==, 1);
  assert_is (f, "c d", 9);
}

/* What would not be read again is not written. */
static void
test_too_large_for_file (Fixture *f, gconstpointer data)
{
  note (f, "a b", 1);
  note (f, "a-very-long-name c", 2);
  note (f, "d e", 3);
  start_again (f, NULL);
  g_assert_cmpuint (g_hash_table_size (cs_remembered_all (f->remembered)), >, 0);
  g_assert_cmpuint (g_hash_table_size (cs_remembered_all (f->remembered)), <, 3);
}

static void
test_without_file (void)
{
  g_autoptr (CsRemembered) remembered = cs_remembered_new (NULL, &kind);

  g_assert_nonnull (cs_remembered_find_or_add (remembered, "a b"));
  cs_remembered_note_change (remembered);
  g_assert_nonnull (cs_remembered_find (remembered, "a b"));
}

#define ADD(Name, Func)                                                                            \
  g_test_add ("/delivery/remembered/" Name, Fixture, NULL, set_up, Func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("kept", test_kept);
  ADD ("removed", test_removed);
  ADD ("least-goes", test_least_goes);
  ADD ("damaged", test_damaged);
  ADD ("too-large-for-file", test_too_large_for_file);
  g_test_add_func ("/delivery/remembered/without-file", test_without_file);
  return g_test_run ();
}
