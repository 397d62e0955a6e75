/* help.h - Help and F1: the topic that belongs to a window
 *
 * Opens the topic in the desktop's help viewer where our help is installed. Where it is not, the
 * advice that matters is shown by the program itself.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @topic: "general", "delivery", "remote-domains", "outbound-security", "account",
 * "remote-domain". Does not block @parent. */
void cs_help_show (GtkWindow *parent, const char *topic);

G_END_DECLS
