/* sighting.h - what a session saw of its server, against what is remembered of it
 *
 * Remembers it (offers.h has what is only for people), and tells of a server that offers less than
 * before. When it offers as much again, mail that was held for that goes out by itself.
 */
#pragma once

#include "delivery/target.h"
#include "smtp/session.h"

G_BEGIN_DECLS

typedef struct
{
  CsShared *shared;
  const CsTarget *target;
  CsAuthentication authentication; /* by which the account would go there; none: it would not */
  gboolean says_helo; /* then no list is heard */
  gboolean is_opportunistic; /* nobody requires TLS */
} CsSighting;

/* Whether TLS was offered before, and must not be missing now. */
gboolean cs_sighting_expects_tls (const CsSighting *sighting);
/* What authentication is expected, for CsSessionConfig. */
void cs_sighting_expect (const CsSighting *sighting, CsSessionConfig *config);
/* When @session has been opened, or could not be. More than before is believed only when all of it
 * went well: anybody in between can promise. */
void cs_sighting_note (const CsSighting *sighting, CsSession *session, gboolean is_open);

G_END_DECLS
