/* dialogs.h - what all dialogs and pages do alike
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Ties @dialog to @parent: modal for it and what is behind it, gone with it. */
void cs_dialog_attach (GtkDialog *dialog, GtkWindow *parent);
/* Adds the signal "committed" to a class of dialogs. */
guint cs_dialog_add_committed_signal (GObjectClass *class);
/* Shows @dialog, as high as what it shows. */
void cs_dialog_present (GtkDialog *dialog);
/* Grows @dialog when what it shows has become higher, as far as the screen goes. */
void cs_dialog_fit (GtkDialog *dialog);
/* Escape empties @search, and closes @dialog when it is empty: the entry would keep it for itself.
 */
void cs_dialog_let_search_escape (GtkDialog *dialog, GtkEntry *search);
/* In the tooltip and in the accessible description. @text: (nullable): takes both away. */
void cs_widget_describe (GtkWidget *widget, const char *text);
/* Why a control is insensitive stands in its tooltip and in its accessible description. */
void cs_widget_set_sensitive_because (GtkWidget *widget, gboolean sensitive, const char *because);

/* What gets the focus below @scrolled is scrolled into sight. */
void cs_scrolled_window_follow_focus (GtkScrolledWindow *scrolled);
/* Turning the wheel over @widget scrolls the page: it shall not change a value in passing. */
void cs_widget_ignore_wheel (GtkWidget *widget);
/* What is typed into @entry is a host or an address, which is written from left to right in any
 * language, also where it begins with a bracket or a digit. */
void cs_entry_keep_left_to_right (GtkWidget *entry);
/* How much larger text is than usual, which sizes in ui/ are meant for; at least 1. */
double cs_widget_text_scale (GtkWidget *widget);
/* Columns that do not expand become as much wider as text is larger than usual. */
void cs_tree_view_scale_columns (GtkTreeView *tree);
/* From a search into what was found: @tree gets the focus, and the first row is selected if none
 * is. Not if it is empty. */
void cs_tree_view_enter (GtkTreeView *tree);
/* Gives each control below @root the name of its label, also for those who ask for no relations. */
void cs_widget_name_by_labels (GtkWidget *root);

G_END_DECLS
