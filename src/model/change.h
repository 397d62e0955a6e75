/* change.h - what differs between two settings, as data; admin/words.h says it
 */
#pragma once

#include "model/settings.h"

G_BEGIN_DECLS

typedef enum
{
  CS_CHANGE_DOMAIN_ADDED,
  CS_CHANGE_DOMAIN_REMOVED,
  CS_CHANGE_VALUE, /* one key of an entry */
} CsChangeKind;

typedef struct
{
  CsChangeKind kind;
  char *entry; /* "site" or the pattern key */
  const char *key; /* CHANGE_VALUE: "smart-host", "outbound-security", "authentication", … */
  /* As `show` would print it; NULL: not set. A credential is shown as "stored" (both times if it is
   * another one now); "outbound-security" is "site" or "own". */
  char *before, *after;
} CsChange;

void cs_change_free (CsChange *change);
/* (element-type CsChange) (transfer full): site first, then in the new order; removed ones last. */
GPtrArray *cs_settings_compare (const CsSettings *before, const CsSettings *after);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsChange, cs_change_free)

G_END_DECLS
