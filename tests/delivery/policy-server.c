#include "policy-server.h"

#include <string.h>

#include "certificates.h"
#include "loopback-resolver.h"

#define PATH "/.well-known/mta-sts.txt"
#define REQUEST_MAX_BYTES 8192

struct _PolicyServer
{
  GSocketService *service;
  GSocketConnectable *address;
  GTlsCertificate *certificate;
  GCancellable *ending;
  guint n_visits; /* under way */
  guint status;
  char *type, *body, *location;
  gboolean hangs;
  guint n_requests;
};

/* One connection, for one request. */
typedef struct
{
  PolicyServer *server;
  GIOStream *tls;
  char request[REQUEST_MAX_BYTES + 1];
  gsize read_bytes;
} Visit;

static void
visit_end (Visit *visit)
{
  visit->server->n_visits--;
  g_io_stream_close (visit->tls, NULL, NULL);
  g_object_unref (visit->tls);
  g_free (visit);
}

/* --- the answer --------------------------------------------------------------------------- */

static void
on_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_io_stream_close_finish (G_IO_STREAM (source), result, NULL);
  visit_end (user_data);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Visit *visit = user_data;

  g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);
  g_io_stream_close_async (visit->tls, G_PRIORITY_DEFAULT, visit->server->ending, on_closed, visit);
}

/* (transfer full) */
static char *
answer_of (const PolicyServer *server)
{
  g_autoptr (GString) answer = g_string_new (NULL);

  g_string_append_printf (answer, "HTTP/1.1 %u As Told\r\nConnection: close\r\n", server->status);
  if (server->location != NULL)
    g_string_append_printf (answer, "Location: %s\r\n", server->location);
  if (server->status != 204) /* RFC 9110 section 8.6: that has no content */
    g_string_append_printf (answer, "Content-Type: %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n",
                            server->type, strlen (server->body));
  g_string_append_printf (answer, "\r\n%s", server->body);
  return g_string_free (g_steal_pointer (&answer), FALSE);
}

static void
answer (Visit *visit)
{
  char *text = answer_of (visit->server);

  g_object_set_data_full (G_OBJECT (visit->tls), "answer", text, g_free);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (visit->tls), text, strlen (text),
                                   G_PRIORITY_DEFAULT, visit->server->ending, on_written, visit);
}

/* --- the request -------------------------------------------------------------------------- */

static void read_on (Visit *visit);

static void
take_request (Visit *visit)
{
  g_assert_true (g_str_has_prefix (visit->request, "GET " PATH " HTTP/1.1\r\n"));
  visit->read_bytes = 0;
  visit->server->n_requests++;
  if (visit->server->hangs)
    read_on (visit); /* until the other side goes */
  else
    answer (visit);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Visit *visit = user_data;
  gssize n_bytes = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (n_bytes <= 0)
    {
      visit_end (visit);
      return;
    }
  visit->read_bytes += (gsize)n_bytes;
  visit->request[visit->read_bytes] = '\0';
  if (strstr (visit->request, "\r\n\r\n") != NULL)
    take_request (visit);
  else
    read_on (visit);
}

static void
read_on (Visit *visit)
{
  g_assert_cmpuint (visit->read_bytes, <, REQUEST_MAX_BYTES);
  g_input_stream_read_async (g_io_stream_get_input_stream (visit->tls),
                             visit->request + visit->read_bytes,
                             REQUEST_MAX_BYTES - visit->read_bytes, G_PRIORITY_DEFAULT,
                             visit->server->ending, on_read, visit);
}

static void
on_handshake (GObject *source, GAsyncResult *result, gpointer user_data)
{
  if (g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, NULL))
    read_on (user_data);
  else
    visit_end (user_data);
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source,
             gpointer user_data)
{
  Visit *visit = g_new0 (Visit, 1);

  visit->server = user_data;
  visit->server->n_visits++;
  visit->tls
      = g_tls_server_connection_new (G_IO_STREAM (connection), visit->server->certificate, NULL);
  g_assert_nonnull (visit->tls);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (visit->tls), G_PRIORITY_DEFAULT,
                                    visit->server->ending, on_handshake, visit);
  return TRUE;
}

/* --- the server --------------------------------------------------------------------------- */

/* Returns: its port */
static guint16
listen_on_loopback (PolicyServer *server)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any_port = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  server->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (server->service), any_port,
                                 G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &address,
                                 &error);
  g_assert_no_error (error);
  g_signal_connect (server->service, "incoming", G_CALLBACK (on_incoming), server);
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}

PolicyServer *
policy_server_new (const char *domain, const char *kind)
{
  PolicyServer *server = g_new0 (PolicyServer, 1);
  g_autofree char *host = g_strconcat ("mta-sts.", domain, NULL);

  loopback_resolver_use ();
  server->certificate = test_server_certificate (kind);
  server->ending = g_cancellable_new ();
  server->address = g_network_address_new (host, listen_on_loopback (server));
  policy_server_answer (server, 404, NULL, "");
  return server;
}

void
policy_server_free (PolicyServer *server)
{
  g_socket_service_stop (server->service);
  g_socket_listener_close (G_SOCKET_LISTENER (server->service));
  g_cancellable_cancel (server->ending);
  while (server->n_visits > 0)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (server->service);
  g_object_unref (server->ending);
  g_object_unref (server->certificate);
  g_object_unref (server->address);
  g_free (server->type);
  g_free (server->body);
  g_free (server->location);
  g_free (server);
}

GSocketConnectable *
policy_server_address (PolicyServer *server)
{
  return server->address;
}

guint
policy_server_n_requests (PolicyServer *server)
{
  return server->n_requests;
}

void
policy_server_answer (PolicyServer *server, guint status, const char *type, const char *body)
{
  g_free (server->type);
  g_free (server->body);
  server->status = status;
  server->type = g_strdup (type != NULL ? type : "text/plain");
  server->body = g_strdup (body);
}

void
policy_server_redirect (PolicyServer *server, const char *to)
{
  policy_server_answer (server, 301, NULL, "");
  g_free (server->location);
  server->location = g_strdup (to);
}

void
policy_server_hang (PolicyServer *server)
{
  server->hangs = TRUE;
}
