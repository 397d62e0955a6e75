#include "app/remote-domain-dialog.h"

#include <glib/gi18n.h>

#include "admin/words.h"
#include "app/dialogs.h"
#include "app/field-message.h"
#include "app/help.h"
#include "app/outbound-security-dialog.h"
#include "app/preset-dialog.h"
#include "app/preset-hint.h"
#include "app/typing-words.h"
#include "model/route.h"

struct _CsRemoteDomainDialog
{
  GtkDialog parent;
  GtkEntry *name_entry;
  CsFieldMessage *name_message;
  GtkWidget *name_hint;
  CsPresetHint *preset_hint;
  GtkToggleButton *site_radio;
  GtkToggleButton *dns_radio;
  GtkToggleButton *smart_host_radio;
  GtkEntry *smart_host_entry;
  CsFieldMessage *smart_host_message;
  GtkLabel *summary_label;
  CsFieldMessage *risk_message;
  GtkWidget *security_button;
  GtkToggleButton *helo_check;

  CsSheet *sheet;
  char *original_key; /* NULL: a new one */
  CsPattern *pattern; /* as typed; NULL while it is wrong */
  CsHost *smart_host; /* as typed; NULL while it is wrong or empty */
  CsSecurityForm *form;
  char *preset_host; /* of a known provider whose account is being typed; NULL: none */
  gboolean is_showing;
};

G_DEFINE_TYPE (CsRemoteDomainDialog, cs_remote_domain_dialog, GTK_TYPE_DIALOG)

static guint committed_signal;

static CsRouteChoice
picked_route (CsRemoteDomainDialog *dialog)
{
  if (gtk_toggle_button_get_active (dialog->dns_radio))
    return CS_ROUTE_DNS;
  if (gtk_toggle_button_get_active (dialog->smart_host_radio))
    return CS_ROUTE_SMART_HOST;
  return CS_ROUTE_SITE;
}

/* Whether the security that would be used goes with HELO. */
static gboolean
may_helo (CsRemoteDomainDialog *dialog)
{
  const CsSecurity *site = cs_settings_security (cs_sheet_settings (dialog->sheet));
  g_autoptr (CsSecurityForm) site_form = cs_security_form_new (site, FALSE);
  const CsSecurityForm *used = dialog->form->use_site ? site_form : dialog->form;

  return cs_security_form_check (used, TRUE) != CS_SECURITY_PROBLEM_HELO;
}

/* Takes @security. With the site's setting a tick stays, in case the site changes again. */
static CsRemoteDomain *
build_domain (CsRemoteDomainDialog *dialog, CsSecurity *security)
{
  CsRemoteDomain *domain = cs_remote_domain_new (cs_pattern_copy (dialog->pattern));

  domain->route = picked_route (dialog);
  if (domain->route == CS_ROUTE_SMART_HOST)
    domain->smart_host = cs_host_copy (dialog->smart_host);
  domain->security = security;
  domain->helo = gtk_toggle_button_get_active (dialog->helo_check)
                 && (security == NULL || may_helo (dialog));
  return domain;
}

static void
show_risk (CsRemoteDomainDialog *dialog, const char *risk)
{
  cs_field_message_set_warning (dialog->risk_message, dialog->security_button, risk);
  cs_dialog_fit (GTK_DIALOG (dialog));
}

/* Only as long as there is no account. */
static void
show_preset (CsRemoteDomainDialog *dialog)
{
  gboolean look = dialog->pattern != NULL && cs_security_form_picked_account (dialog->form) == NULL;

  cs_preset_hint_look (dialog->preset_hint, cs_sheet_instance (dialog->sheet),
                       look ? dialog->smart_host : NULL, look ? dialog->pattern->domain : NULL);
}

static void
show_summary (CsRemoteDomainDialog *dialog)
{
  g_autoptr (CsRemoteDomain) domain = NULL;
  g_autofree char *summary = NULL;
  CsRoute route;

  show_preset (dialog);
  if (dialog->pattern == NULL
      || (picked_route (dialog) == CS_ROUTE_SMART_HOST && dialog->smart_host == NULL))
    {
      gtk_label_set_text (dialog->summary_label, dialog->pattern == NULL
                                                     ? _ ("Type a domain first.")
                                                     : _ ("Type a smart host first."));
      show_risk (dialog, NULL);
      return;
    }

  domain = build_domain (dialog, cs_security_form_to_security (dialog->form));
  cs_route_of_entry (cs_sheet_settings (dialog->sheet), domain, &route);
  summary = cs_words_in_force (&route);
  gtk_label_set_text (dialog->summary_label, summary);
  show_risk (dialog, cs_words_risk (route.security));
}

static void
show_all (CsRemoteDomainDialog *dialog)
{
  gboolean is_smart_host = picked_route (dialog) == CS_ROUTE_SMART_HOST;

  cs_widget_set_sensitive_because (GTK_WIDGET (dialog->smart_host_entry), is_smart_host,
                                   _ ("Choose “Forward to smart host” first."));
  cs_widget_set_sensitive_because (
      GTK_WIDGET (dialog->helo_check), may_helo (dialog),
      _ ("HELO brings neither authentication nor encryption: choose No authentication and TLS when "
         "offered first."));
  show_summary (dialog);
}

/* Returns: (nullable): what is wrong with the name as it stands */
static char *
check_name (CsRemoteDomainDialog *dialog)
{
  char *problem;

  g_clear_pointer (&dialog->pattern, cs_pattern_free);
  problem = cs_typing_check_pattern (gtk_entry_get_text (dialog->name_entry), &dialog->pattern);
  if (problem != NULL)
    return problem;

  if (g_strcmp0 (dialog->pattern->key, dialog->original_key) != 0
      && cs_settings_find_remote_domain (cs_sheet_settings (dialog->sheet), dialog->pattern->key,
                                         NULL)
             != NULL)
    return g_strdup (_ ("There is a remote domain of this name already."));
  return NULL;
}

static void
show_name_problem (CsRemoteDomainDialog *dialog, const char *problem)
{
  cs_field_message_set_error (dialog->name_message, GTK_WIDGET (dialog->name_entry), problem);
  gtk_widget_set_visible (dialog->name_hint, problem == NULL);
  cs_dialog_fit (GTK_DIALOG (dialog));
}

static void
on_name_changed (CsRemoteDomainDialog *dialog)
{
  g_autofree char *problem = NULL;

  if (dialog->is_showing)
    return;

  problem = check_name (dialog);
  /* An empty field is no mistake before OK. */
  show_name_problem (dialog, *gtk_entry_get_text (dialog->name_entry) != '\0' ? problem : NULL);
  show_summary (dialog);
}

static char *
check_smart_host (CsRemoteDomainDialog *dialog)
{
  const char *text = gtk_entry_get_text (dialog->smart_host_entry);

  g_clear_pointer (&dialog->smart_host, cs_host_free);
  if (picked_route (dialog) != CS_ROUTE_SMART_HOST)
    return NULL;
  return cs_typing_check_host (text, &dialog->smart_host);
}

static void
show_smart_host_problem (CsRemoteDomainDialog *dialog, const char *problem)
{
  cs_field_message_set_error (dialog->smart_host_message, GTK_WIDGET (dialog->smart_host_entry),
                              problem);
  cs_dialog_fit (GTK_DIALOG (dialog));
}

static void
on_smart_host_changed (CsRemoteDomainDialog *dialog)
{
  g_autofree char *problem = NULL;

  if (dialog->is_showing)
    return;

  problem = check_smart_host (dialog);
  show_smart_host_problem (dialog, problem);
  show_summary (dialog);
}

static void
on_route_toggled (CsRemoteDomainDialog *dialog)
{
  if (dialog->is_showing)
    return;

  on_smart_host_changed (dialog);
  show_all (dialog);
}

static void
on_security_committed (CsOutboundSecurityDialog *security_dialog, CsRemoteDomainDialog *dialog)
{
  cs_security_form_free (dialog->form);
  dialog->form = cs_outbound_security_dialog_get_form (security_dialog);
  if (dialog->preset_host != NULL)
    {
      gtk_toggle_button_set_active (dialog->smart_host_radio, TRUE);
      gtk_entry_set_text (dialog->smart_host_entry, dialog->preset_host);
    }
  show_all (dialog);
}

/* @preset: (nullable): whose host comes in when its account has been confirmed, so that no other
 * account is left with it */
static CsOutboundSecurityDialog *
open_security (CsRemoteDomainDialog *dialog, const CsSecurityForm *form, const CsPreset *preset)
{
  g_autofree char *advice = preset != NULL ? cs_preset_dialog_words (preset) : NULL;
  CsOutboundSecurityEntry entry = { .pattern = dialog->pattern,
                                    .helo = gtk_toggle_button_get_active (dialog->helo_check),
                                    .advice = advice };
  CsOutboundSecurityDialog *security_dialog;

  g_free (dialog->preset_host);
  dialog->preset_host = preset != NULL ? cs_preset_host_words (preset) : NULL;
  if (preset != NULL)
    entry.smart_host = preset->host;
  else if (picked_route (dialog) == CS_ROUTE_SITE)
    entry.smart_host = cs_settings_smart_host (cs_sheet_settings (dialog->sheet));
  else if (picked_route (dialog) == CS_ROUTE_SMART_HOST)
    entry.smart_host = dialog->smart_host;

  security_dialog
      = cs_outbound_security_dialog_new (GTK_WINDOW (dialog), dialog->sheet, form, &entry);
  g_signal_connect_object (security_dialog, "committed", G_CALLBACK (on_security_committed), dialog,
                           0);
  cs_dialog_present (GTK_DIALOG (security_dialog));
  return security_dialog;
}

static void
on_security_clicked (CsRemoteDomainDialog *dialog)
{
  open_security (dialog, dialog->form, NULL);
}

/* The account is still to be typed. */
static void
take_preset (CsRemoteDomainDialog *dialog, const CsPreset *preset)
{
  g_autoptr (CsSecurityForm) form = cs_security_form_copy (dialog->form);

  cs_security_form_take_preset (form, preset);
  open_security (dialog, form, preset);
}

static void
on_preset_committed (CsPresetDialog *preset_dialog, CsRemoteDomainDialog *dialog)
{
  take_preset (dialog, cs_preset_dialog_get (preset_dialog));
}

static void
on_fill_in (CsRemoteDomainDialog *dialog)
{
  take_preset (dialog, cs_preset_hint_get (dialog->preset_hint));
}

static void
on_preset_clicked (CsRemoteDomainDialog *dialog)
{
  CsPresetDialog *preset_dialog = cs_preset_dialog_new (
      GTK_WINDOW (dialog), cs_sheet_instance (dialog->sheet), dialog->smart_host,
      dialog->pattern != NULL ? dialog->pattern->domain : NULL);

  g_signal_connect_object (preset_dialog, "committed", G_CALLBACK (on_preset_committed), dialog, 0);
  cs_dialog_present (GTK_DIALOG (preset_dialog));
}

/* Returns: whether nothing is missing; else it is said where it is missing. */
static gboolean
check (CsRemoteDomainDialog *dialog)
{
  g_autofree char *name_problem = check_name (dialog);
  g_autofree char *host_problem = check_smart_host (dialog);

  if (host_problem == NULL && picked_route (dialog) == CS_ROUTE_SMART_HOST
      && dialog->smart_host == NULL)
    host_problem = g_strdup (_ ("Type the host that takes the mail."));

  show_name_problem (dialog, name_problem);
  show_smart_host_problem (dialog, host_problem);
  if (name_problem != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (dialog->name_entry));
  else if (host_problem != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (dialog->smart_host_entry));
  return name_problem == NULL && host_problem == NULL;
}

static void
commit (CsRemoteDomainDialog *dialog)
{
  CsSettings *settings = cs_sheet_settings (dialog->sheet);
  CsSecurity *security = cs_security_form_commit (dialog->form, cs_sheet_draft (dialog->sheet));
  g_autoptr (CsRemoteDomain) domain = build_domain (dialog, security);
  guint index;

  if (dialog->original_key != NULL
      && cs_settings_find_remote_domain (settings, dialog->original_key, &index) != NULL)
    cs_settings_replace_remote_domain (settings, index, domain);
  else
    cs_settings_put_remote_domain (settings, domain);
  cs_sheet_touch (dialog->sheet);
  g_signal_emit (dialog, committed_signal, 0);
}

static void
cs_remote_domain_dialog_response (GtkDialog *base, int response)
{
  CsRemoteDomainDialog *dialog = CS_REMOTE_DOMAIN_DIALOG (base);

  if (response == GTK_RESPONSE_HELP)
    {
      cs_help_show (GTK_WINDOW (dialog), "remote-domain");
      return;
    }
  if (response == GTK_RESPONSE_OK)
    {
      if (!check (dialog))
        return;
      commit (dialog);
    }
  gtk_widget_destroy (GTK_WIDGET (dialog));
}

static void
cs_remote_domain_dialog_dispose (GObject *object)
{
  CsRemoteDomainDialog *dialog = CS_REMOTE_DOMAIN_DIALOG (object);

  dialog->is_showing = TRUE; /* what widgets say while they go is nobody's choice */
  g_clear_object (&dialog->sheet);
  g_clear_pointer (&dialog->original_key, g_free);
  g_clear_pointer (&dialog->preset_host, g_free);
  g_clear_pointer (&dialog->pattern, cs_pattern_free);
  g_clear_pointer (&dialog->smart_host, cs_host_free);
  g_clear_pointer (&dialog->form, cs_security_form_free);
  G_OBJECT_CLASS (cs_remote_domain_dialog_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, CsRemoteDomainDialog, name)

static void
cs_remote_domain_dialog_class_init (CsRemoteDomainDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cs_remote_domain_dialog_dispose;
  GTK_DIALOG_CLASS (class)->response = cs_remote_domain_dialog_response;
  committed_signal = cs_dialog_add_committed_signal (G_OBJECT_CLASS (class));
  g_type_ensure (CS_TYPE_FIELD_MESSAGE);
  g_type_ensure (CS_TYPE_PRESET_HINT);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/countersign/Settings/ui/remote-domain-dialog.ui");
  BIND (name_entry);
  BIND (name_message);
  BIND (name_hint);
  BIND (preset_hint);
  BIND (site_radio);
  BIND (dns_radio);
  BIND (smart_host_radio);
  BIND (smart_host_entry);
  BIND (smart_host_message);
  BIND (summary_label);
  BIND (risk_message);
  BIND (security_button);
  BIND (helo_check);
  gtk_widget_class_bind_template_callback (widget_class, on_name_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_route_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_smart_host_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_security_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_preset_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_fill_in);
}

static void
cs_remote_domain_dialog_init (CsRemoteDomainDialog *dialog)
{
  dialog->is_showing = TRUE;
  gtk_widget_init_template (GTK_WIDGET (dialog));
  cs_widget_name_by_labels (GTK_WIDGET (dialog));
  cs_entry_keep_left_to_right (GTK_WIDGET (dialog->smart_host_entry));
}

static void
show_domain (CsRemoteDomainDialog *dialog, const CsRemoteDomain *domain)
{
  g_autofree char *name = cs_pattern_to_display (domain->pattern);
  g_autofree char *host
      = domain->smart_host != NULL ? cs_host_to_string (domain->smart_host) : g_strdup ("");
  GtkToggleButton *radio = domain->route == CS_ROUTE_DNS          ? dialog->dns_radio
                           : domain->route == CS_ROUTE_SMART_HOST ? dialog->smart_host_radio
                                                                  : dialog->site_radio;

  dialog->original_key = g_strdup (domain->pattern->key);
  gtk_entry_set_text (dialog->name_entry, name);
  gtk_entry_set_text (dialog->smart_host_entry, host);
  gtk_toggle_button_set_active (radio, TRUE);
  gtk_toggle_button_set_active (dialog->helo_check, domain->helo);
}

static const CsRemoteDomain *
find_domain (CsSheet *sheet, const char *name)
{
  g_autoptr (CsPattern) pattern = name != NULL ? cs_pattern_parse (name, -1, NULL) : NULL;

  if (pattern == NULL)
    return NULL;
  return cs_settings_find_remote_domain (cs_sheet_settings (sheet), pattern->key, NULL);
}

CsRemoteDomainDialog *
cs_remote_domain_dialog_new (GtkWindow *parent, CsSheet *sheet, const char *name)
{
  CsRemoteDomainDialog *dialog
      = g_object_new (CS_TYPE_REMOTE_DOMAIN_DIALOG, "use-header-bar", 0, NULL);
  const CsRemoteDomain *domain = find_domain (sheet, name);
  g_autofree char *display = NULL;
  g_autofree char *title = NULL;

  dialog->sheet = g_object_ref (sheet);
  dialog->form = cs_security_form_new (domain != NULL ? domain->security : NULL, TRUE);
  cs_dialog_attach (GTK_DIALOG (dialog), parent);
  if (domain != NULL)
    {
      show_domain (dialog, domain);
      display = cs_pattern_to_display (domain->pattern);
      /* Translators: a window title; %s is a domain */
      title = g_strdup_printf (_ ("%s Properties"), display);
    }
  else if (name != NULL)
    gtk_entry_set_text (dialog->name_entry, name);

  gtk_window_set_title (GTK_WINDOW (dialog), title != NULL ? title : _ ("New Remote Domain"));
  dialog->is_showing = FALSE;
  on_name_changed (dialog);
  on_route_toggled (dialog);
  gtk_widget_grab_focus (GTK_WIDGET (dialog->name_entry));
  return dialog;
}

const char *
cs_remote_domain_dialog_get_key (CsRemoteDomainDialog *dialog)
{
  return dialog->pattern->key;
}

void
cs_remote_domain_dialog_open_security (CsRemoteDomainDialog *dialog)
{
  on_security_clicked (dialog);
}

void
cs_remote_domain_dialog_cure (CsRemoteDomainDialog *dialog, const CsCure *cure)
{
  if (cure->is_new && cure->needs_dns)
    gtk_toggle_button_set_active (dialog->dns_radio, TRUE);
  cs_security_form_propose (dialog->form, cure->authentication, cure->tls);
  show_all (dialog);
  cs_outbound_security_dialog_ask_for_account (open_security (dialog, dialog->form, NULL),
                                               cure->kind == CS_CURE_CHANGE_ACCOUNT);
}
