#include "app/delivery-page.h"

#include <glib/gi18n.h>

#include "admin/words.h"
#include "app/advanced-delivery-dialog.h"
#include "app/delivery-words.h"
#include "app/explain-field.h"
#include "app/dialogs.h"
#include "app/duration-field.h"
#include "app/option-field.h"
#include "app/outbound-connections-dialog.h"
#include "app/outbound-security-dialog.h"
#include "app/preset-dialog.h"
#include "app/preset-hint.h"
#include "app/retry-fields.h"
#include "app/typing-words.h"
#include "model/route.h"

#define N_FIELDS 3
#define USUAL_DELAY_S (12 * 60 * 60) /* of the notice, when one is wanted */

struct _CsDeliveryPage
{
  GtkScrolledWindow parent;
  GtkEntry *smart_host_entry;
  CsFieldMessage *smart_host_message;
  CsPresetHint *preset_hint;
  GtkWidget *direct_check;
  GtkLabel *summary_label;
  CsFieldMessage *risk_message;
  char *preset_host; /* of a known provider whose account is being typed; NULL: none */
  GtkWidget *security_button;
  GtkLabel *retry_labels[CS_RETRY_FIELDS];
  CsQuantityField *retry_fields[CS_RETRY_FIELDS];
  CsFieldMessage *retry_messages[CS_RETRY_FIELDS];
  GtkLabel *between_label;
  GtkToggleButton *delay_check;
  CsQuantityField *delay_field;
  CsFieldMessage *delay_message;
  GtkLabel *expire_label;
  CsQuantityField *expire_field;
  CsFieldMessage *expire_message;
  GtkLabel *connections_label;
  GtkLabel *advanced_label;
  GtkEntry *explain_entry;
  GtkLabel *explain_result;

  CsRetryFields *retry;
  CsExplainField *explain;
  CsOptionField *fields[N_FIELDS];
  CsSheet *sheet; /* weak pointer */
  gboolean is_showing;
};

static void page_init (CsPageInterface *iface);

G_DEFINE_TYPE_WITH_CODE (CsDeliveryPage, cs_delivery_page, GTK_TYPE_SCROLLED_WINDOW,
                         G_IMPLEMENT_INTERFACE (CS_TYPE_PAGE, page_init))

static const CsHost *
original_smart_host (CsDeliveryPage *page)
{
  return cs_settings_smart_host (cs_draft_original (cs_sheet_draft (page->sheet)));
}

static void
on_smart_host_changed (CsDeliveryPage *page)
{
  g_autoptr (CsHost) host = NULL;
  g_autofree char *problem = NULL;

  if (page->is_showing)
    return;

  problem = cs_typing_check_host (gtk_entry_get_text (page->smart_host_entry), &host);
  cs_field_message_set_error (page->smart_host_message, GTK_WIDGET (page->smart_host_entry),
                              problem);
  /* What was right a letter ago is not what is meant. */
  cs_settings_set_smart_host (cs_sheet_settings (page->sheet),
                              problem == NULL ? host : original_smart_host (page));
  cs_sheet_touch (page->sheet);
}

static void
on_security_committed (CsOutboundSecurityDialog *dialog, CsDeliveryPage *page)
{
  g_autoptr (CsSecurityForm) form = cs_outbound_security_dialog_get_form (dialog);
  g_autoptr (CsSecurity) security = cs_security_form_commit (form, cs_sheet_draft (page->sheet));

  if (page->preset_host != NULL)
    gtk_entry_set_text (page->smart_host_entry, page->preset_host);
  cs_settings_set_security (cs_sheet_settings (page->sheet), security);
  cs_sheet_touch (page->sheet);
}

/* @preset: (nullable): whose host comes in when its account has been confirmed, so that no other
 * account is left with it */
static CsOutboundSecurityDialog *
open_security (CsDeliveryPage *page, const CsSecurityForm *form, const CsPreset *preset)
{
  const CsSettings *settings = cs_sheet_settings (page->sheet);
  g_autofree char *advice = preset != NULL ? cs_preset_dialog_words (preset) : NULL;
  CsOutboundSecurityEntry entry
      = { .smart_host = preset != NULL ? preset->host : cs_settings_smart_host (settings),
          .advice = advice };
  CsOutboundSecurityDialog *dialog = cs_outbound_security_dialog_new (
      GTK_WINDOW (gtk_widget_get_toplevel (GTK_WIDGET (page))), page->sheet, form, &entry);

  g_free (page->preset_host);
  page->preset_host = preset != NULL ? cs_preset_host_words (preset) : NULL;
  g_signal_connect_object (dialog, "committed", G_CALLBACK (on_security_committed), page, 0);
  cs_dialog_present (GTK_DIALOG (dialog));
  return dialog;
}

static CsSecurityForm *
form_of_site (CsDeliveryPage *page)
{
  return cs_security_form_new (cs_settings_security (cs_sheet_settings (page->sheet)), FALSE);
}

static void
on_security_clicked (CsDeliveryPage *page)
{
  g_autoptr (CsSecurityForm) form = form_of_site (page);

  open_security (page, form, NULL);
}

/* The account is still to be typed. */
static void
take_preset (CsDeliveryPage *page, const CsPreset *preset)
{
  g_autoptr (CsSecurityForm) form = form_of_site (page);

  cs_security_form_take_preset (form, preset);
  open_security (page, form, preset);
}

static void
on_preset_committed (CsPresetDialog *dialog, CsDeliveryPage *page)
{
  take_preset (page, cs_preset_dialog_get (dialog));
}

static void
on_fill_in (CsDeliveryPage *page)
{
  take_preset (page, cs_preset_hint_get (page->preset_hint));
}

static void
on_preset_clicked (CsDeliveryPage *page)
{
  CsPresetDialog *dialog = cs_preset_dialog_new (
      GTK_WINDOW (gtk_widget_get_toplevel (GTK_WIDGET (page))), cs_sheet_instance (page->sheet),
      cs_settings_smart_host (cs_sheet_settings (page->sheet)), NULL);

  g_signal_connect_object (dialog, "committed", G_CALLBACK (on_preset_committed), page, 0);
  cs_dialog_present (GTK_DIALOG (dialog));
}

void
cs_delivery_page_cure (CsDeliveryPage *page, const CsCure *cure)
{
  g_autoptr (CsSecurityForm) form = form_of_site (page);

  cs_security_form_propose (form, cure->authentication, cure->tls);
  cs_outbound_security_dialog_ask_for_account (open_security (page, form, NULL),
                                               cure->kind == CS_CURE_CHANGE_ACCOUNT);
}

static void
open_options (CsDeliveryPage *page, GType type)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_toplevel (GTK_WIDGET (page)));

  cs_dialog_present (GTK_DIALOG (cs_option_dialog_new (type, window, page->sheet)));
}

static void
on_connections_clicked (CsDeliveryPage *page)
{
  open_options (page, CS_TYPE_OUTBOUND_CONNECTIONS_DIALOG);
}

static void
on_advanced_clicked (CsDeliveryPage *page)
{
  open_options (page, CS_TYPE_ADVANCED_DELIVERY_DIALOG);
}

static void
on_explain_changed (CsDeliveryPage *page)
{
  cs_explain_field_update (page->explain);
}

static void
on_explain_stopped (CsDeliveryPage *page)
{
  gtk_entry_set_text (page->explain_entry, "");
}

/* What holds for the entry; not while nobody knows where its mail is to go. */
static void
show_summary (CsDeliveryPage *page, const CsSettings *settings)
{
  const char *problem = NULL;
  g_autofree char *summary = NULL;
  CsRoute route;

  if (cs_field_message_is_error (page->smart_host_message))
    problem = _ ("The smart host is not right yet.");
  cs_route_of_entry (settings, NULL, &route);
  summary = cs_words_in_force (&route);
  cs_field_message_set_warning (page->risk_message, page->security_button,
                                cs_words_risk (route.security));
  gtk_label_set_text (page->summary_label, problem != NULL ? problem : summary);
  cs_explain_field_set_problem (page->explain, problem);
}

/* Only as long as there is no account. */
static void
show_preset (CsDeliveryPage *page, const CsSettings *settings)
{
  gboolean is_set_up = cs_settings_security (settings)->authentication != CS_AUTHENTICATION_NONE;
  gboolean is_typed = !cs_field_message_is_error (page->smart_host_message);

  cs_preset_hint_look (page->preset_hint, cs_sheet_instance (page->sheet),
                       is_typed && !is_set_up ? cs_settings_smart_host (settings) : NULL, NULL);
}

static void
show_direct_check (CsDeliveryPage *page, const CsSettings *settings)
{
  gboolean has_smart_host = cs_settings_smart_host (settings) != NULL
                            && !cs_field_message_is_error (page->smart_host_message);

  /* Without a smart host every delivery is direct. */
  cs_widget_set_sensitive_because (page->direct_check, has_smart_host,
                                   _ ("Type a smart host first."));
}

static void
on_sheet_changed (CsDeliveryPage *page)
{
  const CsSettings *settings;
  g_autofree char *connections = NULL;
  g_autofree char *advanced = NULL;

  if (cs_sheet_state (page->sheet) != CS_SHEET_READY)
    return;

  settings = cs_sheet_settings (page->sheet);
  connections = cs_delivery_words_connections (settings);
  advanced = cs_delivery_words_advanced (settings);
  gtk_label_set_text (page->connections_label, connections);
  gtk_label_set_text (page->advanced_label, advanced);
  show_direct_check (page, settings);
  show_preset (page, settings);
  show_summary (page, settings);
}

static void
show_smart_host (CsDeliveryPage *page)
{
  const CsHost *host = cs_settings_smart_host (cs_sheet_settings (page->sheet));
  g_autofree char *text = host != NULL ? cs_host_to_string (host) : g_strdup ("");

  page->is_showing = TRUE;
  gtk_entry_set_text (page->smart_host_entry, text);
  cs_field_message_set_error (page->smart_host_message, GTK_WIDGET (page->smart_host_entry), NULL);
  page->is_showing = FALSE;
}

static void
cs_delivery_page_show (CsPage *base, CsSheet *sheet)
{
  CsDeliveryPage *page = CS_DELIVERY_PAGE (base);

  if (page->sheet == NULL)
    g_signal_connect_object (sheet, "changed", G_CALLBACK (on_sheet_changed), page,
                             G_CONNECT_SWAPPED);
  g_set_weak_pointer (&page->sheet, sheet);
  show_smart_host (page);
  cs_retry_fields_show (page->retry, sheet);
  for (guint i = 0; i < N_FIELDS; i++)
    cs_option_field_show (page->fields[i], sheet);
  cs_explain_field_show (page->explain, sheet);
  on_sheet_changed (page);
}

static GtkWidget *
cs_delivery_page_first_error (CsPage *base)
{
  CsDeliveryPage *page = CS_DELIVERY_PAGE (base);

  if (cs_field_message_is_error (page->smart_host_message))
    return GTK_WIDGET (page->smart_host_entry);
  if (cs_retry_fields_error (page->retry) != NULL)
    return cs_retry_fields_error (page->retry);

  for (guint i = 0; i < N_FIELDS; i++)
    if (cs_option_field_error (page->fields[i]) != NULL)
      return cs_option_field_error (page->fields[i]);
  return NULL;
}

static void
page_init (CsPageInterface *iface)
{
  iface->help_topic = "delivery";
  iface->show = cs_delivery_page_show;
  iface->first_error = cs_delivery_page_first_error;
}

static void
cs_delivery_page_dispose (GObject *object)
{
  CsDeliveryPage *page = CS_DELIVERY_PAGE (object);

  g_clear_pointer (&page->retry, cs_retry_fields_free);
  g_clear_object (&page->explain);
  g_clear_weak_pointer (&page->sheet);
  g_clear_pointer (&page->preset_host, g_free);
  G_OBJECT_CLASS (cs_delivery_page_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, CsDeliveryPage, name)
#define BIND_AT(id, member, i)                                                                     \
  gtk_widget_class_bind_template_child_full (                                                      \
      widget_class, id, FALSE, G_STRUCT_OFFSET (CsDeliveryPage, member) + (i) * sizeof (gpointer))

static void
bind_retry_fields (GtkWidgetClass *widget_class)
{
  static const char *const names[CS_RETRY_FIELDS][3] = {
    { "first_label", "first_field", "first_message" },
    { "second_label", "second_field", "second_message" },
    { "third_label", "third_field", "third_message" },
    { "then_label", "then_field", "then_message" },
  };

  for (guint i = 0; i < CS_RETRY_FIELDS; i++)
    {
      BIND_AT (names[i][0], retry_labels, i);
      BIND_AT (names[i][1], retry_fields, i);
      BIND_AT (names[i][2], retry_messages, i);
    }
}

static void
cs_delivery_page_class_init (CsDeliveryPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cs_delivery_page_dispose;
  g_type_ensure (CS_TYPE_FIELD_MESSAGE);
  g_type_ensure (CS_TYPE_PRESET_HINT);
  g_type_ensure (CS_TYPE_DURATION_FIELD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/countersign/Settings/ui/delivery-page.ui");
  BIND (smart_host_entry);
  BIND (smart_host_message);
  BIND (preset_hint);
  BIND (direct_check);
  BIND (summary_label);
  BIND (risk_message);
  BIND (security_button);
  BIND (between_label);
  BIND (delay_check);
  BIND (delay_field);
  BIND (delay_message);
  BIND (expire_label);
  BIND (expire_field);
  BIND (expire_message);
  BIND (connections_label);
  BIND (advanced_label);
  BIND (explain_entry);
  BIND (explain_result);
  bind_retry_fields (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_smart_host_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_security_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_preset_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_fill_in);
  gtk_widget_class_bind_template_callback (widget_class, on_connections_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_advanced_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_explain_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_explain_stopped);
}

static void
cs_delivery_page_init (CsDeliveryPage *page)
{
  gtk_widget_init_template (GTK_WIDGET (page));
  cs_widget_name_by_labels (GTK_WIDGET (page));
  cs_entry_keep_left_to_right (GTK_WIDGET (page->smart_host_entry));
  cs_scrolled_window_follow_focus (GTK_SCROLLED_WINDOW (page));
  for (guint i = 0; i < CS_RETRY_FIELDS; i++)
    cs_quantity_field_set_label (page->retry_fields[i], page->retry_labels[i]);
  cs_quantity_field_set_label (page->expire_field, page->expire_label);

  page->retry = cs_retry_fields_new (page->retry_fields, page->retry_messages, page->between_label);
  page->explain = cs_explain_field_new (page->explain_entry, page->explain_result);
  page->fields[0]
      = cs_option_field_new (CS_OPTION_TRY_DIRECT_DELIVERY_FIRST, page->direct_check, NULL);
  page->fields[1] = cs_option_field_new (CS_OPTION_DELAY_NOTICE_AFTER,
                                         GTK_WIDGET (page->delay_field), page->delay_message);
  cs_option_field_set_check (page->fields[1], page->delay_check, USUAL_DELAY_S,
                             _ ("No notice is sent. Tick the box in front to have one."));
  page->fields[2] = cs_option_field_new (CS_OPTION_EXPIRE_AFTER, GTK_WIDGET (page->expire_field),
                                         page->expire_message);
}
