#include "app/account-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/account-choices.h"
#include "app/account-picker-dialog.h"
#include "app/dialogs.h"
#include "app/field-message.h"
#include "app/help.h"
#include "app/secure-buffer.h"
#include "app/security-words.h"

struct _CsAccountDialog
{
  GtkDialog parent;
  GtkLabel *heading_label;
  GtkEntry *account_entry;
  CsFieldMessage *account_message;
  GtkWidget *domain_label;
  GtkEntry *domain_entry;
  CsFieldMessage *domain_message;
  GtkEntry *password_entry;
  CsFieldMessage *password_message;
  GtkLabel *password_hint;
  GtkToggleButton *reveal_toggle;
  GtkImage *reveal_image;
  GtkWidget *existing_button;

  CsSheet *sheet;
  CsAuthentication option;
  CsAccountForm *form; /* what leaving the password alone keeps */
  GPtrArray *choices;
};

G_DEFINE_TYPE (CsAccountDialog, cs_account_dialog, GTK_TYPE_DIALOG)

static guint committed_signal;

static gboolean
is_challenge_response (CsAccountDialog *dialog)
{
  return dialog->option == CS_AUTHENTICATION_CHALLENGE_RESPONSE;
}

/* The keyring has lost it: there is nothing that an empty field could keep. */
static gboolean
is_lost (CsAccountDialog *dialog)
{
  return cs_security_words_is_lost (dialog->form, cs_sheet_draft (dialog->sheet),
                                    cs_sheet_stored_passwords (dialog->sheet));
}

/* "unchanged" stands in the empty field only as long as that is what would happen. */
static void
show_what_empty_means (CsAccountDialog *dialog)
{
  const char *domain = dialog->form->nt_domain != NULL ? dialog->form->nt_domain : "";
  gboolean is_same
      = cs_account_form_has_password (dialog->form)
        && g_strcmp0 (gtk_entry_get_text (dialog->account_entry), dialog->form->account) == 0
        && g_strcmp0 (gtk_entry_get_text (dialog->domain_entry), domain) == 0;
  gboolean keeps = is_same && !is_lost (dialog);

  /* Translators: stands in an empty password field: leaving it empty keeps the stored password */
  gtk_entry_set_placeholder_text (dialog->password_entry, keeps ? _ ("unchanged") : NULL);
  gtk_label_set_text (dialog->password_hint,
                      keeps ? _ ("Leave it empty to keep the stored password.")
                            : _ ("The keyring does not have the password any more: type it "
                                 "again."));
  gtk_widget_set_visible (GTK_WIDGET (dialog->password_hint),
                          is_same && gtk_entry_get_text_length (dialog->password_entry) == 0);
}

static void
clear_errors (CsAccountDialog *dialog)
{
  cs_field_message_set_error (dialog->account_message, GTK_WIDGET (dialog->account_entry), NULL);
  cs_field_message_set_error (dialog->domain_message, GTK_WIDGET (dialog->domain_entry), NULL);
  cs_field_message_set_error (dialog->password_message, GTK_WIDGET (dialog->password_entry), NULL);
}

static void
on_changed (CsAccountDialog *dialog)
{
  if (dialog->form == NULL)
    return;

  clear_errors (dialog);
  show_what_empty_means (dialog);
}

static void
on_stored_changed (CsAccountDialog *dialog)
{
  if (dialog->form != NULL)
    show_what_empty_means (dialog);
}

static void
on_reveal_toggled (CsAccountDialog *dialog)
{
  gboolean is_visible = gtk_toggle_button_get_active (dialog->reveal_toggle);

  gtk_entry_set_visibility (dialog->password_entry, is_visible);
  gtk_image_set_from_icon_name (dialog->reveal_image,
                                is_visible ? "view-conceal-symbolic" : "view-reveal-symbolic",
                                GTK_ICON_SIZE_BUTTON);
}

static void
show_form (CsAccountDialog *dialog)
{
  const CsAccountForm *form = dialog->form;

  gtk_entry_set_text (dialog->account_entry, form->account != NULL ? form->account : "");
  gtk_entry_set_text (dialog->domain_entry, form->nt_domain != NULL ? form->nt_domain : "");
  gtk_entry_set_text (dialog->password_entry, "");
  show_what_empty_means (dialog);
}

static void
on_picked (CsAccountPickerDialog *picker, CsAccountDialog *dialog)
{
  const CsAccountChoice *choice = cs_account_picker_dialog_get_choice (picker);

  cs_account_form_free (dialog->form);
  dialog->form = cs_account_form_copy (choice->account);
  show_form (dialog);
  gtk_widget_grab_focus (gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog), GTK_RESPONSE_OK));
}

static void
on_existing_clicked (CsAccountDialog *dialog)
{
  CsAccountPickerDialog *picker
      = cs_account_picker_dialog_new (GTK_WINDOW (dialog), dialog->option, dialog->choices);

  g_signal_connect_object (picker, "committed", G_CALLBACK (on_picked), dialog, 0);
  cs_dialog_present (GTK_DIALOG (picker));
}

static void
show_problem (CsAccountDialog *dialog, CsAccountProblem problem)
{
  const char *text = cs_security_words_account_problem (problem);
  CsFieldMessage *message = dialog->password_message;
  GtkWidget *entry = GTK_WIDGET (dialog->password_entry);

  if (cs_account_problem_field (problem) == CS_ACCOUNT_FIELD_ACCOUNT)
    {
      message = dialog->account_message;
      entry = GTK_WIDGET (dialog->account_entry);
    }
  else if (cs_account_problem_field (problem) == CS_ACCOUNT_FIELD_DOMAIN)
    {
      message = dialog->domain_message;
      entry = GTK_WIDGET (dialog->domain_entry);
    }
  cs_field_message_set_error (message, entry, text);
  gtk_widget_grab_focus (entry);
}

static CsSecret *
typed_password (CsAccountDialog *dialog)
{
  const char *text = gtk_entry_get_text (dialog->password_entry);

  return *text != '\0' ? cs_secret_new (text, strlen (text)) : NULL;
}

/* Returns: whether nothing is missing; else it is said where it is missing. */
static gboolean
take (CsAccountDialog *dialog)
{
  g_autoptr (CsSecret) password = typed_password (dialog);
  CsAccountProblem problem = cs_account_form_take (
      dialog->form, dialog->option, gtk_entry_get_text (dialog->account_entry),
      is_challenge_response (dialog) ? gtk_entry_get_text (dialog->domain_entry) : NULL, password);

  if (problem == CS_ACCOUNT_PROBLEM_NONE && password == NULL && is_lost (dialog))
    problem = CS_ACCOUNT_PROBLEM_PASSWORD_EMPTY;
  clear_errors (dialog);
  if (problem == CS_ACCOUNT_PROBLEM_NONE)
    return TRUE;

  show_problem (dialog, problem);
  return FALSE;
}

static void
cs_account_dialog_response (GtkDialog *base, int response)
{
  CsAccountDialog *dialog = CS_ACCOUNT_DIALOG (base);

  if (response == GTK_RESPONSE_HELP)
    {
      cs_help_show (GTK_WINDOW (dialog), "account");
      return;
    }
  if (response == GTK_RESPONSE_OK)
    {
      if (!take (dialog))
        return;
      g_signal_emit (dialog, committed_signal, 0);
    }
  gtk_widget_destroy (GTK_WIDGET (dialog));
}

static void
cs_account_dialog_dispose (GObject *object)
{
  CsAccountDialog *dialog = CS_ACCOUNT_DIALOG (object);

  g_clear_object (&dialog->sheet);
  g_clear_pointer (&dialog->form, cs_account_form_free);
  g_clear_pointer (&dialog->choices, g_ptr_array_unref);
  G_OBJECT_CLASS (cs_account_dialog_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, CsAccountDialog, name)

static void
cs_account_dialog_class_init (CsAccountDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cs_account_dialog_dispose;
  GTK_DIALOG_CLASS (class)->response = cs_account_dialog_response;
  committed_signal = cs_dialog_add_committed_signal (G_OBJECT_CLASS (class));
  g_type_ensure (CS_TYPE_FIELD_MESSAGE);
  cs_secure_buffer_ensure ();
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/countersign/Settings/ui/account-dialog.ui");
  BIND (heading_label);
  BIND (account_entry);
  BIND (account_message);
  BIND (domain_label);
  BIND (domain_entry);
  BIND (domain_message);
  BIND (password_entry);
  BIND (password_message);
  BIND (password_hint);
  BIND (reveal_toggle);
  BIND (reveal_image);
  BIND (existing_button);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_reveal_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_existing_clicked);
}

static void
cs_account_dialog_init (CsAccountDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
  cs_widget_name_by_labels (GTK_WIDGET (dialog));
}

CsAccountDialog *
cs_account_dialog_new (GtkWindow *parent, CsSheet *sheet, CsAuthentication option,
                       const CsAccountForm *form)
{
  CsAccountDialog *dialog = g_object_new (CS_TYPE_ACCOUNT_DIALOG, "use-header-bar", 0, NULL);
  gboolean is_nt = option == CS_AUTHENTICATION_CHALLENGE_RESPONSE;
  const char *title
      = is_nt ? _ ("Windows NT Account on Remote Host") : _ ("Account on Remote Host");

  dialog->sheet = g_object_ref (sheet);
  dialog->option = option;
  dialog->form = cs_account_form_copy (form);
  dialog->choices = cs_account_choices_new (cs_sheet_settings (sheet), option, form->credential);
  cs_dialog_attach (GTK_DIALOG (dialog), parent);
  gtk_window_set_title (GTK_WINDOW (dialog), title);
  gtk_label_set_text (dialog->heading_label, title);
  gtk_widget_set_visible (dialog->domain_label, is_nt);
  gtk_widget_set_visible (GTK_WIDGET (dialog->domain_entry), is_nt);
  cs_widget_set_sensitive_because (dialog->existing_button, dialog->choices->len > 0,
                                   _ ("No other entry has an account for this option."));
  show_form (dialog);
  g_signal_connect_object (cs_sheet_stored_passwords (sheet), "changed",
                           G_CALLBACK (on_stored_changed), dialog, G_CONNECT_SWAPPED);
  /* Whoever comes back usually comes with a new password. */
  gtk_widget_grab_focus (form->account != NULL ? GTK_WIDGET (dialog->password_entry)
                                               : GTK_WIDGET (dialog->account_entry));
  return dialog;
}

void
cs_account_dialog_take_form (CsAccountDialog *dialog, CsAccountForm *form)
{
  CsAccountForm moved = *form;

  *form = *dialog->form;
  *dialog->form = moved;
}
