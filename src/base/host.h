/* host.h - a smart host as it is written: name, name:port, [address], [address]:port, address:port
 *
 * Bytes in, value or error out; nothing is looked up. A name is canonical as
 * in domain.h (single labels such as "localhost" are fine).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CS_HOST_ERROR (cs_host_error_quark ())
typedef enum
{
  CS_HOST_ERROR_EMPTY,
  CS_HOST_ERROR_NAME, /* neither a host name nor an address; the message says why */
  CS_HOST_ERROR_PORT, /* not a number from 1 to 65535 */
  CS_HOST_ERROR_BRACKETS, /* an IPv6 address with a port needs them; the message shows the form */
  CS_HOST_ERROR_URL, /* "smtp://…" or "user@host": only the host belongs here */
} CsHostError;
GQuark cs_host_error_quark (void);

typedef struct
{
  char *name; /* canonical name, or an address without brackets */
  guint16 port; /* 1 to 65535; 0: not written, so 25, or 465 with TLS from the start */
  gboolean is_address; /* IPv4 or IPv6: connect without any look-up */
} CsHost;

CsHost *cs_host_parse (const char *text, gssize size_bytes, GError **error);
CsHost *cs_host_copy (const CsHost *host);
void cs_host_free (CsHost *host);
gboolean cs_host_equal (const CsHost *a, const CsHost *b); /* both may be NULL */
char *cs_host_to_string (const CsHost *host); /* canonical writing; addresses in brackets */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsHost, cs_host_free)

G_END_DECLS
