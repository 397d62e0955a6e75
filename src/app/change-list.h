/* change-list.h - what a sheet would change when it is applied, line by line
 */
#pragma once

#include "app/sheet.h"

G_BEGIN_DECLS

/* (transfer full) (nullable): a line for each of the first @most changes, and how many more there
 * are; NULL: there are none. */
char *cs_change_list (CsSheet *sheet, guint most);

G_END_DECLS
