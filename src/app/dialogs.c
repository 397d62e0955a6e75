#include "app/dialogs.h"

void
cs_dialog_attach (GtkDialog *dialog, GtkWindow *parent)
{
  gtk_window_set_transient_for (GTK_WINDOW (dialog), parent);
  /* Modal means modal in the group: another sheet, and help, go on. */
  gtk_window_group_add_window (gtk_window_get_group (parent), GTK_WINDOW (dialog));
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
