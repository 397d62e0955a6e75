#include "app/messages-page.h"

#include <glib/gi18n.h>

#include "app/dialogs.h"
#include "app/option-field.h"
#include "app/size-field.h"

#define N_FIELDS 7
/* What stands in a field when its limit is wanted. */
#define SUGGESTED_MESSAGES 10000
#define SUGGESTED_BYTES (G_GINT64_CONSTANT (1) << 30)

struct _CsMessagesPage
{
  GtkScrolledWindow parent;
  GtkLabel *size_label;
  CsQuantityField *size_field;
  CsFieldMessage *size_message;
  GtkWidget *recipients_spin;
  CsFieldMessage *recipients_message;
  GtkWidget *messages_spin;
  CsFieldMessage *messages_message;
  GtkToggleButton *count_check;
  GtkWidget *count_spin;
  CsFieldMessage *count_message;
  GtkToggleButton *bytes_check;
  GtkWidget *bytes_field;
  CsFieldMessage *bytes_message;
  GtkLabel *free_label;
  CsQuantityField *free_field;
  CsFieldMessage *free_message;
  GtkWidget *copy_entry;
  CsFieldMessage *copy_message;
  GtkLabel *badmail_path;
  GtkWidget *badmail_button;
  CsFieldMessage *badmail_message;

  CsOptionField *fields[N_FIELDS];
  char *badmail_dir;
};

static void page_init (CsPageInterface *iface);

G_DEFINE_TYPE_WITH_CODE (CsMessagesPage, cs_messages_page, GTK_TYPE_SCROLLED_WINDOW,
                         G_IMPLEMENT_INTERFACE (CS_TYPE_PAGE, page_init))

/* --- badmail ------------------------------------------------------------------------------ */

static void
on_open_clicked (CsMessagesPage *page)
{
  g_autofree char *uri = g_filename_to_uri (page->badmail_dir, NULL, NULL);
  g_autoptr (GError) error = NULL;

  if (uri != NULL)
    gtk_show_uri_on_window (GTK_WINDOW (gtk_widget_get_toplevel (GTK_WIDGET (page))), uri,
                            gtk_get_current_event_time (), &error);
  cs_field_message_set_warning (page->badmail_message, page->badmail_button,
                                error != NULL ? error->message : NULL);
}

/* The worker makes the folder when there is something to be kept. */
static void
look_for_badmail (CsMessagesPage *page)
{
  gboolean is_there
      = page->badmail_dir != NULL && g_file_test (page->badmail_dir, G_FILE_TEST_IS_DIR);

  cs_widget_set_sensitive_because (
      page->badmail_button, is_there,
      _ ("There is no such folder yet, since nothing had to be kept so far."));
}

static void
cs_messages_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (cs_messages_page_parent_class)->map (widget);
  look_for_badmail (CS_MESSAGES_PAGE (widget));
}

/* --- the page ----------------------------------------------------------------------------- */

static void
cs_messages_page_show (CsPage *base, CsSheet *sheet)
{
  CsMessagesPage *page = CS_MESSAGES_PAGE (base);

  for (guint i = 0; i < N_FIELDS; i++)
    cs_option_field_show (page->fields[i], sheet);
  g_free (page->badmail_dir);
  page->badmail_dir = g_strdup (cs_sheet_instance (sheet)->badmail_dir);
  gtk_label_set_text (page->badmail_path, page->badmail_dir);
  look_for_badmail (page);
}

static GtkWidget *
cs_messages_page_first_error (CsPage *base)
{
  CsMessagesPage *page = CS_MESSAGES_PAGE (base);

  for (guint i = 0; i < N_FIELDS; i++)
    if (cs_option_field_error (page->fields[i]) != NULL)
      return cs_option_field_error (page->fields[i]);
  return NULL;
}

static void
page_init (CsPageInterface *iface)
{
  iface->help_topic = "messages";
  iface->show = cs_messages_page_show;
  iface->first_error = cs_messages_page_first_error;
}

static void
cs_messages_page_finalize (GObject *object)
{
  g_free (CS_MESSAGES_PAGE (object)->badmail_dir);
  G_OBJECT_CLASS (cs_messages_page_parent_class)->finalize (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, CsMessagesPage, name)

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (CS_TYPE_FIELD_MESSAGE);
  g_type_ensure (CS_TYPE_SIZE_FIELD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/countersign/Settings/ui/messages-page.ui");
  BIND (size_label);
  BIND (size_field);
  BIND (size_message);
  BIND (recipients_spin);
  BIND (recipients_message);
  BIND (messages_spin);
  BIND (messages_message);
  BIND (count_check);
  BIND (count_spin);
  BIND (count_message);
  BIND (bytes_check);
  BIND (bytes_field);
  BIND (bytes_message);
  BIND (free_label);
  BIND (free_field);
  BIND (free_message);
  BIND (copy_entry);
  BIND (copy_message);
  BIND (badmail_path);
  BIND (badmail_button);
  BIND (badmail_message);
  gtk_widget_class_bind_template_callback (widget_class, on_open_clicked);
}

static void
cs_messages_page_class_init (CsMessagesPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = cs_messages_page_finalize;
  widget_class->map = cs_messages_page_map;
  bind_template (widget_class);
}

static void
add_fields (CsMessagesPage *page)
{
  CsOptionField **field = page->fields;

  *field++ = cs_option_field_new (CS_OPTION_MAXIMUM_MESSAGE_SIZE, GTK_WIDGET (page->size_field),
                                  page->size_message);
  *field++ = cs_option_field_new (CS_OPTION_MAXIMUM_RECIPIENTS_PER_TRANSACTION,
                                  page->recipients_spin, page->recipients_message);
  *field++ = cs_option_field_new (CS_OPTION_MAXIMUM_MESSAGES_PER_CONNECTION, page->messages_spin,
                                  page->messages_message);
  *field = cs_option_field_new (CS_OPTION_MAXIMUM_QUEUED_MESSAGES, page->count_spin,
                                page->count_message);
  cs_option_field_set_check (*field++, page->count_check, SUGGESTED_MESSAGES,
                             _ ("There is no limit. Tick the box in front to set one."));
  *field = cs_option_field_new (CS_OPTION_MAXIMUM_QUEUED_BYTES, page->bytes_field,
                                page->bytes_message);
  cs_option_field_set_check (*field++, page->bytes_check, SUGGESTED_BYTES,
                             _ ("There is no limit. Tick the box in front to set one."));
  *field++ = cs_option_field_new (CS_OPTION_MINIMUM_FREE_DISK_BYTES, GTK_WIDGET (page->free_field),
                                  page->free_message);
  *field = cs_option_field_new (CS_OPTION_REPORT_COPY_TO, page->copy_entry, page->copy_message);
}

static void
cs_messages_page_init (CsMessagesPage *page)
{
  gtk_widget_init_template (GTK_WIDGET (page));
  cs_widget_name_by_labels (GTK_WIDGET (page));
  cs_scrolled_window_follow_focus (GTK_SCROLLED_WINDOW (page));
  cs_quantity_field_set_label (page->size_field, page->size_label);
  cs_quantity_field_set_label (page->free_field, page->free_label);
  cs_widget_ignore_wheel (page->recipients_spin);
  cs_widget_ignore_wheel (page->messages_spin);
  cs_widget_ignore_wheel (page->count_spin);
  add_fields (page);
}
