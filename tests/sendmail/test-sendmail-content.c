#include "sendmail/content.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* What a pipe says, in pieces: a line can be cut anywhere. */
typedef struct
{
  const char *bytes;
  gsize piece_bytes;
  int fd;
} Feed;

static gpointer
feed (gpointer data)
{
  Feed *f = data;
  gsize size = strlen (f->bytes);

  for (gsize at = 0; at < size; at += f->piece_bytes)
    if (write (f->fd, f->bytes + at, MIN (f->piece_bytes, size - at)) < 0)
      break; /* the reader has seen the end */
  close (f->fd);
  return NULL;
}

static void
check (const char *bytes, gsize piece_bytes, gboolean ignore_dots, const char *expected)
{
  Feed f = { bytes, piece_bytes };
  int ends[2];
  int error_number = 0;
  gsize size;
  const char *read_bytes;
  g_autoptr (CsContent) content = NULL;
  GThread *thread;

  g_assert_cmpint (pipe (ends), ==, 0);
  f.fd = ends[1];
  thread = g_thread_new ("feed", feed, &f);
  content = cs_content_read (ends[0], ignore_dots, &error_number);
  close (ends[0]);
  g_thread_join (thread);

  g_assert_nonnull (content);
  read_bytes = cs_content_bytes (content, &size);
  g_assert_cmpmem (read_bytes, size, expected, strlen (expected));
}

typedef struct
{
  const char *name;
  const char *bytes;
  gboolean ignore_dots;
  const char *expected;
} Case;

static const Case cases[] = {
  { "end-of-file", "a\nb\n", FALSE, "a\nb\n" },
  { "dot", "a\n.\nb\n", FALSE, "a\n" },
  { "dot-crlf", "a\r\n.\r\nb\r\n", FALSE, "a\r\n" },
  { "dot-ignored", "a\n.\nb\n", TRUE, "a\n.\nb\n" },
  { "dot-first", ".\na\n", FALSE, "" },
  { "dot-not-alone", "a\n..\n.b\n", FALSE, "a\n..\n.b\n" },
  { "dot-without-line-end", "a\n.", FALSE, "a\n." },
  { "no-last-line-end", "a", FALSE, "a" },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;

  for (gsize piece_bytes = 1; piece_bytes <= strlen (c->bytes); piece_bytes++)
    check (c->bytes, piece_bytes, c->ignore_dots, c->expected);
}

static void
test_large (void)
{
  const gsize size = 5 * 1024 * 1024 + 7;
  g_autofree char *bytes = g_malloc (size + 4);
  g_autofree char *expected = NULL;

  memset (bytes, 'x', size);
  for (gsize i = 79; i < size; i += 80)
    bytes[i] = '\n';
  bytes[size - 1] = '\n';
  expected = g_strndup (bytes, size);
  strcpy (bytes + size, ".\nz");
  check (bytes, 100000, FALSE, expected);
}

static void
test_unreadable (void)
{
  int error_number = 0;
  int fd = open ("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  g_assert_null (cs_content_read (fd, FALSE, &error_number));
  g_assert_cmpint (error_number, ==, EISDIR);
  close (fd);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/sendmail/content/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/sendmail/content/large", test_large);
  g_test_add_func ("/sendmail/content/unreadable", test_unreadable);

  return g_test_run ();
}
