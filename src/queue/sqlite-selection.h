/* sqlite-selection.h - a CsQueueSelection as the WHERE of a statement over recipient AS r
 *
 * Only fixed text becomes SQL; every value is bound.
 */
#pragma once

#include "queue/sqlite-database.h"

G_BEGIN_DECLS

typedef struct
{
  const CsQueueSelection *selection; /* (nullable) */
  gint64 first_key, last_key; /* one of the IDs, where the selection names some */
} CsSelectionBinding;

/* "WHERE …"; or "" when everybody is meant. @active_too: what states 0 means. */
char *cs_selection_where (const CsQueueSelection *selection, gboolean active_too);
/* Whether an index leads to those whom it names, and they are few enough to be looked at in one
 * run. */
gboolean cs_selection_is_few (const CsQueueSelection *selection, CsDatabase *database,
                              gboolean *is_few, GError **error);
/* Binds by name, so that other parameters may stand beside these. */
void cs_selection_bind (const CsSelectionBinding *binding, sqlite3_stmt *statement);

G_END_DECLS
