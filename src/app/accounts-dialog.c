#include "app/accounts-dialog.h"

#include <glib/gi18n.h>

#include "admin/credential.h"
#include "admin/worker.h"
#include "app/dialogs.h"
#include "app/field-message.h"
#include "app/help.h"

enum
{
  COLUMN_ACCOUNT,
  COLUMN_USED_BY,
  COLUMN_PASSWORD,
  COLUMN_LAST_USE,
  COLUMN_INDEX, /* into credentials */
};

struct _CsAccountsDialog
{
  GtkDialog parent;
  GtkListStore *store;
  GtkTreeView *tree;
  GtkTreeSelection *selection;
  GtkLabel *empty_label;
  GtkLabel *status_label;
  GtkWidget *delete_button;
  CsFieldMessage *delete_message;

  CsSheet *sheet;
  GVariant *logins; /* NULL: nobody could be asked */
  GPtrArray *credentials;
  GCancellable *cancellable;
};

G_DEFINE_TYPE (CsAccountsDialog, cs_accounts_dialog, GTK_TYPE_DIALOG)

/* (transfer none) (nullable) */
static const CsCredential *
selected (CsAccountsDialog *dialog)
{
  GtkTreeIter iter;
  int index;

  if (!gtk_tree_selection_get_selected (dialog->selection, NULL, &iter))
    return NULL;

  gtk_tree_model_get (GTK_TREE_MODEL (dialog->store), &iter, COLUMN_INDEX, &index, -1);
  return g_ptr_array_index (dialog->credentials, index);
}

static void
on_selection_changed (CsAccountsDialog *dialog)
{
  const CsCredential *credential;
  const char *because = _ ("Select a password that no entry uses first.");

  if (dialog->credentials == NULL)
    return; /* the dialog is going, or is not filled yet */

  credential = selected (dialog);
  if (credential != NULL && credential->entries->len > 0)
    because = _ ("An entry uses this account.");
  else if (credential != NULL)
    because = _ ("It was not stored for these settings, so others may need it.");
  cs_widget_set_sensitive_because (dialog->delete_button,
                                   credential != NULL && credential->is_removable, because);
}

static void
add_row (CsAccountsDialog *dialog, guint index, gint64 now_s)
{
  const CsCredential *credential = g_ptr_array_index (dialog->credentials, index);
  g_autofree char *account = cs_credential_account_words (credential);
  g_autofree char *entries = cs_credential_entries_words (credential);
  g_autofree char *password = cs_credential_password_words (credential);
  g_autofree char *use = cs_credential_use_words (credential, now_s);

  gtk_list_store_insert_with_values (dialog->store, NULL, -1, COLUMN_ACCOUNT, account,
                                     COLUMN_USED_BY, entries, COLUMN_PASSWORD, password,
                                     COLUMN_LAST_USE, use, COLUMN_INDEX, (int)index, -1);
}

static GPtrArray *
collect (CsAccountsDialog *dialog)
{
  CsCredentialSources sources
      = { .settings = cs_sheet_settings (dialog->sheet),
          .also = cs_draft_original (cs_sheet_draft (dialog->sheet)),
          .stored = cs_stored_passwords_all (cs_sheet_stored_passwords (dialog->sheet)),
          .settings_file = cs_sheet_instance (dialog->sheet)->settings_file,
          .logins = dialog->logins };

  return cs_credentials_collect (&sources);
}

static void
fill (CsAccountsDialog *dialog)
{
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;

  if (dialog->sheet == NULL)
    return; /* the dialog is going */

  gtk_tree_view_set_model (dialog->tree, NULL);
  gtk_list_store_clear (dialog->store);
  g_clear_pointer (&dialog->credentials, g_ptr_array_unref);
  dialog->credentials = collect (dialog);
  for (guint i = 0; i < dialog->credentials->len; i++)
    add_row (dialog, i, now_s);
  gtk_tree_view_set_model (dialog->tree, GTK_TREE_MODEL (dialog->store));
  gtk_widget_set_visible (GTK_WIDGET (dialog->empty_label), dialog->credentials->len == 0);
  on_selection_changed (dialog);
}

/* What the worker remembers */

static void
show_worker (CsAccountsDialog *dialog, gboolean is_known)
{
  gtk_label_set_text (
      dialog->status_label,
      is_known ? "" : _ ("The delivery worker does not answer, so the last use is not known."));
  gtk_widget_set_visible (GTK_WIDGET (dialog->status_label), !is_known);
}

static void
on_logins (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CsAccountsDialog) dialog = user_data;
  GVariant *logins = NULL;
  gboolean is_known
      = cs_delivery_call_list_credentials_finish (CS_DELIVERY (source), &logins, result, NULL);

  if (dialog->sheet == NULL)
    {
      g_clear_pointer (&logins, g_variant_unref);
      return;
    }
  dialog->logins = logins;
  show_worker (dialog, is_known);
  fill (dialog);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CsAccountsDialog) dialog = user_data;
  g_autoptr (CsDelivery) worker = cs_worker_connect_finish (result, NULL);

  if (dialog->sheet == NULL)
    return;
  if (worker != NULL)
    cs_delivery_call_list_credentials (worker, dialog->cancellable, on_logins,
                                       g_object_ref (dialog));
  else
    show_worker (dialog, FALSE);
}

/* Deleting */

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CsAccountsDialog) dialog = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_deleted = cs_credential_remove_finish (result, &error);

  if (dialog->sheet == NULL)
    return;
  if (!is_deleted)
    cs_field_message_set_error (dialog->delete_message, dialog->delete_button, error->message);
  cs_stored_passwords_refresh (cs_sheet_stored_passwords (dialog->sheet));
}

static void
on_question_answered (GtkDialog *question, int response, CsAccountsDialog *dialog)
{
  const char *uuid = g_object_get_data (G_OBJECT (question), "uuid");

  if (response == GTK_RESPONSE_OK)
    cs_credential_remove_async (cs_sheet_instance (dialog->sheet), cs_sheet_store (dialog->sheet),
                                uuid, dialog->cancellable, on_deleted, g_object_ref (dialog));
  gtk_widget_destroy (GTK_WIDGET (question));
}

static void
on_delete_clicked (CsAccountsDialog *dialog)
{
  const CsCredential *credential = selected (dialog);
  GtkWidget *question;
  GtkWidget *button;

  if (credential == NULL || !credential->is_removable)
    return;

  cs_field_message_set_error (dialog->delete_message, dialog->delete_button, NULL);
  question = gtk_message_dialog_new (
      GTK_WINDOW (dialog), GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT, GTK_MESSAGE_QUESTION,
      GTK_BUTTONS_NONE, "%s", _ ("Delete this password from the keyring?"));
  gtk_message_dialog_format_secondary_text (
      GTK_MESSAGE_DIALOG (question), "%s",
      _ ("No entry uses it. It is deleted at once, not by Apply, and cannot be brought back."));
  gtk_dialog_add_button (GTK_DIALOG (question), _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  button = gtk_dialog_add_button (GTK_DIALOG (question), _ ("_Delete"), GTK_RESPONSE_OK);
  gtk_style_context_add_class (gtk_widget_get_style_context (button),
                               GTK_STYLE_CLASS_DESTRUCTIVE_ACTION);
  gtk_dialog_set_default_response (GTK_DIALOG (question), GTK_RESPONSE_CANCEL);
  g_object_set_data_full (G_OBJECT (question), "uuid", g_strdup (credential->uuid), g_free);
  cs_dialog_attach (GTK_DIALOG (question), GTK_WINDOW (dialog));
  g_signal_connect_object (question, "response", G_CALLBACK (on_question_answered), dialog, 0);
  gtk_window_present (GTK_WINDOW (question));
}

static void
cs_accounts_dialog_response (GtkDialog *base, int response)
{
  if (response == GTK_RESPONSE_HELP)
    cs_help_show (GTK_WINDOW (base), "accounts");
  else
    gtk_widget_destroy (GTK_WIDGET (base));
}

static void
cs_accounts_dialog_dispose (GObject *object)
{
  CsAccountsDialog *dialog = CS_ACCOUNTS_DIALOG (object);

  g_cancellable_cancel (dialog->cancellable);
  g_clear_object (&dialog->cancellable);
  g_clear_object (&dialog->sheet);
  g_clear_pointer (&dialog->logins, g_variant_unref);
  g_clear_pointer (&dialog->credentials, g_ptr_array_unref);
  G_OBJECT_CLASS (cs_accounts_dialog_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, CsAccountsDialog, name)

static void
cs_accounts_dialog_class_init (CsAccountsDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cs_accounts_dialog_dispose;
  GTK_DIALOG_CLASS (class)->response = cs_accounts_dialog_response;
  g_type_ensure (CS_TYPE_FIELD_MESSAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/countersign/Settings/ui/accounts-dialog.ui");
  BIND (store);
  BIND (tree);
  BIND (selection);
  BIND (empty_label);
  BIND (status_label);
  BIND (delete_button);
  BIND (delete_message);
  gtk_widget_class_bind_template_callback (widget_class, on_selection_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_delete_clicked);
}

static void
cs_accounts_dialog_init (CsAccountsDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
  dialog->cancellable = g_cancellable_new ();
}

CsAccountsDialog *
cs_accounts_dialog_new (GtkWindow *parent, CsSheet *sheet)
{
  CsAccountsDialog *dialog = g_object_new (CS_TYPE_ACCOUNTS_DIALOG, "use-header-bar", 0, NULL);

  dialog->sheet = g_object_ref (sheet);
  cs_dialog_attach (GTK_DIALOG (dialog), parent);
  fill (dialog);
  g_signal_connect_object (cs_sheet_stored_passwords (sheet), "changed", G_CALLBACK (fill), dialog,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (sheet, "loaded", G_CALLBACK (fill), dialog, G_CONNECT_SWAPPED);
  cs_worker_connect_async (cs_sheet_instance (sheet), FALSE, dialog->cancellable, on_connected,
                           g_object_ref (dialog));
  return dialog;
}
