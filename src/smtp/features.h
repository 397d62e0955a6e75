/* features.h - what a server offers, from its EHLO reply, RFC 5321 section 4.1.1.1
 *
 * Pure; a fuzz target. Keywords without regard to case, doubled ones merged,
 * "AUTH=LOGIN" understood, a malformed SIZE ignored, unknown words skipped.
 */
#pragma once

#include "smtp/reply.h"

G_BEGIN_DECLS

typedef enum
{
  CS_FEATURE_STARTTLS = 1 << 0,
  CS_FEATURE_AUTH = 1 << 1,
  CS_FEATURE_PIPELINING = 1 << 2,
  CS_FEATURE_SIZE = 1 << 3,
  CS_FEATURE_8BITMIME = 1 << 4,
  CS_FEATURE_SMTPUTF8 = 1 << 5,
  CS_FEATURE_DSN = 1 << 6,
  CS_FEATURE_CHUNKING = 1 << 7,
  CS_FEATURE_ENHANCEDSTATUSCODES = 1 << 8,
  CS_FEATURE_LIMITS = 1 << 9,
} CsFeatureFlags;

typedef struct
{
  CsFeatureFlags flags;
  guint64 size_limit_bytes; /* 0: no fixed limit */
  GStrv mechanisms; /* upper case, in the server's order; never NULL */
  char *greeting_name; /* first word of the reply, cleaned */
  guint limit_rcptmax, limit_mailmax; /* RFC 9422; 0: none */
} CsFeatures;

CsFeatures *cs_features_new (void); /* nothing offered (HELO) */
CsFeatures *cs_features_parse (const CsReply *ehlo_reply); /* never NULL */
CsFeatures *cs_features_copy (const CsFeatures *features);
void cs_features_free (CsFeatures *features);
gboolean cs_features_offers_mechanism (const CsFeatures *features, const char *mechanism);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsFeatures, cs_features_free)

G_END_DECLS
