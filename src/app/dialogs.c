#include "app/dialogs.h"

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

static int
available_height (GtkWindow *window)
{
  GdkWindow *surface = gtk_widget_get_window (GTK_WIDGET (window));
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (window));
  GdkRectangle area;

  gdk_monitor_get_workarea (gdk_display_get_monitor_at_window (display, surface), &area);
  return area.height;
}

/* How much higher the scrolled part would have to be to show all; negative: how much is empty. A
 * scrolled window itself asks for the height that its content has when it is narrowest. */
static int
missing_height (GtkScrolledWindow *scrolled)
{
  GtkWidget *viewport = gtk_bin_get_child (GTK_BIN (scrolled));
  GtkWidget *content = gtk_bin_get_child (GTK_BIN (viewport));
  int margins = gtk_widget_get_margin_top (content) + gtk_widget_get_margin_bottom (content);
  int height;

  gtk_widget_get_preferred_height_for_width (content, gtk_widget_get_allocated_width (content),
                                             NULL, &height);
  return MAX (height, margins) - gtk_widget_get_allocated_height (viewport);
}

static gboolean
on_fit (gpointer user_data)
{
  GtkDialog *dialog = user_data;
  GtkScrolledWindow *scrolled;
  gboolean is_first = g_object_get_data (G_OBJECT (dialog), "cs-fitted") == NULL;
  int missing;
  int width;
  int height;

  if (!gtk_widget_get_mapped (GTK_WIDGET (dialog)))
    return G_SOURCE_REMOVE; /* closed meanwhile */
  scrolled = find_scrolled_window (dialog);
  if (scrolled == NULL)
    return G_SOURCE_REMOVE;

  missing = missing_height (scrolled);
  g_object_set_data (G_OBJECT (dialog), "cs-fitted", dialog);
  gtk_window_get_size (GTK_WINDOW (dialog), &width, &height);
  /* Later it only grows: somebody may have made it larger. */
  if (missing > 0 || (missing < 0 && is_first))
    gtk_window_resize (GTK_WINDOW (dialog), width,
                       MIN (height + missing, available_height (GTK_WINDOW (dialog))));
  return G_SOURCE_REMOVE;
}

void
cs_dialog_fit (GtkDialog *dialog)
{
  /* After GTK has measured what is new. */
  g_idle_add_full (GTK_PRIORITY_RESIZE + 1, on_fit, g_object_ref (dialog), g_object_unref);
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
  g_signal_connect (dialog, "map", G_CALLBACK (cs_dialog_fit), NULL);
}

guint
cs_dialog_add_committed_signal (GObjectClass *class)
{
  return g_signal_new ("committed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                       NULL, G_TYPE_NONE, 0);
}

void
cs_widget_set_sensitive_because (GtkWidget *widget, gboolean sensitive, const char *because)
{
  const char *text = sensitive ? NULL : because;

  gtk_widget_set_sensitive (widget, sensitive);
  gtk_widget_set_tooltip_text (widget, text);
  atk_object_set_description (gtk_widget_get_accessible (widget), text != NULL ? text : "");
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
