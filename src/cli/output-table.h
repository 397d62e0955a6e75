/* output-table.h - aligned columns for people
 *
 * Cells are cleaned of control characters, since servers and files may put
 * anything into them. On a terminal the last column is cut where a line would
 * break; elsewhere nothing is cut.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _CsTable CsTable;

/* @titles: NULL-terminated; (nullable): no heading, then @n_columns counts */
CsTable *cs_table_new (const char *const *titles, guint n_columns);
/* As many texts as there are columns; NULL is an empty cell. */
void cs_table_add (CsTable *table, ...);
void cs_table_print (CsTable *table);
void cs_table_free (CsTable *table);

/* Text of several lines that came from elsewhere, each line cleaned as a cell is. */
void cs_table_print_lines (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsTable, cs_table_free)

G_END_DECLS
