#include "app/field-message.h"

struct _CsFieldMessage
{
  GtkBox parent;
  GtkWidget *icon;
  GtkWidget *label;
  gboolean is_error;
};

G_DEFINE_TYPE (CsFieldMessage, cs_field_message, GTK_TYPE_BOX)

static void
cs_field_message_class_init (CsFieldMessageClass *class)
{
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "field-message");
}

static void
cs_field_message_init (CsFieldMessage *message)
{
  GtkWidget *box = GTK_WIDGET (message);

  message->icon = gtk_image_new ();
  gtk_widget_set_valign (message->icon, GTK_ALIGN_START);
  message->label = gtk_label_new (NULL);
  gtk_label_set_line_wrap (GTK_LABEL (message->label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (message->label), 40);
  gtk_label_set_xalign (GTK_LABEL (message->label), 0);
  gtk_box_set_spacing (GTK_BOX (message), 6);
  gtk_container_add (GTK_CONTAINER (message), message->icon);
  gtk_container_add (GTK_CONTAINER (message), message->label);
  gtk_widget_show (message->icon);
  gtk_widget_show (message->label);
  gtk_widget_set_no_show_all (box, TRUE);
}

static void
show_message (CsFieldMessage *message, GtkWidget *field, const char *text, gboolean is_error)
{
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (message));
  AtkObject *accessible = gtk_widget_get_accessible (GTK_WIDGET (message));

  message->is_error = is_error && text != NULL;
  gtk_label_set_text (GTK_LABEL (message->label), text != NULL ? text : "");
  gtk_image_set_from_icon_name (GTK_IMAGE (message->icon),
                                is_error ? "dialog-error-symbolic" : "dialog-warning-symbolic",
                                GTK_ICON_SIZE_MENU);
  if (message->is_error)
    gtk_style_context_add_class (style, "error");
  else
    gtk_style_context_remove_class (style, "error");

  atk_object_set_role (accessible, message->is_error ? ATK_ROLE_ALERT : ATK_ROLE_PANEL);
  atk_object_set_name (accessible, text != NULL ? text : "");
  atk_object_set_description (gtk_widget_get_accessible (field), text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (message), text != NULL);
}

void
cs_field_message_set_error (CsFieldMessage *message, GtkWidget *field, const char *text)
{
  GtkStyleContext *style = gtk_widget_get_style_context (field);

  if (text != NULL)
    gtk_style_context_add_class (style, GTK_STYLE_CLASS_ERROR);
  else
    gtk_style_context_remove_class (style, GTK_STYLE_CLASS_ERROR);
  show_message (message, field, text, TRUE);
}

void
cs_field_message_set_warning (CsFieldMessage *message, GtkWidget *field, const char *text)
{
  gtk_style_context_remove_class (gtk_widget_get_style_context (field), GTK_STYLE_CLASS_ERROR);
  show_message (message, field, text, FALSE);
}

gboolean
cs_field_message_is_error (CsFieldMessage *message)
{
  return message->is_error;
}
