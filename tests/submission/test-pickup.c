#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <utime.h>

#include "submission-helper.h"
#include "submission/pickup.h"

#define MESSAGE "X-Sender: s@s.example\nX-Receiver: r@r.example\nSubject: x\n\nHello\n"

typedef struct
{
  TestAcceptance acceptance;
  char *folder, *badmail;
  CsPickup *pickup;
  guint n_idle;
  gboolean stopped;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  memset (fixture, 0, sizeof *fixture);
  test_acceptance_set_up (&fixture->acceptance, NULL);
  fixture->folder = test_folder_new ();
  fixture->badmail = test_folder_new ();
}

static void
on_idle (gpointer user_data)
{
  ((Fixture *)user_data)->n_idle++;
}

static void
on_stopped (gpointer user_data)
{
  ((Fixture *)user_data)->stopped = TRUE;
}

static void
stop (Fixture *fixture)
{
  fixture->stopped = FALSE;
  cs_pickup_stop (fixture->pickup, on_stopped, fixture);
  test_wait_for (&fixture->stopped);
  g_clear_pointer (&fixture->pickup, cs_pickup_free);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->pickup != NULL)
    stop (fixture);
  test_acceptance_tear_down (&fixture->acceptance);
  test_folder_remove (fixture->folder);
  test_folder_remove (fixture->badmail);
}

/* Starts, and waits until nothing is to be taken. */
static void
start (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  guint n_idle = fixture->n_idle;

  fixture->pickup = cs_pickup_new (fixture->acceptance.acceptor, fixture->folder, fixture->badmail,
                                   on_idle, fixture, &error);
  g_assert_no_error (error);
  while (fixture->n_idle == n_idle)
    g_main_context_iteration (NULL, TRUE);
}

static void
scan (Fixture *fixture)
{
  cs_pickup_scan (fixture->pickup);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static char *
path_of (Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->folder, name, NULL);
}

/* In place and in one go, as a program does that knows no better. */
static void
drop (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = path_of (fixture, name);
  int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (write (fd, text, strlen (text)), ==, (gssize)strlen (text));
  close (fd);
}

static guint
n_messages (Fixture *fixture)
{
  return test_acceptance_n_messages (&fixture->acceptance);
}

static void
wait_for_messages (Fixture *fixture, guint n)
{
  while (n_messages (fixture) < n)
    g_main_context_iteration (NULL, TRUE);
}

static guint
n_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
wait_for_files (Fixture *fixture, guint n)
{
  while (n_files (fixture->folder) != n)
    g_main_context_iteration (NULL, TRUE);
}

/* --- taken --- */

static void
at_the_start (Fixture *fixture, gconstpointer data)
{
  drop (fixture, "one", MESSAGE);
  drop (fixture, "two.eml", MESSAGE);
  start (fixture);
  g_assert_cmpuint (n_messages (fixture), ==, 2);
  g_assert_cmpuint (n_files (fixture->folder), ==, 0);
  g_assert_cmpuint (fixture->n_idle, ==, 1);
}

static void
written (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  drop (fixture, "one", MESSAGE);
  wait_for_messages (fixture, 1);
  wait_for_files (fixture, 0);
}

static void
moved_in (Fixture *fixture, gconstpointer data)
{
  g_autofree char *hidden = path_of (fixture, ".one");
  g_autofree char *shown = path_of (fixture, "one");

  start (fixture);
  drop (fixture, ".one", MESSAGE);
  scan (fixture);
  g_assert_cmpuint (n_messages (fixture), ==, 0);
  g_assert_cmpint (g_rename (hidden, shown), ==, 0);
  wait_for_messages (fixture, 1);
  wait_for_files (fixture, 0);
}

/* Somebody has it open for writing: it is left until he has closed it. */
static void
still_being_written (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = path_of (fixture, "one");
  int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (write (fd, MESSAGE, 20), ==, 20);
  start (fixture);
  g_assert_cmpuint (n_messages (fixture), ==, 0);
  g_assert_cmpuint (n_files (fixture->badmail), ==, 0);
  g_assert_cmpint (write (fd, MESSAGE + 20, strlen (MESSAGE) - 20), >, 0);
  close (fd);
  wait_for_messages (fixture, 1);
}

static void
thousands (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *name = g_strdup_printf ("m%u", i);

      drop (fixture, name, MESSAGE);
    }
  start (fixture);
  g_assert_cmpuint (n_messages (fixture), ==, 2000);
  g_assert_cmpuint (n_files (fixture->folder), ==, 0);
}

static void
large (Fixture *fixture, gconstpointer data)
{
  g_autofree char *line = g_strnfill (70, 'x');
  g_autoptr (GString) text = g_string_new (MESSAGE);

  while (text->len < 900000)
    g_string_append_printf (text, "%s\n", line);
  drop (fixture, "large", text->str);
  start (fixture);
  g_assert_cmpuint (n_messages (fixture), ==, 1);
}

static void
odd_names (Fixture *fixture, gconstpointer data)
{
  g_autofree char *longest = g_strnfill (255, 'n');

  drop (fixture, "new\nline", MESSAGE);
  drop (fixture, "%s%n", MESSAGE);
  drop (fixture, "not-utf8-\xff", MESSAGE);
  drop (fixture, longest, MESSAGE);
  start (fixture);
  g_assert_cmpuint (n_messages (fixture), ==, 4);
  g_assert_cmpuint (n_files (fixture->folder), ==, 0);
}

/* --- left alone --- */

static void
make_socket (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  g_assert_cmpint (bind (fd, (struct sockaddr *)&address, sizeof address), ==, 0);
  close (fd);
}

static void
not_files (Fixture *fixture, gconstpointer data)
{
  g_autofree char *link = path_of (fixture, "link");
  g_autofree char *fifo = path_of (fixture, "fifo");
  g_autofree char *folder = path_of (fixture, "folder");
  g_autofree char *socket_path = path_of (fixture, "socket");

  drop (fixture, ".hidden", MESSAGE);
  drop (fixture, "backup~", MESSAGE);
  g_assert_cmpint (symlink ("/etc/passwd", link), ==, 0);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  make_socket (socket_path);
  start (fixture);
  scan (fixture);
  g_assert_cmpuint (n_messages (fixture), ==, 0);
  g_assert_cmpuint (n_files (fixture->folder), ==, 6);
  g_assert_cmpuint (n_files (fixture->badmail), ==, 0);
  g_rmdir (folder);
}

/* Taken when the other name is gone: a program that links its file in does just that. */
static void
hard_link (Fixture *fixture, gconstpointer data)
{
  g_autofree char *one = path_of (fixture, "one");
  g_autofree char *two = path_of (fixture, ".two");

  drop (fixture, "one", MESSAGE);
  g_assert_cmpint (link (one, two), ==, 0);
  start (fixture);
  g_assert_cmpuint (n_messages (fixture), ==, 0);
  g_unlink (two);
  cs_pickup_scan (fixture->pickup);
  wait_for_messages (fixture, 1);
}

static void
another_owner (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = path_of (fixture, "one");

  drop (fixture, "one", MESSAGE);
  if (chown (path, 65534, 65534) != 0)
    {
      g_assert_cmpint (errno, ==, EPERM); /* only root can make this situation */
      return;
    }
  start (fixture);
  scan (fixture);
  g_assert_cmpuint (n_messages (fixture), ==, 0);
  g_assert_cmpuint (n_files (fixture->folder), ==, 1);
}

/* --- bad --- */

typedef struct
{
  const char *name;
  const char *text;
  const char *reason; /* how it begins */
} BadCase;

static const BadCase bad_cases[] = {
  { "/submission/pickup/bad/empty", "", "554 5.6.0 " },
  { "/submission/pickup/bad/no-recipients", "Subject: x\n\nx\n", "554 5.5.1 " },
  { "/submission/pickup/bad/sender-twice",
    "X-Sender: a@a\nX-Sender: b@b\nX-Receiver: r@r.example\n\nx\n", "554 5.5.4 " },
  { "/submission/pickup/bad/recipient", "X-Sender: a@a\nX-Receiver: r r r\n\nx\n", "553 5.1.3 " },
  { "/submission/pickup/bad/local", "X-Sender: a@a\nX-Receiver: root\n\nx\n", "550 5.1.1 " },
};

static void
bad (Fixture *fixture, gconstpointer data)
{
  const BadCase *c = data;
  g_autofree char *moved = g_build_filename (fixture->badmail, "bad", NULL);
  g_autofree char *reason_path = g_strconcat (moved, ".reason", NULL);
  g_autofree char *text = NULL;
  g_autofree char *reason = NULL;

  drop (fixture, "bad", c->text);
  drop (fixture, "good", MESSAGE);
  start (fixture);
  g_assert_cmpuint (n_messages (fixture), ==, 1);
  g_assert_cmpuint (n_files (fixture->folder), ==, 0);
  g_assert_true (g_file_get_contents (moved, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, c->text);
  g_assert_true (g_file_get_contents (reason_path, &reason, NULL, NULL));
  g_assert_true (g_str_has_prefix (reason, c->reason));
}

/* Who can get it does; for the others it is kept, with the reason. */
static void
bad_in_part (Fixture *fixture, gconstpointer data)
{
  g_autofree char *copy = g_build_filename (fixture->badmail, "part", NULL);
  g_autofree char *reason_path = g_strconcat (copy, ".reason", NULL);
  g_autofree char *text = NULL;
  g_autofree char *reason = NULL;
  g_autofree char *counts = NULL;

  drop (fixture, "part", "X-Receiver: r r r\n" MESSAGE);
  start (fixture);
  counts = test_counts (fixture->acceptance.queue);
  g_assert_cmpstr (counts, ==, "queued 1 active 0 deferred 0 held 0 messages 1");
  g_assert_cmpuint (n_files (fixture->folder), ==, 0);
  g_assert_true (g_file_get_contents (copy, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "X-Receiver: r r r\n" MESSAGE);
  g_assert_true (g_file_get_contents (reason_path, &reason, NULL, NULL));
  g_assert_true (g_str_has_prefix (reason, "553 5.1.3 r r r: "));
}

static void
same_name_twice (Fixture *fixture, gconstpointer data)
{
  drop (fixture, "bad", "");
  start (fixture);
  drop (fixture, "bad", "");
  while (n_files (fixture->badmail) < 4)
    g_main_context_iteration (NULL, TRUE);
  wait_for_files (fixture, 0);
}

/* --- what goes wrong on the way --- */

/* A queue that can take nothing now: the file stays, and is taken later. */
static void
queue_closed (Fixture *fixture, gconstpointer data)
{
  CsQueue *queue = g_object_ref (fixture->acceptance.queue);

  test_close (queue);
  drop (fixture, "one", MESSAGE);
  start (fixture);
  scan (fixture);
  g_assert_cmpuint (n_files (fixture->folder), ==, 1);
  g_assert_cmpuint (n_files (fixture->badmail), ==, 0);
}

/* The worker died between accepting and removing; its file bears the message's ID. */
static void
died_after_accepting (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = test_accept (fixture->acceptance.queue, "r@r.example r.example");
  g_autofree char *mark = g_strdup_printf (".taken-%s-one", id);

  drop (fixture, mark, MESSAGE);
  start (fixture);
  g_assert_cmpuint (n_messages (fixture), ==, 1);
  g_assert_cmpuint (n_files (fixture->folder), ==, 0);
}

static void
died_before_accepting (Fixture *fixture, gconstpointer data)
{
  drop (fixture, ".taken-01KX0000000000000000000000-one", MESSAGE);
  start (fixture);
  g_assert_cmpuint (n_messages (fixture), ==, 1);
  g_assert_cmpuint (n_files (fixture->folder), ==, 0);
}

/* What a killed sendmail was writing: never acknowledged, and gone after a day. */
static void
unfinished (Fixture *fixture, gconstpointer data)
{
  g_autofree char *old = path_of (fixture, ".01KX.part");
  struct utimbuf long_ago = { .actime = 1000000000, .modtime = 1000000000 };

  drop (fixture, ".01KX.part", "X-Sender");
  drop (fixture, ".01KY.part", "X-Sender");
  g_assert_cmpint (g_utime (old, &long_ago), ==, 0);
  start (fixture);
  g_assert_cmpuint (n_messages (fixture), ==, 0);
  g_assert_cmpuint (n_files (fixture->folder), ==, 1);
  g_assert_false (g_file_test (old, G_FILE_TEST_EXISTS));
}

/* A folder from which nothing can be removed: the message is sent once, not for ever. */
static void
cannot_be_removed (Fixture *fixture, gconstpointer data)
{
  int flags = 0;
  int fd;

  drop (fixture, "one", MESSAGE);
  fd = open (fixture->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (ioctl (fd, _IOR ('f', 1, long), &flags) != 0)
    flags = 0;
  flags |= 0x20; /* append-only: what is there stays */
  if (ioctl (fd, _IOW ('f', 2, long), &flags) != 0)
    {
      close (fd); /* without rights for this nothing can be shown */
      start (fixture);
      return;
    }

  start (fixture);
  scan (fixture);
  scan (fixture);
  g_assert_cmpuint (n_messages (fixture), ==, 1);
  g_assert_cmpuint (n_files (fixture->folder), ==, 1);
  flags &= ~0x20;
  g_assert_cmpint (ioctl (fd, _IOW ('f', 2, long), &flags), ==, 0);
  close (fd);
}

static void
folder_made_anew (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_assert_cmpint (g_mkdir (fixture->folder, 0700), ==, 0);
  cs_pickup_scan (fixture->pickup);
  drop (fixture, "one", MESSAGE);
  wait_for_messages (fixture, 1);
}

static void
no_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cs_pickup_new (fixture->acceptance.acceptor, "/nonexistent/pickup",
                                fixture->badmail, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
stop_while_taking (Fixture *fixture, gconstpointer data)
{
  guint left;

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *name = g_strdup_printf ("m%u", i);

      drop (fixture, name, MESSAGE);
    }
  fixture->pickup = cs_pickup_new (fixture->acceptance.acceptor, fixture->folder, fixture->badmail,
                                   on_idle, fixture, NULL);
  for (guint i = 0; i < 30; i++)
    g_main_context_iteration (NULL, TRUE);
  stop (fixture);
  left = n_files (fixture->folder);
  g_assert_cmpuint (left, >, 0);
  g_assert_cmpuint (left + n_messages (fixture), ==, 200);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/submission/pickup/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL); /* bad files are warned of */

  ADD ("at-the-start", at_the_start);
  ADD ("written", written);
  ADD ("moved-in", moved_in);
  ADD ("still-being-written", still_being_written);
  ADD ("thousands", thousands);
  ADD ("large", large);
  ADD ("odd-names", odd_names);
  ADD ("not-files", not_files);
  ADD ("hard-link", hard_link);
  ADD ("another-owner", another_owner);
  for (guint i = 0; i < G_N_ELEMENTS (bad_cases); i++)
    g_test_add (bad_cases[i].name, Fixture, &bad_cases[i], set_up, bad, tear_down);
  ADD ("bad/in-part", bad_in_part);
  ADD ("bad/same-name-twice", same_name_twice);
  ADD ("queue-closed", queue_closed);
  ADD ("died-after-accepting", died_after_accepting);
  ADD ("died-before-accepting", died_before_accepting);
  ADD ("unfinished", unfinished);
  ADD ("cannot-be-removed", cannot_be_removed);
  ADD ("folder-made-anew", folder_made_anew);
  ADD ("no-folder", no_folder);
  ADD ("stop-while-taking", stop_while_taking);

  return g_test_run ();
}
