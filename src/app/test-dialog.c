#include "app/test-dialog.h"

#include <glib/gi18n.h>

#include "admin/account-test.h"
#include "admin/offer.h"
#include "admin/words.h"
#include "app/dialogs.h"
#include "app/field-message.h"
#include "app/help.h"
#include "app/test-step-row.h"
#include "app/test-words.h"
#include "app/typing-words.h"
#include "base/domain.h"

#define RESPONSE_STOP 1

struct _CsTestDialog
{
  GtkDialog parent;
  GtkWidget *domain_grid;
  GtkEntry *domain_entry;
  CsFieldMessage *domain_message;
  GtkWidget *start_button;
  GtkScrolledWindow *steps_scrolled;
  GtkListBox *steps_list;
  GtkWidget *spinner;
  GtkWidget *result_grid;
  GtkImage *result_image;
  GtkLabel *headline_label;
  GtkLabel *detail_label;
  GtkWidget *dialogue_expander;
  GtkTextBuffer *dialogue_buffer;

  CsSheet *sheet;
  CsSecurity *security;
  CsSecret *password; /* typed, not stored yet; NULL otherwise */
  char *server_domain; /* that it has named; NULL: none */
  CsPattern *pattern;
  CsHost *smart_host;
  gboolean helo;
  gboolean is_probe;
  GCancellable *cancellable; /* NULL: nothing is under way */
  CsAuthentication suggestion;
  CsTlsRule suggested_tls;
};

G_DEFINE_TYPE (CsTestDialog, cs_test_dialog, GTK_TYPE_DIALOG)

static guint committed_signal;
static guint answered_signal;

static gboolean
is_gone (CsTestDialog *dialog)
{
  return dialog->sheet == NULL;
}

static void
show_stop (CsTestDialog *dialog, gboolean is_running)
{
  cs_widget_set_sensitive_because (
      gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog), RESPONSE_STOP), is_running,
      _ ("No test is running."));
}

static void
set_running (CsTestDialog *dialog, gboolean is_running)
{
  gtk_widget_set_visible (dialog->spinner, is_running);
  cs_widget_set_sensitive_because (dialog->start_button, !is_running, _ ("A test is running."));
  cs_widget_set_sensitive_because (GTK_WIDGET (dialog->domain_entry), !is_running,
                                   _ ("A test is running."));
  show_stop (dialog, is_running);
}

static void
show_result (CsTestDialog *dialog, const char *icon, const char *headline, const char *detail)
{
  gtk_image_set_from_icon_name (dialog->result_image, icon, GTK_ICON_SIZE_DND);
  gtk_label_set_text (dialog->headline_label, headline);
  gtk_label_set_text (dialog->detail_label, detail);
  gtk_widget_set_visible (GTK_WIDGET (dialog->detail_label), *detail != '\0');
  gtk_widget_show (dialog->result_grid);
  atk_object_set_name (gtk_widget_get_accessible (dialog->result_grid), headline);
}

static void
on_step (const CsSessionStep *step, gpointer user_data)
{
  CsTestDialog *dialog = user_data;

  if (!is_gone (dialog))
    gtk_container_add (GTK_CONTAINER (dialog->steps_list), cs_test_step_row_new (step));
}

/* The newest step stays in sight, also when the result takes room from the list. */
static void
on_steps_changed (GtkAdjustment *adjustment)
{
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
}

static void
show_suggestion (CsTestDialog *dialog, const CsTestReport *report)
{
  gboolean is_useful = dialog->is_probe || report->result == CS_TEST_NOT_OFFERED;
  gboolean is_safe = report->tls != NULL && report->is_verified;
  gboolean has
      = is_useful
        && cs_offer_suggest ((const char *const *)report->offered, is_safe, &dialog->suggestion);
  GtkWidget *button = gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog), GTK_RESPONSE_APPLY);
  g_autofree char *words = NULL;

  dialog->suggested_tls = cs_offer_suggest_tls (is_safe, dialog->security->tls);
  words = cs_test_words_suggestion (dialog->suggestion, dialog->suggested_tls);
  cs_widget_describe (button, words);
  gtk_widget_set_visible (button, has);
}

static void
show_report (CsTestDialog *dialog, const CsTestReport *report)
{
  g_autofree char *headline = cs_test_words_headline (report, dialog->is_probe);
  g_autofree char *detail = cs_test_words_detail (report, dialog->is_probe);
  g_autofree char *dialogue = cs_test_words_dialogue (report);

  show_result (dialog, report->failure == NULL ? "emblem-ok-symbolic" : "dialog-error-symbolic",
               headline, detail);
  gtk_text_buffer_set_text (dialog->dialogue_buffer, dialogue, -1);
  gtk_widget_set_visible (dialog->dialogue_expander, *dialogue != '\0');
  show_suggestion (dialog, report);
  g_free (dialog->server_domain);
  dialog->server_domain = g_strdup (report->server_domain);
  g_signal_emit (dialog, answered_signal, 0);
}

static void
on_tested (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CsTestDialog) dialog = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CsTestReport) report = cs_account_test_finish (result, &error);

  g_clear_object (&dialog->cancellable);
  if (is_gone (dialog))
    return;

  set_running (dialog, FALSE);
  if (report != NULL)
    show_report (dialog, report);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_result (dialog, "process-stop-symbolic", _ ("Stopped"), "");
  else
    show_result (dialog, "dialog-error-symbolic", _ ("The test could not be carried out"),
                 error->message);
}

static void
start_test (CsTestDialog *dialog, CsSecret *password)
{
  g_autofree char *domain
      = cs_domain_normalize (gtk_entry_get_text (dialog->domain_entry), -1, NULL);
  CsTestRequest request = {
    .smart_host = dialog->smart_host,
    .domain = domain,
    .security = dialog->security,
    .password = password,
    .helo = dialog->helo,
    .own_name = cs_sheet_own_name (dialog->sheet),
    .probe_only = dialog->is_probe,
  };

  cs_account_test_async (&request, on_step, dialog, dialog->cancellable, on_tested,
                         g_object_ref (dialog));
}

static void
on_password (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CsTestDialog) dialog = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CsSecret) password
      = cs_secret_store_lookup_finish (CS_SECRET_STORE (source), result, &error);

  if (is_gone (dialog))
    {
      g_clear_object (&dialog->cancellable);
      return;
    }
  if (password != NULL)
    {
      start_test (dialog, password);
      return;
    }

  g_clear_object (&dialog->cancellable);
  set_running (dialog, FALSE);
  show_result (dialog, "dialog-error-symbolic", _ ("There is no password to test with"),
               error->message);
}

/* What was typed is used as it stands; only a password that was left alone comes from the store. */
static void
start (CsTestDialog *dialog)
{
  CsSecret *typed = dialog->password;

  if (typed == NULL)
    typed = cs_draft_typed_password (cs_sheet_draft (dialog->sheet), dialog->security->credential);

  gtk_widget_hide (dialog->result_grid);
  gtk_widget_hide (dialog->dialogue_expander);
  gtk_widget_hide (gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog), GTK_RESPONSE_APPLY));
  cs_test_step_rows_clear (dialog->steps_list);
  dialog->cancellable = g_cancellable_new ();
  set_running (dialog, TRUE);

  if (dialog->is_probe || typed != NULL || dialog->security->credential == NULL)
    start_test (dialog, typed);
  else
    cs_secret_store_lookup_async (cs_sheet_store (dialog->sheet), dialog->security->credential,
                                  CS_PROMPT_ALLOWED, dialog->cancellable, on_password,
                                  g_object_ref (dialog));
}

static void
on_start_clicked (CsTestDialog *dialog)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *domain
      = cs_domain_normalize (gtk_entry_get_text (dialog->domain_entry), -1, &error);
  g_autofree char *problem = domain == NULL ? cs_typing_words (error) : NULL;

  cs_field_message_set_error (dialog->domain_message, GTK_WIDGET (dialog->domain_entry), problem);
  if (problem == NULL)
    start (dialog);
  else
    gtk_widget_grab_focus (GTK_WIDGET (dialog->domain_entry));
}

static void
on_copy_clicked (CsTestDialog *dialog)
{
  GtkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (dialog), GDK_SELECTION_CLIPBOARD);
  GtkTextIter from;
  GtkTextIter to;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_bounds (dialog->dialogue_buffer, &from, &to);
  text = gtk_text_buffer_get_text (dialog->dialogue_buffer, &from, &to, FALSE);
  gtk_clipboard_set_text (clipboard, text, -1);
}

static void
cs_test_dialog_response (GtkDialog *base, int response)
{
  CsTestDialog *dialog = CS_TEST_DIALOG (base);

  switch (response)
    {
    case RESPONSE_STOP:
      g_cancellable_cancel (dialog->cancellable);
      return;
    case GTK_RESPONSE_HELP:
      cs_help_show (GTK_WINDOW (dialog), dialog->is_probe ? "find-out" : "test");
      return;
    case GTK_RESPONSE_APPLY:
      g_signal_emit (dialog, committed_signal, 0);
      break;
    default:
      break;
    }
  gtk_widget_destroy (GTK_WIDGET (dialog));
}

static void
cs_test_dialog_dispose (GObject *object)
{
  CsTestDialog *dialog = CS_TEST_DIALOG (object);

  if (dialog->cancellable != NULL)
    g_cancellable_cancel (dialog->cancellable);
  g_clear_object (&dialog->sheet);
  g_clear_pointer (&dialog->security, cs_security_free);
  g_clear_pointer (&dialog->password, cs_secret_unref);
  g_clear_pointer (&dialog->server_domain, g_free);
  g_clear_pointer (&dialog->pattern, cs_pattern_free);
  g_clear_pointer (&dialog->smart_host, cs_host_free);
  G_OBJECT_CLASS (cs_test_dialog_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, CsTestDialog, name)

static void
cs_test_dialog_class_init (CsTestDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cs_test_dialog_dispose;
  GTK_DIALOG_CLASS (class)->response = cs_test_dialog_response;
  committed_signal = cs_dialog_add_committed_signal (G_OBJECT_CLASS (class));
  answered_signal = g_signal_new ("answered", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (CS_TYPE_FIELD_MESSAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/countersign/Settings/ui/test-dialog.ui");
  BIND (domain_grid);
  BIND (domain_entry);
  BIND (domain_message);
  BIND (start_button);
  BIND (steps_scrolled);
  BIND (steps_list);
  BIND (spinner);
  BIND (result_grid);
  BIND (result_image);
  BIND (headline_label);
  BIND (detail_label);
  BIND (dialogue_expander);
  BIND (dialogue_buffer);
  gtk_widget_class_bind_template_callback (widget_class, on_start_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked);
}

static void
cs_test_dialog_init (CsTestDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
  cs_widget_name_by_labels (GTK_WIDGET (dialog));
  show_stop (dialog, FALSE);
}

static void
take_subject (CsTestDialog *dialog, const CsTestSubject *subject)
{
  const CsAccountForm *account = cs_security_form_picked_account (subject->form);
  const CsSecurity *site = cs_settings_security (cs_sheet_settings (dialog->sheet));

  dialog->security = cs_security_form_to_security (subject->form);
  if (dialog->security == NULL)
    dialog->security = cs_security_copy (site);
  if (account != NULL && account->typed != NULL)
    dialog->password = cs_secret_ref (account->typed);
  dialog->pattern = subject->pattern != NULL ? cs_pattern_copy (subject->pattern) : NULL;
  dialog->smart_host = cs_host_copy (subject->smart_host);
  dialog->helo = subject->helo;
  dialog->is_probe = subject->is_probe;
}

/* Without a smart host the server depends on the domain; for the site and for *.example.com only
 * the person in front of the screen knows one. */
static gboolean
knows_server (CsTestDialog *dialog)
{
  return dialog->smart_host != NULL
         || (dialog->pattern != NULL && dialog->pattern->kind != CS_PATTERN_WILDCARD);
}

CsTestDialog *
cs_test_dialog_new (GtkWindow *parent, CsSheet *sheet, const CsTestSubject *subject)
{
  CsTestDialog *dialog = g_object_new (CS_TYPE_TEST_DIALOG, "use-header-bar", 0, NULL);

  dialog->sheet = g_object_ref (sheet);
  take_subject (dialog, subject);
  cs_dialog_attach (GTK_DIALOG (dialog), parent);
  g_signal_connect (gtk_scrolled_window_get_vadjustment (dialog->steps_scrolled), "changed",
                    G_CALLBACK (on_steps_changed), NULL);
  gtk_window_set_title (GTK_WINDOW (dialog),
                        subject->is_probe ? _ ("What the Server Wants") : _ ("Test"));
  if (dialog->pattern != NULL)
    gtk_entry_set_text (dialog->domain_entry, dialog->pattern->domain);
  gtk_widget_set_visible (dialog->domain_grid, !knows_server (dialog));
  if (knows_server (dialog))
    start (dialog);
  return dialog;
}

CsAuthentication
cs_test_dialog_get_suggestion (CsTestDialog *dialog)
{
  return dialog->suggestion;
}

CsTlsRule
cs_test_dialog_get_suggested_tls (CsTestDialog *dialog)
{
  return dialog->suggested_tls;
}

const char *
cs_test_dialog_get_server_domain (CsTestDialog *dialog)
{
  return dialog->server_domain;
}
