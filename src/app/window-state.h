/* window-state.h - a window opens as large as it was closed, and on the page that it was closed on
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Restores size and page now and saves them when @window goes. Kept in the user's own state folder.
 * @pages: the notebook in @window, each of whose pages has a name */
void cs_window_state_follow (GtkWindow *window, GtkNotebook *pages);

G_END_DECLS
