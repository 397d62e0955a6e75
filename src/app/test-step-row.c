#include "app/test-step-row.h"

#include <glib/gi18n.h>

#include "admin/words.h"

static char *
step_text (const CsSessionStep *step)
{
  const char *title = cs_words_step (step->stage, step->ok);

  if (step->text == NULL || *step->text == '\0')
    return g_strdup (title);
  /* Translators: a step of a test and what it found: "Connected: 192.0.2.7, port 587" */
  return g_strdup_printf (_ ("%1$s: %2$s"), title, step->text);
}

static GtkWidget *
wrapped_label_new (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_line_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  return label;
}

static GtkWidget *
duration_label_new (guint duration_ms)
{
  /* Translators: milliseconds */
  g_autofree char *text = g_strdup_printf (_ ("%u ms"), duration_ms);
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_set_valign (label, GTK_ALIGN_START);
  gtk_style_context_add_class (gtk_widget_get_style_context (label), GTK_STYLE_CLASS_DIM_LABEL);
  return label;
}

GtkWidget *
cs_test_step_row_new (const CsSessionStep *step)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new_from_icon_name (
      step->ok ? "emblem-ok-symbolic" : "dialog-error-symbolic", GTK_ICON_SIZE_MENU);
  g_autofree char *text = step_text (step);

  g_object_set (box, "margin", 6, NULL);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_container_add (GTK_CONTAINER (box), icon);
  gtk_container_add (GTK_CONTAINER (box), wrapped_label_new (text));
  gtk_container_add (GTK_CONTAINER (box), duration_label_new (step->duration_ms));
  gtk_container_add (GTK_CONTAINER (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (row), FALSE);
  atk_object_set_name (gtk_widget_get_accessible (row), text);
  gtk_widget_show_all (row);
  return row;
}

void
cs_test_step_rows_clear (GtkListBox *list)
{
  g_autoptr (GList) rows = gtk_container_get_children (GTK_CONTAINER (list));

  for (GList *item = rows; item != NULL; item = item->next)
    gtk_widget_destroy (item->data);
}
