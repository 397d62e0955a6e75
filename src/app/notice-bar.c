#include "app/notice-bar.h"

struct _CsNoticeBar
{
  GtkInfoBar parent;
  GtkWidget *icon;
  GtkWidget *label;
};

G_DEFINE_TYPE (CsNoticeBar, cs_notice_bar, GTK_TYPE_INFO_BAR)

static void
cs_notice_bar_response (GtkInfoBar *bar, int response)
{
  cs_notice_bar_hide (CS_NOTICE_BAR (bar));
}

static void
cs_notice_bar_class_init (CsNoticeBarClass *class)
{
  GTK_INFO_BAR_CLASS (class)->response = cs_notice_bar_response;
}

static void
cs_notice_bar_init (CsNoticeBar *bar)
{
  GtkWidget *content = gtk_info_bar_get_content_area (GTK_INFO_BAR (bar));

  bar->icon = gtk_image_new ();
  gtk_widget_set_valign (bar->icon, GTK_ALIGN_START);
  bar->label = gtk_label_new (NULL);
  gtk_label_set_line_wrap (GTK_LABEL (bar->label), TRUE);
  gtk_label_set_selectable (GTK_LABEL (bar->label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (bar->label), 60);
  gtk_label_set_xalign (GTK_LABEL (bar->label), 0);
  gtk_widget_set_hexpand (bar->label, TRUE);
  gtk_container_add (GTK_CONTAINER (content), bar->icon);
  gtk_container_add (GTK_CONTAINER (content), bar->label);
  gtk_widget_show (bar->icon);
  gtk_widget_show (bar->label);
  gtk_widget_set_no_show_all (GTK_WIDGET (bar), TRUE);
}

static const char *
icon_name (GtkMessageType type)
{
  switch (type)
    {
    case GTK_MESSAGE_ERROR:
      return "dialog-error-symbolic";
    case GTK_MESSAGE_WARNING:
      return "dialog-warning-symbolic";
    default:
      return "dialog-information-symbolic";
    }
}

static void
remove_children (GtkContainer *container)
{
  g_autoptr (GList) children = gtk_container_get_children (container);

  for (GList *item = children; item != NULL; item = item->next)
    gtk_widget_destroy (item->data);
}

void
cs_notice_bar_show (CsNoticeBar *bar, GtkMessageType type, const char *text, ...)
{
  GtkWidget *actions = gtk_info_bar_get_action_area (GTK_INFO_BAR (bar));
  const char *label;
  va_list buttons;

  remove_children (GTK_CONTAINER (actions));
  va_start (buttons, text);
  while ((label = va_arg (buttons, const char *)) != NULL)
    gtk_info_bar_add_button (GTK_INFO_BAR (bar), label, va_arg (buttons, int));
  va_end (buttons);

  gtk_info_bar_set_message_type (GTK_INFO_BAR (bar), type);
  gtk_image_set_from_icon_name (GTK_IMAGE (bar->icon), icon_name (type), GTK_ICON_SIZE_MENU);
  gtk_label_set_text (GTK_LABEL (bar->label), text);
  gtk_widget_show (GTK_WIDGET (bar));
  gtk_info_bar_set_revealed (GTK_INFO_BAR (bar), TRUE);
}

void
cs_notice_bar_hide (CsNoticeBar *bar)
{
  gtk_widget_hide (GTK_WIDGET (bar));
}
