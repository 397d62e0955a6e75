/* test-pickup.c - which files are taken, and when
 */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "pickup-fixture.h"

/* --- taken --- */

static void
at_the_start (PickupFixture *fixture, gconstpointer data)
{
  pickup_drop (fixture, "one", PICKUP_MESSAGE);
  pickup_drop (fixture, "two.eml", PICKUP_MESSAGE);
  pickup_start (fixture);
  g_assert_cmpuint (pickup_n_messages (fixture), ==, 2);
  g_assert_cmpuint (pickup_n_files (fixture->folder), ==, 0);
  g_assert_cmpuint (fixture->n_idle, ==, 1);
}

static void
written (PickupFixture *fixture, gconstpointer data)
{
  pickup_start (fixture);
  pickup_drop (fixture, "one", PICKUP_MESSAGE);
  pickup_wait_for_messages (fixture, 1);
  pickup_wait_for_files (fixture, 0);
}

static void
moved_in (PickupFixture *fixture, gconstpointer data)
{
  g_autofree char *hidden = pickup_path (fixture, ".one");
  g_autofree char *shown = pickup_path (fixture, "one");

  pickup_start (fixture);
  pickup_drop (fixture, ".one", PICKUP_MESSAGE);
  pickup_scan (fixture);
  g_assert_cmpuint (pickup_n_messages (fixture), ==, 0);
  g_assert_cmpint (g_rename (hidden, shown), ==, 0);
  pickup_wait_for_messages (fixture, 1);
  pickup_wait_for_files (fixture, 0);
}

/* Somebody has it open for writing: it is left until he has closed it. */
static void
still_being_written (PickupFixture *fixture, gconstpointer data)
{
  g_autofree char *path = pickup_path (fixture, "one");
  int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (write (fd, PICKUP_MESSAGE, 20), ==, 20);
  pickup_start (fixture);
  g_assert_cmpuint (pickup_n_messages (fixture), ==, 0);
  g_assert_cmpuint (pickup_n_files (fixture->badmail), ==, 0);
  g_assert_cmpint (write (fd, PICKUP_MESSAGE + 20, strlen (PICKUP_MESSAGE) - 20), >, 0);
  close (fd);
  pickup_wait_for_messages (fixture, 1);
}

static void
thousands (PickupFixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *name = g_strdup_printf ("m%u", i);

      pickup_drop (fixture, name, PICKUP_MESSAGE);
    }
  pickup_start (fixture);
  g_assert_cmpuint (pickup_n_messages (fixture), ==, 2000);
  g_assert_cmpuint (pickup_n_files (fixture->folder), ==, 0);
}

static void
large (PickupFixture *fixture, gconstpointer data)
{
  g_autofree char *line = g_strnfill (70, 'x');
  g_autoptr (GString) text = g_string_new (PICKUP_MESSAGE);

  while (text->len < 900000)
    g_string_append_printf (text, "%s\n", line);
  pickup_drop (fixture, "large", text->str);
  pickup_start (fixture);
  g_assert_cmpuint (pickup_n_messages (fixture), ==, 1);
}

static void
odd_names (PickupFixture *fixture, gconstpointer data)
{
  g_autofree char *longest = g_strnfill (255, 'n');

  pickup_drop (fixture, "new\nline", PICKUP_MESSAGE);
  pickup_drop (fixture, "%s%n", PICKUP_MESSAGE);
  pickup_drop (fixture, "not-utf8-\xff", PICKUP_MESSAGE);
  pickup_drop (fixture, longest, PICKUP_MESSAGE);
  pickup_start (fixture);
  g_assert_cmpuint (pickup_n_messages (fixture), ==, 4);
  g_assert_cmpuint (pickup_n_files (fixture->folder), ==, 0);
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
not_files (PickupFixture *fixture, gconstpointer data)
{
  g_autofree char *link = pickup_path (fixture, "link");
  g_autofree char *fifo = pickup_path (fixture, "fifo");
  g_autofree char *folder = pickup_path (fixture, "folder");
  g_autofree char *socket_path = pickup_path (fixture, "socket");

  pickup_drop (fixture, ".hidden", PICKUP_MESSAGE);
  pickup_drop (fixture, "backup~", PICKUP_MESSAGE);
  g_assert_cmpint (symlink ("/etc/passwd", link), ==, 0);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  make_socket (socket_path);
  pickup_start (fixture);
  pickup_scan (fixture);
  g_assert_cmpuint (pickup_n_messages (fixture), ==, 0);
  g_assert_cmpuint (pickup_n_files (fixture->folder), ==, 6);
  g_assert_cmpuint (pickup_n_files (fixture->badmail), ==, 0);
  g_rmdir (folder);
}

/* Taken when the other name is gone: a program that links its file in does just that. */
static void
hard_link (PickupFixture *fixture, gconstpointer data)
{
  g_autofree char *one = pickup_path (fixture, "one");
  g_autofree char *two = pickup_path (fixture, ".two");

  pickup_drop (fixture, "one", PICKUP_MESSAGE);
  g_assert_cmpint (link (one, two), ==, 0);
  pickup_start (fixture);
  g_assert_cmpuint (pickup_n_messages (fixture), ==, 0);
  g_unlink (two);
  cs_pickup_scan (fixture->pickup);
  pickup_wait_for_messages (fixture, 1);
}

static void
another_owner (PickupFixture *fixture, gconstpointer data)
{
  g_autofree char *path = pickup_path (fixture, "one");

  pickup_drop (fixture, "one", PICKUP_MESSAGE);
  if (chown (path, 65534, 65534) != 0)
    {
      g_assert_cmpint (errno, ==, EPERM); /* only root can make this situation */
      return;
    }
  pickup_start (fixture);
  pickup_scan (fixture);
  g_assert_cmpuint (pickup_n_messages (fixture), ==, 0);
  g_assert_cmpuint (pickup_n_files (fixture->folder), ==, 1);
}

/* --- the folder, start and stop --- */

static void
folder_made_anew (PickupFixture *fixture, gconstpointer data)
{
  pickup_start (fixture);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_assert_cmpint (g_mkdir (fixture->folder, 0700), ==, 0);
  cs_pickup_scan (fixture->pickup);
  pickup_drop (fixture, "one", PICKUP_MESSAGE);
  pickup_wait_for_messages (fixture, 1);
}

static void
no_folder (PickupFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cs_pickup_new (fixture->acceptance.acceptor, "/nonexistent/pickup",
                                fixture->badmail, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
stop_while_taking (PickupFixture *fixture, gconstpointer data)
{
  guint left;

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *name = g_strdup_printf ("m%u", i);

      pickup_drop (fixture, name, PICKUP_MESSAGE);
    }
  pickup_begin (fixture);
  for (guint i = 0; i < 30; i++)
    g_main_context_iteration (NULL, TRUE);
  pickup_stop (fixture);
  left = pickup_n_files (fixture->folder);
  g_assert_cmpuint (left, >, 0);
  g_assert_cmpuint (left + pickup_n_messages (fixture), ==, 200);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/submission/pickup/" name, PickupFixture, NULL, pickup_set_up, func,                \
              pickup_tear_down)

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
  ADD ("folder-made-anew", folder_made_anew);
  ADD ("no-folder", no_folder);
  ADD ("stop-while-taking", stop_while_taking);

  return g_test_run ();
}
