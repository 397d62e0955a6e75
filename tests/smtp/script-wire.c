#include "script-wire.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void
script_wire_init (ScriptWire *wire, int fd)
{
  memset (wire, 0, sizeof *wire);
  wire->fd = fd;
  wire->pending = g_byte_array_new ();
  wire->received = g_byte_array_new ();
}

void
script_wire_clear (ScriptWire *wire)
{
  if (wire->tls != NULL)
    gnutls_deinit (wire->tls);
  if (wire->credentials != NULL)
    gnutls_certificate_free_credentials (wire->credentials);
  if (wire->fd >= 0)
    close (wire->fd);
  g_clear_pointer (&wire->pending, g_byte_array_unref);
  g_clear_pointer (&wire->received, g_byte_array_unref);
}

gboolean
script_wire_write (ScriptWire *wire, const void *bytes, gsize size_bytes)
{
  const char *next = bytes;

  while (size_bytes > 0)
    {
      gssize sent = wire->tls != NULL ? gnutls_record_send (wire->tls, next, size_bytes)
                                      : send (wire->fd, next, size_bytes, MSG_NOSIGNAL);

      if (sent <= 0)
        return FALSE;
      next += sent;
      size_bytes -= (gsize)sent;
    }
  return TRUE;
}

gboolean
script_wire_read (ScriptWire *wire)
{
  guint8 bytes[256 * 1024];
  gssize got;

  do
    got = wire->tls != NULL ? gnutls_record_recv (wire->tls, bytes, sizeof bytes)
                            : recv (wire->fd, bytes, sizeof bytes, 0);
  while (got == GNUTLS_E_AGAIN || got == GNUTLS_E_INTERRUPTED);

  if (got <= 0)
    return FALSE;
  g_byte_array_append (wire->pending, bytes, (guint)got);
  g_byte_array_append (wire->received, bytes, (guint)got);
  return TRUE;
}

char *
script_wire_take_line (ScriptWire *wire, gboolean one_segment)
{
  for (;;)
    {
      const guint8 *end = wire->pending->len > 0
                              ? memmem (wire->pending->data, wire->pending->len, "\r\n", 2)
                              : NULL;

      if (end != NULL)
        {
          gsize size_bytes = (gsize)(end - wire->pending->data);
          char *line = g_strndup ((const char *)wire->pending->data, size_bytes);

          g_byte_array_remove_range (wire->pending, 0, (guint)size_bytes + 2);
          return line;
        }
      if (one_segment || !script_wire_read (wire))
        return NULL;
    }
}

/* All servers of one program share their tickets, so that a client can resume. */
static const gnutls_datum_t *
ticket_key (void)
{
  static gnutls_datum_t key;

  if (key.data == NULL)
    gnutls_session_ticket_key_generate (&key);
  return &key;
}

gboolean
script_wire_is_resumed (ScriptWire *wire)
{
  return wire->tls != NULL && gnutls_session_is_resumed (wire->tls);
}

const char *
script_wire_secure (ScriptWire *wire, const char *kind, const char *priority,
                    gboolean asks_certificate)
{
  int result;

  wire->credentials = test_certificate (kind);
  if (gnutls_init (&wire->tls, GNUTLS_SERVER | GNUTLS_NO_SIGNAL) < 0)
    return "gnutls_init";

  gnutls_priority_set_direct (wire->tls, priority != NULL ? priority : "NORMAL", NULL);
  gnutls_session_ticket_enable_server (wire->tls, ticket_key ());
  gnutls_credentials_set (wire->tls, GNUTLS_CRD_CERTIFICATE, wire->credentials);
  if (asks_certificate)
    gnutls_certificate_server_set_request (wire->tls, GNUTLS_CERT_REQUIRE);
  gnutls_transport_set_int (wire->tls, wire->fd);

  do
    result = gnutls_handshake (wire->tls);
  while (result < 0 && !gnutls_error_is_fatal (result));

  if (result >= 0)
    return NULL;
  gnutls_alert_send_appropriate (wire->tls, result);
  gnutls_deinit (wire->tls);
  wire->tls = NULL;
  return gnutls_strerror (result);
}
