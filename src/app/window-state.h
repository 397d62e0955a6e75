/* window-state.h - a window opens as large as it was closed
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Restores the size now and saves it when @window goes. Kept in the user's own state folder. */
void cs_window_state_follow (GtkWindow *window);

G_END_DECLS
