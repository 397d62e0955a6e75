/* cure-bar.h - a bar that says what a server wants of mail that waits, with the way to set it up
 *
 * Of several troubles one at a time; Next shows the others. It goes when there
 * are none. What the button does is the window's: signal "cure".
 */
#pragma once

#include <gtk/gtk.h>

#include "app/trouble-watch.h"

G_BEGIN_DECLS

/* Signal "cure": the button was pressed, for cs_cure_bar_get_trouble. */
#define CS_TYPE_CURE_BAR (cs_cure_bar_get_type ())
G_DECLARE_FINAL_TYPE (CsCureBar, cs_cure_bar, CS, CURE_BAR, GtkInfoBar)

CsCureBar *cs_cure_bar_new (void);
/* Shows what there is, now and whenever it changes. */
void cs_cure_bar_follow (CsCureBar *bar, CsTroubleWatch *watch);
/* (transfer none) (nullable): the one that is shown */
const CsTrouble *cs_cure_bar_get_trouble (CsCureBar *bar);
/* What its buttons do: for the keys of win.cure and win.next-trouble. Nothing while there is none.
 */
void cs_cure_bar_cure (CsCureBar *bar);
void cs_cure_bar_next (CsCureBar *bar);
/* Hidden, whatever there is: it is said elsewhere. */
void cs_cure_bar_set_quiet (CsCureBar *bar, gboolean is_quiet);

G_END_DECLS
