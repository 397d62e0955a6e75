#include "app/outbound-security-dialog.h"

#include <glib/gi18n.h>

#include "admin/words.h"
#include "app/account-dialog.h"
#include "app/dialogs.h"
#include "app/field-message.h"
#include "app/help.h"
#include "app/security-several.h"
#include "app/security-words.h"
#include "app/test-dialog.h"

/* An option that has an account, and what stands beside it. */
typedef struct
{
  CsAuthentication option;
  GtkToggleButton *radio;
  GtkWidget *button;
  GtkLabel *label;
  CsFieldMessage *message;
} AccountRow;

#define N_ACCOUNT_ROWS 2

struct _CsOutboundSecurityDialog
{
  GtkDialog parent;
  GtkLabel *advice_label;
  GtkToggleButton *mixed_radio;
  GtkToggleButton *site_radio;
  GtkLabel *site_label;
  GtkToggleButton *none_radio;
  AccountRow rows[N_ACCOUNT_ROWS];
  GtkComboBoxText *tls_combo;
  GtkLabel *tls_explanation;
  GtkToggleButton *unencrypted_check;
  GtkLabel *unencrypted_label;
  CsFieldMessage *unencrypted_message;
  GtkWidget *probe_button;
  GtkWidget *test_button;

  CsSheet *sheet;
  CsSecurityForm *form;
  CsPattern *pattern;
  CsHost *smart_host;
  gboolean helo;
  GPtrArray *several; /* (nullable) (element-type CsRemoteDomain) */
  gboolean is_showing;
};

G_DEFINE_TYPE (CsOutboundSecurityDialog, cs_outbound_security_dialog, GTK_TYPE_DIALOG)

/* Behind the TLS rules, where several entries have different ones. */
#define MIXED_TLS_ITEM (CS_TLS_NEVER + 1)

static guint committed_signal;

static AccountRow *
picked_row (CsOutboundSecurityDialog *dialog)
{
  for (guint i = 0; i < N_ACCOUNT_ROWS; i++)
    if (gtk_toggle_button_get_active (dialog->rows[i].radio))
      return &dialog->rows[i];
  return NULL;
}

static void
show_row (CsOutboundSecurityDialog *dialog, AccountRow *row)
{
  const CsAccountForm *account = cs_security_form_account (dialog->form, row->option);
  gboolean is_picked = gtk_toggle_button_get_active (row->radio);
  g_autofree char *text
      = cs_security_words_account (account, row->option, cs_sheet_draft (dialog->sheet),
                                   cs_sheet_stored_passwords (dialog->sheet));

  cs_widget_set_sensitive_because (row->button, is_picked, _ ("Choose this option first."));
  if (is_picked)
    atk_object_set_description (gtk_widget_get_accessible (row->button),
                                cs_security_words_change (row->option));
  gtk_label_set_text (row->label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (row->label), text != NULL);
}

static void
show_site (CsOutboundSecurityDialog *dialog)
{
  g_autofree char *summary
      = cs_security_words_in_short (cs_settings_security (cs_sheet_settings (dialog->sheet)));

  gtk_label_set_text (dialog->site_label, summary);
  gtk_widget_set_visible (GTK_WIDGET (dialog->site_radio), dialog->form->has_site_choice);
  gtk_widget_set_visible (GTK_WIDGET (dialog->site_label),
                          dialog->form->has_site_choice && dialog->form->use_site);
}

/* What is allowed stands there as a warning, what is not yet as what it would mean. */
static void
show_risk (CsOutboundSecurityDialog *dialog, gboolean may_send)
{
  gboolean is_risk = may_send && gtk_toggle_button_get_active (dialog->unencrypted_check);
  GtkWidget *check = GTK_WIDGET (dialog->unencrypted_check);

  gtk_widget_set_visible (GTK_WIDGET (dialog->unencrypted_label), may_send && !is_risk);
  cs_field_message_set_warning (dialog->unencrypted_message, check,
                                is_risk ? gtk_label_get_text (dialog->unencrypted_label) : NULL);
}

static void
show_tls (CsOutboundSecurityDialog *dialog)
{
  const CsSecurityForm *form = dialog->form;
  gboolean sends_password
      = form->authentication == CS_AUTHENTICATION_CLEAR_TEXT && !form->allow_unencrypted_password;
  gboolean may_send = cs_security_form_may_send_unencrypted (form);

  cs_widget_set_sensitive_because (GTK_WIDGET (dialog->tls_combo), !form->use_site,
                                   _ ("The site’s setting has its own."));
  gtk_label_set_text (dialog->tls_explanation, cs_security_words_tls (form->tls, sends_password));
  gtk_widget_set_visible (GTK_WIDGET (dialog->tls_explanation),
                          !form->use_site && !(form->mixed & CS_MIXED_TLS));
  gtk_widget_set_visible (GTK_WIDGET (dialog->unencrypted_check), may_send);
  show_risk (dialog, may_send);
  cs_dialog_fit (GTK_DIALOG (dialog));
}

static void
clear_errors (CsOutboundSecurityDialog *dialog)
{
  for (guint i = 0; i < N_ACCOUNT_ROWS; i++)
    cs_field_message_set_error (dialog->rows[i].message, dialog->rows[i].button, NULL);
  cs_field_message_set_error (dialog->unencrypted_message, GTK_WIDGET (dialog->unencrypted_check),
                              NULL);
}

static void
show_test (CsOutboundSecurityDialog *dialog)
{
  gboolean is_one = dialog->several == NULL;
  const char *why_not = cs_security_words_no_test (dialog->form, !is_one);

  cs_widget_set_sensitive_because (dialog->probe_button, is_one, why_not);
  cs_widget_set_sensitive_because (dialog->test_button, why_not == NULL, why_not);
}

static void
show_all (CsOutboundSecurityDialog *dialog)
{
  clear_errors (dialog);
  show_test (dialog);
  show_site (dialog);
  for (guint i = 0; i < N_ACCOUNT_ROWS; i++)
    show_row (dialog, &dialog->rows[i]);
  show_tls (dialog);
}

static void
on_option_toggled (CsOutboundSecurityDialog *dialog)
{
  const AccountRow *row = picked_row (dialog);

  if (dialog->is_showing)
    return;

  dialog->form->use_site = gtk_toggle_button_get_active (dialog->site_radio);
  if (gtk_toggle_button_get_active (dialog->mixed_radio))
    dialog->form->mixed |= CS_MIXED_OPTION;
  else
    dialog->form->mixed &= ~CS_MIXED_OPTION;
  if (!dialog->form->use_site)
    dialog->form->authentication = row != NULL ? row->option : CS_AUTHENTICATION_NONE;
  show_all (dialog);
}

static void
on_tls_changed (CsOutboundSecurityDialog *dialog)
{
  int item;

  if (dialog->is_showing)
    return;

  item = gtk_combo_box_get_active (GTK_COMBO_BOX (dialog->tls_combo));
  if (item == MIXED_TLS_ITEM)
    dialog->form->mixed |= CS_MIXED_TLS;
  else
    {
      dialog->form->mixed &= ~CS_MIXED_TLS;
      dialog->form->tls = item;
    }
  clear_errors (dialog);
  show_tls (dialog);
}

static void
on_unencrypted_toggled (CsOutboundSecurityDialog *dialog)
{
  if (dialog->is_showing)
    return;

  dialog->form->mixed &= ~CS_MIXED_UNENCRYPTED;
  gtk_toggle_button_set_inconsistent (dialog->unencrypted_check, FALSE);
  dialog->form->allow_unencrypted_password
      = gtk_toggle_button_get_active (dialog->unencrypted_check);
  clear_errors (dialog);
  show_tls (dialog);
}

static void
on_account_committed (CsAccountDialog *account_dialog, CsOutboundSecurityDialog *dialog)
{
  cs_account_dialog_take_form (account_dialog, cs_security_form_picked_account (dialog->form));
  show_all (dialog);
  gtk_window_set_focus (GTK_WINDOW (dialog),
                        gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog), GTK_RESPONSE_OK));
}

static void
on_change_clicked (CsOutboundSecurityDialog *dialog)
{
  CsAccountDialog *account_dialog
      = cs_account_dialog_new (GTK_WINDOW (dialog), dialog->sheet, dialog->form->authentication,
                               cs_security_form_picked_account (dialog->form));

  g_signal_connect_object (account_dialog, "committed", G_CALLBACK (on_account_committed), dialog,
                           0);
  cs_dialog_present (GTK_DIALOG (account_dialog));
}

static void
on_suggestion (CsTestDialog *test, CsOutboundSecurityDialog *dialog)
{
  for (guint i = 0; i < N_ACCOUNT_ROWS; i++)
    if (dialog->rows[i].option == cs_test_dialog_get_suggestion (test))
      {
        gtk_toggle_button_set_active (dialog->rows[i].radio, TRUE);
        gtk_widget_grab_focus (dialog->rows[i].button);
      }
  gtk_combo_box_set_active (GTK_COMBO_BOX (dialog->tls_combo),
                            (int)cs_test_dialog_get_suggested_tls (test));
}

static void
on_answered (CsTestDialog *test, CsOutboundSecurityDialog *dialog)
{
  if (cs_security_form_take_nt_domain (dialog->form, cs_test_dialog_get_server_domain (test)))
    show_all (dialog);
}

static void
open_test (CsOutboundSecurityDialog *dialog, gboolean is_probe)
{
  CsTestSubject subject = { .form = dialog->form,
                            .pattern = dialog->pattern,
                            .smart_host = dialog->smart_host,
                            .helo = dialog->helo && !is_probe,
                            .is_probe = is_probe };
  CsTestDialog *test = cs_test_dialog_new (GTK_WINDOW (dialog), dialog->sheet, &subject);

  g_signal_connect_object (test, "committed", G_CALLBACK (on_suggestion), dialog, 0);
  g_signal_connect_object (test, "answered", G_CALLBACK (on_answered), dialog, 0);
  cs_dialog_present (GTK_DIALOG (test));
}

static void
on_test_clicked (CsOutboundSecurityDialog *dialog, GtkWidget *button)
{
  open_test (dialog, button == dialog->probe_button);
}

static void
show_account_problem (CsOutboundSecurityDialog *dialog, const char *text)
{
  AccountRow *row = picked_row (dialog);

  g_return_if_fail (row != NULL); /* entries that keep their accounts had them before */
  cs_field_message_set_error (row->message, row->button, text);
  gtk_widget_grab_focus (row->button);
}

/* HELO is the caller's matter: it takes the tick away where it cannot be. */
static CsSecurityProblem
problem_of (CsOutboundSecurityDialog *dialog)
{
  return dialog->several != NULL ? cs_security_several_check (dialog->form, dialog->several)
                                 : cs_security_form_check (dialog->form, FALSE);
}

/* Returns: whether nothing is missing; else it is said where it is missing. */
static gboolean
check (CsOutboundSecurityDialog *dialog)
{
  clear_errors (dialog);
  show_tls (dialog);
  switch (problem_of (dialog))
    {
    case CS_SECURITY_PROBLEM_NONE:
      return TRUE;
    case CS_SECURITY_PROBLEM_ACCOUNT_MISSING:
      show_account_problem (
          dialog, _ ("There is no account yet. Choose Change and type its name and password."));
      return FALSE;
    case CS_SECURITY_PROBLEM_UNENCRYPTED:
      cs_field_message_set_error (
          dialog->unencrypted_message, GTK_WIDGET (dialog->unencrypted_check),
          _ ("Without TLS the password can only be sent if you allow it here. Or choose another "
             "TLS rule."));
      gtk_widget_grab_focus (GTK_WIDGET (dialog->unencrypted_check));
      return FALSE;
    default:
      show_account_problem (dialog, _ ("The account cannot be used. Choose Change to see why."));
      return FALSE;
    }
}

static void
cs_outbound_security_dialog_response (GtkDialog *base, int response)
{
  CsOutboundSecurityDialog *dialog = CS_OUTBOUND_SECURITY_DIALOG (base);

  if (response == GTK_RESPONSE_HELP)
    {
      cs_help_show (GTK_WINDOW (dialog), "outbound-security");
      return;
    }
  if (response == GTK_RESPONSE_OK)
    {
      if (!check (dialog))
        return;
      g_signal_emit (dialog, committed_signal, 0);
    }
  gtk_widget_destroy (GTK_WIDGET (dialog));
}

static void
cs_outbound_security_dialog_dispose (GObject *object)
{
  CsOutboundSecurityDialog *dialog = CS_OUTBOUND_SECURITY_DIALOG (object);

  dialog->is_showing = TRUE; /* what widgets say while they go is nobody's choice */
  g_clear_object (&dialog->sheet);
  g_clear_pointer (&dialog->form, cs_security_form_free);
  g_clear_pointer (&dialog->pattern, cs_pattern_free);
  g_clear_pointer (&dialog->smart_host, cs_host_free);
  g_clear_pointer (&dialog->several, g_ptr_array_unref);
  G_OBJECT_CLASS (cs_outbound_security_dialog_parent_class)->dispose (object);
}

#define BIND(name)                                                                                 \
  gtk_widget_class_bind_template_child (widget_class, CsOutboundSecurityDialog, name)
#define BIND_ROW(row, part, id)                                                                    \
  gtk_widget_class_bind_template_child_full (                                                      \
      widget_class, id, FALSE, G_STRUCT_OFFSET (CsOutboundSecurityDialog, rows[row].part))

static void
cs_outbound_security_dialog_class_init (CsOutboundSecurityDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cs_outbound_security_dialog_dispose;
  GTK_DIALOG_CLASS (class)->response = cs_outbound_security_dialog_response;
  committed_signal = cs_dialog_add_committed_signal (G_OBJECT_CLASS (class));
  g_type_ensure (CS_TYPE_FIELD_MESSAGE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/countersign/Settings/ui/outbound-security-dialog.ui");
  BIND (advice_label);
  BIND (mixed_radio);
  BIND (site_radio);
  BIND (site_label);
  BIND (none_radio);
  BIND_ROW (0, radio, "clear_text_radio");
  BIND_ROW (0, button, "clear_text_button");
  BIND_ROW (0, label, "clear_text_label");
  BIND_ROW (0, message, "clear_text_message");
  BIND_ROW (1, radio, "challenge_radio");
  BIND_ROW (1, button, "challenge_button");
  BIND_ROW (1, label, "challenge_label");
  BIND_ROW (1, message, "challenge_message");
  BIND (tls_combo);
  BIND (tls_explanation);
  BIND (unencrypted_check);
  BIND (unencrypted_label);
  BIND (unencrypted_message);
  BIND (probe_button);
  BIND (test_button);
  gtk_widget_class_bind_template_callback (widget_class, on_option_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_change_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_tls_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_test_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_unencrypted_toggled);
}

static void
cs_outbound_security_dialog_init (CsOutboundSecurityDialog *dialog)
{
  dialog->is_showing = TRUE;
  gtk_widget_init_template (GTK_WIDGET (dialog));
  cs_widget_name_by_labels (GTK_WIDGET (dialog));
  dialog->rows[0].option = CS_AUTHENTICATION_CLEAR_TEXT;
  dialog->rows[1].option = CS_AUTHENTICATION_CHALLENGE_RESPONSE;
  cs_widget_ignore_wheel (GTK_WIDGET (dialog->tls_combo));
  for (guint tls = CS_TLS_WHEN_OFFERED; tls <= CS_TLS_NEVER; tls++)
    gtk_combo_box_text_append_text (dialog->tls_combo, cs_words_tls (tls));
  dialog->is_showing = FALSE;
}

static void
show_tls_rule (CsOutboundSecurityDialog *dialog)
{
  gboolean is_mixed = (dialog->form->mixed & CS_MIXED_TLS) != 0;

  if (is_mixed)
    gtk_combo_box_text_append_text (dialog->tls_combo, _ ("Different: as they are"));
  gtk_combo_box_set_active (GTK_COMBO_BOX (dialog->tls_combo),
                            is_mixed ? (int)MIXED_TLS_ITEM : (int)dialog->form->tls);
}

static void
show_form (CsOutboundSecurityDialog *dialog)
{
  GtkToggleButton *radio = dialog->none_radio;

  for (guint i = 0; i < N_ACCOUNT_ROWS; i++)
    if (dialog->rows[i].option == dialog->form->authentication)
      radio = dialog->rows[i].radio;
  if (dialog->form->use_site)
    radio = dialog->site_radio;
  if (dialog->form->mixed & CS_MIXED_OPTION)
    radio = dialog->mixed_radio;

  dialog->is_showing = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (dialog->mixed_radio), radio == dialog->mixed_radio);
  gtk_toggle_button_set_active (radio, TRUE);
  show_tls_rule (dialog);
  gtk_toggle_button_set_inconsistent (dialog->unencrypted_check,
                                      dialog->form->mixed & CS_MIXED_UNENCRYPTED);
  gtk_toggle_button_set_active (dialog->unencrypted_check,
                                dialog->form->allow_unencrypted_password);
  dialog->is_showing = FALSE;
  show_all (dialog);
  gtk_widget_grab_focus (GTK_WIDGET (radio));
}

static void
show_passwords (CsOutboundSecurityDialog *dialog)
{
  if (dialog->form == NULL)
    return;

  for (guint i = 0; i < N_ACCOUNT_ROWS; i++)
    show_row (dialog, &dialog->rows[i]);
}

CsOutboundSecurityDialog *
cs_outbound_security_dialog_new (GtkWindow *parent, CsSheet *sheet, const CsSecurityForm *form,
                                 const CsOutboundSecurityEntry *entry)
{
  CsOutboundSecurityDialog *dialog
      = g_object_new (CS_TYPE_OUTBOUND_SECURITY_DIALOG, "use-header-bar", 0, NULL);
  g_autofree char *title = NULL;

  dialog->sheet = g_object_ref (sheet);
  dialog->form = cs_security_form_copy (form);
  dialog->pattern = entry->pattern != NULL ? cs_pattern_copy (entry->pattern) : NULL;
  dialog->smart_host = cs_host_copy (entry->smart_host);
  dialog->helo = entry->helo;
  dialog->several = entry->several != NULL ? g_ptr_array_ref (entry->several) : NULL;
  gtk_label_set_text (dialog->advice_label, entry->advice != NULL ? entry->advice : "");
  gtk_widget_set_visible (GTK_WIDGET (dialog->advice_label), entry->advice != NULL);
  cs_dialog_attach (GTK_DIALOG (dialog), parent);
  title = cs_security_words_title (dialog->pattern, dialog->form->has_site_choice,
                                   dialog->several != NULL ? dialog->several->len : 0);
  gtk_window_set_title (GTK_WINDOW (dialog), title);
  show_form (dialog);
  g_signal_connect_object (cs_sheet_stored_passwords (sheet), "changed",
                           G_CALLBACK (show_passwords), dialog, G_CONNECT_SWAPPED);
  return dialog;
}

CsSecurityForm *
cs_outbound_security_dialog_get_form (CsOutboundSecurityDialog *dialog)
{
  return cs_security_form_copy (dialog->form);
}

void
cs_outbound_security_dialog_ask_for_account (CsOutboundSecurityDialog *dialog, gboolean at_once)
{
  AccountRow *row = picked_row (dialog);

  if (row == NULL)
    return;
  gtk_widget_grab_focus (row->button);
  if (at_once)
    on_change_clicked (dialog);
}
