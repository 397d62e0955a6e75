#include "app/general-page.h"

#include <glib/gi18n.h>

#include "app/dialogs.h"
#include "app/language-names.h"
#include "app/option-field.h"

#define N_FIELDS 5
#define SUGGESTED_PORT 2525 /* anybody may listen there */

struct _CsGeneralPage
{
  GtkScrolledWindow parent;
  GtkEntry *name_entry;
  CsFieldMessage *name_message;
  GtkEntry *fqdn_entry;
  CsFieldMessage *fqdn_message;
  GtkEntry *mail_domain_entry;
  CsFieldMessage *mail_domain_message;
  GtkEntry *local_entry;
  CsFieldMessage *local_message;
  GtkLabel *socket_path;
  GtkToggleButton *port_check;
  GtkWidget *port_spin;
  CsFieldMessage *port_message;
  GtkComboBoxText *language_combo;
  CsOptionField *fields[N_FIELDS];
  CsSheet *sheet; /* weak pointer */
  gboolean is_showing;
};

static void page_init (CsPageInterface *iface);

G_DEFINE_TYPE_WITH_CODE (CsGeneralPage, cs_general_page, GTK_TYPE_SCROLLED_WINDOW,
                         G_IMPLEMENT_INTERFACE (CS_TYPE_PAGE, page_init))

static void
on_name_changed (CsGeneralPage *page)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_entry_get_text (page->name_entry)));

  if (page->is_showing)
    return;

  cs_field_message_set_error (page->name_message, GTK_WIDGET (page->name_entry),
                              *name == '\0' ? _ ("The site needs a name.") : NULL);
  if (*name != '\0')
    cs_settings_set_site_name (cs_sheet_settings (page->sheet), name);
  cs_sheet_touch (page->sheet);
}

/* What holds while a field is empty stands in it, dimmed. */
static void
show_defaults (CsGeneralPage *page)
{
  const char *machine = cs_sheet_machine_name (page->sheet);

  if (cs_sheet_state (page->sheet) != CS_SHEET_READY)
    return;

  gtk_entry_set_placeholder_text (page->fqdn_entry, machine);
  gtk_entry_set_placeholder_text (page->mail_domain_entry, cs_sheet_own_name (page->sheet));
}

static void
cs_general_page_show (CsPage *base, CsSheet *sheet)
{
  CsGeneralPage *page = CS_GENERAL_PAGE (base);

  if (page->sheet == NULL)
    g_signal_connect_object (sheet, "changed", G_CALLBACK (show_defaults), page, G_CONNECT_SWAPPED);
  g_set_weak_pointer (&page->sheet, sheet);

  page->is_showing = TRUE;
  gtk_entry_set_text (page->name_entry, cs_settings_site_name (cs_sheet_settings (sheet)));
  cs_field_message_set_error (page->name_message, GTK_WIDGET (page->name_entry), NULL);
  page->is_showing = FALSE;

  for (guint i = 0; i < N_FIELDS; i++)
    cs_option_field_show (page->fields[i], sheet);
  gtk_label_set_text (page->socket_path, cs_sheet_instance (sheet)->submission_socket);
  show_defaults (page);
}

static GtkWidget *
cs_general_page_first_error (CsPage *base)
{
  CsGeneralPage *page = CS_GENERAL_PAGE (base);

  if (cs_field_message_is_error (page->name_message))
    return GTK_WIDGET (page->name_entry);

  for (guint i = 0; i < N_FIELDS; i++)
    if (cs_option_field_error (page->fields[i]) != NULL)
      return cs_option_field_error (page->fields[i]);
  return NULL;
}

static void
page_init (CsPageInterface *iface)
{
  iface->help_topic = "general";
  iface->show = cs_general_page_show;
  iface->first_error = cs_general_page_first_error;
}

static void
cs_general_page_dispose (GObject *object)
{
  g_clear_weak_pointer (&CS_GENERAL_PAGE (object)->sheet);
  G_OBJECT_CLASS (cs_general_page_parent_class)->dispose (object);
}

static void
cs_general_page_class_init (CsGeneralPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cs_general_page_dispose;
  g_type_ensure (CS_TYPE_FIELD_MESSAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/countersign/Settings/ui/general-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CsGeneralPage, name_entry);
  gtk_widget_class_bind_template_child (widget_class, CsGeneralPage, name_message);
  gtk_widget_class_bind_template_child (widget_class, CsGeneralPage, fqdn_entry);
  gtk_widget_class_bind_template_child (widget_class, CsGeneralPage, fqdn_message);
  gtk_widget_class_bind_template_child (widget_class, CsGeneralPage, mail_domain_entry);
  gtk_widget_class_bind_template_child (widget_class, CsGeneralPage, mail_domain_message);
  gtk_widget_class_bind_template_child (widget_class, CsGeneralPage, local_entry);
  gtk_widget_class_bind_template_child (widget_class, CsGeneralPage, local_message);
  gtk_widget_class_bind_template_child (widget_class, CsGeneralPage, socket_path);
  gtk_widget_class_bind_template_child (widget_class, CsGeneralPage, port_check);
  gtk_widget_class_bind_template_child (widget_class, CsGeneralPage, port_spin);
  gtk_widget_class_bind_template_child (widget_class, CsGeneralPage, port_message);
  gtk_widget_class_bind_template_child (widget_class, CsGeneralPage, language_combo);
  gtk_widget_class_bind_template_callback (widget_class, on_name_changed);
}

static void
list_languages (CsGeneralPage *page)
{
  g_auto (GStrv) languages = cs_languages ();

  /* Translators: in a list of languages: that in which the delivery worker was started */
  gtk_combo_box_text_append (page->language_combo, "", _ ("As the worker was started"));
  for (guint i = 0; languages[i] != NULL; i++)
    gtk_combo_box_text_append (page->language_combo, languages[i], cs_language_name (languages[i]));
  cs_widget_ignore_wheel (GTK_WIDGET (page->language_combo));
}

static void
cs_general_page_init (CsGeneralPage *page)
{
  gtk_widget_init_template (GTK_WIDGET (page));
  list_languages (page);
  cs_widget_ignore_wheel (page->port_spin);
  cs_widget_name_by_labels (GTK_WIDGET (page));
  cs_scrolled_window_follow_focus (GTK_SCROLLED_WINDOW (page));
  page->fields[0] = cs_option_field_new (CS_OPTION_FULLY_QUALIFIED_DOMAIN_NAME,
                                         GTK_WIDGET (page->fqdn_entry), page->fqdn_message);
  page->fields[1] = cs_option_field_new (
      CS_OPTION_MAIL_DOMAIN, GTK_WIDGET (page->mail_domain_entry), page->mail_domain_message);
  page->fields[2] = cs_option_field_new (CS_OPTION_LOCAL_RECIPIENTS, GTK_WIDGET (page->local_entry),
                                         page->local_message);
  page->fields[3]
      = cs_option_field_new (CS_OPTION_SUBMISSION_PORT, page->port_spin, page->port_message);
  cs_option_field_set_check (page->fields[3], page->port_check, SUGGESTED_PORT,
                             _ ("No port is open. Tick the box in front to open one."));
  page->fields[4]
      = cs_option_field_new (CS_OPTION_REPORT_LANGUAGE, GTK_WIDGET (page->language_combo), NULL);
}
