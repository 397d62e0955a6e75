/* demo-server.c - a receiving server for trying Countersign out, and for its tests
 *
 * Insists on authentication: PLAIN and LOGIN within TLS, NTLM version 2
 * anywhere. Tells what happens on standard output, one JSON object a line; the
 * first is {"event": "ready", "port": N}. Ends at SIGTERM or SIGINT.
 */
#include <glib-unix.h>
#include <unistd.h>

#include "demo-event.h"
#include "demo-session.h"

#define MAX_THREADS 256

static gboolean
stop (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_run (GThreadedSocketService *service, GSocketConnection *connection, GObject *source,
        gpointer config)
{
  demo_session_run (config, connection);
  return TRUE;
}

static gboolean
listen_on (GSocketService *service, const DemoConfig *config, GError **error)
{
  g_autoptr (GSocketAddress) wanted
      = g_inet_socket_address_new_from_string (config->address, config->port);
  g_autoptr (GSocketAddress) got = NULL;
  guint16 port;

  if (wanted == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "'%s' is not an address",
                   config->address);
      return FALSE;
    }
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service), wanted, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &got, error))
    return FALSE;

  port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
  demo_event ("ready", g_variant_new_parsed ("{'port': <%i>, 'address': <%s>}", (gint32)port,
                                             config->address));
  return TRUE;
}

static int
serve (DemoConfig *config)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GSocketService) service = g_threaded_socket_service_new (MAX_THREADS);
  g_autoptr (GError) error = NULL;

  g_signal_connect (service, "run", G_CALLBACK (on_run), config);
  if (!listen_on (service, config, &error))
    {
      g_printerr ("demo-server: %s\n", error->message);
      return 69;
    }
  g_unix_signal_add (SIGTERM, stop, loop);
  g_unix_signal_add (SIGINT, stop, loop);
  g_socket_service_start (service);
  g_main_loop_run (loop);
  return 0;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  DemoConfig *config = demo_config_new (&argc, &argv, &error);
  int status;

  if (config == NULL)
    {
      g_printerr ("demo-server: %s\n", error->message);
      return 64;
    }
  status = serve (config);
  /* Threads may still use the configuration: it goes with the process. */
  _exit (status);
}
