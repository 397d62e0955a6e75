/* shortcuts.h - the keys that work in the whole window, and the window that lists them
 *
 * One table says which key does what; what the list shows cannot differ from what works. Actions
 * are those of the application and of the property sheet.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void cs_shortcuts_use (GtkApplication *application);
/* (transfer full) (nullable): the key of @action as people call it, such as "Alt+Page Down" */
char *cs_shortcuts_label (const char *action);
/* Shows the list. Does not block @parent. */
void cs_shortcuts_show (GtkWindow *parent);

G_END_DECLS
