/* sqlite-common.h - what the connection that writes and the one that looks have in common
 *
 * Claims stand in a temporary table of the writing connection, which no other
 * one sees. Here they are kept once more, as of the last commit, so that each
 * look gets the claims of the very commit that it reads.
 *
 * And a WAL begins anew only when nobody reads in it: a look that is to begin
 * waits a moment when the WAL has become long, so that looking without end
 * does not let it grow without end. Whoever writes never waits.
 */
#pragma once

#include "queue/sqlite-database.h"

G_BEGIN_DECLS

typedef struct _CsCommon CsCommon;

CsCommon *cs_common_new (void);
void cs_common_free (CsCommon *common);

/* --- the storage thread --- */

/* What the transaction under way does to claims; CsRecipientState is the stored one. */
void cs_common_claim (CsCommon *common, gint64 key, gint64 lane, gint64 state);
void cs_common_move (CsCommon *common, gint64 key, gint64 lane);
void cs_common_release (CsCommon *common, gint64 key);
/* It is undone. */
void cs_common_forget (CsCommon *common);
/* Commits by @sql, a literal. */
gboolean cs_common_commit (CsCommon *common, CsDatabase *database, const char *sql, GError **error);
/* The WAL has become long: looks shall keep out until it has begun anew. Returns whether there is
 * one now. */
gboolean cs_common_ask_for_quiet (CsCommon *common);
void cs_common_end_quiet (CsCommon *common);

/* --- the thread that looks --- */

/* Begins to read in @database, whose temp.active gets the claims. @seen: (inout): of which commit
 * it has them; G_MAXUINT64 at first. */
gboolean cs_common_begin_look (CsCommon *common, CsDatabase *database, guint64 *seen,
                               GError **error);
void cs_common_end_look (CsCommon *common, CsDatabase *database, guint64 *seen);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsCommon, cs_common_free)

G_END_DECLS
