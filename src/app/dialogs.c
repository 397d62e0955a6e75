#include "app/dialogs.h"

#define USUAL_DPI 96
#define TITLE_HEIGHT 40 /* pixels: what a window manager may put around a dialog */

static GtkScrolledWindow *
find_scrolled_window (GtkDialog *dialog)
{
  GtkContainer *area = GTK_CONTAINER (gtk_dialog_get_content_area (dialog));
  g_autoptr (GList) children = gtk_container_get_children (area);

  for (GList *item = children; item != NULL; item = item->next)
    if (GTK_IS_SCROLLED_WINDOW (item->data))
      return item->data;
  return NULL;
}

/* So high may what is scrolled be, with the rest of the dialog around it still on the screen. */
static int
most_height (GtkDialog *dialog, GtkScrolledWindow *scrolled)
{
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (dialog));
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (dialog));
  GdkRectangle area;
  int rest;

  gdk_monitor_get_workarea (
      gdk_display_get_monitor_at_window (display, gtk_widget_get_window (GTK_WIDGET (parent))),
      &area);
  gtk_widget_get_preferred_height (GTK_WIDGET (dialog), &rest, NULL);
  rest -= gtk_scrolled_window_get_min_content_height (scrolled);
  return area.height - TITLE_HEIGHT - rest;
}

/* A scrolled window itself asks for the height that its content has when it is narrowest. */
static int
content_height (GtkScrolledWindow *scrolled)
{
  GtkWidget *viewport = gtk_bin_get_child (GTK_BIN (scrolled));
  int width = gtk_widget_get_allocated_width (viewport);
  int height;

  if (!gtk_widget_get_mapped (viewport))
    gtk_widget_get_preferred_width (viewport, NULL, &width);
  gtk_widget_get_preferred_height_for_width (viewport, width, NULL, &height);
  return height;
}

static void
fit (GtkDialog *dialog)
{
  GtkScrolledWindow *scrolled = find_scrolled_window (dialog);
  int most;
  int wanted;

  if (scrolled == NULL)
    return;
  most = most_height (dialog, scrolled);
  wanted = content_height (scrolled);
  if (most > 0)
    gtk_scrolled_window_set_min_content_height (scrolled, MIN (wanted, most));
}

static gboolean
on_fit (gpointer user_data)
{
  if (gtk_widget_get_mapped (user_data)) /* not closed meanwhile */
    fit (user_data);
  return G_SOURCE_REMOVE;
}

void
cs_dialog_fit (GtkDialog *dialog)
{
  /* When all is said, and before it is laid out: no picture of it in the old size is drawn. What
   * becomes less high again leaves the size as it is. */
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_fit, g_object_ref (dialog), g_object_unref);
}

void
cs_dialog_present (GtkDialog *dialog)
{
  fit (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_scrolled_mapped (GtkScrolledWindow *scrolled)
{
  gtk_container_set_focus_vadjustment (GTK_CONTAINER (gtk_bin_get_child (GTK_BIN (scrolled))),
                                       gtk_scrolled_window_get_vadjustment (scrolled));
}

void
cs_scrolled_window_follow_focus (GtkScrolledWindow *scrolled)
{
  /* Not now: a scrolled window that is just being built gets another adjustment afterwards. */
  g_signal_connect (scrolled, "map", G_CALLBACK (on_scrolled_mapped), NULL);
}

static gboolean
on_key_pressed (GtkDialog *dialog, GdkEventKey *event)
{
  if (event->keyval != GDK_KEY_F1
      || gtk_dialog_get_widget_for_response (dialog, GTK_RESPONSE_HELP) == NULL)
    return GDK_EVENT_PROPAGATE;

  gtk_dialog_response (dialog, GTK_RESPONSE_HELP);
  return GDK_EVENT_STOP;
}

void
cs_dialog_attach (GtkDialog *dialog, GtkWindow *parent)
{
  GtkScrolledWindow *scrolled = find_scrolled_window (dialog);

  if (scrolled != NULL)
    cs_scrolled_window_follow_focus (scrolled);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), parent);
  /* Modal means modal in the group: another sheet, and help, go on. */
  gtk_window_group_add_window (gtk_window_get_group (parent), GTK_WINDOW (dialog));
  g_signal_connect (dialog, "key-press-event", G_CALLBACK (on_key_pressed), NULL);
}

guint
cs_dialog_add_committed_signal (GObjectClass *class)
{
  return g_signal_new ("committed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                       NULL, G_TYPE_NONE, 0);
}

static void
on_search_stopped (GtkEntry *search, GtkDialog *dialog)
{
  if (gtk_entry_get_text_length (search) > 0)
    gtk_entry_set_text (search, "");
  else
    gtk_window_close (GTK_WINDOW (dialog));
}

void
cs_dialog_let_search_escape (GtkDialog *dialog, GtkEntry *search)
{
  g_signal_connect_object (search, "stop-search", G_CALLBACK (on_search_stopped), dialog, 0);
}

void
cs_widget_describe (GtkWidget *widget, const char *text)
{
  gtk_widget_set_tooltip_text (widget, text);
  atk_object_set_description (gtk_widget_get_accessible (widget), text != NULL ? text : "");
}

void
cs_widget_set_sensitive_because (GtkWidget *widget, gboolean sensitive, const char *because)
{
  gtk_widget_set_sensitive (widget, sensitive);
  cs_widget_describe (widget, sensitive ? NULL : because);
}

static gboolean
on_scrolled (GtkWidget *widget)
{
  g_signal_stop_emission_by_name (widget, "scroll-event");
  return GDK_EVENT_PROPAGATE;
}

void
cs_widget_ignore_wheel (GtkWidget *widget)
{
  g_signal_connect (widget, "scroll-event", G_CALLBACK (on_scrolled), NULL);
}

void
cs_entry_keep_left_to_right (GtkWidget *entry)
{
  gtk_widget_set_direction (entry, GTK_TEXT_DIR_LTR);
}

double
cs_widget_text_scale (GtkWidget *widget)
{
  double resolution = gdk_screen_get_resolution (gtk_widget_get_screen (widget));

  return MAX (resolution / USUAL_DPI, 1.0);
}

void
cs_tree_view_scale_columns (GtkTreeView *tree)
{
  double factor = cs_widget_text_scale (GTK_WIDGET (tree));

  for (guint i = 0; i < gtk_tree_view_get_n_columns (tree); i++)
    {
      GtkTreeViewColumn *column = gtk_tree_view_get_column (tree, (int)i);
      int width = gtk_tree_view_column_get_fixed_width (column);

      if (factor > 1 && !gtk_tree_view_column_get_expand (column))
        gtk_tree_view_column_set_fixed_width (column, (int)(width * factor));
    }
}

static void
name_by_labels (GtkWidget *widget, gpointer user_data)
{
  GtkWidget *named = NULL;

  if (GTK_IS_LABEL (widget))
    named = gtk_label_get_mnemonic_widget (GTK_LABEL (widget));
  if (named != NULL)
    atk_object_set_name (gtk_widget_get_accessible (named),
                         gtk_label_get_text (GTK_LABEL (widget)));
  if (GTK_IS_CONTAINER (widget))
    gtk_container_forall (GTK_CONTAINER (widget), name_by_labels, NULL);
}

void
cs_widget_name_by_labels (GtkWidget *root)
{
  name_by_labels (root, NULL);
}

void
cs_tree_view_enter (GtkTreeView *tree)
{
  g_autoptr (GtkTreePath) first = gtk_tree_path_new_first ();

  if (gtk_tree_model_iter_n_children (gtk_tree_view_get_model (tree), NULL) == 0)
    return;
  if (gtk_tree_selection_count_selected_rows (gtk_tree_view_get_selection (tree)) == 0)
    gtk_tree_view_set_cursor (tree, first, NULL, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (tree));
}
