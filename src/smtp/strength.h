/* strength.h - how much of an account a login shows to whoever listens
 *
 * Of the mechanism that would be used, for each authentication option: a list
 * may name what nobody here speaks, and anybody in between can add to it.
 */
#pragma once

#include "base/security.h"
#include "smtp/features.h"

G_BEGIN_DECLS

/* From all to nothing. */
typedef enum
{
  CS_STRENGTH_NONE, /* no login */
  CS_STRENGTH_PASSWORD, /* PLAIN, LOGIN and the like: the secret itself is sent */
  CS_STRENGTH_CHALLENGE, /* NTLM, CRAM-MD5: what is sent depends on it */
  CS_STRENGTH_MUTUAL, /* SCRAM, GSSAPI: the server, too, shows that it knows it */
} CsStrength;

typedef struct
{
  CsStrength of[CS_AUTHENTICATION_CHALLENGE_RESPONSE + 1]; /* by CsAuthentication */
} CsStrengths;

/* One that is not known counts as the weakest. */
CsStrength cs_mechanism_strength (const char *mechanism);
/* What a login by each option would be. */
CsStrengths cs_strengths_offered (const CsFeatures *features);
/* Whether some option is served less well than @before. */
gboolean cs_strengths_are_less (const CsStrengths *strengths, const CsStrengths *before);

G_END_DECLS
