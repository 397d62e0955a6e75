#include "pickup-fixture.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

void
pickup_set_up (PickupFixture *fixture, gconstpointer data)
{
  memset (fixture, 0, sizeof *fixture);
  test_acceptance_set_up (&fixture->acceptance, NULL);
  fixture->folder = test_folder_new ();
  fixture->badmail = test_folder_new ();
}

static void
on_idle (gpointer user_data)
{
  ((PickupFixture *)user_data)->n_idle++;
}

static void
on_stopped (gpointer user_data)
{
  ((PickupFixture *)user_data)->stopped = TRUE;
}

void
pickup_stop (PickupFixture *fixture)
{
  fixture->stopped = FALSE;
  cs_pickup_stop (fixture->pickup, on_stopped, fixture);
  test_wait_for (&fixture->stopped);
  g_clear_pointer (&fixture->pickup, cs_pickup_free);
}

void
pickup_tear_down (PickupFixture *fixture, gconstpointer data)
{
  if (fixture->pickup != NULL)
    pickup_stop (fixture);
  test_acceptance_tear_down (&fixture->acceptance);
  test_folder_remove (fixture->folder);
  test_folder_remove (fixture->badmail);
}

void
pickup_begin (PickupFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->pickup = cs_pickup_new (fixture->acceptance.acceptor, fixture->folder, fixture->badmail,
                                   on_idle, fixture, &error);
  g_assert_no_error (error);
}

void
pickup_start (PickupFixture *fixture)
{
  guint n_idle = fixture->n_idle;

  pickup_begin (fixture);
  while (fixture->n_idle == n_idle)
    g_main_context_iteration (NULL, TRUE);
}

void
pickup_scan (PickupFixture *fixture)
{
  cs_pickup_scan (fixture->pickup);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

char *
pickup_path (PickupFixture *fixture, const char *name)
{
  return g_build_filename (fixture->folder, name, NULL);
}

void
pickup_drop (PickupFixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = pickup_path (fixture, name);
  int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (write (fd, text, strlen (text)), ==, (gssize)strlen (text));
  close (fd);
}

guint
pickup_n_messages (PickupFixture *fixture)
{
  return test_acceptance_n_messages (&fixture->acceptance);
}

void
pickup_wait_for_messages (PickupFixture *fixture, guint n)
{
  while (pickup_n_messages (fixture) < n)
    g_main_context_iteration (NULL, TRUE);
}

guint
pickup_n_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

void
pickup_wait_for_files (PickupFixture *fixture, guint n)
{
  while (pickup_n_files (fixture->folder) != n)
    g_main_context_iteration (NULL, TRUE);
}

char *
pickup_badmail (PickupFixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->badmail, name, NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}
