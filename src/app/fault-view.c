#include "app/fault-view.h"

#include <glib/gi18n.h>

#include "admin/words.h"

struct _CsFaultView
{
  GtkBox parent;
  GtkLabel *reason_label;
  GtkLabel *faults_label;
  GtkWidget *faults_frame;

  CsSheet *sheet; /* weak pointer */
};

G_DEFINE_TYPE (CsFaultView, cs_fault_view, GTK_TYPE_BOX)

static void
on_open_clicked (CsFaultView *view)
{
  g_autofree char *uri
      = g_filename_to_uri (cs_sheet_instance (view->sheet)->settings_file, NULL, NULL);
  g_autoptr (GError) error = NULL;

  if (uri == NULL
      || gtk_show_uri_on_window (GTK_WINDOW (gtk_widget_get_toplevel (GTK_WIDGET (view))), uri,
                                 gtk_get_current_event_time (), &error))
    return;
  gtk_label_set_text (view->reason_label, error->message);
}

static void
on_again_clicked (CsFaultView *view)
{
  cs_sheet_load (view->sheet);
}

static void
cs_fault_view_dispose (GObject *object)
{
  g_clear_weak_pointer (&CS_FAULT_VIEW (object)->sheet);
  G_OBJECT_CLASS (cs_fault_view_parent_class)->dispose (object);
}

static void
cs_fault_view_class_init (CsFaultViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cs_fault_view_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/countersign/Settings/ui/fault-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CsFaultView, reason_label);
  gtk_widget_class_bind_template_child (widget_class, CsFaultView, faults_label);
  gtk_widget_class_bind_template_child (widget_class, CsFaultView, faults_frame);
  gtk_widget_class_bind_template_callback (widget_class, on_open_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_again_clicked);
}

static void
cs_fault_view_init (CsFaultView *view)
{
  gtk_widget_init_template (GTK_WIDGET (view));
}

static char *
reason (CsSheet *sheet)
{
  const char *file = cs_sheet_instance (sheet)->settings_file;
  const GError *error = cs_sheet_error (sheet);

  if (g_error_matches (error, CS_APPLY_ERROR, CS_APPLY_ERROR_BAD_DRAFT))
    return g_strdup_printf (_ ("There are mistakes in %s. It is left as it is, and mail goes on "
                               "with the last settings that were right."),
                            file);
  if (g_error_matches (error, CS_APPLY_ERROR, CS_APPLY_ERROR_NEWER_FILE))
    return g_strdup_printf (_ ("%s was written by a newer version of Countersign. This version "
                               "does not understand it and leaves it alone."),
                            file);
  return g_strdup (error->message);
}

void
cs_fault_view_show (CsFaultView *view, CsSheet *sheet)
{
  GPtrArray *faults = cs_sheet_faults (sheet);
  g_autofree char *lines = cs_words_faults (faults, cs_sheet_instance (sheet)->settings_file);
  g_autofree char *text = reason (sheet);

  g_set_weak_pointer (&view->sheet, sheet);
  gtk_label_set_text (view->reason_label, text);
  gtk_label_set_text (view->faults_label, g_strchomp (lines));
  gtk_widget_set_visible (view->faults_frame, faults->len > 0);
}
