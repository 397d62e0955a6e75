#include "dns-server.h"

#include <string.h>

#include "dns-message.h"
#include "dns-signer.h"

#define MESSAGE_MAX_BYTES 4096
#define FLAGS_ANSWER 0x8180 /* response, recursion desired and available */
#define MAX_CHAIN 8

struct _DnsServer
{
  const DnsRecord *records;
  DnsServerMode mode;
  DnsSigner *signer;
  GSocket *socket;
  GThread *thread;
  GCancellable *stop;
  char *forwarder;
  gint n_questions;
  gint strips;
};

typedef struct
{
  GByteArray *bytes;
  guint n_answers, n_authorities;
  guint rcode;
  gboolean is_silent;
} Response;

static gboolean
has_name (DnsServer *server, const char *name)
{
  for (const DnsRecord *r = server->records; r->name != NULL; r++)
    {
      if (g_str_equal (r->name, name))
        return TRUE;
    }
  return FALSE;
}

static const DnsRecord *
find (DnsServer *server, const char *name, DnsType type)
{
  for (const DnsRecord *r = server->records; r->name != NULL; r++)
    {
      if (r->type == type && g_str_equal (r->name, name))
        return r;
    }
  return NULL;
}

static GPtrArray *
collect (DnsServer *server, const char *name, guint type)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  if (type == DNS_DNSKEY && *name == '\0' && server->signer != NULL)
    g_ptr_array_add (records, dns_signer_key_data (server->signer));
  for (const DnsRecord *r = server->records; r->name != NULL; r++)
    {
      if (dns_record_wire_type (r) == type && g_str_equal (r->name, name))
        g_ptr_array_add (records, dns_record_data (r));
    }
  return records;
}

/* Neither stripped nor below a delegation without keys. */
static gboolean
is_signed (DnsServer *server, const char *name)
{
  if (server->signer == NULL || g_atomic_int_get (&server->strips))
    return FALSE;
  for (const char *dot = strchr (name, '.'); dot != NULL; dot = strchr (dot + 1, '.'))
    {
      if (find (server, dot + 1, DNS_NS) != NULL)
        return FALSE;
    }
  return TRUE;
}

static GBytes *
forge (GBytes *data)
{
  gsize size_bytes;
  guint8 *copy = g_bytes_unref_to_data (g_bytes_ref (data), &size_bytes);

  copy[size_bytes - 1] ^= 1;
  return g_bytes_new_take (copy, size_bytes);
}

static guint
put_set (DnsServer *server, GByteArray *out, const char *name, guint type, GPtrArray *records)
{
  gboolean forges = (server->mode == DNS_SERVER_FORGING && type == DNS_A)
                    || find (server, name, DNS_FORGED) != NULL;

  for (guint i = 0; i < records->len; i++)
    {
      g_autoptr (GBytes) data
          = forges ? forge (records->pdata[i]) : g_bytes_ref (records->pdata[i]);

      dns_put_record (out, name, type, data);
    }
  if (is_signed (server, name))
    {
      g_autoptr (GBytes) signature = dns_signer_sign (server->signer, name, type, records);

      dns_put_record (out, name, DNS_RRSIG, signature);
      return records->len + 1;
    }
  return records->len;
}

static void
put_denial (DnsServer *server, Response *response, const char *name)
{
  g_autoptr (GPtrArray) denials = NULL;
  guint types[8];
  guint n_types = 0;

  if (!is_signed (server, name))
    return;
  for (const DnsRecord *r = server->records; r->name != NULL; r++)
    {
      if (g_str_equal (r->name, name) && dns_record_wire_type (r) < DNS_NOT_OF_THE_PROTOCOL
          && n_types < G_N_ELEMENTS (types))
        types[n_types++] = dns_record_wire_type (r);
    }
  denials = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_ptr_array_add (denials, dns_signer_deny (name, types, n_types));
  response->n_authorities += put_set (server, response->bytes, name, DNS_NSEC, denials);
}

static void
answer (DnsServer *server, Response *response, const char *name, guint type)
{
  for (guint i = 0; i < MAX_CHAIN; i++)
    {
      const DnsRecord *alias = find (server, name, DNS_CNAME);
      const DnsRecord *rcode = find (server, name, DNS_RCODE);
      g_autoptr (GPtrArray) records = collect (server, name, alias ? DNS_CNAME : type);

      response->is_silent = find (server, name, DNS_SILENT) != NULL;
      if (rcode != NULL)
        response->rcode = g_ascii_strtoull (rcode->data, NULL, 10);
      else if (records->len > 0)
        response->n_answers
            += put_set (server, response->bytes, name, alias ? DNS_CNAME : type, records);
      else if (*name != '\0' && !has_name (server, name) && !is_signed (server, name))
        response->rcode = 3; /* a signed zone says that there is no data, which is less to prove */
      else
        put_denial (server, response, name);

      if (alias == NULL || rcode != NULL)
        return;
      name = alias->data;
    }
}

static GByteArray *
respond (DnsServer *server, const guint8 *message, gsize size_bytes)
{
  GByteArray *out = g_byte_array_new ();
  Response response = { .bytes = g_byte_array_new () };
  g_autoptr (GByteArray) body = response.bytes;
  g_autofree char *name = NULL;
  gsize question_bytes;
  guint type;

  if (!dns_read_question (message, size_bytes, &name, &type, &question_bytes))
    return out;
  g_atomic_int_inc (&server->n_questions);
  answer (server, &response, name, type);
  if (response.is_silent)
    return out;

  g_byte_array_append (out, message, 2);
  dns_put_16 (out, FLAGS_ANSWER | response.rcode);
  dns_put_16 (out, 1);
  dns_put_16 (out, response.n_answers);
  dns_put_16 (out, response.n_authorities);
  dns_put_16 (out, 1);
  g_byte_array_append (out, message + 12, question_bytes);
  g_byte_array_append (out, body->data, body->len);
  /* EDNS0: large answers, and DNSSEC is understood (RFC 3225) */
  g_byte_array_append (out, (const guint8 *)"\0\0\x29\x10\0\0\0\x80\0\0\0", 11);
  return out;
}

static gpointer
serve (gpointer user_data)
{
  DnsServer *server = user_data;
  guint8 message[MESSAGE_MAX_BYTES];

  while (!g_cancellable_is_cancelled (server->stop))
    {
      g_autoptr (GSocketAddress) from = NULL;
      g_autoptr (GByteArray) reply = NULL;
      gssize size_bytes;

      size_bytes = g_socket_receive_from (server->socket, &from, (char *)message, sizeof message,
                                          server->stop, NULL);
      if (size_bytes <= 0)
        continue;
      reply = respond (server, message, size_bytes);
      if (reply->len > 0)
        g_socket_send_to (server->socket, from, (const char *)reply->data, reply->len, NULL, NULL);
    }
  return NULL;
}

DnsServer *
dns_server_new (const DnsRecord *records, DnsServerMode mode)
{
  DnsServer *server = g_new0 (DnsServer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any_port = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  server->records = records;
  server->mode = mode;
  server->signer = mode == DNS_SERVER_PLAIN ? NULL : dns_signer_new ();
  server->stop = g_cancellable_new ();
  server->socket
      = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, &error);
  g_assert_no_error (error);
  g_socket_bind (server->socket, any_port, FALSE, &error);
  g_assert_no_error (error);
  address = g_socket_get_local_address (server->socket, &error);
  g_assert_no_error (error);

  server->forwarder = g_strdup_printf (
      "127.0.0.1@%u", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
  server->thread = g_thread_new ("dns-server", serve, server);
  return server;
}

void
dns_server_free (DnsServer *server)
{
  g_cancellable_cancel (server->stop);
  g_thread_join (server->thread);
  g_clear_pointer (&server->signer, dns_signer_free);
  g_object_unref (server->stop);
  g_object_unref (server->socket);
  g_free (server->forwarder);
  g_free (server);
}

const char *
dns_server_forwarder (DnsServer *server)
{
  return server->forwarder;
}

const char *
dns_server_trust_anchor (DnsServer *server)
{
  return server->signer != NULL ? dns_signer_trust_anchor (server->signer) : NULL;
}

void
dns_server_strip (DnsServer *server, gboolean strips)
{
  g_atomic_int_set (&server->strips, strips);
}

guint
dns_server_n_questions (DnsServer *server)
{
  return g_atomic_int_get (&server->n_questions);
}
