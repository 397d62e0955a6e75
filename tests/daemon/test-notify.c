/* test-notify.c - what the service manager hears, over a socket of the test's own
 */
#include "daemon/notify.h"

#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>

typedef struct
{
  char *folder, *path;
  GSocket *manager;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  f->folder = g_dir_make_tmp ("countersign-notify-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "socket", NULL);
  f->manager = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_DATAGRAM,
                             G_SOCKET_PROTOCOL_DEFAULT, &error);
  g_assert_no_error (error);
  address = g_unix_socket_address_new (f->path);
  g_socket_bind (f->manager, address, FALSE, &error);
  g_assert_no_error (error);
  g_setenv ("NOTIFY_SOCKET", f->path, TRUE);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_unsetenv ("NOTIFY_SOCKET");
  g_unsetenv ("WATCHDOG_USEC");
  g_object_unref (f->manager);
  g_unlink (f->path);
  g_rmdir (f->folder);
  g_free (f->path);
  g_free (f->folder);
}

static void
assert_heard (Fixture *f, const char *expected)
{
  char text[256];
  g_autoptr (GError) error = NULL;
  gssize size_bytes = g_socket_receive (f->manager, text, sizeof text - 1, NULL, &error);

  g_assert_no_error (error);
  text[size_bytes] = '\0';
  g_assert_cmpstr (text, ==, expected);
}

static void
test_states (Fixture *f, gconstpointer data)
{
  g_autoptr (CsNotifier) notifier = cs_notifier_new ();

  cs_notifier_ready (notifier);
  assert_heard (f, "READY=1");
  cs_notifier_status (notifier, "3 waiting");
  assert_heard (f, "STATUS=3 waiting");
  cs_notifier_status (notifier, "3 waiting"); /* nothing new, nothing said */
  cs_notifier_stopping (notifier);
  assert_heard (f, "STOPPING=1");
}

static void
test_watchdog (Fixture *f, gconstpointer data)
{
  g_autoptr (CsNotifier) notifier = NULL;

  g_setenv ("WATCHDOG_USEC", "20000", TRUE);
  notifier = cs_notifier_new ();
  while (!g_socket_condition_check (f->manager, G_IO_IN))
    g_main_context_iteration (NULL, TRUE);
  assert_heard (f, "WATCHDOG=1");
}

static void
test_no_manager (Fixture *f, gconstpointer data)
{
  g_autoptr (CsNotifier) notifier = NULL;

  g_unsetenv ("NOTIFY_SOCKET");
  notifier = cs_notifier_new ();
  cs_notifier_ready (notifier);
  cs_notifier_status (notifier, "nobody listens");
  g_assert_false (g_socket_condition_check (f->manager, G_IO_IN));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/daemon/notify/states", Fixture, NULL, set_up, test_states, tear_down);
  g_test_add ("/daemon/notify/watchdog", Fixture, NULL, set_up, test_watchdog, tear_down);
  g_test_add ("/daemon/notify/no-manager", Fixture, NULL, set_up, test_no_manager, tear_down);

  return g_test_run ();
}
