/* domain.h - domain names in their one canonical form
 *
 * Canonical: A-labels (IDNA 2008 through libidn2, UTS #46 non-transitional),
 * lower case, no trailing dot, at most 253 bytes, labels of 1 to 63 bytes of
 * letters, digits, '-' (not at an end) and '_' (tolerated, RFC 2181 section 11).
 * No DNS look-ups happen here.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CS_DOMAIN_MAX_BYTES 253

#define CS_DOMAIN_ERROR (cs_domain_error_quark ())
typedef enum
{
  CS_DOMAIN_ERROR_EMPTY,
  CS_DOMAIN_ERROR_EMPTY_LABEL, /* "a..b", ".a" */
  CS_DOMAIN_ERROR_LABEL_TOO_LONG,
  CS_DOMAIN_ERROR_TOO_LONG,
  CS_DOMAIN_ERROR_CHARACTER, /* a character that no host name has, also NUL, CR, LF */
  CS_DOMAIN_ERROR_NOT_UTF8,
  CS_DOMAIN_ERROR_IDNA, /* libidn2 refused it */
  CS_DOMAIN_ERROR_ADDRESS, /* "192.0.2.7" or "[::1]": an address, not a name */
} CsDomainError;
GQuark cs_domain_error_quark (void);

/* @size_bytes: -1 if @text ends with NUL. Returns: (transfer full): the canonical form, or NULL. */
char *cs_domain_normalize (const char *text, gssize size_bytes, GError **error);
/* For people: U-labels where they convert back to the same A-labels, else @domain itself. */
char *cs_domain_to_display (const char *domain);
/* Whether canonical @domain is below canonical @parent (and not equal to it). */
gboolean cs_domain_is_below (const char *domain, const char *parent);

G_END_DECLS
