/* pattern.h - what a remote domain applies to: "example.com", "*.example.com" or "ann@example.com"
 *
 * Pure. The domain part is canonical (base/domain.h); the local part of an
 * address is kept as written and compared without case.
 */
#pragma once

#include "base/address.h"

G_BEGIN_DECLS

typedef enum
{
  CS_PATTERN_DOMAIN,
  CS_PATTERN_WILDCARD, /* everything below, not the domain itself */
  CS_PATTERN_ADDRESS,
} CsPatternKind;

typedef struct
{
  CsPatternKind kind;
  char *local; /* only for an address */
  char *key; /* canonical writing, lower case: equal patterns have equal keys */
  const char *domain; /* canonical, without "*."; the end of key */
} CsPattern;

#define CS_PATTERN_ERROR (cs_pattern_error_quark ())
typedef enum
{
  CS_PATTERN_ERROR_INVALID, /* the message says why */
  CS_PATTERN_ERROR_WILDCARD, /* '*' anywhere but in front of the first dot */
} CsPatternError;
GQuark cs_pattern_error_quark (void);

CsPattern *cs_pattern_parse (const char *text, gssize size_bytes, GError **error);
CsPattern *cs_pattern_copy (const CsPattern *pattern);
void cs_pattern_free (CsPattern *pattern);
gboolean cs_pattern_matches (const CsPattern *pattern, const CsAddress *address);
char *cs_pattern_to_string (const CsPattern *pattern); /* as settings write it */
char *cs_pattern_to_display (const CsPattern *pattern); /* with U-labels */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsPattern, cs_pattern_free)

G_END_DECLS
