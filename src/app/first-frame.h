/* first-frame.h - what can wait until a window is on the screen
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*CsFirstFrameFunc) (GtkWidget *window);

/* Calls @callback once, when @window has been drawn on the screen; after two seconds also without
 * that, since a window may come up minimised. Not when @window is destroyed before. */
void cs_after_first_frame (GtkWidget *window, CsFirstFrameFunc callback);

G_END_DECLS
