/* sqlite-selection.h - a CsQueueSelection as the WHERE of a statement over recipient AS r
 *
 * Only fixed text becomes SQL; every value is bound.
 */
#pragma once

#include <sqlite3.h>

#include "queue/queue.h"

G_BEGIN_DECLS

typedef struct
{
  const CsQueueSelection *selection; /* (nullable) */
  gint64 first_key, last_key; /* one of the IDs, where the selection names some */
} CsSelectionBinding;

/* "WHERE …"; or "" when everybody is meant. @active_too: what states 0 means. */
char *cs_selection_where (const CsQueueSelection *selection, gboolean active_too);
/* Binds by name, so that other parameters may stand beside these. */
void cs_selection_bind (const CsSelectionBinding *binding, sqlite3_stmt *statement);

G_END_DECLS
