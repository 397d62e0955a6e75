/* verdict.h - what a reply or a failure means for a recipient: the one place that says so
 *
 * Facts in (smtp/failure.h, the errors of dns and secrets, and what is known
 * about the entry and the host), verdict out. Pure: what follows from a
 * verdict is done elsewhere. RFC 5321 section 4.2.1: the first digit of the
 * code decides; RFC 3463 codes only refine it.
 */
#pragma once

#include "base/security.h"
#include "delivery/protection.h"
#include "dns/resolver.h"
#include "secrets/store.h"
#include "smtp/failure.h"

G_BEGIN_DECLS

typedef enum
{
  CS_VERDICT_DELIVERED,
  CS_VERDICT_DEFERRED,
  CS_VERDICT_HELD,
  CS_VERDICT_REJECTED,
  CS_VERDICT_UNTRIED, /* we stopped: it does not count */
} CsVerdictKind;

/* What else follows. The first five come before the verdict: it stands when they cannot be done, or
 * have been done. */
typedef enum
{
  CS_THEN_NOTHING = 0,
  CS_THEN_IN_CLEAR = 1 << 0, /* the same address, in a new connection without TLS */
  CS_THEN_HELO = 1 << 1, /* the same address, in a new connection with HELO */
  CS_THEN_NEXT_HOST = 1 << 2, /* the next address of the route */
  CS_THEN_NEW_SESSION = 1 << 3, /* a used session ended: not the mail's fault, no attempt */
  CS_THEN_NEXT_TRANSACTION = 1 << 4, /* once more, at once, in another transaction */
  CS_THEN_CONVERT = 1 << 5, /* once more, the content in seven bits */
  CS_THEN_SUSPEND = 1 << 6, /* the credential, for this host and port */
  CS_THEN_REST = 1 << 7, /* the destination is not disturbed for a while */
  CS_THEN_FEWER = 1 << 8, /* fewer connections to it */
  CS_THEN_SOON = 1 << 9, /* a minute or two is enough */
} CsThen;

typedef struct
{
  CsVerdictKind kind;
  CsCause cause; /* with DEFERRED and HELD; else CS_CAUSE_NONE */
  CsThen then;
  const char *status; /* RFC 3463, for reports where the server gave none: "5.1.2" */
} CsVerdict;

typedef struct
{
  gboolean authenticates; /* the entry has an option other than none */
  gboolean has_smart_host;
  gboolean server_offers_auth; /* in its last complete list */
  gboolean may_go_clear; /* TLS was tried and nobody asked for it */
  gboolean used_to_offer_tls; /* this host and port, and nobody requires it */
  gboolean would_log_in_without_tls;
  gboolean may_say_helo; /* nothing of EHLO is needed, and HELO was not tried */
  gboolean session_was_used; /* a message went through it before */
  gboolean another_was_accepted; /* a recipient of the same transaction */
  gboolean credential_has_worked; /* with this host and port, and gets a further try */
  CsCause last_cause; /* of the recipient's attempt before */
  guint cause_in_row; /* attempts in a row that ended with last_cause */
} CsVerdictContext;

CsVerdict cs_verdict_for_failure (const CsFailure *failure, const CsVerdictContext *context);
CsVerdict cs_verdict_for_dns (CsDnsError code, gboolean has_smart_host);
CsVerdict cs_verdict_for_protection (CsProtectionError code);
CsVerdict cs_verdict_for_secret (CsSecretsError code);

/* Of the hosts of one route each may have failed for another reason: the mildest is the mail's. */
gboolean cs_verdict_is_milder (const CsVerdict *verdict, const CsVerdict *than);
const char *cs_verdict_kind_name (CsVerdictKind kind); /* "delivered" … */

/* Whether a server's words mean that it would take the mail from somebody who had logged in. */
gboolean cs_text_speaks_of_authentication (const char *text);

G_END_DECLS
