#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/secret.h"

#define MARKER "correct horse battery staple"
#define NOBODY 65534

static void
test_content (void)
{
  g_autoptr (CsSecret) secret = cs_secret_new ("a\0b", 3);
  gsize size = 0;

  g_assert_cmpmem (cs_secret_peek (secret, &size), cs_secret_size (secret), "a\0b", 3);
  g_assert_cmpuint (size, ==, 3);
  g_assert_cmpuint (cs_secret_peek (secret, NULL)[3], ==, 0);
}

static void
test_empty (void)
{
  g_autoptr (CsSecret) secret = cs_secret_new (NULL, 0);
  g_autoptr (CsSecret) encoded = cs_secret_to_base64 (secret);

  g_assert_cmpuint (cs_secret_size (secret), ==, 0);
  g_assert_cmpstr ((const char *)cs_secret_peek (secret, NULL), ==, "");
  g_assert_cmpuint (cs_secret_size (encoded), ==, 0);
}

static void
test_in_place (void)
{
  guint8 *bytes;
  g_autoptr (CsSecret) secret = cs_secret_new_sized (100, &bytes);

  for (int i = 0; i < 101; i++)
    g_assert_cmpuint (bytes[i], ==, 0);
  memcpy (bytes, MARKER, strlen (MARKER));
  g_assert_cmpstr ((const char *)cs_secret_peek (secret, NULL), ==, MARKER);
}

/* RFC 4648 section 10 */
static void
test_base64 (void)
{
  static const struct
  {
    const char *text, *encoded;
  } rows[] = {
    { "f", "Zg==" },
    { "fo", "Zm8=" },
    { "foo", "Zm9v" },
    { "foob", "Zm9vYg==" },
    { "fooba", "Zm9vYmE=" },
    { "foobar", "Zm9vYmFy" },
    { "\xff\xfe\xfd", "//79" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CsSecret) secret = cs_secret_new (rows[i].text, strlen (rows[i].text));
      g_autoptr (CsSecret) encoded = cs_secret_to_base64 (secret);

      g_assert_cmpstr ((const char *)cs_secret_peek (encoded, NULL), ==, rows[i].encoded);
      g_assert_cmpuint (cs_secret_size (encoded), ==, strlen (rows[i].encoded));
    }
}

static gboolean
are_equal (const char *a, gsize a_size, const char *b, gsize b_size)
{
  g_autoptr (CsSecret) x = cs_secret_new (a, a_size);
  g_autoptr (CsSecret) y = cs_secret_new (b, b_size);

  return cs_secret_equal (x, y);
}

static void
test_equal (void)
{
  g_assert_true (are_equal ("abc", 3, "abc", 3));
  g_assert_true (are_equal ("", 0, "", 0));
  g_assert_false (are_equal ("abc", 3, "abd", 3));
  g_assert_false (are_equal ("abc", 3, "abcd", 4));
  g_assert_false (are_equal ("abc\0", 4, "abc", 3));
}

/* Past AddressSanitizer, which rightly forbids to look at what was given back. */
static void
read_memory (const void *memory, void *copy, gsize size_bytes)
{
  int fd = open ("/proc/self/mem", O_RDONLY | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (pread (fd, copy, size_bytes, (off_t)(gsize)memory), ==, (gssize)size_bytes);
  close (fd);
}

static void
test_wiped (void)
{
  CsSecret *secret = cs_secret_new (MARKER, strlen (MARKER));
  CsSecret *second = cs_secret_ref (secret);
  const guint8 *memory = cs_secret_peek (secret, NULL);
  char copy[sizeof MARKER];
  static const char zeros[sizeof MARKER];

  cs_secret_unref (secret);
  read_memory (memory, copy, sizeof copy);
  g_assert_cmpmem (copy, sizeof copy, MARKER, sizeof MARKER);

  cs_secret_unref (second);
  read_memory (memory, copy, sizeof copy);
  g_assert_cmpmem (copy, sizeof copy, zeros, sizeof zeros);
  cs_secret_unref (NULL);
}

/* The VmFlags line of the mapping that @memory is in. */
static char *
mapping_flags (const void *memory)
{
  g_autofree char *smaps = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean is_here = FALSE;

  g_assert_true (g_file_get_contents ("/proc/self/smaps", &smaps, NULL, NULL));
  lines = g_strsplit (smaps, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      gsize start, end;

      if (sscanf (lines[i], "%zx-%zx ", &start, &end) == 2)
        is_here = (gsize)memory >= start && (gsize)memory < end;
      else if (is_here && g_str_has_prefix (lines[i], "VmFlags:"))
        return g_strdup (lines[i]);
    }

  g_assert_not_reached ();
}

static void
test_mapping (void)
{
  static const gsize sizes[] = { 1, 5000, CS_SECRET_MAX_BYTES };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (CsSecret) secret = cs_secret_new_sized (sizes[i], NULL);
      const guint8 *memory = cs_secret_peek (secret, NULL);
      g_autofree char *first = mapping_flags (memory);
      g_autofree char *last = mapping_flags (memory + sizes[i]);

      g_assert_nonnull (strstr (first, " lo"));
      g_assert_nonnull (strstr (first, " dd"));
      g_assert_nonnull (strstr (first, " wf"));
      g_assert_cmpstr (first, ==, last);
    }
}

static void
test_not_inherited (void)
{
  g_autoptr (CsSecret) secret = cs_secret_new (MARKER, strlen (MARKER));
  const guint8 *memory = cs_secret_peek (secret, NULL);
  pid_t child = fork ();
  int status = -1;

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      guint8 seen = 0;

      for (gsize i = 0; i < strlen (MARKER); i++)
        seen |= memory[i];
      _exit (seen == 0 ? 0 : 1);
    }

  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  g_assert_cmpmem (memory, strlen (MARKER), MARKER, strlen (MARKER));
}

static gsize
locked_bytes (void)
{
  g_autofree char *status = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  line = strstr (status, "VmLck:");
  g_assert_nonnull (line);
  return g_ascii_strtoull (line + strlen ("VmLck:"), NULL, 10) * 1024;
}

/* Thousands of passwords fit into a lock limit that has room for thousands of pages only once. */
static void
test_many (void)
{
  g_autoptr (GPtrArray) secrets = g_ptr_array_new_with_free_func ((GDestroyNotify)cs_secret_unref);
  gsize before = locked_bytes ();

  for (guint i = 0; i < 10000; i++)
    g_ptr_array_add (secrets, cs_secret_new (&i, sizeof i));
  g_assert_cmpuint (locked_bytes () - before, <, 10000 * 80);

  for (guint i = 0; i < secrets->len; i++)
    g_assert_cmpmem (cs_secret_peek (g_ptr_array_index (secrets, i), NULL), sizeof i, &i, sizeof i);

  g_ptr_array_set_size (secrets, 0);
  g_assert_cmpuint (locked_bytes (), <=, before + 64 * 1024);
}

static gpointer
use_secrets (gpointer data)
{
  guint seed = GPOINTER_TO_UINT (data);
  CsSecret *held[16] = { NULL };

  for (guint i = 0; i < 4000; i++)
    {
      CsSecret **slot = &held[(i * 7 + seed) % G_N_ELEMENTS (held)];
      guint8 *bytes;

      if (*slot != NULL)
        for (gsize j = 0; j < cs_secret_size (*slot); j++)
          g_assert_cmpuint (cs_secret_peek (*slot, NULL)[j], ==, seed);
      cs_secret_unref (*slot);
      *slot = cs_secret_new_sized (i % 700, &bytes);
      for (guint j = 0; j < i % 700; j++)
        g_assert_cmpuint (bytes[j], ==, 0);
      memset (bytes, seed, i % 700);
    }

  for (guint i = 0; i < G_N_ELEMENTS (held); i++)
    cs_secret_unref (held[i]);
  return NULL;
}

static void
test_threads (void)
{
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("secrets", use_secrets, GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static void
test_lock_limit_spent (void)
{
  if (g_test_subprocess ())
    {
      const struct rlimit none = { 0, 0 };
      uid_t user = geteuid ();
      g_autoptr (CsSecret) one = NULL;
      g_autoptr (CsSecret) other = NULL;

      g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL); /* not warnings */
      g_assert_cmpint (setrlimit (RLIMIT_MEMLOCK, &none), ==, 0);
      if (user == 0)
        g_assert_cmpint (seteuid (NOBODY), ==, 0); /* root is above the limit */
      one = cs_secret_new (MARKER, strlen (MARKER));
      other = cs_secret_new_sized (CS_SECRET_MAX_BYTES, NULL);
      g_assert_cmpstr ((const char *)cs_secret_peek (one, NULL), ==, MARKER);
      g_assert_cmpint (seteuid (user), ==, 0); /* what looks for leaks needs its rights back */
      return;
    }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*secrets can be paged out*");
  g_test_trap_assert_stderr_unmatched ("*paged out*paged out*");
  g_test_trap_assert_stderr_unmatched ("*" MARKER "*");
}

static void
test_protect_process (void)
{
  if (g_test_subprocess ())
    {
      struct rlimit core;

      cs_secret_protect_process ();
      g_assert_cmpint (prctl (PR_GET_DUMPABLE, 0, 0, 0, 0), ==, 0);
      g_assert_cmpint (getrlimit (RLIMIT_CORE, &core), ==, 0);
      g_assert_cmpuint (core.rlim_cur, ==, 0);
      g_assert_cmpuint (core.rlim_max, ==, 0);
      return;
    }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/secret/content", test_content);
  g_test_add_func ("/base/secret/empty", test_empty);
  g_test_add_func ("/base/secret/in-place", test_in_place);
  g_test_add_func ("/base/secret/base64", test_base64);
  g_test_add_func ("/base/secret/equal", test_equal);
  g_test_add_func ("/base/secret/wiped", test_wiped);
  g_test_add_func ("/base/secret/mapping", test_mapping);
  g_test_add_func ("/base/secret/not-inherited", test_not_inherited);
  g_test_add_func ("/base/secret/many", test_many);
  g_test_add_func ("/base/secret/threads", test_threads);
  g_test_add_func ("/base/secret/lock-limit-spent", test_lock_limit_spent);
  g_test_add_func ("/base/secret/protect-process", test_protect_process);

  return g_test_run ();
}
