/* address.h - a mail address as the parser returned it, RFC 5321 section 4.1.2, RFC 6531
 * section 3.3
 *
 * The only constructor is the parser, and it is pure: bytes and length in,
 * value or error out. So no address in this program can hold CR, LF or NUL.
 * Liberal where users need it (dots at an end or doubled in the local part,
 * common in Japan), strict elsewhere; a source route is dropped (RFC 5321
 * appendix C). Not for header fields: that is GMime's work.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CS_ADDRESS_MAX_BYTES 254 /* RFC 5321 section 4.5.3.1.3, without the angle brackets */
#define CS_ADDRESS_LOCAL_MAX_BYTES 64

#define CS_ADDRESS_ERROR (cs_address_error_quark ())
typedef enum
{
  CS_ADDRESS_ERROR_EMPTY,
  CS_ADDRESS_ERROR_LOCAL, /* what stands before the @ is not a local part */
  CS_ADDRESS_ERROR_LOCAL_TOO_LONG,
  CS_ADDRESS_ERROR_DOMAIN, /* what stands after the @ is not a domain or address literal */
  CS_ADDRESS_ERROR_NO_DOMAIN, /* no @, and CS_ADDRESS_ALLOW_BARE was not given */
  CS_ADDRESS_ERROR_CHARACTER, /* a control character, or bytes that are not UTF-8 */
  CS_ADDRESS_ERROR_TOO_LONG,
  CS_ADDRESS_ERROR_TRAILING, /* something follows the address */
} CsAddressError;
GQuark cs_address_error_quark (void);

typedef enum
{
  CS_ADDRESS_DEFAULT = 0,
  CS_ADDRESS_ALLOW_NULL = 1 << 0, /* "" and "<>" are the null reverse-path */
  CS_ADDRESS_ALLOW_BARE = 1 << 1, /* a local part alone, completed with @mail_domain */
} CsAddressFlags;

typedef struct _CsAddress CsAddress; /* immutable, reference counted (atomically) */

/* @text: "ann@example.com" or "<ann@example.com>", surrounding white space ignored.
 * @size_bytes: -1 if @text ends with NUL.
 * @mail_domain: (nullable): canonical domain for bare local parts.
 * The message of an error names the byte position. */
CsAddress *cs_address_parse (const char *text, gssize size_bytes, CsAddressFlags flags,
                             const char *mail_domain, GError **error);
CsAddress *cs_address_ref (CsAddress *address);
void cs_address_unref (CsAddress *address);

gboolean cs_address_is_null (const CsAddress *address);
const char *cs_address_local (const CsAddress *address); /* as on the wire, quoted where needed */
/* canonical, or a literal "[192.0.2.7]"; "" for the null path */
const char *cs_address_domain (const CsAddress *address);
gboolean cs_address_is_literal (const CsAddress *address);
gboolean cs_address_needs_smtputf8 (const CsAddress *address); /* local part is not ASCII */
/* local@domain without brackets; "" for the null path */
const char *cs_address_text (const CsAddress *address);
/* Same mailbox for choosing an entry: both parts compared without case. */
gboolean cs_address_equal (const CsAddress *a, const CsAddress *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsAddress, cs_address_unref)

G_END_DECLS
