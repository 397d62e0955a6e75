/* script-server.h - a receiving server that does exactly what a script says
 *
 * One connection on loopback, in a thread, with blocking sockets and GnuTLS of
 * its own. A script is text, one step a line:
 *
 *   C: LINE      the client must send LINE (a pattern with * and ?)
 *   X: LINE      the client must send exactly LINE
 *   G: LINE      the same, and it must have come in the segment of the line before
 *   S: LINE      send LINE and CRLF; G of the next C looks at what comes after
 *   R: BYTES     send BYTES with C escapes, no line end
 *   DRIP: BYTES  the same, a byte every 50 ms, until the client has gone
 *   FILL: N      send N letters in one line without end, or until the client has gone
 *   CONTENT      read to the lone dot; kept for script_server_content
 *   CONTENT1     the same, and it must come in one segment, the dot too; what comes behind is left
 *   CHUNK: ARGS  the client must send BDAT ARGS and as many bytes; kept too
 *   GCHUNK: ARGS the same, and all of it must have come in the segment of the line before
 *   CHUNKS: LINE take chunks, answering each with LINE, until another line comes
 *   READ: N      read N bytes of whatever there is
 *   TLS: KIND [PRIORITY]  handshake as server with a certificate of certificates.h
 *   RESUMED      the TLS session must be a resumed one
 *   ASK: KIND    the same, and insist on a certificate of the client
 *   NTLM: POLICY a whole AUTH NTLM exchange, judged without any NTLM library; ends with 235,
 *                535, or 501 if the client gives up
 *   DELAY        do nothing for 50 ms
 *   WAIT         read until the client has gone
 *   STALL        read nothing until script_server_finish
 *   ANYTIME      what follows is only done if the client is still there
 *   RESET        close with a TCP reset
 *   CUT          close the TCP connection without closing TLS
 *
 * At the end of the script the connection is closed. A step that does not fit
 * is the server's complaint, which script_server_finish returns.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct ScriptServer ScriptServer;

ScriptServer *script_server_start (const char *script);
/* At @address, which an earlier server had; NULL: anywhere. */
ScriptServer *script_server_start_at (GSocketAddress *address, const char *script);
GSocketAddress *script_server_address (ScriptServer *server); /* (transfer full) */
/* Waits for the end of the script. (transfer full) (nullable): what went against it. */
char *script_server_finish (ScriptServer *server);
/* (transfer none): all contents received, as on the wire with dots doubled. After finish. */
const char *script_server_content (ScriptServer *server, gsize *size_bytes);
/* (transfer none): all that the client sent in clear, and what it sent within TLS. After finish. */
const GByteArray *script_server_received (ScriptServer *server);
void script_server_free (ScriptServer *server);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ScriptServer, script_server_free)

G_END_DECLS
