/* window-state.h - a window opens as large as it was closed, on the page that it was closed on, and
 * with the columns of its lists as they were left
 *
 * Kept in the user's own state folder.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Restores size and page now and saves them when @window goes.
 * @pages: the notebook in @window, each of whose pages has a name */
void cs_window_state_follow (GtkWindow *window, GtkNotebook *pages);
/* The same for what columns of @tree are shown, and how wide: those that somebody has made wider or
 * narrower do not expand any more. Before cs_tree_view_scale_columns. @name: of the list; each
 * column has a name of its own in ui/ */
void cs_window_state_follow_columns (GtkTreeView *tree, const char *name);

G_END_DECLS
