/* Addresses that answer, that refuse and that stay silent, in every order that matters. */
#include "smtp/race.h"

#include <gio/gunixsocketaddress.h>

#include <string.h>

#define MOST_ADDRESSES 4
#define N_KEPT 6 /* connections that fill a queue of length 0 */

typedef enum
{
  NOTHING,
  ANSWERS,
  REFUSES, /* taken, and nobody listens */
  SILENT, /* with its queue full, the system drops what comes in */
  NO_SOCKET, /* fails within the call */
} Kind;

typedef struct
{
  const char *name;
  Kind kinds[MOST_ADDRESSES];
  int winner; /* -1: none */
  guint n_contacted; /* of those that answer */
} Case;

static const Case cases[] = {
  { "alone", { ANSWERS }, 0, 1 },
  { "first-wins", { ANSWERS, ANSWERS }, 0, 1 },
  { "refused-then-next", { REFUSES, ANSWERS, ANSWERS }, 1, 1 },
  { "fails-at-once-then-next", { NO_SOCKET, ANSWERS }, 1, 1 },
  { "silent-then-beside-it", { SILENT, ANSWERS }, 1, 1 },
  { "silent-refused-then-next", { SILENT, REFUSES, ANSWERS }, 2, 1 },
  { "all-silent-but-the-last", { SILENT, SILENT, SILENT, ANSWERS }, 3, 1 },
  { "refused", { REFUSES }, -1, 0 },
  { "all-refused", { REFUSES, NO_SOCKET, REFUSES }, -1, 0 },
  { "fails-at-once", { NO_SOCKET }, -1, 0 },
};

typedef struct
{
  GPtrArray *addresses;
  GPtrArray *listeners; /* (element-type GSocket) */
  GPtrArray *kept; /* (element-type GSocket) */
  CsRace *race;
  gboolean is_over;
  GSocket *socket;
  GSocketAddress *address;
  char *text;
} Run;

static GSocket *
new_socket (void)
{
  GSocket *socket
      = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

  g_socket_set_blocking (socket, FALSE);
  return socket;
}

static void
fill_queue (Run *run, GSocketAddress *address)
{
  for (guint i = 0; i < N_KEPT; i++)
    {
      GSocket *socket = new_socket ();

      g_socket_connect (socket, address, NULL, NULL);
      g_ptr_array_add (run->kept, socket);
    }
}

static void
add_loopback (Run *run, Kind kind)
{
  g_autoptr (GSocketAddress) anywhere = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  GSocket *listener = new_socket ();
  GSocketAddress *address;

  g_assert_true (g_socket_bind (listener, anywhere, TRUE, NULL));
  address = g_socket_get_local_address (listener, NULL);
  g_socket_set_listen_backlog (listener, kind == SILENT ? 0 : 10);
  if (kind != REFUSES)
    g_assert_true (g_socket_listen (listener, NULL));
  if (kind == SILENT)
    fill_queue (run, address);
  g_ptr_array_add (run->listeners, listener);
  g_ptr_array_add (run->addresses, address);
}

static void
add (Run *run, Kind kind)
{
  if (kind != NO_SOCKET)
    {
      add_loopback (run, kind);
      return;
    }
  g_ptr_array_add (run->listeners, NULL);
  g_ptr_array_add (run->addresses, g_unix_socket_address_new ("/nonexistent/socket"));
}

static void
on_over (gpointer user_data, GSocket *socket, GSocketAddress *address, const char *text)
{
  Run *run = user_data;

  g_assert_false (run->is_over);
  run->is_over = TRUE;
  run->socket = socket;
  run->address = address != NULL ? g_object_ref (address) : NULL;
  run->text = g_strdup (text);
  g_clear_pointer (&run->race, cs_race_free);
}

static void
unref_socket (gpointer socket)
{
  g_clear_object (&socket);
}

static void
set_up (Run *run, const Case *c)
{
  run->addresses = g_ptr_array_new_with_free_func (g_object_unref);
  run->listeners = g_ptr_array_new_with_free_func (unref_socket);
  run->kept = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < MOST_ADDRESSES && c->kinds[i] != NOTHING; i++)
    add (run, c->kinds[i]);
  run->race = cs_race_new (run->addresses, on_over, run);
  g_assert_false (run->is_over);
}

static void
tear_down (Run *run)
{
  g_clear_pointer (&run->race, cs_race_free);
  g_clear_object (&run->socket);
  g_clear_object (&run->address);
  g_free (run->text);
  g_ptr_array_unref (run->addresses);
  g_ptr_array_unref (run->listeners);
  g_ptr_array_unref (run->kept);
}

static guint
count_contacted (Run *run, const Case *c)
{
  guint n = 0;

  for (guint i = 0; i < run->listeners->len; i++)
    {
      g_autoptr (GSocket) accepted = NULL;

      if (c->kinds[i] == ANSWERS)
        accepted = g_socket_accept (run->listeners->pdata[i], NULL, NULL);
      n += accepted != NULL;
    }
  return n;
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  Run run = { 0 };

  set_up (&run, c);
  while (!run.is_over)
    g_main_context_iteration (NULL, TRUE);

  if (c->winner < 0)
    {
      g_assert_null (run.socket);
      g_assert_nonnull (run.text);
    }
  else
    {
      g_assert_true (run.address == run.addresses->pdata[c->winner]);
      g_assert_true (g_socket_is_connected (run.socket));
    }
  g_assert_cmpuint (count_contacted (&run, c), ==, c->n_contacted);
  tear_down (&run);
}

/* Nothing is told any more, and nothing is left. */
static void
test_given_up (gconstpointer data)
{
  static const Case c = { "given-up", { SILENT, ANSWERS } };
  Run run = { 0 };

  set_up (&run, &c);
  g_clear_pointer (&run.race, cs_race_free);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_false (run.is_over);
  g_assert_cmpuint (count_contacted (&run, &c), ==, 0);
  tear_down (&run);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/race/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_data_func ("/smtp/race/given-up", NULL, test_given_up);
  return g_test_run ();
}
