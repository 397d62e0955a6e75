/* security.h - the words of outbound security that settings and protocol share
 *
 * Only names: the authentication options, the TLS rules, and the causes for
 * which mail waits, each with its one spelling in files, on D-Bus and on the
 * command line. What follows from them is decided elsewhere (delivery/verdict.c).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CS_ACCOUNT_MAX_BYTES 256 /* longer names overflow buffers in gss-ntlmssp 1.2 */
#define CS_NT_DOMAIN_MAX_BYTES 255

typedef enum
{
  CS_AUTHENTICATION_NONE,
  CS_AUTHENTICATION_CLEAR_TEXT,
  CS_AUTHENTICATION_CHALLENGE_RESPONSE,
} CsAuthentication;

typedef enum
{
  CS_TLS_WHEN_OFFERED,
  CS_TLS_REQUIRED,
  CS_TLS_FROM_START,
  CS_TLS_NEVER,
} CsTlsRule;

/* Why a recipient is deferred or held. CS_CAUSE_NONE: it is neither. */
typedef enum
{
  CS_CAUSE_NONE,
  CS_CAUSE_AUTHENTICATION_REFUSED,
  CS_CAUSE_AUTHENTICATION_REQUIRED,
  CS_CAUSE_AUTHENTICATION_NOT_OFFERED,
  CS_CAUSE_AUTHENTICATION_TOO_WEAK,
  CS_CAUSE_TLS_NOT_OFFERED,
  CS_CAUSE_TLS_REQUIRED,
  CS_CAUSE_TLS_FAILED,
  CS_CAUSE_DOWNGRADE,
  CS_CAUSE_CREDENTIAL_MISSING,
  CS_CAUSE_CREDENTIAL_INVALID,
  CS_CAUSE_CREDENTIAL_LOCKED,
  CS_CAUSE_CREDENTIAL_STORE_UNAVAILABLE,
  CS_CAUSE_UNREACHABLE,
  CS_CAUSE_DNS,
  CS_CAUSE_PROTOCOL,
  CS_CAUSE_REFUSED_FOR_NOW,
  CS_CAUSE_LOOP,
  CS_CAUSE_FULL,
  CS_CAUSE_SETTINGS,
  CS_CAUSE_ADMINISTRATOR,
  CS_CAUSE_LAST = CS_CAUSE_ADMINISTRATOR,
} CsCause;

/* The kebab-case spelling ("clear-text"); static, never NULL ("" for CS_CAUSE_NONE). */
const char *cs_authentication_name (CsAuthentication authentication);
const char *cs_tls_rule_name (CsTlsRule tls);
const char *cs_cause_name (CsCause cause);

/* Exact spelling only. Returns FALSE and leaves the value alone when @name is none of them. */
gboolean cs_authentication_from_name (const char *name, CsAuthentication *authentication);
gboolean cs_tls_rule_from_name (const char *name, CsTlsRule *tls);
gboolean cs_cause_from_name (const char *name, CsCause *cause);

G_END_DECLS
