/* notice-bar.h - what the window has to say about itself, above its pages
 *
 * One notice at a time, with up to a few buttons; "response" says which was pressed. Read out by
 * screen readers as an alert. Give it
 * show-close-button where it is built, so that it can always be closed.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CS_TYPE_NOTICE_BAR (cs_notice_bar_get_type ())
G_DECLARE_FINAL_TYPE (CsNoticeBar, cs_notice_bar, CS, NOTICE_BAR, GtkInfoBar)

/* @...: pairs of const char *label and int response; NULL ends them. */
void cs_notice_bar_show (CsNoticeBar *bar, GtkMessageType type, const char *text,
                         ...) G_GNUC_NULL_TERMINATED;
void cs_notice_bar_hide (CsNoticeBar *bar);

G_END_DECLS
