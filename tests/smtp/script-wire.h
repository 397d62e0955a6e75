/* script-wire.h - blocking bytes to and from one client, with or without TLS */
#pragma once

#include "certificates.h"

G_BEGIN_DECLS

typedef struct
{
  int fd;
  gnutls_session_t tls; /* NULL: plain */
  gnutls_certificate_credentials_t credentials;
  GByteArray *pending; /* received, not taken yet */
  GByteArray *received; /* all that was received */
} ScriptWire;

void script_wire_init (ScriptWire *wire, int fd);
void script_wire_clear (ScriptWire *wire);

gboolean script_wire_write (ScriptWire *wire, const void *bytes, gsize size_bytes);
/* Reads once. FALSE: the client has gone. */
gboolean script_wire_read (ScriptWire *wire);
/* (transfer full) (nullable): without its CRLF; reads at most once if @one_segment. */
char *script_wire_take_line (ScriptWire *wire, gboolean one_segment);
/* (nullable): what went wrong */
const char *script_wire_secure (ScriptWire *wire, const char *kind, const char *priority,
                                gboolean asks_certificate);
gboolean script_wire_is_resumed (ScriptWire *wire);

G_END_DECLS
