/* aliases.h - the redirections of /etc/aliases, aliases(5)
 *
 * Pure. Only what leads to an address or to another name counts: this machine
 * has no mail boxes, so programs, files and included lists are passed over.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _CsAliases CsAliases;

CsAliases *cs_aliases_parse (const char *text, gsize size_bytes);
void cs_aliases_free (CsAliases *aliases);
/* Where mail for @name goes, one step; NULL: there is no redirection. */
const char *const *cs_aliases_lookup (const CsAliases *aliases, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsAliases, cs_aliases_free)

G_END_DECLS
