/* protection.h - what a mail domain asks of the sessions with one of its hosts
 *
 * DANE (RFC 7672) or MTA-STS (RFC 8461), where the domain has said so; an entry
 * of the settings may ask for more, never for less. A value: protect.h finds it
 * out, opening.c obeys it.
 */
#pragma once

#include "base/security.h"
#include "smtp/session.h"

G_BEGIN_DECLS

#define CS_PROTECTION_ERROR (cs_protection_error_quark ())
typedef enum
{
  CS_PROTECTION_ERROR_NO_TLSA, /* whether there are TLSA records is not known: RFC 7672
                                  section 2.1.2 */
  CS_PROTECTION_ERROR_NOT_IN_POLICY, /* no host is one of the policy's: RFC 8461 section 5 */
} CsProtectionError;
GQuark cs_protection_error_quark (void);
/* As cs_protection_name: what it was that left no host. */
const char *cs_protection_error_name (CsProtectionError code);

typedef enum
{
  CS_PROTECTION_DANE, /* a certificate that the TLSA records speak of */
  CS_PROTECTION_TLS, /* TLSA records that nobody can use: TLS, with whomever */
  CS_PROTECTION_STS, /* a certificate that is valid for the host */
  CS_PROTECTION_STS_TESTING, /* nothing, but it is noted what STS would have refused */
} CsProtectionKind;

typedef struct
{
  CsProtectionKind kind;
  CsDane *dane; /* of the first two; with CS_PROTECTION_TLS and an STS policy too: kind is STS */
  char *domain; /* whose policy it is, with STS */
  grefcount references;
} CsProtection;

CsProtection *cs_protection_new (CsProtectionKind kind, CsDane *dane, const char *domain);
CsProtection *cs_protection_ref (CsProtection *protection);
void cs_protection_unref (CsProtection *protection);

/* All of these take NULL: nothing is asked. */

/* The rule of the entry, or what the protection makes of it. */
CsTlsRule cs_protection_rule (const CsProtection *protection, CsTlsRule rule);
CsDane *cs_protection_dane (const CsProtection *protection); /* (transfer none) (nullable) */
/* For log and queue: "dane", "tlsa", "mta-sts"; NULL: TLS was not asked for, or by nobody but the
 * entry. */
const char *cs_protection_name (const CsProtection *protection);
/* The transcript of @session says what is asked of it. */
void cs_protection_note (const CsProtection *protection, CsSession *session);
/* It is open: what would STS have said? */
void cs_protection_test (const CsProtection *protection, CsSession *session, const char *host);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsProtection, cs_protection_unref)

G_END_DECLS
