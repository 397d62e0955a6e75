#include "policy-server.h"

#include <libsoup/soup.h>
#include <string.h>

#include "certificates.h"
#include "loopback-resolver.h"

#define PATH "/.well-known/mta-sts.txt"

struct _PolicyServer
{
  SoupServer *soup;
  GSocketConnectable *address;
  guint status;
  char *type, *body, *location;
  gboolean hangs;
  guint n_requests;
};

static void
on_request (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer user_data)
{
  PolicyServer *server = user_data;

  server->n_requests++;
  if (server->hangs)
    {
      soup_server_message_pause (message);
      return;
    }
  soup_server_message_set_status (message, server->status, NULL);
  if (server->location != NULL)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Location",
                                  server->location);
  soup_server_message_set_response (message, server->type, SOUP_MEMORY_COPY, server->body,
                                    strlen (server->body));
}

/* With the name that the certificate must be for. */
static GSocketConnectable *
address_of (SoupServer *soup, const char *domain)
{
  g_autofree char *host = g_strconcat ("mta-sts.", domain, NULL);
  GSList *uris = soup_server_get_uris (soup);
  GSocketConnectable *address = g_network_address_new (host, (guint16)g_uri_get_port (uris->data));

  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  return address;
}

PolicyServer *
policy_server_new (const char *domain, const char *kind)
{
  PolicyServer *server = g_new0 (PolicyServer, 1);
  g_autoptr (GTlsCertificate) certificate = test_server_certificate (kind);
  g_autoptr (GError) error = NULL;

  loopback_resolver_use ();
  server->soup = soup_server_new ("tls-certificate", certificate, NULL);
  soup_server_add_handler (server->soup, PATH, on_request, server, NULL);
  soup_server_listen_local (server->soup, 0,
                            SOUP_SERVER_LISTEN_HTTPS | SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  server->address = address_of (server->soup, domain);
  policy_server_answer (server, 404, NULL, "");
  return server;
}

void
policy_server_free (PolicyServer *server)
{
  soup_server_disconnect (server->soup);
  g_object_unref (server->soup);
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
