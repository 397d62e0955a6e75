#include "app/field-message.h"

#define MARGIN_BELOW 6 /* pixels */

struct _CsFieldMessage
{
  GtkBox parent;
  GtkWidget *icon;
  GtkWidget *label;
  gboolean is_error;
  gboolean comes_up; /* shown, but not measured yet */
};

G_DEFINE_TYPE (CsFieldMessage, cs_field_message, GTK_TYPE_BOX)

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

/* A message below the last field in sight would come up where nobody sees it. */
static gboolean
scroll_into_sight (gpointer user_data)
{
  GtkWidget *message = user_data;
  GtkWidget *viewport = gtk_widget_get_ancestor (message, GTK_TYPE_VIEWPORT);
  GtkWidget *page;
  int top;

  if (viewport == NULL || !gtk_widget_get_mapped (message))
    return G_SOURCE_REMOVE;

  page = gtk_bin_get_child (GTK_BIN (viewport));
  if (gtk_widget_translate_coordinates (message, page, 0, 0, NULL, &top))
    {
      top += gtk_widget_get_margin_top (page);
      gtk_adjustment_clamp_page (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (viewport)), top,
                                 top + gtk_widget_get_allocated_height (message) + MARGIN_BELOW);
    }
  return G_SOURCE_REMOVE;
}

static void
cs_field_message_size_allocate (GtkWidget *widget, GtkAllocation *allocation)
{
  CsFieldMessage *message = CS_FIELD_MESSAGE (widget);

  GTK_WIDGET_CLASS (cs_field_message_parent_class)->size_allocate (widget, allocation);
  if (!message->comes_up)
    return;

  message->comes_up = FALSE;
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, scroll_into_sight, g_object_ref (message), g_object_unref);
}

static void
cs_field_message_class_init (CsFieldMessageClass *class)
{
  GTK_WIDGET_CLASS (class)->size_allocate = cs_field_message_size_allocate;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "field-message");
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
  message->comes_up = text != NULL;
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
